"""Whom the place is for, and what the hospital says to it."""

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import date_text, time_text, tr
from client.core.problem_text import problem_text
from client.core.words import money, shown_name, type_word, who_text
from client.viewmodels.calendar.booking import Booking, BookingState
from client.viewmodels.reception.search import PatientSearch
from client.viewmodels.reception.visit_type import fee_of
from client.views.reception.search_card import SearchCard
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from shared.models.appointments import TO_A_DOCTOR, AppointmentDetails, AppointmentType, ToADoctor
from shared.models.patients import PatientSummary
from shared.models.staff import DoctorSummary
from shared.money import Currency


def insist_button() -> KeyButton:
    made = KeyButton(tr("Book all the same"), "F6", kind="danger", size="lg")
    made.hide()
    return made


def show_booking(sheet: Sheet, insist: KeyButton, state: BookingState) -> None:
    """What a refusal means, and whether it can be done knowingly."""
    sheet.set_busy(state.busy)
    insist.setVisible(state.may_insist)
    if state.problem is None:
        sheet.set_error("")
        return
    text = problem_text(state.problem).sentence
    sheet.set_error(text, "warn" if state.may_insist else "bad")


class BookingSheet(Sheet):
    booked = Signal(object)  # AppointmentDetails

    def __init__(
        self,
        booking: Booking,
        search: PatientSearch,
        clock: Clock,
        doctor: DoctorSummary,
        day: date,
        slot_at: datetime | None,
        currency: Currency | None,
        parent: QWidget,
    ) -> None:
        when = date_text(day) if slot_at is None else tr("{day}, {time}", day=date_text(day), time=time_text(slot_at))
        super().__init__(
            tr("Book a place"), tr("Book"), parent, subtitle=tr("{when} · {who}", when=when, who=doctor.name), width=560
        )
        self._booking, self._clock = booking, clock
        booking.setParent(self)
        search.setParent(self)
        self._doctor, self._day, self._slot_at, self._currency = doctor, day, slot_at, currency
        self._patient: PatientSummary | None = None
        self.search = SearchCard(search, clock)
        self.who = Label("", "strong", wrap=True)
        self.type: Segmented[ToADoctor] = Segmented([(one, type_word(one)) for one in TO_A_DOCTOR])
        self.fee = Label("", "muted", wrap=True)
        self.insist = insist_button()
        self._build()

        self.search.picked.connect(self._take)
        self.type.picked.connect(booking.choose)
        self.submitted.connect(self._book)
        self.insist.clicked.connect(booking.insist)
        booking.state_changed.connect(self._render)
        booking.done.connect(self._finish)

        self._render(booking.state)
        self.search.box.setFocus()

    def _build(self) -> None:
        self.search.setMinimumHeight(250)
        self.type.setFixedWidth(176)
        visit = Field(tr("Visit"), self.type, key="F7")
        kind = hbox(visit, vbox(None, self.fee, 9), spacing=16)
        kind.setStretch(1, 1)
        self.add(self.search, self.who, kind)
        self.add_button(self.insist)

    def _take(self, patient: PatientSummary) -> None:
        self._patient = patient
        who = who_text(patient, self._clock.today())
        self.who.setText(
            tr("{name} · {who} · {number}", name=shown_name(patient.name), who=who, number=patient.patient_no)
        )
        self._booking.suggest(patient.id, self._doctor.id, self._day)
        self._render(self._booking.state)
        self.primary.setFocus()

    def _book(self) -> None:
        if self._patient is not None:
            self._booking.book(self._patient.id, self._doctor.id, self._day, self._slot_at)

    def _render(self, state: BookingState) -> None:
        self.primary.set_blocked(tr("Choose the patient first") if self._patient is None else "")
        self.type.set_value(state.type)
        self.fee.setText(self._fee_text(state))
        show_booking(self, self.insist, state)

    def _fee_text(self, state: BookingState) -> str:
        if self._currency is None:
            return ""
        fee = money(fee_of(self._doctor, state.type, state.suggestion), self._currency)
        until = state.suggestion.free_until if state.suggestion is not None else None
        if until is None or state.type is AppointmentType.NEW:
            return tr("Fee {fee}", fee=fee)
        return tr("Fee {fee}, free until {day}", fee=fee, day=date_text(until))

    def _finish(self, booked: AppointmentDetails) -> None:
        self.booked.emit(booked)
        self.accept()
