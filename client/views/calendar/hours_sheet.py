"""The week of a doctor: its sessions in a table, and the one that is added or changed below it."""

from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.problem_text import problem_text
from client.viewmodels.calendar.hours import Hours, HoursState
from client.views.calendar.session_fields import SessionFields, session_columns
from client.views.calendar.words import weekday_text
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.schedules import LeaveDetails, WeeklySession


class HoursSheet(Sheet):
    """Enter adds what stands in the fields; with a row chosen F6 changes it and F9 ends it."""

    def __init__(self, hours: Hours, doctor: str, today: date, parent: QWidget) -> None:
        super().__init__(tr("Weekly hours"), tr("Add"), parent, subtitle=doctor, width=760)
        self._hours, self._today = hours, today
        hours.setParent(self)
        self.cancel.set_text(tr("Close"))
        self.table: RowsTable[WeeklySession] = RowsTable(
            (
                Column(tr("Day"), _day, look="strong", width=110),
                *session_columns(),
                Column(tr("Valid"), _valid),
            ),
            attrgetter("id"),
            tr("Weekly hours"),
            row_height=36,
        )
        self.weekday: Combo[int] = Combo((day, weekday_text(day)) for day in range(7))
        self.valid_from = DateInput()
        self.fields = SessionFields(
            first=(Field(tr("Day"), self.weekday, key="F7"),), last=(Field(tr("Valid from"), self.valid_from),)
        )
        self.leaves = Combo[LeaveDetails | None](((None, tr("No leave is entered")),))
        self.withdraw = KeyButton(tr("Withdraw leave"), "F8", icon="undo-2", size="sm")
        self.change = KeyButton(tr("Change"), "F6", size="lg")
        self.end = KeyButton(tr("End today"), "F9", size="lg", kind="danger")
        self._build()
        self._connect()
        self._fill(None)
        self._render(hours.state)
        hours.refresh()
        self.fields.starts.setFocus()

    def _build(self) -> None:
        self.table.show_rows(6)
        self.table.set_empty(
            EmptyState("calendar-days", tr("No hours yet"), tr("Without hours the doctor is booked for a day as such."))
        )
        self.leaves.setAccessibleName(tr("Leave"))
        leave = hbox(Label(tr("Leave"), "muted"), self.leaves, self.withdraw, spacing=12)
        leave.setStretch(1, 1)
        self.add(self.table, self.fields, leave)
        self._hours.saved.connect(self.ask_why().clear)  # the next act has a reason of its own
        self.add_button(self.change)
        self.add_button(self.end)

    def _connect(self) -> None:
        self.fields.changed.connect(self._check)
        self.table.current_changed.connect(self._fill)
        self.why_typed.connect(self._hours.because)
        self.submitted.connect(self._add)
        self.change.clicked.connect(self._change)
        self.end.clicked.connect(self._end)
        self.withdraw.clicked.connect(self._withdraw)
        self.leaves.picked.connect(self._check)
        self._hours.state_changed.connect(self._render)

    def _fill(self, row: WeeklySession | None) -> None:
        """A chosen row is what one changes, or copies to another day."""
        if row is not None:
            self.weekday.set_value(row.weekday)
        self.fields.show_session(row)
        self._check()

    def _facts(self) -> dict[str, Any] | None:
        facts = self.fields.facts()
        if facts is None:
            return None
        return {**facts, "weekday": self.weekday.value(), "valid_from": self.valid_from.day()}

    def _check(self) -> None:
        none = tr("Choose a row first") if self.table.current() is None else ""
        unfilled = tr("Hours and slots are needed") if self._facts() is None else ""
        self.primary.set_blocked(unfilled)
        self.change.set_blocked(none or unfilled)
        self.end.set_blocked(none)
        self.withdraw.set_blocked("" if self.leaves.value() is not None else tr("Choose a leave first"))

    def _add(self) -> None:
        facts = self._facts()
        if facts is not None:
            self._hours.add(facts)

    def _change(self) -> None:
        row, facts = self.table.current(), self._facts()
        if row is not None and facts is not None:
            self._hours.change(row, {**facts, "valid_from": max(row.valid_from, facts["valid_from"] or self._today)})

    def _end(self) -> None:
        row = self.table.current()
        if row is not None:
            self._hours.end(row, self._today)

    def _withdraw(self) -> None:
        leave = self.leaves.value()
        if leave is not None:
            self._hours.withdraw_leave(leave)

    def _render(self, state: HoursState) -> None:
        self.set_busy(state.busy)
        if state.problem is None:
            self.set_error("")
        else:
            self.set_error(problem_text(state.problem).sentence)
        if state.schedule is None:
            return
        self.table.set_rows(state.schedule.weekly)
        self.fields.show_rooms(state.rooms)
        leaves = [(one, _leave_text(one)) for one in state.schedule.leaves]
        self.leaves.set_options(leaves or ((None, tr("No leave is entered")),))
        self._check()


def _day(row: WeeklySession) -> str:
    return weekday_text(row.weekday)


def _valid(row: WeeklySession) -> str:
    first = date_text(row.valid_from)
    if row.valid_until is None:
        return tr("from {day}", day=first)
    return tr("{first} – {last}", first=first, last=date_text(row.valid_until))


def _leave_text(leave: LeaveDetails) -> str:
    days = date_text(leave.first_day)
    if leave.last_day != leave.first_day:
        days = tr("{first} – {last}", first=days, last=date_text(leave.last_day))
    return tr("{days} · {reason}", days=days, reason=leave.reason)
