"""What the doctor ordered, was released and waits to be read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr, trn
from client.core.words import shown_name
from client.viewmodels.consulting.results import UnreadResults, UnreadState
from client.views.consulting.words import whole
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.lab_results import UnreadResult, VersionCause


class UnreadSheet(Sheet):
    opened = Signal(object)  # UnreadResult

    def __init__(self, unread: UnreadResults, parent: QWidget) -> None:
        super().__init__(tr("Results to read"), tr("Read"), parent, width=820)
        self._unread = unread
        self.table: RowsTable[UnreadResult] = RowsTable(
            (
                Column(tr("Patient"), _patient, detail=_number),
                Column(tr("Test"), _test),
                Column(tr("Released"), _released, width=190),
                Column("", _mark, tone=_tone, look="pill", width=150),
            ),
            key=_id,
            name=tr("Results to read"),
        )
        self.table.set_empty(EmptyState("circle-check", tr("All are read")))
        self.table.show_rows(6)
        self.cancel.set_text(tr("Close"))
        self.add(self.table)

        self.submitted.connect(self._open)
        self.table.opened.connect(self.opened)
        self.table.current_changed.connect(self._check)
        unread.state_changed.connect(self.render_state)
        self.render_state(unread.state)
        self.table.setFocus()

    def render_state(self, state: UnreadState) -> None:
        self.table.set_rows(state.items or ())
        if self.table.current() is None:
            self.table.select_first()
        self.set_error(whole(state.problem) if state.problem else "")
        self._check(self.table.current())

    def _check(self, marked: UnreadResult | None) -> None:
        self.primary.set_blocked("" if marked else tr("Choose a result"))

    def _open(self) -> None:
        marked = self.table.current()
        if marked is not None:
            self.opened.emit(marked)


def _id(one: UnreadResult) -> object:
    return one.test_order_id


def _patient(one: UnreadResult) -> str:
    return shown_name(one.patient.name)


def _number(one: UnreadResult) -> str:
    return one.patient.patient_no


def _test(one: UnreadResult) -> str:
    return one.test


def _released(one: UnreadResult) -> str:
    return datetime_text(one.released_at)


def _mark(one: UnreadResult) -> str:
    if one.critical:
        return tr("Critical")
    if one.cause is VersionCause.CORRECTED:
        return tr("Corrected")
    return trn("{n} outside range", "{n} outside range", one.flagged) if one.flagged else tr("Normal")


def _tone(one: UnreadResult) -> Tone:
    if one.critical:
        return "bad"
    return "warn" if one.flagged or one.cause is VersionCause.CORRECTED else "ok"
