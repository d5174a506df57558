"""Those who work here: who begins, who changes, who leaves."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.core.context import Context
from server.features.access.granting import Granting
from server.features.access.proof_repository import ProofRepository
from server.features.access.repository import AccessRepository
from server.features.people.repository import MOST_APPROVALS, MOST_PEOPLE, Listed, PeopleRepository
from server.features.staff.tables import Employee
from shared.contracts.people import DoctorHasPatients, TokenPrefixTaken
from shared.contracts.roles import NotYourOwnRights
from shared.errors import StaleVersion
from shared.ids import EmployeeId, UserId, new_id
from shared.models.common import Page
from shared.models.people import (
    Account,
    AddPerson,
    ApprovalSummary,
    ChangePerson,
    ListApprovals,
    PeopleChoices,
    PersonCard,
    PersonForm,
    PersonSummary,
    SearchPeople,
    SwitchPerson,
)
from shared.permissions import Permission


class PeopleService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._people = PeopleRepository(ctx.session)
        self._access = AccessRepository(ctx.session)

    def search(self, request: SearchPeople) -> Page[PersonSummary]:
        found = self._people.search(request, self._ctx.now)
        return Page(items=[_summary(each) for each in found[:MOST_PEOPLE]], more=len(found) > MOST_PEOPLE)

    def choices(self) -> PeopleChoices:
        departments, rooms, roles = self._people.choices()
        return PeopleChoices(departments=departments, rooms=rooms, roles=roles)

    def card(self, employee_id: EmployeeId) -> PersonCard:
        employee = self._people.employee(employee_id)
        user = self._people.user_of(employee_id)
        return PersonCard(
            employee_id=employee.id,
            full_name=employee.full_name,
            degrees=employee.degrees,
            department_id=employee.department_id,
            department=employee.department.name if employee.department else "",
            room_id=employee.room_id,
            room=employee.room.name if employee.room else "",
            is_doctor=employee.is_doctor,
            token_prefix=employee.token_prefix,
            fee_share=employee.fee_share,
            is_active=employee.is_active,
            version=employee.version,
            account=self._account(user.id) if user else None,
            sessions=self._access.standing_sessions(self._ctx.now, user.id) if user else [],
        )

    def add(self, request: AddPerson) -> PersonCard:
        employee = Employee(id=EmployeeId(new_id()))
        self._fill(employee, request)
        self._people.add(employee)
        return self.card(employee.id)

    def change(self, request: ChangePerson) -> PersonCard:
        employee = self._locked(request.employee_id, request.version)
        if self._gains(employee, request):
            raise NotYourOwnRights
        if employee.is_doctor and not request.is_doctor:
            self._check_no_patients(employee.id)
        self._fill(employee, request)
        employee.version += 1
        self._people.flush()
        return self.card(employee.id)

    def switch(self, request: SwitchPerson) -> PersonCard:
        """Who leaves is signed out at once; who is back has what the account had, so that is a grant."""
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        employee = self._locked(request.employee_id, request.version)
        user = self._people.user_of(employee.id)
        if user is not None:
            granting.check_not_own(user.id)
        if request.is_active and user is not None:
            granting.check_user(user.id, employee.id, request.approval_id)
        if employee.is_doctor and not request.is_active:
            self._check_no_patients(employee.id)
        employee.is_active = request.is_active
        employee.version += 1
        self._people.flush()
        if user is not None and not request.is_active:
            self.end_sessions(user.id)
        granting.settle([])
        return self.card(employee.id)

    def end_sessions(self, user_id: UserId) -> None:
        for session_id in self._access.revoke_all(user_id, self._ctx.now):
            self._ctx.ended(session_id, "revoked")

    def approvals(self, request: ListApprovals) -> Page[ApprovalSummary]:
        since = until = None
        if request.day is not None:
            house = self._ctx.house
            since = datetime.combine(request.day, time(house.day_starts), ZoneInfo(house.timezone))
            until = since + timedelta(days=1)
        found = self._people.approvals(since, until)
        return Page(items=found[:MOST_APPROVALS], more=len(found) > MOST_APPROVALS)

    def _account(self, user_id: UserId) -> Account:
        user = self._access.user(user_id)
        account = self._access.account(user_id)
        return Account(
            user_id=user.id,
            user_name=user.user_name,
            is_active=user.is_active,
            roles=self._people.role_names(user.id),
            must_change_password=user.must_change_password,
            one_time_until=account.one_time_until if account else None,
            locked_until=account.locked(self._ctx.now) if account else None,
            second_proof=ProofRepository(self._ctx.session).has_second_factor(user_id),
            version=user.version,
        )

    def _locked(self, employee_id: EmployeeId, version: int) -> Employee:
        employee = self._people.employee(employee_id, lock=True)
        if employee.version != version:
            raise StaleVersion(employee.version)
        return employee

    def _fill(self, employee: Employee, form: PersonForm) -> None:
        self._people.check_place(form.department_id, form.room_id)
        if form.token_prefix is not None:
            other = self._people.doctor_with_prefix(form.token_prefix)
            if other is not None and other.id != employee.id:
                raise TokenPrefixTaken(other.full_name)
        for name in PersonForm.model_fields:
            setattr(employee, name, getattr(form, name))

    def _gains(self, employee: Employee, form: PersonForm) -> bool:
        """Whether who asks earns or reaches further by it.

        Money by the own share of fees; records, queues and stores by the department: the own one, and that of doctors,
        whose patients the department treats on the day.
        """
        me, moves = self._ctx.person, form.department_id != employee.department_id
        if employee.id == me.employee_id:
            return moves or form.fee_share != employee.fee_share
        joins = moves and form.department_id is not None and form.department_id == me.department_id
        return joins and (employee.is_doctor or self._people.sees_patients(employee.id, self._ctx.today))

    def _check_no_patients(self, doctor_id: EmployeeId) -> None:
        waiting, booked = self._people.patients_of(doctor_id, self._ctx.today)
        if waiting or booked:
            raise DoctorHasPatients(waiting, booked)


def _summary(found: Listed) -> PersonSummary:
    employee, user = found.employee, found.user
    return PersonSummary(
        employee_id=employee.id,
        full_name=employee.full_name,
        degrees=employee.degrees,
        department=employee.department.name if employee.department else "",
        room=employee.room.name if employee.room else "",
        is_doctor=employee.is_doctor,
        is_active=employee.is_active,
        user_name=user.user_name if user else None,
        account_active=user is not None and user.is_active,
        roles=list(found.roles),
        signed_in=found.signed_in,
    )
