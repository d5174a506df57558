"""What can change under a user's eyes. A command names the topics it touches."""

from enum import StrEnum


class Topic(StrEnum):
    APPOINTMENTS = "appointments"
    BOARDS = "boards"
    BILLING = "billing"
    CASH = "cash"
    CONSULTATIONS = "consultations"
    LAB = "lab"
    PATIENTS = "patients"
    PRESCRIPTIONS = "prescriptions"
    QUEUE = "queue"
    SCHEDULES = "schedules"
    STAFF = "staff"
    WORKSTATIONS = "workstations"
