"""Whose work an event of a patient's timeline is: what its filters go by."""

from enum import StrEnum
from typing import Final

from shared.events import MONEY_EVENTS, EventType


class Work(StrEnum):
    DESK = "desk"
    DOCTOR = "doctor"
    TESTS = "tests"
    MEDICINES = "medicines"
    MONEY = "money"


_TESTS: Final = frozenset(
    {
        EventType.TESTS_ORDERED,
        EventType.TEST_SAMPLE_COLLECTED,
        EventType.TEST_IN_PROGRESS,
        EventType.TEST_COMPLETED,
        EventType.TEST_REVIEWED,
        EventType.REPORT_GENERATED,
        EventType.REPORT_DELIVERED,
        EventType.TEST_SAMPLE_REJECTED,
        EventType.TEST_REPEATED,
        EventType.TEST_CORRECTED,
        EventType.TEST_CORRECTION_ABANDONED,
        EventType.TEST_REISSUE_NEEDED,
        EventType.TEST_CANCELLED,
        EventType.TEST_RESULT_READ,
        EventType.CRITICAL_VALUE_TOLD,
    }
)
_MEDICINES: Final = frozenset(
    {
        EventType.PRESCRIPTION_GIVEN,
        EventType.PRESCRIPTION_CANCELLED,
        EventType.MEDICINES_DISPENSED,
        EventType.MEDICINES_RETURNED,
        EventType.MEDICINES_WITHHELD,
    }
)
_DOCTOR: Final = frozenset(
    {
        EventType.QUEUE_CALLED,
        EventType.QUEUE_RECALLED,
        EventType.QUEUE_CALL_UNDONE,
        EventType.ENTERED_ROOM,
        EventType.VITALS_RECORDED,
        EventType.VITALS_WITHDRAWN,
        EventType.DIAGNOSIS_RECORDED,
        EventType.DIAGNOSIS_WITHDRAWN,
        EventType.EXITED_ROOM,
        EventType.CONSULTATION_COMPLETED,
        EventType.CONSULTATION_AMENDED,
        EventType.REFERRAL_GIVEN,
        EventType.CERTIFICATE_ISSUED,
        EventType.CERTIFICATE_CANCELLED,
        EventType.FOLLOWUP_SCHEDULED,
    }
)


def work_of(event: EventType) -> Work:
    """What no one else did, the desk did."""
    if event in _TESTS:
        return Work.TESTS
    if event in _MEDICINES:
        return Work.MEDICINES
    if event in MONEY_EVENTS:
        return Work.MONEY
    return Work.DOCTOR if event in _DOCTOR else Work.DESK


def events_of(work: Work) -> frozenset[EventType]:
    return frozenset(event for event in EventType if work_of(event) is work)
