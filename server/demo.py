"""A hospital to look at: invented people, real procedures. Loaded into an empty database only."""

import secrets
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy.orm import Session

from server.core.clock import Clock
from server.core.context import Actor, Context, Device, Person
from server.core.database import Database
from server.core.house import House, load_house
from server.core.tokens import hash_of
from server.features.access.passwords import Passwords
from server.features.access.repository import AccessRepository
from server.features.access.tables import Account, User, UserRole
from server.features.appointments.service import AppointmentService
from server.features.patients.service import PatientService
from server.features.prices.lookup_repository import Thing
from server.features.prices.opening import offer_prices
from server.features.purchases.service import PurchaseService
from server.features.schedules.service import ScheduleService
from server.features.staff.tables import Department, Employee, Room
from server.features.stock.repository import StockRepository
from server.features.stock.service import StockService
from server.features.workstations.tables import Workstation
from shared.ages import AgeUnit
from shared.ids import (
    DepartmentId,
    EmployeeId,
    MedicineId,
    PatientId,
    RoomId,
    SessionId,
    StoreId,
    UserId,
    WorkstationId,
    new_id,
)
from shared.models.appointments import AppointmentType, Book, Priority
from shared.models.patients import RecordAllergy, RegisterPatient, Sex, TypedAge
from shared.models.prices import PriceKind
from shared.models.purchases import OrderedLine, PlaceOrder, SaveOrder, SaveSupplier
from shared.models.schedules import AddWeeklySession
from shared.models.stock import ReceivedLine, ReceiveStock, SetReorderLevel
from shared.models.stock_packs import Pack, SavePacks
from shared.models.workstations import WorkstationKind
from shared.permissions import Permission, Role, Scope, held_by
from shared.rules.stock import end_of_month

PASSWORD: Final = "demo-password-1"  # noqa: S105 invented people only: a hospital that is set up never gets them
PATIENTS: Final = 300
_IN_QUEUES: Final = 20
_BETWEEN: Final = timedelta(minutes=3)


@dataclass(frozen=True)
class DemoCounts:
    """What was made; nothing in a hospital that has users already."""

    users: int = 0
    patients: int = 0
    appointments: int = 0
    medicines_in_stock: int = 0


@dataclass(frozen=True)
class _At:
    """A clock that stands, so that not everyone in the queue came this second."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def load_demo(database: Database, clock: Clock, password_cost: int = 12) -> DemoCounts:
    """One transaction; a second call does nothing."""
    facts = tomllib.loads((resources.files("server") / "demo.toml").read_text(encoding="utf-8"))
    with database.transaction() as session:
        access = AccessRepository(session)
        access.lock_set_up()
        if access.has_users():
            return DemoCounts()
        access.seed_roles()
        for name, value in facts["house"].items():
            setattr(access.house_settings(), name, value)
        staff = _Staff(access, clock.now(), Passwords(password_cost))
        doctors = [staff.doctor(one) for one in facts["doctors"]]
        offer_prices(session, _fees(doctors, facts["fees"]))
        others = {Role(role): staff.employ(name, Role(role)) for role, name in facts["staff"].items()}
        desk = _Desk(session, load_house(session), clock, staff.computer(), others[Role.RECEPTIONIST])
        patients = [desk.register(form) for form in _people(facts["names"])]
        desk.note_allergies(patients, facts["allergies"])
        desk.plan_weeks(doctors, facts["hours"])
        desk.fill_queues(patients, doctors)
        pharmacist = Actor(desk.device, others[Role.PHARMACIST], held_by(Role.PHARMACIST))
        kept = _fill_shelves(Context(session, pharmacist, clock, load_house(session)), facts["pharmacy"])
    return DemoCounts(len(doctors) + len(others), len(patients), _IN_QUEUES, kept)


def _fees(doctors: list[EmployeeId], fees: dict[str, str]) -> dict[Thing, Decimal]:
    kinds = ((PriceKind.NEW_VISIT, fees["new"]), (PriceKind.FOLLOW_UP, fees["follow_up"]))
    return {(kind, doctor): Decimal(fee) for kind, fee in kinds for doctor in doctors}


class _Staff:
    """Hires everyone, with one password for all."""

    def __init__(self, access: AccessRepository, now: datetime, passwords: Passwords) -> None:
        self._access = access
        self._now = now
        self._password_hash = passwords.hash(SecretStr(PASSWORD))

    def doctor(self, facts: dict[str, str]) -> EmployeeId:
        department = Department(id=DepartmentId(new_id()), name=facts["department"])
        room = Room(id=RoomId(new_id()), name=facts["room"], department_id=department.id)
        self._access.add_in_order(department, room)
        return self.employ(
            facts["name"],
            Role.DOCTOR,
            degrees=facts["degrees"],
            department_id=department.id,
            room_id=room.id,
            is_doctor=True,
            token_prefix=facts["prefix"],
        ).employee_id

    def employ(self, name: str, role: Role, **place: Any) -> Person:
        employee = Employee(id=EmployeeId(new_id()), full_name=name, **place)
        user_name = name.removeprefix("Dr. ").lower().replace(" ", ".")
        user = User(id=UserId(new_id()), user_name=user_name, employee_id=employee.id, created_at=self._now)
        account = Account(user_id=user.id, subject=user_name, password_hash=self._password_hash)
        self._access.add_in_order(employee, user, account, UserRole(user_id=user.id, role_id=self._access.role(role)))
        return Person(user.id, SessionId(new_id()), employee.id, employee.department_id, name)

    def computer(self) -> Device:
        """Where the demonstration was typed in; nobody holds its token."""
        device = Device(WorkstationId(new_id()), "Demonstration", WorkstationKind.RECEPTION)
        self._access.add_in_order(
            Workstation(
                id=device.id,
                name=device.name,
                kind=device.kind,
                token_hash=hash_of(secrets.token_urlsafe()),
                paired_at=self._now,
            )
        )
        return device


class _Desk:
    """The reception: registers people, writes down allergies, and checks in those who came today."""

    def __init__(self, session: Session, house: House, clock: Clock, device: Device, person: Person) -> None:
        self.device = device
        self._session = session
        self._house = house
        self._now = clock.now()
        # The nurse stood beside the desk when the two urgent ones came.
        rights = {**held_by(Role.RECEPTIONIST), Permission.QUEUE_PRIORITY: Scope.ALL}
        self._actor = Actor(device, person, rights)

    def register(self, form: RegisterPatient) -> PatientId:
        return PatientService(self._context(self._now)).register(form).id

    def note_allergies(self, patients: list[PatientId], allergies: list[dict[str, Any]]) -> None:
        for place, patient_id in enumerate(patients[::9]):
            allergy = allergies[place % len(allergies)]
            PatientService(self._context(self._now)).record_allergy(RecordAllergy(patient_id=patient_id, **allergy))

    def plan_weeks(self, doctors: list[EmployeeId], hours: dict[str, Any]) -> None:
        weekdays, session = hours["weekdays"], {name: hours[name] for name in hours if name != "weekdays"}
        for doctor_id in doctors:
            for weekday in weekdays:
                ScheduleService(self._context(self._now)).add_weekly(
                    AddWeeklySession(doctor_id=doctor_id, weekday=weekday, **session)
                )

    def fill_queues(self, patients: list[PatientId], doctors: list[EmployeeId]) -> None:
        """The first came longest ago; two of them go before the others."""
        apart = self._time_between()
        for place in range(_IN_QUEUES):
            urgent = place % 8 == 7
            came = self._now - apart * (_IN_QUEUES - place)
            AppointmentService(self._context(came)).book(
                Book(
                    patient_id=patients[place * 3],
                    doctor_id=doctors[place % len(doctors)],
                    type=AppointmentType.FOLLOWUP if place % 3 == 1 else AppointmentType.NEW,
                    priority=Priority.PRIORITY if urgent else Priority.NORMAL,
                    priority_reason="wheelchair" if urgent else None,
                    check_in=True,
                )
            )

    def _time_between(self) -> timedelta:
        """None just after the day's beginning: the first would have come yesterday."""
        first = self._context(self._now - _BETWEEN * _IN_QUEUES)
        return _BETWEEN if first.today == self._context(self._now).today else timedelta()

    def _context(self, moment: datetime) -> Context:
        return Context(self._session, self._actor, _At(moment), self._house)


def _fill_shelves(ctx: Context, pharmacy: dict[str, Any]) -> int:
    """What the catalogue has of it; some of it expires soon, some is low, some has expired."""
    stock = StockService(ctx)
    known = StockRepository(ctx.session).medicines_called(tuple(each["medicine"]) for each in pharmacy["stock"])
    store_id = stock.stores().items[0].id
    for each in pharmacy["stock"]:
        medicine = known.get(tuple(each["medicine"]))
        if medicine is None:
            continue
        goods = {"medicine_id": medicine.id, "cost": each["cost"], "price": each["price"]}
        lines = [
            ReceivedLine(batch_no=batch_no, quantity=quantity, expires_on=_months_on(ctx.today, months), **goods)
            for batch_no, quantity, months in each["batches"]
        ]
        stock.receive(ReceiveStock(store_id=store_id, lines=lines, supplier=pharmacy["supplier"], opening=True))
        stock.set_reorder_level(SetReorderLevel(store_id=store_id, medicine_id=medicine.id, level=each["level"]))
    boxes = pharmacy["boxes"]
    if medicine := known.get(tuple(boxes["medicine"])):
        stock.save_packs(SavePacks(medicine_id=medicine.id, packs=[Pack(name=boxes["pack"], units=boxes["units"])]))
        _order(ctx, pharmacy["supplier"], store_id, medicine.id, boxes)
    return len(known)


def _order(ctx: Context, supplier: str, store_id: StoreId, medicine_id: MedicineId, boxes: dict[str, Any]) -> None:
    """One that is on its way: whoever tries the pages has something to receive."""
    purchases = PurchaseService(ctx)
    bought_from = purchases.save_supplier(SaveSupplier(name=supplier, lead_days=3))
    line = OrderedLine(
        medicine_id=medicine_id, pack=boxes["pack"], pack_size=boxes["units"], packs=5, pack_price=boxes["price"]
    )
    draft = purchases.save(SaveOrder(supplier_id=bought_from.id, store_id=store_id, lines=[line]))
    purchases.place(PlaceOrder(order_id=draft.id, version=draft.version))


def _months_on(today: date, months: int) -> date:
    years, month = divmod(today.month - 1 + months, 12)
    return end_of_month(today.year + years, month + 1)


def _people(names: dict[str, Any]) -> Iterator[RegisterPatient]:
    """Always the same ones: pictures and manuals name them."""
    for place in range(PATIENTS):
        yield RegisterPatient(
            **_name(names, place),
            age=_age(place),
            phone=f"01{3 + place % 7}11-{(402_317 + place * 91_193) % 1_000_000:06d}",
            address=f"{1 + place % 90} {('Green Road', 'College Road', 'Station Road')[place % 3]}, Dhaka",
            confirmed=True,
        )


def _name(names: dict[str, Any], place: int) -> dict[str, Any]:
    if place % 5 == 2 and place // 5 < len(names["local"]):
        return dict(names["local"][place // 5])
    sex = Sex.FEMALE if place % 2 else Sex.MALE
    given, family = names[sex.value], names["family"]
    return {"name": f"{given[place // 2 % len(given)]} {family[place % len(family)]}", "sex": sex}


def _age(place: int) -> TypedAge:
    if place % 25 == 0:
        return TypedAge(amount=3 + place % 20, unit=AgeUnit.DAYS)
    if place % 12 == 0:
        return TypedAge(amount=1 + place % 23, unit=AgeUnit.MONTHS)
    return TypedAge(amount=2 + place * 37 % 88)
