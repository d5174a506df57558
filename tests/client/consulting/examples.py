"""Who and what there is in one doctor's morning."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.ids import AllergyId, DepartmentId, EmployeeId, InstructionId, MedicineId, PatientId, TestTypeId
from shared.models.consultations import Icd10
from shared.models.lab import TestType
from shared.models.patients import Allergy, Birth, BloodGroup, NextOfKin, PatientDetails, Severity, Sex
from shared.models.prescriptions import (
    DoseForm,
    Instruction,
    SafetyWarning,
    WarningKind,
    WarningLevel,
)
from shared.models.staff import DoctorSummary
from shared.models.stock import FoundMedicine

NOW = datetime(2026, 11, 23, 10, 41, tzinfo=UTC)
DOCTOR = DoctorSummary(
    id=EmployeeId(UUID(int=1)),
    name="Dr. Farhana Rahman",
    degrees="MBBS, FCPS",
    department_id=DepartmentId(UUID(int=1)),
    department="Medicine",
    room="101",
    token_prefix="M",
    new_fee=Decimal(600),
    follow_up_fee=Decimal(300),
)
OTHER_DOCTOR = DOCTOR.model_copy(
    update={
        "id": EmployeeId(UUID(int=2)),
        "name": "Dr. Omar Al-Hassan",
        "department_id": DepartmentId(UUID(int=2)),
        "department": "ENT",
        "room": "209",
        "token_prefix": "E",
    }
)
PARACETAMOL = FoundMedicine(
    id=MedicineId(UUID(int=101)),
    generic="Paracetamol",
    form=DoseForm.TABLET,
    strength="500 mg",
    controlled=False,
    on_hand=Decimal(1200),
)
AMOXICILLIN = FoundMedicine(
    id=MedicineId(UUID(int=102)),
    generic="Amoxicillin",
    form=DoseForm.CAPSULE,
    strength="500 mg",
    controlled=False,
    on_hand=Decimal(12),
    is_low=True,
)
SYRUP = FoundMedicine(
    id=MedicineId(UUID(int=103)), generic="Salbutamol", form=DoseForm.SYRUP, strength="2 mg/5 mL", controlled=False
)
MEDICINES = (PARACETAMOL, AMOXICILLIN, SYRUP)
BLOOD_COUNT = TestType(
    id=TestTypeId(UUID(int=201)),
    code="CBC",
    name="Complete blood count",
    lab="Haematology",
    specimen="EDTA blood",
    price=Decimal(400),
)
CRP = TestType(
    id=TestTypeId(UUID(int=202)),
    code="CRP",
    name="C-reactive protein",
    lab="Biochemistry",
    specimen="Serum",
    price=Decimal(500),
)
TESTS = (BLOOD_COUNT, CRP)
PNEUMONIA = Icd10(code="J18.9", title="Pneumonia, unspecified organism")
HYPERTENSION = Icd10(code="I10", title="Essential (primary) hypertension")
DIAGNOSES = (PNEUMONIA, HYPERTENSION, Icd10(code="J20.9", title="Acute bronchitis, unspecified"))
INSTRUCTIONS = (
    Instruction(id=InstructionId(UUID(int=1)), code="I02", text="Take 1 tablet twice a day after food."),
    Instruction(id=InstructionId(UUID(int=2)), code="I03", text="Take 1 tablet three times a day after food."),
)


def patient(number: int, name: str, **changes: Any) -> PatientDetails:
    person = PatientDetails(
        id=PatientId(UUID(int=1000 + number)),
        patient_no=f"P-26-{number:05d}",
        name=name,
        name_local="",
        sex=Sex.MALE,
        birth=Birth(date=date(1965, 5, 1)),
        phone="+880 1711 000000",
        email="",
        address="12 Lake Road, Dhaka",
        next_of_kin=NextOfKin(name="Rahima Khatun", relation="wife"),
        blood_group=BloodGroup.B_POS,
        allergies=[],
        is_active=True,
        version=1,
        registered_at=NOW - timedelta(days=900),
    )
    return person.model_copy(update=changes)


PENICILLIN = Allergy(
    id=AllergyId(UUID(int=1)),
    substance="Penicillin",
    reaction="anaphylaxis",
    severity=Severity.LIFE_THREATENING,
    recorded_at=NOW - timedelta(days=400),
)

ALLERGIC_TO_IT = SafetyWarning(
    rule="ALG-PEN",
    kind=WarningKind.ALLERGY,
    level=WarningLevel.STOP,
    medicine_ids=[AMOXICILLIN.id],
    medicine="Amoxicillin 500 mg",
    found="Penicillin",
    reason="is a penicillin",
    source="BNF: penicillin hypersensitivity",
)
MIND_THE_LIVER = SafetyWarning(
    rule="INT-X",
    kind=WarningKind.INTERACTION,
    level=WarningLevel.CAUTION,
    medicine_ids=[PARACETAMOL.id],
    medicine="Paracetamol 500 mg",
    found="Warfarin 5 mg (RX-2026-000007)",
    reason="the INR may rise",
    source="BNF: paracetamol and warfarin",
)
NO_WEIGHT = SafetyWarning(
    rule="CHK-WEIGHT",
    kind=WarningKind.UNKNOWN_WEIGHT,
    level=WarningLevel.UNCHECKED,
    medicine_ids=[SYRUP.id],
    medicine="Salbutamol 2 mg/5 mL",
    reason="",
    source="house rule",
)
