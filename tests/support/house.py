"""A small hospital for tests, made of plain rows."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import bcrypt
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.house import HouseSettings
from server.features.access.service import ensure_roles
from server.features.access.tables import Account, RoleRow, User, UserRole
from server.features.consultations.tables import Icd10Class
from server.features.lab.tables import Lab, TestTypeRow
from server.features.prescriptions.tables import InstructionRow, MedicineRow
from server.features.prices.opening import offer_prices
from server.features.staff.tables import Department, Employee, Room
from server.features.workstations.tables import Workstation
from shared.ids import (
    DepartmentId,
    EmployeeId,
    InstructionId,
    LabId,
    MedicineId,
    RoleId,
    RoomId,
    TestTypeId,
    UserId,
    WorkstationId,
    new_id,
)
from shared.models.prescriptions import DoseForm
from shared.models.prices import PriceKind
from shared.models.workstations import WorkstationKind
from shared.permissions import Role

PASSWORD = SecretStr("demo-password-1")
_SEATS = {
    Role.RECEPTIONIST: WorkstationKind.RECEPTION,
    Role.DOCTOR: WorkstationKind.CONSULTING,
    Role.NURSE: WorkstationKind.CONSULTING,
    Role.LAB_TECHNICIAN: WorkstationKind.LAB,
    Role.PATHOLOGIST: WorkstationKind.LAB,
    Role.CASHIER: WorkstationKind.CASHIER,
    Role.PHARMACIST: WorkstationKind.PHARMACY,
    Role.MANAGER: WorkstationKind.OFFICE,
    Role.ADMINISTRATOR: WorkstationKind.OFFICE,
    Role.DISPLAY: WorkstationKind.DISPLAY,
}


@dataclass
class TestHouse:
    """Ids of what was built. The doctors are `doctor` (prefix A), `doctor_b` (B) and `doctor_c` (C)."""

    __test__ = False

    employees: dict[str, EmployeeId] = field(default_factory=dict)
    workstations: dict[WorkstationKind, WorkstationId] = field(default_factory=dict)
    medicines: dict[str, MedicineId] = field(default_factory=dict)
    tests: dict[str, TestTypeId] = field(default_factory=dict)
    bearers: dict[str, str] = field(default_factory=dict)
    """Of those who are signed in from the first second."""

    @property
    def doctor(self) -> EmployeeId:
        return self.employees["doctor"]

    def user_name(self, who: str) -> str:
        return who.replace("_", ".")

    def device_for(self, who: str) -> str:
        return self.device_at(_SEATS[_role_of(who)])

    def device_at(self, kind: WorkstationKind) -> str:
        return _device_token(kind)


def build_house(session: Session, now: datetime, cost: int) -> TestHouse:
    """Roles, departments, rooms, a person for every role and three doctors, computers, a small catalogue."""
    house = TestHouse()
    ensure_roles(session)
    session.add(HouseSettings(id=1, name="Test Hospital", address="1 Test Road", phone="100", timezone="Asia/Dhaka"))
    roles: dict[str, RoleId] = {row.name: row.id for row in session.scalars(select(RoleRow))}
    secret = bcrypt.hashpw(PASSWORD.get_secret_value().encode(), bcrypt.gensalt(cost))
    for kind in WorkstationKind:
        token = hashlib.sha256(_device_token(kind).encode()).digest()
        house.workstations[kind] = WorkstationId(new_id())
        session.add(
            Workstation(id=house.workstations[kind], name=f"{kind.value} 1", kind=kind, token_hash=token, paired_at=now)
        )
    people = [*(role.value for role in Role if role is not Role.DISPLAY), "doctor_b", "doctor_c", "cashier_b"]
    for number, who in enumerate(people, start=1):
        department = Department(id=DepartmentId(new_id()), name=f"Department of {who}")
        room = Room(id=RoomId(new_id()), name=str(100 + number), department_id=department.id)
        session.add_all([department, room])
        session.flush()  # rows without relationships: parents go first
        is_doctor = who.startswith("doctor")
        employee = Employee(
            id=EmployeeId(new_id()),
            full_name=f"Dr {who}" if is_doctor else who.replace("_", " ").title(),
            degrees="MBBS" if is_doctor else "",
            department_id=department.id,
            room_id=room.id,
            is_doctor=is_doctor,
            token_prefix={"doctor": "A", "doctor_b": "B", "doctor_c": "C"}.get(who),
        )
        session.add(employee)
        session.flush()  # rows without relationships: parents go first
        user = User(id=UserId(new_id()), user_name=house.user_name(who), employee_id=employee.id, created_at=now)
        session.add(user)
        session.flush()  # rows without relationships: parents go first
        session.add(Account(user_id=user.id, subject=user.user_name, password_hash=secret))
        session.add(UserRole(user_id=user.id, role_id=roles[_role_of(who).value]))
        house.employees[who] = employee.id
    _build_catalogue(session, house)
    doctors = [house.employees[who] for who in ("doctor", "doctor_b", "doctor_c")]
    offer_prices(
        session,
        {
            **{(PriceKind.NEW_VISIT, doctor): Decimal(800) for doctor in doctors},
            **{(PriceKind.FOLLOW_UP, doctor): Decimal(500) for doctor in doctors},
            (PriceKind.TEST, house.tests["CBC"]): Decimal(450),
            (PriceKind.TEST, house.tests["CRP"]): Decimal(600),
        },
    )
    return house


def _build_catalogue(session: Session, house: TestHouse) -> None:
    for code, title, leaf in (
        ("J18", "Pneumonia, organism unspecified", False),
        ("J18.9", "Pneumonia, unspecified", True),
        ("I10", "Essential (primary) hypertension", True),
        ("E11.9", "Type 2 diabetes mellitus without complications", True),
    ):
        search = f"{code} {title}".lower()
        session.add(Icd10Class(code=code, title=title, chapter="X", is_leaf=leaf, search=search))
    for generic, form, strength in (
        ("Paracetamol", DoseForm.TABLET, "500 mg"),
        ("Amoxicillin", DoseForm.CAPSULE, "500 mg"),
        ("Amoxicillin", DoseForm.SUSPENSION, "125 mg/5 mL"),
        ("Paracetamol", DoseForm.SYRUP, "250 mg/5 mL"),
    ):
        medicine = MedicineRow(
            id=MedicineId(new_id()),
            generic=generic,
            form=form,
            strength=strength,
            search=f"{generic} {strength} {form.value}".lower(),
        )
        session.add(medicine)
        house.medicines[f"{generic} {strength}"] = medicine.id
    session.add(
        InstructionRow(id=InstructionId(new_id()), code="I03", text="Take 1 tablet three times a day after food.")
    )
    lab = Lab(id=LabId(UUID(int=1)), name="Laboratory")
    session.add(lab)
    session.flush()  # rows without relationships: parents go first
    for code, name in (("CBC", "Complete blood count"), ("CRP", "C-reactive protein")):
        test = TestTypeRow(
            id=TestTypeId(new_id()),
            code=code,
            name=name,
            lab_id=lab.id,
            specimen="Blood",
            tube="lavender",
            search=f"{code} {name}".lower(),
        )
        session.add(test)
        house.tests[code] = test.id


def _device_token(kind: WorkstationKind) -> str:
    return f"device-token-of-{kind.value}-for-tests"


def _role_of(who: str) -> Role:
    return Role(who.removesuffix("_b").removesuffix("_c"))
