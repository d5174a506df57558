"""The list behind a figure: as many rows as the figure says, and from each to what it is of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.dashboard.behind import Behind, BehindState, Listing
from client.widgets.basics import Label
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.ids import BillId, MedicineId, PatientId

Row = TypeVar("Row")
_ROW: Final = 42
_SHOWN: Final = 9
_WIDTH: Final = 940


def nothing(_: object) -> None:
    """Of no row can such a thing be opened, or not by this person."""


@dataclass(frozen=True)
class Laid(Generic[Row]):
    """How a list is shown, and what of a row can be opened."""

    columns: Sequence[Column[Row]]
    key: Callable[[Row], Hashable]
    patient_of: Callable[[Row], PatientId | None] = nothing
    bill_of: Callable[[Row], BillId | None] = nothing
    medicine_of: Callable[[Row], MedicineId | None] = nothing
    list_of: Callable[[Row], Opening | None] = nothing
    """What the row itself is made of."""


@dataclass(frozen=True)
class Opening:
    """A list, and how it is shown."""

    title: str
    listing: Listing[Any]
    laid: Laid[Any]


class ListSheet(Sheet, Generic[Row]):
    """Enter opens the bill of a row, the card of its medicine, or its patient; Esc goes back to the figures."""

    patient_opened = Signal(object)  # PatientId
    bill_opened = Signal(object)  # BillId
    medicine_opened = Signal(object)  # MedicineId
    list_opened = Signal(object)  # Opening

    def __init__(self, title: str, about: str, behind: Behind[Row], laid: Laid[Row], parent: QWidget) -> None:
        super().__init__(title, tr("Open"), parent, subtitle=about, key="Enter", width=_WIDTH)
        self._laid = laid
        self.behind = behind
        behind.setParent(self)
        self.table: RowsTable[Row] = RowsTable(laid.columns, key=laid.key, name=title, row_height=_ROW)
        self._empty = EmptyState("clipboard-list", tr("Counting…"))
        self.table.set_empty(self._empty)
        self.table.show_rows(_SHOWN)
        self.number = Label("", "muted")
        self.refresh = KeyButton(tr("Ask anew"), "F5", icon="repeat", size="lg")
        self.more = KeyButton(tr("More rows"), "Alt+M", icon="chevron-down", size="lg")
        self.cancel.set_text(tr("Close"))
        self.add_button(self.refresh)
        self.add_button(self.more)
        self.more.hide()
        self.add(self.table, self.number)

        self.submitted.connect(self._open_current)
        self.refresh.clicked.connect(behind.refresh)
        self.more.clicked.connect(behind.ask_more)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._check)
        behind.state_changed.connect(self.render_state)

        self._check(None)
        self.set_busy(True)
        behind.refresh()
        self.table.setFocus()

    def render_state(self, state: BehindState[Row]) -> None:
        self.set_busy(not state.known and state.problem is None)
        self.set_error("" if state.problem is None else problem_text(state.problem).text)
        self._empty.set_text(tr("Nothing is behind this figure") if state.known else tr("Counting…"))
        self.table.set_rows(state.rows)
        if self.table.current() is None:
            self.table.select_first()
        words = trn("{n} row", "{n} rows", len(state.rows)) if state.known else ""
        self.number.setText(tr("The first {rows}; there are more.", rows=words) if state.more else words)
        self.more.setVisible(state.next is not None)
        self._check(self.table.current())

    def _check(self, row: Row | None) -> None:
        laid = self._laid
        ways = (laid.patient_of, laid.bill_of, laid.medicine_of, laid.list_of)
        self.primary.setVisible(row is not None and any(way(row) is not None for way in ways))

    def _open_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self._open(row)

    def _open(self, row: Row) -> None:
        bill, medicine, patient = self._laid.bill_of(row), self._laid.medicine_of(row), self._laid.patient_of(row)
        further = self._laid.list_of(row)
        if bill is not None:
            self.bill_opened.emit(bill)
        elif medicine is not None:
            self.medicine_opened.emit(medicine)
        elif further is not None:
            self.list_opened.emit(further)
        elif patient is not None:
            self.accept()
            self.patient_opened.emit(patient)
