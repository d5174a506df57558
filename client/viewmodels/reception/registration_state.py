"""What the form at the counter shows: what is typed, who is picked, and what stands to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from client.viewmodels.patient.payers import NO_CHOICES
from client.viewmodels.reception.form import TokenForm
from client.viewmodels.reception.visit_type import fee_of
from shared.errors import ApiError
from shared.models.appointments import AppointmentDetails, VisitSuggestion
from shared.models.patients import PatientDetails
from shared.models.payers import PayerChoices
from shared.models.staff import DoctorSummary
from shared.money import Currency, Money


@dataclass(frozen=True)
class RegistrationState:
    """With a `patient` the form gives him a token; without one it registers him first."""

    form: TokenForm = field(default_factory=TokenForm)
    patient: PatientDetails | None = None
    day: date | None = None
    """The other day this is booked for; None gives a token now."""
    slot_at: datetime | None = None
    """The slot on that day, where the doctor has slots."""
    suggestion: VisitSuggestion | None = None
    """What the hospital expects this patient's visit with this doctor to be."""
    doctors: tuple[DoctorSummary, ...] = ()
    currency: Currency | None = None
    choices: PayerChoices = NO_CHOICES
    errors: Mapping[str, str] = field(default_factory=dict)
    look_alikes: tuple[PatientDetails, ...] = ()
    booked: AppointmentDetails | None = None
    """What this patient has already with this doctor on this day."""
    wants_approval: bool = False
    """The place before others has to be agreed to by a second person."""
    doubt: ApiError | None = None
    """Why it was refused, where it can be done all the same."""
    busy: bool = False
    problem: ApiError | None = None

    @property
    def doctor(self) -> DoctorSummary | None:
        return next((each for each in self.doctors if each.id == self.form.doctor_id), None)

    @property
    def fee(self) -> Money | None:
        return None if self.doctor is None else fee_of(self.doctor, self.form.type, self.suggestion)

    @property
    def asks(self) -> bool:
        """A question stands open that has to be answered before the form goes on."""
        return bool(self.look_alikes) or self.booked is not None or self.doubt is not None
