"""The hours of one date: an extra session, other hours than the week's, and whom they leave outside."""

from datetime import date
from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.calendar.hours import DaySession, Hours, HoursState
from client.views.calendar.hit_list import HitList
from client.views.calendar.session_fields import SessionFields, hours_text, session_columns
from client.views.calendar.words import closed_text, weekday_text
from client.widgets.basics import show_only
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.schedules import DatedSession, WeeklySession
from shared.models.staff import DoctorSummary


class DayHoursSheet(Sheet):
    """Enter adds what stands in the fields; F6 puts it in a weekly session's place, F9 takes a date's own back."""

    def __init__(self, hours: Hours, doctor: DoctorSummary, day: date, closed: str | None, parent: QWidget) -> None:
        """`closed`: what the house is closed for on that day, if it is."""
        who = (
            doctor.name if closed is None else tr("{doctor} · {closed}", doctor=doctor.name, closed=closed_text(closed))
        )
        super().__init__(tr("Hours of {day}", day=date_text(day)), tr("Add session"), parent, subtitle=who, width=760)
        self._hours, self._day, self._closed = hours, day, closed is not None
        hours.setParent(self)
        self.cancel.set_text(tr("Close"))
        self.table: RowsTable[DaySession] = RowsTable(
            (*session_columns(), Column(tr("Which"), self._which)),
            attrgetter("id"),
            tr("Sessions of this date"),
            row_height=36,
        )
        self.reason = LineInput(most=200)
        self.fields = SessionFields(last=(Field(tr("Reason"), self.reason),))
        self.outside = Note("", "warn")
        self.list = HitList()
        self.change = KeyButton(tr("Change this date"), "F6", size="lg")
        self.withdraw = KeyButton(tr("Withdraw"), "F9", icon="undo-2", size="lg", kind="danger")
        self._build()
        self._connect()
        self.fields.show_session(None)
        self._render(hours.state)
        hours.refresh()
        self.table.setFocus()

    def _build(self) -> None:
        self.table.show_rows(3)
        self.list.show_rows(2)
        self.table.set_empty(EmptyState("clock", tr("The doctor does not sit on this day")))
        self.add(self.table, self.fields, self.outside, self.list)
        self.add_button(self.change)
        self.add_button(self.withdraw)

    def _connect(self) -> None:
        self.fields.changed.connect(self._look)
        self.table.current_changed.connect(self._fill)
        self.table.opened.connect(self._to_fields)
        self.reason.textChanged.connect(self._hours.because)
        self._hours.saved.connect(self.reason.clear)  # the next act has a reason of its own
        self.submitted.connect(self._add)
        self.change.clicked.connect(self._change)
        self.withdraw.clicked.connect(self._withdraw)
        self._hours.state_changed.connect(self._render)

    def _fill(self, row: DaySession | None) -> None:
        self.fields.show_session(row)
        self._look()

    def _to_fields(self, _row: DaySession) -> None:
        self.fields.starts.setFocus()
        self.fields.starts.selectAll()

    def _look(self) -> None:
        """Whom the hours leave outside: the typed ones in a weekly one's place, or the weekly ones that come back."""
        row, facts = self.table.current(), self.fields.facts()
        match row:
            case WeeklySession() if facts is not None:
                self._hours.look(self._day, row, facts["starts"], facts["ends"])
            case DatedSession():
                back = None if self._closed else self._hours.state.stands_for(row)
                self._hours.look(self._day, row, back.starts if back else None, back.ends if back else None)
            case _:
                self._hours.look(self._day, None, None, None)
        self._check()

    def _check(self) -> None:
        row = self.table.current()
        unfilled = tr("Hours and slots are needed") if self.fields.facts() is None else ""
        self.primary.set_blocked(unfilled)
        self.change.set_blocked(unfilled if isinstance(row, WeeklySession) else tr("Choose one of the week's first"))
        self.withdraw.set_blocked("" if isinstance(row, DatedSession) else tr("Choose one of this date only first"))

    def _add(self) -> None:
        facts = self.fields.facts()
        if facts is not None:
            self._hours.add_dated(self._day, facts, self.reason.value())

    def _change(self) -> None:
        row, facts = self.table.current(), self.fields.facts()
        if isinstance(row, WeeklySession) and facts is not None:
            self._hours.add_dated(self._day, facts, self.reason.value(), row)

    def _withdraw(self) -> None:
        row = self.table.current()
        if isinstance(row, DatedSession):
            self._hours.withdraw_dated(row)

    def _render(self, state: HoursState) -> None:
        self.set_busy(state.busy)
        if state.problem is None:
            self.set_error("")
        else:
            self.set_error(problem_text(state.problem).sentence)
        self.fields.show_rooms(state.rooms)
        self.table.set_rows(state.on(self._day, closed=self._closed))
        if self.table.current() is None:
            self.table.select_first()
        self._say_outside(state)
        self._check()

    def _say_outside(self, state: HoursState) -> None:
        self.list.set_rows(state.outside)
        self.outside.set_state(
            trn(
                "{n} patient would be outside these hours, and keeps the time until moved.",
                "{n} patients would be outside these hours, and keep their times until moved.",
                len(state.outside),
            ),
            "warn",
        )
        show_only({self.outside: bool(state.outside), self.list: bool(state.outside)})

    def _which(self, row: DaySession) -> str:
        if isinstance(row, WeeklySession):
            return tr("Every {weekday}", weekday=weekday_text(row.weekday))
        instead = self._hours.state.stands_for(row)
        kind = tr("Instead of {hours}", hours=hours_text(instead)) if instead else tr("This date only")
        return tr("{kind} · {reason}", kind=kind, reason=row.reason) if row.reason else kind
