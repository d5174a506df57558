"""What can change under a user's eyes. A command names the topics it touches."""

from enum import StrEnum


class Topic(StrEnum):
    APPOINTMENTS = "appointments"
    BOARDS = "boards"
    BILLING = "billing"
    CASH = "cash"
    CONSULTATIONS = "consultations"
    DOCUMENTS = "documents"
    LAB = "lab"
    PATIENTS = "patients"
    PHRASES = "phrases"
    PRESCRIPTIONS = "prescriptions"
    PROBLEMS = "problems"
    QUEUE = "queue"
    REPORTS = "reports"
    SCHEDULES = "schedules"
    STAFF = "staff"
    TEST_CATALOGUE = "test_catalogue"
    VITALS = "vitals"
    WORKSTATIONS = "workstations"
