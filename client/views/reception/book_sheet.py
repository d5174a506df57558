"""On which day the patient will come."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.widgets.choices import Chips
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import DateInput

_DAYS_OFFERED = 4


class BookSheet(Sheet):
    chosen = Signal(object)  # date

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__(
            tr("Book for another day"),
            tr("Book"),
            parent,
            subtitle=tr("The token is given when the patient comes and is checked in."),
        )
        self._today = today
        days = [today + timedelta(days=each) for each in range(1, _DAYS_OFFERED + 1)]
        self.near = Chips([(day, date_text(day)) for day in days], tr("Day"))
        self.date = DateInput()
        self.field = Field(tr("Date"), self.date, required=True)
        self.add(self.near, self.field)
        self.date.set_day(days[0])

        self.near.picked.connect(self._take)
        self.date.textChanged.connect(self._check)
        self.submitted.connect(self._submit)

        self._check()
        self.date.setFocus()
        self.date.selectAll()

    def _take(self, day: date) -> None:
        self.date.set_day(day)

    def _check(self) -> None:
        day = self.date.day()
        fits = day is not None and day >= self._today
        self.field.set_error("" if fits else tr("A day from today on"))
        self.near.set_value(day)
        self.primary.set_blocked("" if fits else tr("Choose a day"))

    def _submit(self) -> None:
        day = self.date.day()
        if day is not None:
            self.chosen.emit(day)
            self.accept()
