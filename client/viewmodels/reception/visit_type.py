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
    if kind is AppointmentType.NEW:
        return doctor.new_fee
    is_free = suggestion is not None and suggestion.free_until is not None
    return Money(ZERO) if is_free else doctor.follow_up_fee
