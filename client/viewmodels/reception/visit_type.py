"""New or follow-up, and what it costs: the hospital's rule, asked for wherever somebody is booked."""

from datetime import date

from client.core.calls import Calls
from shared.contracts import appointments
from shared.errors import ApiError
from shared.ids import EmployeeId, PatientId
from shared.models.appointments import AppointmentType, ToADoctor, VisitSuggestion
from shared.models.staff import DoctorSummary
from shared.money import ZERO, Money


async def suggested_visit(
    calls: Calls, patient_id: PatientId, doctor_id: EmployeeId, day: date | None = None
) -> VisitSuggestion | None:
    """A convenience: without an answer the type is chosen by hand."""
    try:
        return await calls.send(appointments.suggest(patient_id=patient_id, doctor_id=doctor_id, date=day))
    except ApiError:
        return None


def fee_of(doctor: DoctorSummary, kind: ToADoctor, suggestion: VisitSuggestion | None) -> Money:
    """That of this patient's price list; the general one before a patient is chosen."""
    if suggestion is None:
        return doctor.new_fee if kind is AppointmentType.NEW else doctor.follow_up_fee
    if kind is AppointmentType.NEW:
        return doctor.new_fee if suggestion.new_fee is None else suggestion.new_fee
    if suggestion.free_until is not None:
        return Money(ZERO)
    return doctor.follow_up_fee if suggestion.follow_up_fee is None else suggestion.follow_up_fee
