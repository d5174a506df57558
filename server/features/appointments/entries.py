"""An event as it is told to whoever reads a timeline."""

from typing import Final

from server.core.context import Actor
from server.core.events import AppointmentEvent
from shared.events import MONEY_EVENTS, EventType
from shared.models.appointments import TimelineEntry
from shared.permissions import Permission

_WITHOUT_WHY: Final = frozenset(
    {
        EventType.TEST_CANCELLED,
        EventType.TEST_CORRECTED,
        EventType.TEST_CORRECTION_ABANDONED,
        EventType.TEST_REPEATED,
        EventType.TEST_SAMPLE_REJECTED,
        EventType.VITALS_WITHDRAWN,
    }
)
"""Older entries bear the reason still, which may be clinical: it is read where the test and the vitals are."""


def entry_of(event: AppointmentEvent, who: str, where: str, reader: Actor) -> TimelineEntry:
    """Amounts are for those who may see bills; that one was paid is for all."""
    told = event.type not in MONEY_EVENTS or Permission.BILLING_VIEW in reader.permissions
    return TimelineEntry(
        id=event.id,
        type=event.type,
        description=event.description if told and event.type not in _WITHOUT_WHY else "",
        metadata=event.details if told else {},
        performed_by=who,
        workstation=where,
        performed_at=event.performed_at,
    )
