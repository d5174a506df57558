"""A day for the follow-up: the usual spans are one key away."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr, trn
from client.viewmodels.consulting.follow_up import FollowUp, FollowUpState
from client.views.consulting.words import whole
from client.widgets.basics import Label
from client.widgets.choices import Chips
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import DateInput

_WEEKS: Final = (1, 2, 4, 12)
_DAYS: Final = 3


class FollowUpSheet(Sheet):
    def __init__(self, who: str, today: date, follow_up: FollowUp, parent: QWidget) -> None:
        super().__init__(tr("Follow-up"), tr("Book"), parent, subtitle=who)
        self._today = today
        self._follow_up = follow_up
        spans = [(_DAYS, trn("In {n} day", "In {n} days", _DAYS))]
        spans += [(weeks * 7, trn("In {n} week", "In {n} weeks", weeks)) for weeks in _WEEKS]
        self.span: Chips[int] = Chips(spans, tr("When"))
        self.span.set_value(None)
        self.day = DateInput()
        self._said = Label("", "muted", wrap=True)
        self.add(self.span, Field(tr("Day"), self.day, required=True), self._said)

        self.span.picked.connect(self._take_span)
        self.day.textChanged.connect(self._check)
        self.submitted.connect(self._book)
        follow_up.state_changed.connect(self.render_state)
        follow_up.booked.connect(self.accept)

        self._check()
        self.span.setFocus()

    def render_state(self, state: FollowUpState) -> None:
        self.set_busy(state.booking)
        self.set_error(whole(state.problem) if state.problem else "")

    def _take_span(self, days: int) -> None:
        self.day.set_day(self._today + timedelta(days=days))

    def _check(self) -> None:
        day = self.day.day()
        if day is None:
            self._said.setText(tr("The first free slot of your day is booked."))
            self.primary.set_blocked(tr("Choose a day"))
        else:
            self._said.setText(tr("The first free slot on {day} is booked.", day=date_text(day)))
            self.primary.set_blocked("" if day > self._today else tr("Choose a day after today"))

    def _book(self) -> None:
        day = self.day.day()
        if day is not None:
            self._follow_up.book(day)
