"""What is asked of the database about those who work here and their accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from server.core.database import Base
from server.features.access.repository import standing
from server.features.access.tables import ApprovalRow, RoleRow, SessionRow, User, UserRole
from server.features.appointments.tables import Appointment
from server.features.staff.tables import Department, Employee, Room
from server.features.workstations.tables import Workstation
from shared.contracts.people import AccountNotFound, PersonNotFound, PlaceNotFound
from shared.ids import DepartmentId, EmployeeId, RoomId, SessionId, UserId
from shared.models.appointments import AppointmentStatus
from shared.models.people import ApprovalSummary, Choice, RoleName, SearchPeople, Which
from shared.permissions import Role

MOST_PEOPLE: Final = 200
MOST_APPROVALS: Final = 500
_HERE: Final = (
    AppointmentStatus.WAITING,
    AppointmentStatus.CALLED,
    AppointmentStatus.IN_CONSULTATION,
    AppointmentStatus.ON_HOLD,
)


@dataclass(frozen=True)
class Listed:
    """One row of the list of people."""

    employee: Employee
    user: User | None
    roles: Sequence[str]
    signed_in: bool


class PeopleRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: Base) -> None:
        for row in rows:
            self._session.add(row)
            self._session.flush()  # each may refer to the one before

    def flush(self) -> None:
        self._session.flush()  # what is answered is what was written

    def search(self, asked: SearchPeople, now: datetime) -> list[Listed]:
        """By name, department and room loaded; one more than fits."""
        roles = (
            select(func.array_agg(RoleRow.name))
            .join(UserRole, UserRole.role_id == RoleRow.id)
            .where(UserRole.user_id == User.id)
            .scalar_subquery()
        )
        signed_in = exists(_sessions(now).where(SessionRow.user_id == User.id).correlate(User, Employee))
        statement = (
            select(Employee, User, roles, signed_in)
            .outerjoin(User, User.employee_id == Employee.id)
            .where(_shown(asked.which), *_found(asked.text))
            .options(joinedload(Employee.department), joinedload(Employee.room))
            .order_by(Employee.full_name, Employee.id)
            .limit(MOST_PEOPLE + 1)
        )
        return [
            Listed(employee, user, sorted(names or ()), is_in)
            for employee, user, names, is_in in self._session.execute(statement).all()
        ]

    def employee(self, employee_id: EmployeeId, *, lock: bool = False) -> Employee:
        """With department and room. Raises PersonNotFound."""
        statement = (
            select(Employee)
            .where(Employee.id == employee_id)
            .options(joinedload(Employee.department), joinedload(Employee.room))
            .execution_options(populate_existing=True)
        )
        found = self._session.scalar(statement.with_for_update(of=Employee) if lock else statement)
        if found is None:
            raise PersonNotFound
        return found

    def check_place(self, department_id: DepartmentId | None, room_id: RoomId | None) -> None:
        """Raises PlaceNotFound."""
        if department_id is not None and self._session.get(Department, department_id) is None:
            raise PlaceNotFound
        if room_id is not None and self._session.get(Room, room_id) is None:
            raise PlaceNotFound

    def choices(self) -> tuple[list[Choice], list[Choice], list[RoleName]]:
        """Departments and rooms in use, and the roles a person can have."""
        departments = select(Department).where(Department.is_active).order_by(Department.name)
        rooms = select(Room).where(Room.is_active).order_by(Room.name)
        roles = select(RoleRow).where(RoleRow.name != Role.DISPLAY).order_by(RoleRow.is_builtin.desc(), RoleRow.name)
        return (
            [Choice.model_validate(row) for row in self._session.scalars(departments)],
            [Choice.model_validate(row) for row in self._session.scalars(rooms)],
            [RoleName.model_validate(row) for row in self._session.scalars(roles)],
        )

    def doctor_with_prefix(self, prefix: str) -> Employee | None:
        return self._session.scalar(select(Employee).where(Employee.token_prefix == prefix))

    def patients_of(self, doctor_id: EmployeeId, today: date) -> tuple[int, int]:
        """How many are here for this doctor today, and how many are booked from today on."""
        here, booked = self._session.execute(
            select(
                func.count().filter(Appointment.status.in_(_HERE), Appointment.appointment_date == today),
                func.count().filter(Appointment.status == AppointmentStatus.SCHEDULED),
            ).where(Appointment.doctor_id == doctor_id, Appointment.appointment_date >= today)
        ).one()
        return here, booked

    def sees_patients(self, employee_id: EmployeeId, today: date) -> bool:
        """Whether any visit of today or later is with this person, whatever became of it."""
        visit = exists().where(Appointment.doctor_id == employee_id, Appointment.appointment_date >= today)
        return bool(self._session.scalar(select(visit)))

    # Accounts

    def user_of(self, employee_id: EmployeeId) -> User | None:
        return self._session.scalar(select(User).where(User.employee_id == employee_id))

    def user(self, user_id: UserId) -> User:
        """Locked. Raises AccountNotFound."""
        found = self._session.get(User, user_id, with_for_update=True)
        if found is None:
            raise AccountNotFound
        return found

    def is_name_taken(self, user_name: str) -> bool:
        return bool(self._session.scalar(select(exists().where(User.user_name == user_name))))

    def role_names(self, user_id: UserId) -> list[RoleName]:
        statement = (
            select(RoleRow)
            .join(UserRole, UserRole.role_id == RoleRow.id)
            .where(UserRole.user_id == user_id)
            .order_by(RoleRow.is_builtin.desc(), RoleRow.name)
        )
        return [RoleName.model_validate(row) for row in self._session.scalars(statement)]

    # Second persons

    def approvals(self, since: datetime | None, until: datetime | None) -> list[ApprovalSummary]:
        """The latest first; one more than fits."""
        asker, approver = aliased(User), aliased(User)
        asked, approved = aliased(Employee), aliased(Employee)
        statement = (
            select(ApprovalRow, asked.full_name, approved.full_name, Workstation.name)
            .join(asker, asker.id == ApprovalRow.asked_by)
            .join(asked, asked.id == asker.employee_id)
            .join(approver, approver.id == ApprovalRow.approved_by)
            .join(approved, approved.id == approver.employee_id)
            .join(Workstation, Workstation.id == ApprovalRow.workstation_id)
            .order_by(ApprovalRow.approved_at.desc(), ApprovalRow.id)
            .limit(MOST_APPROVALS + 1)
        )
        if since is not None and until is not None:
            statement = statement.where(ApprovalRow.approved_at >= since, ApprovalRow.approved_at < until)
        return [
            ApprovalSummary(
                id=row.id,
                permission=row.permission,
                asked_by=who,
                approved_by=second,
                workstation=computer,
                approved_at=row.approved_at,
                used_at=row.used_at,
            )
            for row, who, second, computer in self._session.execute(statement)
        ]


def _sessions(now: datetime) -> Select[SessionId]:
    return select(SessionRow.id).join(Workstation, Workstation.id == SessionRow.workstation_id).where(*standing(now))


def _shown(which: Which) -> ColumnElement[bool]:
    match which:
        case Which.ACTIVE:
            return Employee.is_active.is_(True)
        case Which.DOCTORS:
            return Employee.is_active & Employee.is_doctor
        case Which.NO_ACCOUNT:
            return Employee.is_active & User.id.is_(None)
        case Which.DISABLED:
            return Employee.is_active.is_(False) | User.is_active.is_(False)


def _found(text: str) -> list[ColumnElement[bool]]:
    """Each word stands somewhere in the name, the user name or the department."""
    department = select(Department.name).where(Department.id == Employee.department_id).scalar_subquery()
    return [
        or_(*(field.icontains(word, autoescape=True) for field in (Employee.full_name, User.user_name, department)))
        for word in text.split()
    ]
