"""What goes out of a visit on paper or to a colleague: referrals and sick-leave certificates."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.field_text import field_problems
from client.core.session import Session
from shared.contract import Call
from shared.contracts import calendar, certificates, lab, referrals
from shared.errors import ApiError, InvalidRequest
from shared.ids import AppointmentId, CertificateId, EmployeeId, PatientId
from shared.models.calendar import Opening
from shared.models.certificates import Certificate, IssueCertificate
from shared.models.lab_results import TestReport
from shared.models.referrals import ReferInside, Referral, WriteLetter
from shared.topics import Topic

_REPORTS = 20

Req = TypeVar("Req", bound=BaseModel)
Res = TypeVar("Res")


@dataclass(frozen=True)
class LettersState:
    appointment_id: AppointmentId | None = None
    given: tuple[Referral, ...] = ()
    received: Referral | None = None
    """What the patient came with."""
    certificates: tuple[Certificate, ...] = ()
    reports: tuple[TestReport, ...] = ()
    """Released results, for a letter's summary."""
    opening: Opening | None = None
    """The first free slot of the colleague that was asked about."""
    sending: bool = False
    wrong: dict[str, str] = field(default_factory=dict)
    """A sentence a field."""
    problem: ApiError | None = None

    @property
    def letters(self) -> tuple[Referral, ...]:
        return tuple(referral for referral in self.given if referral.letter is not None)


class Letters(QObject):
    """Of one visit; what is issued is frozen, so nothing here is kept as a draft."""

    state_changed = Signal(object)  # LettersState
    referred = Signal(object)  # Referral
    issued = Signal(object)  # Certificate

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = LettersState()
        self._calls = calls
        self._session = session
        changes.on({Topic.REFERRALS, Topic.CERTIFICATES}, self, self._look_again)

    def show(self, appointment_id: AppointmentId | None) -> None:
        if appointment_id == self.state.appointment_id:
            return
        self._show(LettersState(appointment_id))
        self._look_again()

    def begin(self) -> None:
        """A sheet is opened: what went wrong in another one is not said in it."""
        self._show(replace(self.state, wrong={}, problem=None))

    @latest
    async def look_up_results(self, patient_id: PatientId) -> None:
        """What a letter may tell of them; without the right to see them it tells nothing."""
        if not self._session.can(lab.reports_of):
            return
        try:
            page = await self._calls.send(lab.reports_of(patient_id=patient_id, limit=_REPORTS))
        except ApiError:
            return  # the letter is written by hand then
        self._show(replace(self.state, reports=tuple(page.items)))

    @latest
    async def look_for_place(self, doctor_id: EmployeeId, after: date) -> None:
        self._show(replace(self.state, opening=None))
        try:
            page = await self._calls.send(calendar.openings(doctor_id=doctor_id, date=after, limit=1))
        except ApiError:
            return  # a hint only: whether the day is free, the booking says
        self._show(replace(self.state, opening=page.items[0] if page.items else None))

    @slot
    async def refer_inside(self, request: Callable[[AppointmentId], ReferInside]) -> None:
        given = await self._sent(request, referrals.refer_inside.bind)
        if given is not None:
            self._show(replace(self.state, given=(*self.state.given, given)))
            self.referred.emit(given)

    @slot
    async def write_letter(self, request: Callable[[AppointmentId], WriteLetter]) -> None:
        given = await self._sent(request, referrals.write_letter.bind)
        if given is not None:
            self._show(replace(self.state, given=(*self.state.given, given)))
            self.referred.emit(given)

    @slot
    async def issue(self, request: Callable[[AppointmentId], IssueCertificate]) -> None:
        issued = await self._sent(request, certificates.issue.bind)
        if issued is not None:
            self._show(replace(self.state, certificates=(*self.state.certificates, issued)))
            self.issued.emit(issued)

    @slot
    async def cancel(self, certificate_id: CertificateId, reason: str) -> None:
        if self.state.sending:
            return
        self._show(replace(self.state, sending=True, problem=None))
        try:
            cancelled = await self._calls.send(certificates.cancel(certificate_id=certificate_id, reason=reason))
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
        else:
            kept = tuple(cancelled if one.id == cancelled.id else one for one in self.state.certificates)
            self._show(replace(self.state, sending=False, certificates=kept))

    async def _sent(self, request: Callable[[AppointmentId], Req], bind: Callable[[Req], Call[Res]]) -> Res | None:
        """None where it was refused, and the state says why."""
        visit = self.state.appointment_id
        if visit is None or self.state.sending:
            return None
        try:
            call = bind(request(visit))
        except ValidationError as error:
            self._show(replace(self.state, wrong=field_problems(error), problem=None))
            return None
        self._show(replace(self.state, sending=True, wrong={}, problem=None))
        try:
            answer = await self._calls.send(call)
        except InvalidRequest as error:
            self._show(replace(self.state, sending=False, wrong=field_problems(error)))
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
        else:
            self._show(replace(self.state, sending=False))
            return answer
        return None

    def _look_again(self) -> None:
        visit = self.state.appointment_id
        if visit is not None and self._session.can(referrals.of_visit):
            self._load(visit)

    @latest
    async def _load(self, visit: AppointmentId) -> None:
        asked = (
            self._calls.send(referrals.of_visit(appointment_id=visit)),
            self._calls.send(certificates.of_visit(appointment_id=visit)),
        )
        try:
            known, issued = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if self.state.appointment_id == visit:
            self._show(
                replace(
                    self.state,
                    given=tuple(known.given),
                    received=known.received,
                    certificates=tuple(issued.items),
                )
            )

    def _show(self, state: LettersState) -> None:
        self.state = state
        self.state_changed.emit(state)
