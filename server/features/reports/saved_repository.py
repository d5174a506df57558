"""All SQL of reports that are kept, and of those that are due."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased, defer

from server.features.access.tables import RolePermission, User, UserRole
from server.features.reports.tables import (
    ReportMailAttemptRow,
    ReportMailRow,
    SavedReportRow,
    ScheduledFileRow,
    ScheduledTryRow,
)
from server.features.staff.tables import Department, Employee
from server.features.stock.tables import StoreRow
from shared.contracts.reports import ReportMailNotFound
from shared.ids import EmployeeId, ReportMailId, SavedReportId
from shared.models.reminders import MessageState
from shared.models.reports import Filter, ReportPeriod
from shared.models.saved_reports import Outcome
from shared.permissions import Permission, Scope

MAY_GO_AGAIN: Final = (MessageState.FAILED, MessageState.PERHAPS)
_OfAPeriod: TypeAlias = ScheduledFileRow | ScheduledTryRow | ReportMailRow
_ALONE: Final = text("SELECT pg_try_advisory_xact_lock(7208450)")


class SavedReportsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def connection(self) -> Any:
        """The library's own, for a job that belongs to this transaction."""
        return self._session.connection().connection.driver_connection

    def add(
        self, row: SavedReportRow | ScheduledFileRow | ScheduledTryRow | ReportMailRow | ReportMailAttemptRow
    ) -> None:
        self._session.add(row)
        self._session.flush()  # another of this name shows here

    def of(self, kept_by: EmployeeId) -> list[SavedReportRow]:
        mine = SavedReportRow.kept_by == kept_by, SavedReportRow.forgotten_at.is_(None)
        return list(self._session.scalars(select(SavedReportRow).where(*mine).order_by(SavedReportRow.name)))

    def one(self, saved_id: SavedReportId, kept_by: EmployeeId) -> SavedReportRow | None:
        mine = SavedReportRow.kept_by == kept_by, SavedReportRow.forgotten_at.is_(None)
        return self._session.scalar(select(SavedReportRow).where(SavedReportRow.id == saved_id, *mine))

    def get(self, saved_id: SavedReportId) -> SavedReportRow:
        return self._session.get_one(SavedReportRow, saved_id)

    def named(self, name: str, kept_by: EmployeeId) -> SavedReportRow | None:
        """One of this name, forgotten or not."""
        mine = SavedReportRow.kept_by == kept_by, SavedReportRow.name == name
        return self._session.scalar(select(SavedReportRow).where(*mine))

    def files(self, saved_ids: Sequence[SavedReportId], lately: datetime) -> Sequence[ScheduledFileRow]:
        """The newest of each, those that were not made since then, and those with a letter that may go again."""
        other = aliased(ScheduledFileRow)
        newest = select(func.max(other.until)).where(other.saved_id == ScheduledFileRow.saved_id).scalar_subquery()
        shown = or_(
            ScheduledFileRow.until == newest,
            and_(ScheduledFileRow.outcome != Outcome.MADE, ScheduledFileRow.made_at >= lately),
            _letters_to_repeat(ScheduledFileRow),
        )
        return self._session.scalars(
            select(ScheduledFileRow).where(ScheduledFileRow.saved_id.in_(saved_ids), shown)
        ).all()

    def open_tries(self, saved_ids: Sequence[SavedReportId], lately: datetime) -> Sequence[ScheduledTryRow]:
        """The newest of each period that is not settled."""
        one = ScheduledTryRow
        settled = exists().where(_same_period(ScheduledFileRow, one))
        return self._session.scalars(
            select(one)
            .where(one.saved_id.in_(saved_ids), ~settled, or_(one.tried_at >= lately, _letters_to_repeat(one)))
            .ext(distinct_on(one.saved_id, one.since, one.until))
            .order_by(one.saved_id, one.since, one.until, one.number.desc())
        ).all()

    def tries_of(self, saved_id: SavedReportId, period: ReportPeriod) -> tuple[int, datetime | None]:
        """How many came to nothing, and when the last of them did."""
        number, last = self._session.execute(
            select(func.count(), func.max(ScheduledTryRow.tried_at)).where(
                ScheduledTryRow.saved_id == saved_id,
                ScheduledTryRow.since == period.since,
                ScheduledTryRow.until == period.until,
            )
        ).one()
        return number, last

    def mails(self, of: Iterable[tuple[SavedReportId, ReportPeriod]]) -> list[tuple[ReportMailRow, str]]:
        """Of these periods, with the mail server's last answer, and without the files."""
        code = (
            select(ReportMailAttemptRow.code)
            .where(ReportMailAttemptRow.mail_id == ReportMailRow.id)
            .order_by(ReportMailAttemptRow.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        found = (
            select(ReportMailRow, func.coalesce(code, ""))
            .where(
                tuple_(ReportMailRow.saved_id, ReportMailRow.since, ReportMailRow.until).in_(
                    [(saved_id, period.since, period.until) for saved_id, period in of]
                )
            )
            .options(defer(ReportMailRow.data, raiseload=True))
            .order_by(ReportMailRow.address)
        )
        return [(row, answered) for row, answered in self._session.execute(found)]

    def without_mail(self, row: SavedReportRow, period: ReportPeriod) -> list[str]:
        """The addresses that have no letter of that period."""
        written = select(ReportMailRow.address).where(
            ReportMailRow.saved_id == row.id, ReportMailRow.since == period.since, ReportMailRow.until == period.until
        )
        has = set(self._session.scalars(written))
        return [address for address in row.mail_to if address not in has]

    def skip_mails(self, saved_id: SavedReportId) -> None:
        """Those that only a person would send again."""
        mine = ReportMailRow.saved_id == saved_id, ReportMailRow.state.in_(MAY_GO_AGAIN)
        skipped = {"state": MessageState.SKIPPED, "data": None, "version": ReportMailRow.version + 1}
        self._session.execute(update(ReportMailRow).where(*mine).values(skipped))

    def mail_locked(self, mail_id: ReportMailId) -> ReportMailRow:
        found = self._session.get(ReportMailRow, mail_id, with_for_update=True, populate_existing=True)
        if found is None:
            raise ReportMailNotFound
        return found

    def mails_due_locked(self, now: datetime) -> Sequence[ReportMailRow]:
        """Whatever was to go out by now; without the files."""
        waiting = ReportMailRow.state.in_((MessageState.PLANNED, MessageState.SENDING))
        return self._session.scalars(
            select(ReportMailRow)
            .where(waiting, ReportMailRow.due_at <= now)
            .options(defer(ReportMailRow.data, raiseload=True))
            .order_by(ReportMailRow.id)
            .with_for_update()
        ).all()

    def is_alone(self) -> bool:
        """Whether no other process makes what is due; until the transaction ends."""
        return bool(self._session.execute(_ALONE).scalar_one())

    def scheduled(self) -> list[SavedReportRow]:
        wanted = SavedReportRow.rhythm.is_not(None), SavedReportRow.forgotten_at.is_(None)
        return list(self._session.scalars(select(SavedReportRow).where(*wanted).order_by(SavedReportRow.id)))

    def made_of(self, saved_id: SavedReportId) -> set[ReportPeriod]:
        rows = select(ScheduledFileRow.since, ScheduledFileRow.until).where(ScheduledFileRow.saved_id == saved_id)
        return {ReportPeriod(since=row.since, until=row.until) for row in self._session.execute(rows)}

    def name_of(self, employee_id: EmployeeId) -> str:
        return self._session.scalars(select(Employee.full_name).where(Employee.id == employee_id)).one()

    def named_by(self, each: Filter, key: UUID) -> str:
        """Whom or what a report is narrowed to."""
        name = {
            Filter.DOCTOR: select(Employee.full_name).where(Employee.id == key),
            Filter.EMPLOYEE: select(Employee.full_name).where(Employee.id == key),
            Filter.DEPARTMENT: select(Department.name).where(Department.id == key),
            Filter.STORE: select(StoreRow.name).where(StoreRow.id == key),
        }[each]
        return self._session.scalar(name) or str(key)

    def rights_of(self, employee_id: EmployeeId) -> dict[Permission, Scope]:
        """What this person holds today; nothing where the account was closed."""
        known = {permission.value for permission in Permission}
        held = (
            select(RolePermission.permission, RolePermission.scope)
            .join(UserRole, UserRole.role_id == RolePermission.role_id)
            .join(User, User.id == UserRole.user_id)
            .where(User.employee_id == employee_id, User.is_active, RolePermission.permission.in_(known))
        )
        rights: dict[Permission, Scope] = {}
        for permission, scope in self._session.execute(held):
            if rights.get(permission) is not Scope.ALL:
                rights[permission] = scope
        return rights


def _same_period(one: type[_OfAPeriod], other: type[_OfAPeriod]) -> ColumnElement[bool]:
    return and_(one.saved_id == other.saved_id, one.since == other.since, one.until == other.until)


def _letters_to_repeat(of: type[_OfAPeriod]) -> ColumnElement[bool]:
    return exists().where(_same_period(ReportMailRow, of), ReportMailRow.state.in_(MAY_GO_AGAIN))
