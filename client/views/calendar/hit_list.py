"""Who is booked where a doctor will not be."""

from operator import attrgetter

from client.core.i18n import time_text, tr
from client.core.words import shown_name
from client.views.calendar.words import short_day_text
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.appointments import AppointmentSummary


class HitList(RowsTable[AppointmentSummary]):
    def __init__(self) -> None:
        super().__init__(
            (
                Column(tr("When"), _when, width=170),
                Column(tr("Patient"), _who, detail=attrgetter("patient.phone")),
                Column(tr("Token"), _token, look="token", width=80),
            ),
            attrgetter("id"),
            tr("Booked in this time"),
        )
        self.set_empty(EmptyState("calendar-days", tr("Nobody is booked in this time")))


def _when(row: AppointmentSummary) -> str:
    day = short_day_text(row.date)
    return day if row.slot_at is None else tr("{day}, {time}", day=day, time=time_text(row.slot_at))


def _who(one: AppointmentSummary) -> str:
    return shown_name(one.patient.name)


def _token(row: AppointmentSummary) -> str:
    return row.token or "–"
