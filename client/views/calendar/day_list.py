"""A doctor's day as a list: who has which place, and what is free."""

from operator import attrgetter

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.words import who_text
from client.viewmodels.calendar.planner import Place
from client.views.calendar.words import place_kind, place_status, place_text, place_time, place_tone
from client.views.reception.words import numbers_text
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone


def day_list(clock: Clock) -> RowsTable[Place]:
    def who(place: Place) -> str:
        if place.appointment is None:
            return ""
        patient = place.appointment.patient
        return tr("{who} · {numbers}", who=who_text(patient, clock.today()), numbers=numbers_text(patient))

    return RowsTable(
        (
            Column(tr("Time"), place_time, look="strong", width=78),
            Column(tr("Token"), _token_text, look="token", width=82),
            Column(tr("Patient"), place_text, detail=who, tone=_free_tone),
            Column(tr("Visit"), place_kind, width=110),
            Column(tr("Room"), _room_text, width=110, wide_only=True),
            Column(tr("Status"), place_status, tone=place_tone, look="pill", width=140),
        ),
        attrgetter("key"),
        tr("The day"),
    )


def _token_text(place: Place) -> str:
    return place.appointment.token or "–" if place.appointment is not None else ""


def _free_tone(place: Place) -> Tone | None:
    return None if place.appointment is not None else place_tone(place)


def _room_text(place: Place) -> str:
    return place.slot.room if place.slot is not None else ""
