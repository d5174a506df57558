"""The remote calls about prescriptions."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.contracts.consultations import ConsultationNotFound
from shared.errors import Conflict, NotFound
from shared.ids import MedicineId, OrderSetId, PrescriptionId
from shared.models.common import Nothing, Page
from shared.models.prescriptions import (
    AmendPrescription,
    CancelPrescription,
    CheckPrescription,
    GetLastPrescription,
    GetPrescription,
    Instruction,
    LastPrescription,
    OrderSet,
    Prescribe,
    Prescription,
    PrescriptionStatus,
    RemoveOrderSet,
    SafetyWarning,
    SaveOrderSet,
    SearchInstructions,
    SearchMedicines,
)
from shared.models.stock import FoundMedicine
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class MedicineNotFound(NotFound):
    medicine_id: MedicineId


@dataclass(eq=False)
class PrescriptionNotFound(NotFound):
    prescription_id: PrescriptionId


@dataclass(eq=False)
class PrescriptionStateConflict(Conflict):
    """Handed out, cancelled or replaced already: it is never changed any more."""

    status_found: PrescriptionStatus


@dataclass(eq=False)
class UnsettledWarnings(Conflict):
    """Warnings that need a reason have none; all that stand are here."""

    warnings: list[SafetyWarning]


@dataclass(eq=False)
class OrderSetNotFound(NotFound):
    order_set_id: OrderSetId


medicines = query("/medicines", SearchMedicines, Page[FoundMedicine], allow=Permission.PRESCRIPTIONS_VIEW)

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
    raises=(
        ConsultationNotFound,
        AppointmentStateConflict,
        MedicineNotFound,
        PrescriptionStateConflict,
        UnsettledWarnings,
    ),
)

check = command(
    "/appointments/{appointment_id}/prescription/check",
    CheckPrescription,
    Page[SafetyWarning],
    allow=Permission.PRESCRIPTIONS_WRITE,
    changes=set(),
    raises=(AppointmentNotFound, MedicineNotFound),
    keyed=False,  # it only asks; the lines are too many for an address
)

amend = command(
    "/prescriptions/{prescription_id}/amendment",
    AmendPrescription,
    Prescription,
    allow=Permission.PRESCRIPTIONS_WRITE,
    changes={Topic.PRESCRIPTIONS, Topic.CONSULTATIONS},
    raises=(PrescriptionNotFound, PrescriptionStateConflict, MedicineNotFound, UnsettledWarnings),
)

cancel = command(
    "/prescriptions/{prescription_id}/cancellation",
    CancelPrescription,
    Prescription,
    allow=Permission.PRESCRIPTIONS_WRITE,
    changes={Topic.PRESCRIPTIONS, Topic.CONSULTATIONS},
    raises=(PrescriptionNotFound, PrescriptionStateConflict),
)

last = query(
    "/appointments/{appointment_id}/last-prescription",
    GetLastPrescription,
    LastPrescription,
    allow=Permission.PRESCRIPTIONS_WRITE,
    raises=(AppointmentNotFound,),
)

order_sets = query("/order-sets", Nothing, Page[OrderSet], allow=Permission.PRESCRIPTIONS_WRITE)

save_order_set = command(
    "/order-sets",
    SaveOrderSet,
    OrderSet,
    allow=Permission.PRESCRIPTIONS_WRITE,
    changes=set(),
    raises=(MedicineNotFound,),
)

remove_order_set = command(
    "/order-sets/{order_set_id}/removal",
    RemoveOrderSet,
    Nothing,
    allow=Permission.PRESCRIPTIONS_WRITE,
    changes=set(),
    raises=(OrderSetNotFound,),
)
