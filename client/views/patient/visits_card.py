"""The patient's visits, today's first."""

from operator import attrgetter

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.words import STATUS_TONES, status_word
from client.core.zone import day_of
from client.viewmodels.patient.file import FileState, Visit
from client.widgets.basics import Card
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone


class VisitsCard(Card):
    visit_opened = Signal(object)  # Visit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(1, 10, 1, 8))
        self.setParent(parent)
        self.list = RowsTable(
            (
                Column(tr("Day"), _day, look="strong", width=160),
                Column(tr("Doctor"), attrgetter("doctor"), detail=attrgetter("department")),
                Column(tr("Diagnosis"), _diagnoses),
                Column(tr("Token"), attrgetter("token"), look="token", width=90),
                Column(tr("Status"), _status, tone=_tone, look="pill", width=130),
            ),
            key=attrgetter("appointment_id"),
            name=tr("Visits"),
        )
        self.list.set_empty(EmptyState("calendar-days", tr("No visit that you may see")))
        self.add(self.list)

        self.list.opened.connect(self.visit_opened)
        self.list.clicked.connect(self._open)

    def show_visits(self, state: FileState) -> None:
        self.list.set_rows(state.visits)

    def _open(self, _index: QModelIndex) -> None:
        visit = self.list.current()
        if visit is not None:
            self.visit_opened.emit(visit)


def _day(visit: Visit) -> str:
    if visit.status is not None:
        return tr("Today")
    return date_text(day_of(visit.at)) if visit.at is not None else "–"


def _diagnoses(visit: Visit) -> str:
    return ", ".join(visit.diagnoses)


def _status(visit: Visit) -> str:
    return status_word(visit.status) if visit.status is not None else ""


def _tone(visit: Visit) -> Tone | None:
    return STATUS_TONES[visit.status] if visit.status is not None else None
