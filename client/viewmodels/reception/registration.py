"""The form at the counter: from a person to a token."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import gather, latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.drafts import Drafts
from client.core.field_text import field_problems
from client.core.i18n import tr
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.calendar.openings import Openings
from client.viewmodels.patient.dues import Dues
from client.viewmodels.patient.payers import payer_choices
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.reception.form import age_problem, form_from
from client.viewmodels.reception.registration_state import RegistrationState
from client.viewmodels.reception.visit_type import suggested_visit
from shared.contracts import appointments, patients, staff
from shared.contracts.access import ApprovalNeeded
from shared.contracts.appointments import (
    AlreadyBooked,
    DayFull,
    DoctorAway,
    PatientElsewhere,
    PriorityNeedsReason,
    SlotFull,
)
from shared.contracts.patients import BirthImpossible, PossibleDuplicate
from shared.errors import ApiError, InvalidRequest
from shared.ids import ApprovalId, PatientId
from shared.models.access import Approval
from shared.models.appointments import AppointmentDetails, Book, Priority
from shared.models.patients import PatientDetails, PatientSummary
from shared.permissions import Permission
from shared.topics import Topic

DRAFT: Final = "reception"
_FIELDS: Final = {
    "birth": "age",
    "birth.date": "age",
    "age.amount": "age",
    "": "age",
    "next_of_kin.name": "kin_name",
    "next_of_kin.relation": "kin_relation",
    "next_of_kin.phone": "kin_phone",
    "doctor_id": "doctor",
}
"""A request's field, where the form calls it otherwise."""
_KNOWN: Final[dict[type[ApiError], str]] = {
    SlotFull: "over_book",
    DayFull: "over_book",
    DoctorAway: "over_book",
    PatientElsewhere: "despite_clash",
}
"""What a booking says of itself that is made all the same."""


class Registration(QObject):
    """Nothing typed is lost by a refusal, a lost answer or a crash; it goes only when a token is given."""

    state_changed = Signal(object)  # RegistrationState
    given = Signal(object)  # AppointmentDetails
    invalid = Signal()
    """It was asked for, and a field has to be looked at first."""

    def __init__(
        self,
        calls: Calls,
        changes: Changes,
        clock: Clock,
        printing: PrintDesk,
        drafts: Drafts | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.dues = Dues(calls, changes, self)
        self._calls = calls
        self._clock = clock
        self._printing = printing
        self._drafts = drafts
        self.state = RegistrationState()
        self._type_chosen = False
        """By hand: a suggestion changes it no more."""
        if drafts is not None and (draft := drafts.load(DRAFT)):
            self.restore(draft)
        changes.on({Topic.STAFF, Topic.PAYERS, Topic.HOUSE}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        """The doctors one can give a token for, and the house's currency."""
        asked = self._calls.send(staff.doctors()), self._calls.send(staff.hospital())
        try:
            doctors, hospital = await asked[0], await asked[1]
        except ApiError as refusal:
            if not self.state.doctors:
                self._show(replace(self.state, problem=refusal))
        else:
            by_department = sorted(doctors.items, key=lambda doctor: (doctor.department, doctor.name))
            problem = self.state.problem if self.state.doctors else None
            self._show(replace(self.state, doctors=tuple(by_department), currency=hospital.currency, problem=problem))
            choices = await payer_choices(self._calls)
            self._show(replace(self.state, choices=choices))

    def draft(self) -> dict[str, Any]:
        return self.state.form.kept()

    def restore(self, draft: dict[str, Any]) -> None:
        self._show(replace(self.state, form=form_from(draft)))

    def change(self, **fields: object) -> None:
        """What was typed; the error of a field goes as soon as it is touched."""
        if self.state.busy:
            return
        form = replace(self.state.form, **fields)  # type: ignore[arg-type]  # the view names the form's own fields
        if form == self.state.form:
            return
        touched = {"doctor" if name == "doctor_id" else name for name in fields}
        errors = {name: text for name, text in self.state.errors.items() if name not in touched}
        self._type_chosen = self._type_chosen or "type" in fields
        self._show(replace(self.state, form=form, errors=errors))
        if "doctor_id" in fields:
            self._suggest()
        if self._drafts is not None:
            self._drafts.save(DRAFT, form.kept())

    def pick(self, patient: PatientSummary) -> None:
        self.pick_by_id(patient.id)

    @latest
    async def pick_by_id(self, patient_id: PatientId) -> None:
        """The patient is in the register: show his card and give him a token."""
        if self.state.busy:
            return
        try:
            details = await self._calls.send(patients.get(patient_id=patient_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.use(details)

    def use(self, patient: PatientDetails) -> None:
        """Go on with an old record; what was typed of the person stays until a token is given."""
        if not self.state.busy:
            self._show(replace(self._at_rest(), patient=patient))
            self._suggest()

    @latest
    async def _suggest(self) -> None:
        """New or follow-up, and whether it is free; what one has chosen oneself stays."""
        state = self.state
        self._show(replace(state, suggestion=None))
        if state.patient is None or state.form.doctor_id is None:
            return
        suggestion = await suggested_visit(self._calls, state.patient.id, state.form.doctor_id)
        if suggestion is None:
            return
        form = self.state.form if self._type_chosen else replace(self.state.form, type=suggestion.type)
        self._show(replace(self.state, suggestion=suggestion, form=form))

    def start(self, term: str) -> None:
        """Nobody was found: what was searched for begins the new card."""
        self.release()
        self.change(**({"phone": term} if term[:1].isdigit() or term.startswith("+") else {"name": term}))

    def step_back(self) -> None:
        """Close the open question, else let go of the picked patient."""
        if self.state.asks:
            self._show(self._at_rest())
        else:
            self.release()

    def release(self) -> None:
        if not self.state.busy:
            self._show(replace(self._at_rest(), patient=None, suggestion=None))

    def clear(self) -> None:
        if not self.state.busy:
            self._type_chosen = False
            self._show(RegistrationState(doctors=self.state.doctors, currency=self.state.currency))
            if self._drafts is not None:
                self._drafts.clear(DRAFT)

    @slot
    async def register_unknown(self) -> None:
        """Nobody can say who it is: the register goes on with the number, and with sex and age as far as guessed."""
        state, today = self.state, self._clock.today()
        if state.busy or state.asks or state.patient is not None:
            return
        if state.form.age.strip() and (wrong := age_problem(state.form.age, today)):
            self._show_invalid({"age": wrong})
            return
        self._show(replace(self._at_rest(), busy=True))
        try:
            patient = await self._calls.send(patients.register_unknown.bind(state.form.unknown(today)))
        except ApiError as refusal:
            await self._show_refusal(refusal)
        else:
            self._show(replace(self.state, busy=False, patient=patient))

    @slot
    async def issue(self) -> None:
        """Register, where that is needed, check in and print the token."""
        await self._give(None, None, confirmed=False)

    @slot
    async def book_for(self, day: date, slot_at: datetime | None = None) -> None:
        """A place on another day, or later today; with a slot comes its number, else the token at check-in."""
        await self._give(day, slot_at, confirmed=False)

    @slot
    async def go_on_knowingly(self) -> None:
        """The slot is full, the doctor away, or the patient elsewhere: all the same."""
        if self.state.doubt is not None:
            await self._give(self.state.day, self.state.slot_at, confirmed=True, known=_KNOWN[type(self.state.doubt)])

    @slot
    async def register_anyway(self) -> None:
        """The look-alikes are somebody else."""
        if self.state.look_alikes:
            await self._give(self.state.day, self.state.slot_at, confirmed=True)

    @slot
    async def go_on_with(self, approval: Approval) -> None:
        """A second person has agreed: the same once more, with that word."""
        if self.state.wants_approval:
            await self._give(self.state.day, self.state.slot_at, confirmed=False, approval_id=approval.id)

    def go_without(self) -> None:
        """Nobody agreed: the form stands as it was."""
        self._show(replace(self.state, wants_approval=False))

    def ask_second_person(self) -> SecondPerson | None:
        """For the sheet that is signed at this desk; the word is about the patient."""
        patient = self.state.patient
        return None if patient is None else SecondPerson(self._calls, Permission.QUEUE_PRIORITY, patient.id)

    def find_openings(self) -> Openings:
        """For the sheet on which the day is chosen."""
        return Openings(self._calls)

    @slot
    async def use_booked(self) -> None:
        """The appointment there is: its token once more, or check in now."""
        booked = self.state.booked
        if booked is None or self.state.busy:
            return
        if booked.checked_in_at is not None or self.state.day is not None:
            self._finish(booked)
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            given = await self._calls.send(appointments.check_in(appointment_id=booked.id, version=booked.version))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem, booked=None))
        else:
            self._finish(given)

    async def _give(
        self,
        day: date | None,
        slot_at: datetime | None,
        *,
        confirmed: bool,
        approval_id: ApprovalId | None = None,
        known: str = "",
    ) -> None:
        state = self.state
        if state.busy or (state.asks and not confirmed):
            return
        errors = state.form.visit_problems()
        if state.patient is None:
            errors |= state.form.person_problems(self._clock.today())
        if errors:
            self._show_invalid(errors)
            return
        self._show(replace(self._at_rest(), day=day, slot_at=slot_at, busy=True))
        try:
            given = await self._register_and_book(confirmed=confirmed, approval_id=approval_id, known=known)
        except ValidationError as invalid:
            self._show_invalid(field_problems(invalid))
        except ApiError as refusal:
            await self._show_refusal(refusal)
        else:
            self._finish(given)

    async def _register_and_book(
        self, *, confirmed: bool, approval_id: ApprovalId | None, known: str
    ) -> AppointmentDetails:
        patient, form = self.state.patient, self.state.form
        if patient is None:
            patient = await self._calls.send(patients.register.bind(form.registration(confirmed=confirmed)))
            # if the booking is refused now, it goes on with him: nobody is registered twice
            self._show(replace(self.state, patient=patient))
        book = Book.model_validate(
            {
                "patient_id": patient.id,
                "doctor_id": form.doctor_id,
                "date": self.state.day,
                "type": form.type,
                "priority": form.priority,
                "priority_reason": None if form.priority is Priority.NORMAL else form.priority_reason,
                "approval_id": approval_id,
                "check_in": self.state.day is None,
                "slot_at": self.state.slot_at,
                **({known: True} if known else {}),
            }
        )
        return await self._calls.send(appointments.book.bind(book))

    async def _show_refusal(self, refusal: ApiError) -> None:
        match refusal:
            case PossibleDuplicate():
                await self._offer_look_alikes(refusal)
            case AlreadyBooked():
                await self._offer_booked(refusal)
            case InvalidRequest():
                self._show_invalid(field_problems(refusal))
            case BirthImpossible():
                self._show_invalid({"age": tr("Not possible")})
            case ApprovalNeeded():
                self._show(replace(self.state, busy=False, wants_approval=True))
            case PriorityNeedsReason():
                self._show_invalid({"priority_reason": tr("Say why.")})
            case SlotFull() | DayFull() | DoctorAway() | PatientElsewhere():
                self._show(replace(self.state, busy=False, doubt=refusal))
            case _:
                self._show(replace(self.state, busy=False, problem=refusal))

    async def _offer_look_alikes(self, refusal: PossibleDuplicate) -> None:
        try:
            found = await gather(*(self._calls.send(patients.get(patient_id=each)) for each in refusal.existing))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, look_alikes=tuple(found)))

    async def _offer_booked(self, refusal: AlreadyBooked) -> None:
        try:
            booked = await self._calls.send(appointments.get(appointment_id=refusal.appointment_id))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, booked=booked))

    def _show_invalid(self, found: Mapping[str, str]) -> None:
        errors = {_FIELDS.get(name, name): text for name, text in found.items()}
        self._show(replace(self.state, busy=False, errors=errors, problem=None))
        self.invalid.emit()

    def _at_rest(self) -> RegistrationState:
        """Without open questions, problems and errors."""
        return replace(
            self.state, look_alikes=(), booked=None, wants_approval=False, doubt=None, problem=None, errors={}
        )

    def _finish(self, given: AppointmentDetails) -> None:
        self._show(replace(self.state, busy=False))
        self.clear()
        if given.token is not None:
            self._printing.token(given)
        self.given.emit(given)

    def _show(self, state: RegistrationState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
