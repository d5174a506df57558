"""The remote calls about prescriptions."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.consultations import ConsultationNotFound
from shared.errors import NotFound
from shared.ids import MedicineId, PrescriptionId
from shared.models.common import Page
from shared.models.prescriptions import (
    GetPrescription,
    Instruction,
    Medicine,
    Prescribe,
    Prescription,
    SearchInstructions,
    SearchMedicines,
)
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class MedicineNotFound(NotFound):
    medicine_id: MedicineId


@dataclass(eq=False)
class PrescriptionNotFound(NotFound):
    prescription_id: PrescriptionId


medicines = query("/medicines", SearchMedicines, Page[Medicine], allow=Permission.PRESCRIPTIONS_VIEW)

instructions = query("/instructions", SearchInstructions, Page[Instruction], allow=Permission.PRESCRIPTIONS_VIEW)

get = query(
    "/prescriptions/{prescription_id}",
    GetPrescription,
    Prescription,
    allow=Permission.PRESCRIPTIONS_VIEW,
    raises=(PrescriptionNotFound,),
)

prescribe = command(
    "/appointments/{appointment_id}/prescription",
    Prescribe,
    Prescription,
    allow=Permission.PRESCRIPTIONS_WRITE,
    changes={Topic.PRESCRIPTIONS, Topic.CONSULTATIONS},
    raises=(ConsultationNotFound, AppointmentStateConflict, MedicineNotFound),
)
