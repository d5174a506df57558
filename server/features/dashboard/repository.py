"""The counts of a day: each a short query over that day's rows, found by its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    extract,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from server.features.appointments.tables import SEES_DOCTOR, Appointment
from server.features.dashboard.paging import PAGE, BatchPlace, LowPlace, VisitPlace
from server.features.patients.tables import Patient
from server.features.prescriptions.tables import MedicineRow
from server.features.staff.tables import Department, Employee, Room
from server.features.stock.repository import Stored
from server.features.stock.tables import ReorderLevel, StockBatch, StockLevel, StoreRow
from shared.ids import DepartmentId, EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.dashboard import BatchRisk, ListVisits, VisitPart

_S: Final = AppointmentStatus
_WITH_DOCTOR: Final = Appointment.status.in_((_S.CALLED, _S.IN_CONSULTATION))
_OPEN: Final = Appointment.status.in_((_S.WAITING, _S.CALLED, _S.IN_CONSULTATION, _S.ON_HOLD))
# Waiting ends when the patient first enters the room, as in the figures of reception.
_WAITED: Final = extract("epoch", Appointment.entered_at - Appointment.checked_in_at) / 60
# Only of who is done: whoever is in the room has not been there for long enough to be counted.
_SEEN: Final = case((Appointment.status == _S.COMPLETED, Appointment.room_seconds / 60.0))
# Who has not come is after all who have.
_CAME: Final = func.coalesce(Appointment.checked_in_at, datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Part:
    """Whose visits of a day; it is over where it is before `today`."""

    day: date
    today: date
    department_id: DepartmentId | None
    doctor_id: EmployeeId | None


class DashboardRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def heads(self, part: Part) -> Any:
        """Visits to doctors, by where they stand."""

        def how_many(of: ColumnElement[bool]) -> ColumnElement[int]:
            return func.count().filter(of)

        parts = _parts(part)
        columns = (
            how_many(parts[named]).label(named)
            for named in (
                VisitPart.BOOKED,
                VisitPart.ARRIVED,
                VisitPart.OPEN,
                VisitPart.COMPLETED,
                VisitPart.NEVER_CAME,
                VisitPart.LEFT_UNSEEN,
                VisitPart.CANCELLED,
            )
        )
        return self._session.execute(_of(select(*columns), part).where(SEES_DOCTOR)).one()

    def hours(self, part: Part, zone: str) -> list[Any]:
        """Who came, by hour of the house's clock and type, in the order of the day; empty hours are left out."""
        came = func.date_trunc("hour", func.timezone(zone, Appointment.checked_in_at)).label("hour")
        statement = (
            _of(select(came, Appointment.appointment_type, func.count().label("visits")), part)
            .where(Appointment.checked_in_at.is_not(None))
            .group_by(came, Appointment.appointment_type)
            .order_by(came)
        )
        return list(self._session.execute(statement))

    def times(self, part: Part) -> list[Any]:
        """Of each doctor, of each department, and of all; medians of parts can't be put together afterwards."""
        doctor = (Employee.id, Employee.full_name, Department.id, Department.name)
        department = (Department.id, Department.name)
        statement = (
            _of(
                select(
                    Employee.id.label("doctor_id"),
                    Employee.full_name.label("doctor"),
                    Department.id.label("department_id"),
                    Department.name.label("department"),
                    func.grouping(Department.id).label("is_all"),
                    *_spread("waited", _WAITED),
                    *_spread("seen", _SEEN),
                ),
                part,
            )
            .where(SEES_DOCTOR, Appointment.checked_in_at.is_not(None))
            .group_by(func.grouping_sets(tuple_(*doctor), tuple_(*department), tuple_()))
            .order_by(Department.name, Employee.full_name, Employee.id)
        )
        return list(self._session.execute(statement))

    def queues(self, part: Part) -> list[Any]:
        """Of each doctor somebody waits for, or is with."""
        waiting = Appointment.status == _S.WAITING
        statement = (
            _of(
                select(
                    Employee.id.label("doctor_id"),
                    Employee.full_name.label("doctor"),
                    func.coalesce(Department.name, "").label("department"),
                    Employee.room_id,
                    func.coalesce(Room.name, "").label("room"),
                    func.count().filter(waiting).label("waiting"),
                    func.count().filter(_WITH_DOCTOR).label("with_doctor"),
                    func.count().filter(Appointment.status == _S.ON_HOLD).label("on_hold"),
                    func.min(Appointment.waiting_since).filter(waiting).label("longest_since"),
                ),
                part,
            )
            .outerjoin(Room, Room.id == Employee.room_id)
            .where(SEES_DOCTOR, _OPEN)
            .group_by(Employee.id, Employee.full_name, Employee.room_id, Department.name, Room.name)
            .order_by(func.count().filter(waiting).desc(), Employee.full_name, Employee.id)
        )
        return list(self._session.execute(statement))

    def visits(self, part: Part, asked: ListVisits, zone: str, after: VisitPlace | None) -> list[Any]:
        """In the order of coming, those who have not come last."""
        statement = (
            _of(
                select(
                    Appointment.id.label("appointment_id"),
                    Appointment.patient_id,
                    Patient.patient_no,
                    Patient.name.label("patient"),
                    Appointment.token,
                    Employee.full_name.label("doctor"),
                    func.coalesce(Department.name, "").label("department"),
                    Appointment.appointment_type.label("type"),
                    Appointment.status,
                    Appointment.checked_in_at,
                    cast(func.round(_WAITED), Integer).label("waited_minutes"),
                    cast(func.round(_SEEN), Integer).label("room_minutes"),
                    _CAME.label("came"),
                ),
                part,
            )
            .join(Patient, Patient.id == Appointment.patient_id)
            .where(_parts(part)[asked.part])
        )
        # Only what is counted by hour counts visits for tests alone too.
        if asked.hour is None and asked.type is None:
            statement = statement.where(SEES_DOCTOR)
        if asked.no_department:
            statement = statement.where(Employee.department_id.is_(None))
        if asked.hour is not None:
            hour = extract("hour", func.timezone(zone, Appointment.checked_in_at))
            statement = statement.where(hour == asked.hour)
        if asked.type is not None:
            statement = statement.where(Appointment.appointment_type == asked.type)
        return list(self._session.execute(_from_place(statement, (_CAME, Appointment.id), after)))

    def stock(self, today: date) -> Any:
        """Batches in the stores by what is wrong with them, and what they cost."""
        risks = _risks(today)
        cost = StockLevel.on_hand * StockBatch.cost
        statement = select(
            *(func.count().filter(of).label(risk) for risk, of in risks.items()),
            *(func.coalesce(func.sum(cost).filter(of), 0).label(f"{risk}_cost") for risk, of in risks.items()),
        )
        return self._session.execute(_lying(statement)).one()

    def batches(self, risk: BatchRisk, today: date, after: BatchPlace | None) -> list[Stored]:
        """What expires first, first."""
        statement = (
            _lying(select(StockLevel, StockBatch, MedicineRow, StoreRow))
            .join(MedicineRow, MedicineRow.id == StockLevel.medicine_id)
            .where(_risks(today)[risk])
        )
        order = (StockBatch.expires_on, StockBatch.id, StoreRow.id, StockLevel.quarantined)
        return [Stored(*row) for row in self._session.execute(_from_place(statement, order, after))]

    def short(self, today: date) -> Any:
        """How many medicines of a store are low, and how many are out."""
        low = _low(today)
        is_out = low.c.on_hand == 0
        counts = func.count().filter(~is_out).label("low"), func.count().filter(is_out).label("out")
        return self._session.execute(select(*counts).select_from(low)).one()

    def low_stock(self, today: date, after: LowPlace | None, *, out: bool) -> list[Any]:
        """The emptiest first."""
        low = _low(today)
        statement = select(low).where((low.c.on_hand == 0) if out else (low.c.on_hand != 0))
        order = (low.c.per_cent, low.c.medicine, low.c.medicine_id, low.c.store_id)
        return list(self._session.execute(_from_place(statement, order, after)))


def _risks(today: date) -> dict[BatchRisk, ColumnElement[bool]]:
    expired = StockBatch.expires_on < today
    return {
        BatchRisk.EXPIRED: expired,
        BatchRisk.SOON: and_(~expired, StockBatch.expires_on <= today + StoreRow.soon_days),
        BatchRisk.ASIDE: or_(StockLevel.quarantined, StockBatch.recalled),
    }


def _lying(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What lies in a store that is in use."""
    return (
        statement.select_from(StockLevel)
        .join(StockBatch, StockBatch.id == StockLevel.batch_id)
        .join(StoreRow, StoreRow.id == StockLevel.store_id)
        .where(StockLevel.on_hand > 0, StoreRow.is_active)
    )


def _low(today: date) -> Subquery:
    """What each store keeps at or below the level at which it reorders."""
    usable = and_(StockLevel.quarantined == false(), StockBatch.recalled == false(), StockBatch.expires_on >= today)
    on_hand = (
        select(func.coalesce(func.sum(StockLevel.on_hand), 0))
        .join(StockBatch, StockBatch.id == StockLevel.batch_id)
        .where(StockLevel.medicine_id == ReorderLevel.medicine_id, StockLevel.store_id == ReorderLevel.store_id, usable)
        .correlate(ReorderLevel)
        .scalar_subquery()
    )
    kept = (
        select(
            StoreRow.id.label("store_id"),
            StoreRow.name.label("store"),
            MedicineRow.id.label("medicine_id"),
            func.concat_ws(" ", MedicineRow.generic, MedicineRow.strength, MedicineRow.form).label("medicine"),
            on_hand.label("on_hand"),
            ReorderLevel.level,
        )
        .join(StoreRow, StoreRow.id == ReorderLevel.store_id)
        .join(MedicineRow, MedicineRow.id == ReorderLevel.medicine_id)
        .where(StoreRow.is_active, MedicineRow.is_active)
        .subquery()
    )
    share = func.coalesce(func.floor(kept.c.on_hand * 100 / func.nullif(kept.c.level, 0)), 0)
    return select(kept, cast(share, Integer).label("per_cent")).where(kept.c.on_hand <= kept.c.level).subquery()


def _from_place(
    statement: Select[*tuple[Any, ...]], order: Sequence[Any], place: tuple[Any, ...] | None
) -> Select[*tuple[Any, ...]]:
    """One row more than a page has says whether there is another page."""
    if place is not None:
        statement = statement.where(tuple_(*order) > place)
    return statement.order_by(*order).limit(PAGE + 1)


def _parts(part: Part) -> dict[VisitPart, ColumnElement[bool]]:
    """Who was in the room was seen, however the visit was closed; as the reports have it."""
    came, is_over = Appointment.checked_in_at.is_not(None), literal(part.day < part.today)
    still_there = Appointment.status.in_((_S.WAITING, _S.CALLED, _S.ON_HOLD))
    gone = or_(Appointment.status == _S.NO_SHOW, and_(is_over, still_there))
    left = and_(came, Appointment.entered_at.is_(None), gone)
    absent = or_(Appointment.status == _S.NO_SHOW, and_(is_over, Appointment.status == _S.SCHEDULED))
    return {
        VisitPart.ARRIVED: came,
        VisitPart.WAITED: Appointment.entered_at.is_not(None),
        VisitPart.OPEN: and_(_OPEN, ~left),
        VisitPart.COMPLETED: Appointment.status == _S.COMPLETED,
        VisitPart.NEVER_CAME: and_(~came, absent),
        VisitPart.LEFT_UNSEEN: left,
        VisitPart.CANCELLED: Appointment.status == _S.CANCELLED,
        VisitPart.BOOKED: and_(~is_over, Appointment.status == _S.SCHEDULED),
    }


def _of(statement: Select[*tuple[Any, ...]], part: Part) -> Select[*tuple[Any, ...]]:
    """Of one day's visits, with the doctor and the doctor's department."""
    return (
        statement.select_from(Appointment)
        .join(Employee, Employee.id == Appointment.doctor_id)
        .outerjoin(Department, Department.id == Employee.department_id)
        .where(
            Appointment.appointment_date == part.day,
            true() if part.doctor_id is None else Appointment.doctor_id == part.doctor_id,
            true() if part.department_id is None else Employee.department_id == part.department_id,
        )
    )


def _spread(name: str, minutes: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return (
        func.count(minutes).label(f"{name}_patients"),
        func.percentile_cont(0.5).within_group(minutes).label(f"{name}_median"),
        func.percentile_cont(0.9).within_group(minutes).label(f"{name}_ninety"),
    )
