"""On which day the patient will come, and on which of the doctor's free slots."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.viewmodels.calendar.openings import Openings, OpeningsState
from client.views.calendar.opening_list import ClosedNote, OpeningList
from client.widgets.choices import Chips
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import DateInput
from client.widgets.pills import Note
from shared.ids import EmployeeId

_DAYS_OFFERED = 4


class BookSheet(Sheet):
    """The first free slot from that day on is chosen already: Enter is enough."""

    chosen = Signal(object, object)  # date, the slot's start or None

    def __init__(self, openings: Openings, today: date, doctor_id: EmployeeId | None, parent: QWidget) -> None:
        super().__init__(
            tr("Book for another day"),
            tr("Book"),
            parent,
            subtitle=tr("A slot comes with its number; without slots the token is given at check-in."),
        )
        self._openings, self._today, self._doctor_id = openings, today, doctor_id
        openings.setParent(self)
        days = [today + timedelta(days=each) for each in range(1, _DAYS_OFFERED + 1)]
        self.near = Chips([(day, date_text(day)) for day in days], tr("Day"))
        self.date = DateInput()
        self.field = Field(tr("From"), self.date, required=True)
        self.closed = ClosedNote()
        self.slots = OpeningList()
        self.slots.show_rows(4)
        self.plain = Note(tr("This doctor has no slots: the booking is for the day."), "info")
        self.add(self.near, self.field, self.closed, self.slots, self.plain)
        for part in (self.slots, self.plain):
            part.hide()
        self.date.set_day(days[0])

        self.near.picked.connect(self._take)
        self.date.textChanged.connect(self._look)
        self.slots.opened.connect(self._submit)
        self.submitted.connect(self._submit)
        openings.state_changed.connect(self._render)

        self._look()
        self.date.setFocus()
        self.date.selectAll()

    def _take(self, day: date) -> None:
        self.date.set_day(day)

    def _look(self) -> None:
        day = self.date.day()
        if day is not None and day >= self._today and self._doctor_id is not None:
            self._openings.find(day, self._doctor_id)
        self._render(self._openings.state)

    def _render(self, state: OpeningsState) -> None:
        day = self.date.day()
        fits = day is not None and day >= self._today
        asked = self._doctor_id is not None
        self.closed.show_closed(state)
        self.slots.show_openings(state)
        self.slots.setVisible(asked and bool(state.openings))
        self.plain.setVisible(asked and state.answered and not state.openings and state.closed is None)
        self.field.set_error("" if fits else tr("A day from today on"))
        self.near.set_value(day)
        looking = asked and not state.answered and state.problem is None
        self.primary.set_blocked(tr("Choose a day") if not fits else tr("Looking for free places…") if looking else "")

    def _submit(self) -> None:
        day, slot = self.date.day(), self.slots.current()
        if day is None or self.primary.blocked_reason:
            return
        self.chosen.emit(day if slot is None else slot.date, None if slot is None else slot.starts)
        self.accept()
