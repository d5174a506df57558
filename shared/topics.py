"""What can change under a user's eyes. A command names the topics it touches."""

from enum import StrEnum


class Topic(StrEnum):
    ANALYSERS = "analysers"
    APPOINTMENTS = "appointments"
    BOARDS = "boards"
    BILLING = "billing"
    CASH = "cash"
    CERTIFICATES = "certificates"
    CONSULTATIONS = "consultations"
    DOCUMENTS = "documents"
    LAB = "lab"
    PATIENTS = "patients"
    PAYERS = "payers"
    PHRASES = "phrases"
    PRESCRIPTIONS = "prescriptions"
    PRICES = "prices"
    PROBLEMS = "problems"
    QUEUE = "queue"
    REFERRALS = "referrals"
    REPORTS = "reports"
    SCHEDULES = "schedules"
    STAFF = "staff"
    TEST_CATALOGUE = "test_catalogue"
    VITALS = "vitals"
    WORKSTATIONS = "workstations"
