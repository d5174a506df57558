"""The remote calls of the pharmacy's counter."""

from dataclasses import dataclass
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.patients import PatientNotFound
from shared.contracts.prescriptions import (
    MedicineNotFound,
    PrescriptionNotFound,
    PrescriptionStateConflict,
    UnsettledWarnings,
)
from shared.contracts.stock import BatchExpired, BatchNotFound, BatchRecalled, NotEnoughStock, StoreNotFound
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import DispenseLineId, MedicineId, PrescriptionId
from shared.models.common import Nothing, Page
from shared.models.pharmacy import (
    CallToCounter,
    Dispense,
    Dispensed,
    FindSubstitutes,
    ListWaiting,
    OpenedPrescription,
    OpenPrescription,
    Substitute,
    TakeBack,
    TakenBack,
    WaitingPrescription,
)
from shared.models.pharmacy_sales import FindForSale, FindHandedOut, ForSale, HandedOut, SellMedicines, Sold
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class PrescriptionReplaced(Conflict):
    """The doctor has amended it: the newer version counts."""

    newer_id: PrescriptionId


@dataclass(eq=False)
class MoreThanLeft(Conflict):
    """More of a line than is left of it, or a line that is not there."""

    line: int
    left: Decimal


@dataclass(eq=False)
class NoSubstitute(Conflict):
    """Not the same ingredient, or no dose of it comes to what was prescribed."""

    medicine_id: MedicineId


@dataclass(eq=False)
class DispenseLineNotFound(NotFound):
    dispense_line_id: DispenseLineId


@dataclass(eq=False)
class MoreThanGiven(Conflict):
    """More comes back than was given and did not come back before."""

    left: Decimal


class NoTokenToday(Conflict):
    """Whose prescription it is has no number of today: he is called by voice."""


@dataclass(eq=False)
class NeedsPrescription(Conflict):
    """Not sold without one: at all where it is controlled, else not without the right and a reason."""

    medicine: str
    controlled: bool


waiting = query("/pharmacy/waiting", ListWaiting, Page[WaitingPrescription], allow=Permission.PHARMACY_DISPENSE)

open_prescription = query(
    "/prescriptions/{prescription_id}/counter",
    OpenPrescription,
    OpenedPrescription,
    allow=Permission.PHARMACY_DISPENSE,
    raises=(PrescriptionNotFound, StoreNotFound, MedicineNotFound),
)

call = command(
    "/prescriptions/{prescription_id}/call",
    CallToCounter,
    Nothing,
    allow=Permission.PHARMACY_DISPENSE,
    changes={Topic.BOARDS},
    raises=(PrescriptionNotFound, NoTokenToday),
)

substitutes = query(
    "/prescriptions/{prescription_id}/lines/{line}/substitutes",
    FindSubstitutes,
    Page[Substitute],
    allow=Permission.PHARMACY_DISPENSE,
    raises=(PrescriptionNotFound, StoreNotFound, MoreThanLeft),
)

dispense = command(
    "/prescriptions/{prescription_id}/dispenses",
    Dispense,
    Dispensed,
    allow=Permission.PHARMACY_DISPENSE,
    changes={Topic.PRESCRIPTIONS, Topic.STOCK, Topic.BILLING},
    raises=(
        PrescriptionNotFound,
        PrescriptionReplaced,
        PrescriptionStateConflict,
        StaleVersion,
        StoreNotFound,
        MoreThanLeft,
        NoSubstitute,
        MedicineNotFound,
        UnsettledWarnings,
        ApprovalNeeded,
        ApprovalNotValid,
        NotEnoughStock,
        BatchNotFound,
        BatchExpired,
        BatchRecalled,
    ),
)

take_back = command(
    "/dispense-lines/{dispense_line_id}/returns",
    TakeBack,
    TakenBack,
    allow=Permission.PHARMACY_DISPENSE,
    changes={Topic.STOCK, Topic.PRESCRIPTIONS, Topic.BILLING},
    raises=(DispenseLineNotFound, MoreThanGiven, ApprovalNeeded, ApprovalNotValid),
)

for_sale = query(
    "/stores/{store_id}/for-sale",
    FindForSale,
    Page[ForSale],
    allow=Permission.PHARMACY_DISPENSE,
    raises=(StoreNotFound,),
)

sell = command(
    "/stores/{store_id}/sales",
    SellMedicines,
    Sold,
    allow=Permission.PHARMACY_DISPENSE,
    changes={Topic.STOCK, Topic.BILLING},
    raises=(
        StoreNotFound,
        PatientNotFound,
        MedicineNotFound,
        NeedsPrescription,
        UnsettledWarnings,
        NotEnoughStock,
        BatchNotFound,
        BatchExpired,
        BatchRecalled,
    ),
)

handed_out = query("/pharmacy/handed-out", FindHandedOut, Page[HandedOut], allow=Permission.PHARMACY_DISPENSE)
