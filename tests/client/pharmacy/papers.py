"""Prescriptions as a pharmacy's server answers them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.ages import Precision
from shared.ids import (
    AllergyId,
    AppointmentId,
    DispenseId,
    DispenseLineId,
    EmployeeId,
    MedicineId,
    PatientId,
    PrescriptionId,
    StockBatchId,
)
from shared.models.patients import Allergy, Birth, PatientSummary, Severity, Sex
from shared.models.pharmacy import (
    BatchToGive,
    Dispensed,
    DispensedPart,
    LineToGive,
    OpenedPrescription,
    Substitute,
    WaitingPrescription,
)
from shared.models.pharmacy_sales import ForSale, HandedOut, HandedOutPart
from shared.models.prescriptions import (
    DoseForm,
    Prescription,
    PrescriptionItem,
    PrescriptionStatus,
    Route,
    SafetyWarning,
    WarningKind,
    WarningLevel,
)
from shared.rules.dosing import Frequency

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
RAHIMA = PatientSummary(
    id=PatientId(UUID(int=11)),
    patient_no="P-2026-0437",
    name="Rahima Begum",
    name_local="রহিমা বেগম",
    sex=Sex.FEMALE,
    birth=Birth(date=date(1972, 3, 4), precision=Precision.DAY),
    phone="01711402317",
)
PENICILLIN = Allergy(
    id=AllergyId(UUID(int=12)),
    substance="Penicillin",
    reaction="rash",
    severity=Severity.SEVERE,
    recorded_at=NOON,
)


def batch(number: int, batch_no: str, on_hand: int, expires: date = date(2027, 8, 31)) -> BatchToGive:
    return BatchToGive(
        batch_id=StockBatchId(UUID(int=100 + number)),
        batch_no=batch_no,
        expires_on=expires,
        on_hand=Decimal(on_hand),
        price=Decimal("1.2"),
        proposed=Decimal(0),
    )


def line(number: int, medicine: str, strength: str, quantity: int | None, *batches: BatchToGive, **changes: Any):
    item = PrescriptionItem(
        medicine_id=MedicineId(UUID(int=200 + number)),
        medicine=medicine,
        strength=strength,
        form=DoseForm.TABLET,
        dose=Decimal(1),
        route=Route.ORAL,
        frequency=Frequency.BD,
        days=30,
        quantity=quantity,
        instruction="After food.",
    )
    facts = LineToGive(
        line=number,
        item=item,
        controlled=False,
        given=Decimal(0),
        left=None if quantity is None else Decimal(quantity),
        outcome=None,
        reason="",
        missing=Decimal(0),
        batches=list(batches),
    )
    return facts.model_copy(update=changes)


METFORMIN = line(1, "Metformin", "500 mg", 60, batch(1, "MF2411", 22, date(2027, 1, 31)), batch(2, "MF2506", 390))
AMLODIPINE = line(2, "Amlodipine", "5 mg", 30, batch(3, "AM0917", 12))
OMEPRAZOLE = line(3, "Omeprazole", "20 mg", 28)
TRAMADOL = line(4, "Tramadol", "50 mg", None, batch(5, "TR0201", 200), controlled=True)
AMOXICILLIN = line(2, "Amoxicillin", "500 mg", 21, batch(6, "AX77", 300))
LOSEC = Substitute(
    medicine_id=MedicineId(UUID(int=301)),
    medicine="Omeprazole",
    strength="40 mg",
    form=DoseForm.TABLET,
    controlled=False,
    dose=Decimal("0.5"),
    quantity=14,
    batches=[batch(7, "OM40", 60)],
)
ALLERGIC = SafetyWarning(
    rule="ALG-PENICILLINS",
    kind=WarningKind.ALLERGY,
    level=WarningLevel.STOP,
    medicine_ids=[AMOXICILLIN.item.medicine_id],
    medicine="Amoxicillin 500 mg",
    found="Penicillin",
    reason="is a penicillin",
    source="house rule",
)


def opened(*lines: LineToGive, number: int = 1, **changes: Any) -> OpenedPrescription:
    shown = list(lines or (METFORMIN, AMLODIPINE, OMEPRAZOLE))
    prescription = Prescription(
        id=PrescriptionId(UUID(int=number)),
        prescription_no=f"RX-2026-{number:06d}",
        version=1,
        status=PrescriptionStatus.ISSUED,
        items=[each.item for each in shown],
        advice="",
        prescriber_id=EmployeeId(UUID(int=7)),
        prescribed_by="Dr. Farhana Rahman",
        prescribed_at=NOON,
    )
    facts = OpenedPrescription(
        prescription=prescription,
        appointment_id=AppointmentId(UUID(int=21)),
        token="M-012",
        patient=RAHIMA,
        allergies=[PENICILLIN],
        valid_until=date(2026, 12, 26),
        turn=0,
        lines=shown,
        warnings=[],
    )
    return facts.model_copy(update=changes)


def waiting(number: int = 1, name: str = "Rahima Begum", token: str = "M-012", **changes: Any) -> WaitingPrescription:
    facts = WaitingPrescription(
        prescription_id=PrescriptionId(UUID(int=number)),
        prescription_no=f"RX-2026-{number:06d}",
        status=PrescriptionStatus.ISSUED,
        appointment_id=AppointmentId(UUID(int=20 + number)),
        token=token,
        patient=RAHIMA.model_copy(update={"id": PatientId(UUID(int=10 + number)), "name": name}),
        allergies=["Penicillin"] if number == 1 else [],
        doctor="Dr. Farhana Rahman",
        since=NOON,
        lines=3,
    )
    return facts.model_copy(update=changes)


def given(after: OpenedPrescription, *lines: LineToGive) -> Dispensed:
    """All that was proposed of these lines, each out of its first batch."""
    return Dispensed(
        id=DispenseId(UUID(int=501)),
        parts=[
            DispensedPart(
                id=DispenseLineId(UUID(int=600 + each.line)),
                line=each.line,
                medicine_id=each.item.medicine_id,
                medicine=each.item.medicine,
                strength=each.item.strength,
                form=each.item.form,
                dose=each.item.dose,
                quantity=each.left or Decimal(1),
                batch_no=each.batches[0].batch_no,
                expires_on=each.batches[0].expires_on,
                price=each.batches[0].price,
            )
            for each in lines
        ],
        opened=after,
    )


def for_sale(number: int, medicine: str, strength: str, *batches: BatchToGive, **changes: Any) -> ForSale:
    facts = ForSale(
        medicine_id=MedicineId(UUID(int=400 + number)),
        medicine=medicine,
        strength=strength,
        form=DoseForm.TABLET,
        controlled=False,
        over_the_counter=True,
        price=None,
        batches=list(batches),
    )
    return facts.model_copy(update=changes)


PARACETAMOL = for_sale(1, "Paracetamol", "500 mg", batch(21, "PC1", 12), batch(22, "PC2", 500))
CEFIXIME = for_sale(2, "Cefixime", "200 mg", batch(23, "CX1", 60), over_the_counter=False, price=Decimal(12))
CODEINE = for_sale(3, "Codeine", "30 mg", batch(24, "CD1", 60), controlled=True, over_the_counter=False)


def handed_out(number: int = 1, returned: int = 0, **changes: Any) -> HandedOut:
    given_parts = given(opened(), METFORMIN, AMLODIPINE).parts
    facts = HandedOut(
        id=DispenseId(UUID(int=500 + number)),
        number=f"RX-2026-{number:06d}",
        prescription_id=PrescriptionId(UUID(int=number)),
        patient=RAHIMA,
        at=NOON,
        by="Nasima Parvin",
        parts=[HandedOutPart(**part.model_dump(), returned=Decimal(returned)) for part in given_parts],
    )
    return facts.model_copy(update=changes)
