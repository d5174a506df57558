"""To a colleague of the house: whom, why, what is asked, and when."""

from datetime import date, timedelta
from enum import Enum, auto

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, time_text, tr
from client.core.words import priority_word
from client.viewmodels.consulting.letters import Letters, LettersState
from client.viewmodels.queue.doctors import Doctors
from client.views.consulting.words import whole
from client.views.queue.doctor_picker import DoctorPicker
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import DateInput, TextArea
from shared.ids import AppointmentId
from shared.models.appointments import Priority
from shared.models.referrals import ReferInside

_DOCTORS_IN_SIGHT = 3


class When(Enum):
    TODAY = auto()
    LATER = auto()


class ReferSheet(Sheet):
    """Typing a part of the name, the reason and the question are enough: today and normal need no key."""

    letter_asked = Signal()

    def __init__(self, who: str, today: date, letters: Letters, doctors: Doctors, parent: QWidget) -> None:
        super().__init__(tr("Refer to a colleague"), tr("Refer"), parent, subtitle=who, width=800)
        self._today = today
        self._letters = letters
        self.picker = DoctorPicker(doctors, rows=_DOCTORS_IN_SIGHT)
        self.urgency = urgency_choice()
        options = ((When.TODAY, tr("Today")), (When.LATER, tr("Another day")))
        self.when: Segmented[When] = Segmented(options, tr("When"), chosen=When.TODAY)
        self.day = DateInput()
        self._day = Field(tr("Day"), self.day, required=True)
        self._place = Label("", "small", wrap=True)
        self.reason = TextArea(lines=2)
        self.question = TextArea(lines=2)
        self._fields = {
            "reason": Field(tr("Reason"), self.reason, required=True),
            "question": Field(tr("Question to be answered"), self.question, required=True),
        }
        self.outside = KeyButton(tr("Letter to another hospital"), "Alt+O", icon="file-text", size="lg")
        how = hbox(Field(tr("Urgency"), self.urgency), Field(tr("When"), self.when), self._day, spacing=12)
        for place, share in enumerate((3, 2, 2)):
            how.setStretch(place, share)
        self.add(
            self.picker,
            how,
            self._place,
            *self._fields.values(),
        )
        self.add_button(self.outside)

        self.picker.list.current_changed.connect(self._chosen)
        self.when.picked.connect(self._chosen)
        for changed in (self.reason.textChanged, self.question.textChanged, self.day.textChanged):
            changed.connect(self._check)
        self.picker.submitted.connect(self.reason.setFocus)
        self.submitted.connect(self._refer)
        self.outside.clicked.connect(self._write_letter)
        letters.state_changed.connect(self.render_state)
        letters.referred.connect(self.accept)

        letters.begin()
        self._chosen()
        self.picker.setFocus()

    def render_state(self, state: LettersState) -> None:
        self.set_busy(state.sending)
        for name, field in self._fields.items():
            field.set_error(state.wrong.get(name, ""))
        self.set_error(whole(state.problem) if state.problem else "")
        opening = state.opening if self._is_later else None
        if opening is None:
            later = tr("The first free slot of that day is booked.")
            self._place.setText(later if self._is_later else tr("The patient gets a number in that queue at once."))
            return
        day = date_text(opening.date)
        self._place.setText(tr("First free: {day}, {time}.", day=day, time=time_text(opening.starts)))
        if not self.day.value():
            self.day.set_day(opening.date)

    @property
    def _is_later(self) -> bool:
        return self.when.value() is When.LATER

    def _chosen(self) -> None:
        load = self.picker.current()
        self._day.setVisible(self._is_later)
        if self._is_later and load is not None:
            self._letters.look_for_place(load.doctor.id, self._today + timedelta(days=1))
        self.render_state(self._letters.state)
        self._check()

    def _check(self) -> None:
        self.primary.set_blocked(self._missing())

    def _missing(self) -> str:
        day = self.day.day()
        if self.picker.current() is None:
            return tr("Choose a doctor")
        if self._is_later and (day is None or day <= self._today):
            return tr("Choose a day after today")
        if len(self.reason.value()) < SHORTEST_REASON:
            return tr("Say why")
        if len(self.question.value()) < SHORTEST_REASON:
            return tr("Say what is to be answered")
        return ""

    def _refer(self) -> None:
        load = self.picker.current()
        if load is None or self._missing():
            return
        doctor_id, urgency = load.doctor.id, self.urgency.value() or Priority.NORMAL
        day = self.day.day() if self._is_later else None
        reason, question = self.reason.value(), self.question.value()

        def request(visit: AppointmentId) -> ReferInside:
            return ReferInside(
                appointment_id=visit,
                doctor_id=doctor_id,
                date=day,
                urgency=urgency,
                reason=reason,
                question=question,
            )

        self._letters.refer_inside(request)

    def _write_letter(self) -> None:
        self.reject()
        self.letter_asked.emit()


def urgency_choice() -> Segmented[Priority]:
    return Segmented(
        [(each, priority_word(each)) for each in reversed(Priority)], tr("Urgency"), chosen=Priority.NORMAL
    )
