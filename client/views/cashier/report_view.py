"""One report of money: of which days, its rows, and what they come to."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollBar, QStackedWidget, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.viewmodels.cashier.report_tables import ReportKind, ShownColumn, ShownRow, columns
from client.viewmodels.cashier.reports import CashReports, ReportsState, report_title
from client.widgets.basics import Card, KeyCap, Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.ids import EmployeeId

_ROW: Final = 34


class ReportView(QWidget):
    patient_opened = Signal(object)  # PatientId

    def __init__(self, view_model: CashReports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self.days: Segmented[int] = Segmented(
            ((1, tr("Today")), (7, tr("7 days")), (30, tr("30 days"))), tr("Days"), chosen=1
        )
        self.first = DateInput()
        self.last = DateInput()
        self.cashier: Combo[EmployeeId | None] = Combo(((None, tr("All cashiers")),))
        self.filter = SearchBox(tr("Only rows with…"), "F2", size="md")
        self.ask = KeyButton(tr("Show"), "F5", icon="repeat", kind="primary")
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer")
        self.note = Note("", "info")
        self.tables: dict[ReportKind, RowsTable[ShownRow]] = {}
        self.totals: dict[ReportKind, RowsTable[tuple[str, ...]]] = {}
        self._empties: list[EmptyState] = []
        self._cashier_field = Field(tr("Cashier"), self.cashier)
        self._notes = Label("", "muted", wrap=True)
        self._stack = QStackedWidget()
        self._build()

        self.days.picked.connect(view_model.show_last)
        self.ask.clicked.connect(self._choose_days)
        self.cashier.picked.connect(view_model.choose_cashier)
        self.filter.searched.connect(view_model.look_for)
        self.print.clicked.connect(view_model.print)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def _build(self) -> None:
        for kind in self._view_model.state.kinds:
            self._add_table(kind)
        fields = (
            (Field(tr("Days"), self.days), 250),
            (Field(tr("From"), self.first, key="Alt+F"), 140),
            (Field(tr("To"), self.last, key="Alt+T"), 140),
            (self._cashier_field, 190),
        )
        for field, width in fields:
            field.setFixedWidth(width)
        buttons = vbox(None, hbox(self.ask, self.print, spacing=12))
        asked = hbox(*(field for field, _ in fields), None, buttons, spacing=12)
        found = hbox(self.filter, KeyCap("F2"), self._notes, spacing=12)
        found.setStretch(2, 1)
        self.filter.setFixedWidth(300)
        whole = vbox(Card(asked, found), self.note, Card(self._stack, margins=(1, 4, 1, 4)), spacing=12)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _add_table(self, kind: ReportKind) -> None:
        shown = columns(kind)
        table: RowsTable[ShownRow] = RowsTable(
            tuple(self._column(place, column) for place, column in enumerate(shown)),
            key=lambda row: row.key,
            name=report_title(kind),
            row_height=_ROW,
        )
        total: RowsTable[tuple[str, ...]] = RowsTable(
            tuple(_total_column(place, column) for place, column in enumerate(shown)),
            key=lambda _: kind,
            name=tr("Total"),
            row_height=_ROW,
        )
        total.horizontalHeader().hide()
        total.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        total.setFixedHeight(_ROW + 2)
        total.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        gap = _ScrollBarGap(table.verticalScrollBar())
        empty = EmptyState("coins", "")
        table.set_empty(empty)
        self._empties.append(empty)
        table.opened.connect(self._open)
        sheet = vbox(table, hbox(total, gap, spacing=0))
        sheet.setStretch(0, 1)
        page = QWidget()
        page.setLayout(sheet)
        self.tables[kind], self.totals[kind] = table, total
        self._stack.addWidget(page)

    def _column(self, place: int, column: ShownColumn) -> Column[ShownRow]:
        return Column(
            column.title,
            partial(self._cell, place),
            width=column.width,
            look="money" if column.is_amount else "text",
        )

    def _cell(self, place: int, row: ShownRow) -> str:
        report = self._view_model.state.report
        return report.cells(row)[place] if report is not None else ""

    def _render(self, state: ReportsState) -> None:
        self.first.set_day(state.first)
        self.last.set_day(state.last)
        self._cashier_field.setVisible(state.kind is ReportKind.DAY_BOOK and len(state.kinds) == len(ReportKind))
        self.cashier.set_options(((None, tr("All cashiers")), *state.cashiers))
        self.cashier.set_value(state.cashier_id)
        self.filter.set_value(state.term)
        self._stack.setCurrentIndex(state.kinds.index(state.kind))
        for empty in self._empties:
            empty.set_text(tr("Nothing was moved on these days") if state.report is not None else tr("Counting…"))
        self.tables[state.kind].set_rows(state.rows)
        total = self.totals[state.kind]
        total.set_rows([state.total] if state.total else [])
        total.setVisible(bool(state.total))
        self.print.set_blocked("" if state.report is not None else tr("Not counted yet"))
        self._render_notes(state)

    def _render_notes(self, state: ReportsState) -> None:
        report = state.report
        said = () if report is None else tuple((name, plain(amount, report.currency)) for name, amount in report.notes)
        self._notes.setText("   ".join(tr("{what}: {amount}", what=what, amount=amount) for what, amount in said))
        self.note.setVisible(state.problem is not None or (report is not None and report.more))
        if state.problem is not None:
            words = problem_text(state.problem)
            self.note.set_state(tr("{what}. {why}", what=words.title, why=words.text), "warn")
        elif report is not None and report.more:
            self.note.set_state(
                tr("There are more rows than are listed: choose fewer days. The total is of all."), "info"
            )

    def _choose_days(self) -> None:
        first, last = self.first.day(), self.last.day()
        if first is not None and last is not None:
            self.days.set_value(None)
            self._view_model.choose_days(first, last)

    def _open(self, row: ShownRow) -> None:
        """A cashier's day book, or the patient whose money it is."""
        if row.cashier_id is not None:
            self._view_model.choose_cashier(row.cashier_id)
        elif row.patient_id is not None:
            self.patient_opened.emit(row.patient_id)


class _ScrollBarGap(QWidget):
    """As wide as the scroll bar above, while there is one: so the sums stand under their columns."""

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__()
        self._bar = bar
        bar.rangeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(self._bar.sizeHint().width() if self._bar.maximum() > 0 else 0)


def _total_column(place: int, column: ShownColumn) -> Column[tuple[str, ...]]:
    def text(cells: tuple[str, ...]) -> str:
        return cells[place]

    return Column(column.title, text, width=column.width, look="money" if column.is_amount else "strong")
