"""SQL of what doctors read of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session, aliased

from server.features.lab.reading_tables import UnreadResultRow
from server.features.lab.repository import whole
from server.features.lab.tables import ResultRow, ResultVersionRow, TestOrderRow, TestTypeRow
from server.features.staff.tables import Employee
from shared.ids import EmployeeId, PatientId, ResultVersionId, TestOrderId
from shared.rules.lab_ranges import Flag


@dataclass(frozen=True)
class Told:
    """A released value, with the test it is of and when its tube was filled."""

    row: ResultRow
    order_id: TestOrderId
    number: int
    test: str
    at: datetime


@dataclass(frozen=True)
class Unread:
    order: TestOrderRow
    version: ResultVersionRow
    released_at: datetime
    flags: Sequence[Flag]


class ReadingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def values(self, patient_id: PatientId, each: int) -> Sequence[Told]:
        """Of every analyte by its code, and so over all tests it is part of: the newest, the second newest, and on."""
        rows = self._session.execute(_VALUES, {"patient_id": patient_id, "each": each})
        return [Told(*row) for row in rows]

    def to_be_read(self, order: TestOrderRow, version: ResultVersionRow) -> None:
        """By the doctor who ordered it; nobody else has a list."""
        is_doctor = select(Employee.is_doctor).where(Employee.id == order.ordered_by)
        if not self._session.scalar(is_doctor):
            return
        new = insert(UnreadResultRow).values(
            test_order_id=order.id,
            employee_id=order.ordered_by,
            number=version.number,
            released_at=version.released_at,
        )
        self._session.execute(
            new.on_conflict_do_update(
                index_elements=["test_order_id"],
                set_={"number": new.excluded.number, "released_at": new.excluded.released_at},
            )
        )

    def unread(self, employee_id: EmployeeId, limit: int) -> Sequence[Unread]:
        waiting = (
            select(UnreadResultRow)
            .where(UnreadResultRow.employee_id == employee_id)
            .order_by(UnreadResultRow.released_at, UnreadResultRow.test_order_id)
            .limit(limit)
        )
        entries = self._session.scalars(waiting).all()
        orders = {row.id: row for row in self._session.scalars(whole().where(TestOrderRow.id.in_(_ids(entries))))}
        versions = {
            row.test_order_id: row
            for row in self._session.scalars(
                select(ResultVersionRow)
                .join(UnreadResultRow, _IS_UNREAD)
                .where(UnreadResultRow.test_order_id.in_(_ids(entries)))
            )
        }
        flags = self._flags([version.id for version in versions.values()])
        return [
            Unread(
                orders[entry.test_order_id],
                version := versions[entry.test_order_id],
                entry.released_at,
                flags.get(version.id, []),
            )
            for entry in entries
        ]

    def read(self, order_id: TestOrderId, employee_id: EmployeeId, number: int) -> bool:
        """Whether it was this doctor's to read, and unread until now."""
        gone = self._session.execute(
            delete(UnreadResultRow)
            .where(
                UnreadResultRow.test_order_id == order_id,
                UnreadResultRow.employee_id == employee_id,
                UnreadResultRow.number <= number,
            )
            .returning(UnreadResultRow.test_order_id)
        )
        return gone.first() is not None

    def _flags(self, version_ids: Sequence[ResultVersionId]) -> dict[ResultVersionId, list[Flag]]:
        newest = (
            select(ResultRow.result_version_id, ResultRow.flag)
            .where(ResultRow.result_version_id.in_(version_ids))
            .ext(distinct_on(ResultRow.result_version_id, ResultRow.analyte_id))
            .order_by(ResultRow.result_version_id, ResultRow.analyte_id, ResultRow.id.desc())
        )
        found: dict[ResultVersionId, list[Flag]] = {}
        for version_id, flag in self._session.execute(newest):
            found.setdefault(version_id, []).append(flag)
        return found


def _ids(entries: Sequence[UnreadResultRow]) -> list[TestOrderId]:
    return [entry.test_order_id for entry in entries]


_IS_UNREAD: Final[ColumnElement[bool]] = and_(
    UnreadResultRow.test_order_id == ResultVersionRow.test_order_id, UnreadResultRow.number == ResultVersionRow.number
)
_counts: Final = (
    select(
        ResultRow,
        TestOrderRow.id.label("order_id"),
        ResultVersionRow.number.label("version"),
        TestTypeRow.name.label("test"),
        ResultVersionRow.collected_at.label("at"),
    )
    .join(ResultVersionRow, ResultVersionRow.id == ResultRow.result_version_id)
    .join(
        TestOrderRow,
        and_(TestOrderRow.id == ResultVersionRow.test_order_id, TestOrderRow.released == ResultVersionRow.number),
    )
    .join(TestTypeRow, TestTypeRow.id == TestOrderRow.test_type_id)
    .where(TestOrderRow.patient_id == bindparam("patient_id", type_=Uuid()))
    .ext(distinct_on(ResultRow.result_version_id, ResultRow.analyte_id))
    .order_by(ResultRow.result_version_id, ResultRow.analyte_id, ResultRow.id.desc())
    .subquery()
)
_of_analyte: Final = (
    select(
        _counts,
        func.row_number()
        .over(partition_by=_counts.c.code, order_by=(_counts.c.at.desc(), _counts.c.id.desc()))
        .label("place"),
    )
    # What could not be done is no value.
    .where(_counts.c.text != "")
    .subquery()
)
_row = aliased(ResultRow, _of_analyte)
_VALUES: Final = (
    select(_row, _of_analyte.c.order_id, _of_analyte.c.version, _of_analyte.c.test, _of_analyte.c.at)
    .where(_of_analyte.c.place <= bindparam("each"))
    # The newest of each first, those of one tube in the order of the report; then the values before them.
    .order_by(_of_analyte.c.place, _of_analyte.c.at.desc(), _of_analyte.c.order_id, _of_analyte.c.line)
)
