"""SQL of results: versions, values, what they are judged by, and who touched them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, DateTime, Text, Uuid, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session, aliased

from server.features.lab.tables import (
    Analyte,
    CriticalCallRow,
    DeliveryRow,
    ReferenceRange,
    ResultRow,
    ResultVersionRow,
    SampleRow,
    TestOrderRow,
)
from server.features.staff.tables import Employee
from shared.ids import AnalyteId, EmployeeId, PatientId, ResultVersionId, SampleId, TestOrderId, TestTypeId
from shared.models.lab import TestOrderStatus
from shared.rules.lab_ranges import Band, Flag
from shared.rules.lab_values import Operator, ResultKind, ResultValue

# What was verified by a second person: what a new result is compared with.
_VERIFIED: Final = (
    TestOrderStatus.COMPLETED,
    TestOrderStatus.REVIEWED,
    TestOrderStatus.RELEASED,
    TestOrderStatus.DELIVERED,
)


@dataclass(frozen=True)
class Before:
    """The patient's last verified result of an analyte."""

    value: ResultValue
    at: datetime


@dataclass(frozen=True)
class Earlier:
    code: str
    value: ResultValue
    flag: Flag
    at: datetime


class ResultRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    # What is measured, and by what it is judged

    def analytes(self, order: TestOrderRow) -> Sequence[Analyte]:
        """The lines the test had when it was ordered: a sheet that is open keeps them, whatever the catalogue does."""
        asked = {"test_type_id": order.test_type_id, "ordered_at": order.ordered_at}
        return self._session.scalars(_ANALYTES, asked).all()

    def bands(self, test_type_id: TestTypeId, day: date) -> dict[AnalyteId, list[Band]]:
        """As they were valid on a day: of each analyte the newest set."""
        rows = self._session.scalars(_BANDS, {"test_type_id": test_type_id, "day": day})
        found: dict[AnalyteId, list[Band]] = {}
        for row in rows:
            found.setdefault(row.analyte_id, []).append(row.band)
        return found

    def conditional(self, test_type_ids: Collection[TestTypeId], day: date) -> list[Band]:
        """Of these tests the bands that count under a condition only."""
        rows = self._session.scalars(
            select(ReferenceRange)
            .join(Analyte, Analyte.id == ReferenceRange.analyte_id)
            .where(
                Analyte.test_type_id.in_(test_type_ids),
                ReferenceRange.condition != "",
                ReferenceRange.valid_from <= day,
                ReferenceRange.replaced_at.is_(None),
            )
        )
        return [row.band for row in rows]

    def before(self, order: TestOrderRow, analytes: Sequence[Analyte], collected_at: datetime) -> dict[str, Before]:
        """By code: a haemoglobin of a blood count is compared with one that stood alone, never with one in g/L."""
        units = {analyte.code: analyte.unit for analyte in analytes}
        rows = self._session.execute(
            _BEFORE,
            {"patient_id": order.patient_id, "order_id": order.id, "codes": list(units), "collected_at": collected_at},
        )
        return {
            row.code: Before(ResultValue(row.kind, row.text, row.number, row.operator), row.collected_at)
            for row in rows
            if row.unit == units[row.code]
        }

    # Versions

    def version(self, order_id: TestOrderId, number: int) -> ResultVersionRow | None:
        return self._session.scalar(_VERSION, {"order_id": order_id, "number": number})

    def versions(self, order_id: TestOrderId) -> Sequence[ResultVersionRow]:
        return self._session.scalars(
            select(ResultVersionRow).where(ResultVersionRow.test_order_id == order_id).order_by(ResultVersionRow.number)
        ).all()

    def next_number(self, order_id: TestOrderId) -> int:
        """Of an order that is locked; those that were withdrawn keep theirs."""
        newest = select(func.max(ResultVersionRow.number)).where(ResultVersionRow.test_order_id == order_id)
        return (self._session.scalar(newest) or 0) + 1

    def add(self, version: ResultVersionRow, rows: Iterable[ResultRow] = ()) -> None:
        self._session.add(version)
        self._session.flush()  # rows without relationships: parents go first
        self.add_values(rows)

    def add_values(self, rows: Iterable[ResultRow]) -> None:
        """Written at once: a version takes no values once it is verified."""
        self._session.add_all(rows)
        self._session.flush()

    def withdraw(self, sample_id: SampleId, now: datetime) -> None:
        """All that was entered of a tube and not released is nobody's result."""
        self._session.execute(
            update(ResultVersionRow)
            .where(
                ResultVersionRow.sample_id == sample_id,
                ResultVersionRow.verified_at.is_(None),
                ResultVersionRow.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
        )

    # Values

    def earlier(self, order: TestOrderRow, codes: Collection[str], collected_at: datetime) -> list[Earlier]:
        """The newest hundreds of the patient's verified results of these analytes, in other tests."""
        rows = self._session.execute(
            _EARLIER,
            {"patient_id": order.patient_id, "order_id": order.id, "codes": list(codes), "collected_at": collected_at},
        )
        return [
            Earlier(row.code, ResultValue(row.kind, row.text, row.number, row.operator), row.flag, row.collected_at)
            for row in rows
        ]

    def values(self, version_id: ResultVersionId) -> list[ResultRow]:
        """Of each analyte the newest, in the order of the report."""
        return self.values_of([version_id]).get(version_id, [])

    def values_of(self, version_ids: Iterable[ResultVersionId]) -> dict[ResultVersionId, list[ResultRow]]:
        newest = (
            select(ResultRow)
            .where(ResultRow.result_version_id.in_(list(version_ids)))
            .ext(distinct_on(ResultRow.result_version_id, ResultRow.analyte_id))
            .order_by(ResultRow.result_version_id, ResultRow.analyte_id, ResultRow.id.desc())
        )
        found: dict[ResultVersionId, list[ResultRow]] = {}
        for row in sorted(self._session.scalars(newest), key=lambda row: row.line):
            found.setdefault(row.result_version_id, []).append(row)
        return found

    def touched(self, order_id: TestOrderId) -> dict[EmployeeId, str]:
        """Whoever entered anything since the last verified version, what was overwritten since included."""
        rows = self._session.execute(_TOUCHED, {"order_id": order_id})
        return dict(rows.all())

    # What was told and given

    def calls(self, order_id: TestOrderId) -> Sequence[CriticalCallRow]:
        return self._session.scalars(
            select(CriticalCallRow).where(CriticalCallRow.test_order_id == order_id).order_by(CriticalCallRow.id)
        ).all()

    def deliveries(self, order_ids: Iterable[TestOrderId]) -> Sequence[DeliveryRow]:
        return self._session.scalars(
            select(DeliveryRow).where(DeliveryRow.test_order_id.in_(list(order_ids))).order_by(DeliveryRow.id)
        ).all()

    def log(self, rows: Iterable[CriticalCallRow | DeliveryRow]) -> None:
        self._session.add_all(rows)
        self._session.flush()  # the answer reads them

    # A patient's

    def newest_of_patient_locked(self, patient_id: PatientId) -> Sequence[tuple[TestOrderRow, ResultVersionRow]]:
        """Orders with the version that is worked on or counts: what a corrected birth date changes."""
        rows = self._session.execute(
            select(TestOrderRow, ResultVersionRow)
            .join(
                ResultVersionRow,
                and_(
                    ResultVersionRow.test_order_id == TestOrderRow.id,
                    ResultVersionRow.number == TestOrderRow.results,
                    ResultVersionRow.withdrawn_at.is_(None),
                ),
            )
            .where(TestOrderRow.patient_id == patient_id, TestOrderRow.status != TestOrderStatus.CANCELLED)
            .order_by(TestOrderRow.id)
            .with_for_update(of=TestOrderRow, key_share=True)
            .execution_options(populate_existing=True)
        )
        return [(order, version) for order, version in rows]

    def tubes(self, ids: Iterable[SampleId]) -> dict[SampleId, SampleRow]:
        rows = self._session.scalars(select(SampleRow).where(SampleRow.id.in_(list(ids))))
        return {row.id: row for row in rows}


def value_of(row: ResultRow) -> ResultValue:
    return ResultValue(ResultKind(row.kind), row.text, row.number, Operator(row.operator))


_ordered_at = bindparam("ordered_at", type_=DateTime(timezone=True))
_ANALYTES: Final = (
    select(Analyte)
    .where(
        Analyte.test_type_id == bindparam("test_type_id", type_=Uuid()),
        or_(Analyte.added_at.is_(None), Analyte.added_at <= _ordered_at),
        or_(Analyte.retired_at.is_(None), Analyte.retired_at > _ordered_at),
    )
    .order_by(Analyte.line, Analyte.id)
)
_in_set = aliased(ReferenceRange)
_newest_set = (
    select(func.max(_in_set.valid_from))
    .where(
        _in_set.analyte_id == ReferenceRange.analyte_id,
        _in_set.replaced_at.is_(None),
        _in_set.valid_from <= bindparam("day", type_=Date()),
    )
    .scalar_subquery()
)
_BANDS: Final = (
    select(ReferenceRange)
    .join(Analyte, Analyte.id == ReferenceRange.analyte_id)
    .where(
        Analyte.test_type_id == bindparam("test_type_id", type_=Uuid()),
        ReferenceRange.replaced_at.is_(None),
        ReferenceRange.valid_from == _newest_set,
    )
)
_VERSION: Final = select(ResultVersionRow).where(
    ResultVersionRow.test_order_id == bindparam("order_id", type_=Uuid()),
    ResultVersionRow.number == bindparam("number"),
)
_VERIFIED_BEFORE: Final = (
    select(
        ResultRow.code,
        ResultRow.kind,
        ResultRow.text,
        ResultRow.number,
        ResultRow.operator,
        ResultRow.flag,
        ResultRow.unit,
        ResultVersionRow.collected_at,
    )
    .select_from(TestOrderRow)
    .join(
        ResultVersionRow,
        and_(ResultVersionRow.test_order_id == TestOrderRow.id, ResultVersionRow.number == TestOrderRow.results),
    )
    .join(ResultRow, ResultRow.result_version_id == ResultVersionRow.id)
    .where(
        TestOrderRow.patient_id == bindparam("patient_id", type_=Uuid()),
        TestOrderRow.id != bindparam("order_id", type_=Uuid()),
        TestOrderRow.status.in_(_VERIFIED),
        ResultVersionRow.collected_at < bindparam("collected_at", type_=DateTime(timezone=True)),
        ResultRow.code == func.any(bindparam("codes", type_=ARRAY(Text))),
        ResultRow.text != "",
    )
)
_BEFORE: Final = _VERIFIED_BEFORE.ext(distinct_on(ResultRow.code, ResultRow.unit)).order_by(
    ResultRow.code, ResultRow.unit, ResultVersionRow.collected_at.desc(), ResultRow.id.desc()
)
# One value of an order's analyte: the newest, whatever it was overwritten with.
_EARLIER: Final = (
    _VERIFIED_BEFORE.ext(distinct_on(ResultVersionRow.collected_at, TestOrderRow.id, ResultRow.code))
    .order_by(ResultVersionRow.collected_at.desc(), TestOrderRow.id, ResultRow.code, ResultRow.id.desc())
    .limit(500)
)
_earlier = aliased(ResultVersionRow)
_now = select(TestOrderRow.results).where(TestOrderRow.id == _earlier.test_order_id).scalar_subquery()
_last_verified = (
    select(func.coalesce(func.max(_earlier.number), 0))
    .where(
        _earlier.test_order_id == bindparam("order_id", type_=Uuid()),
        _earlier.verified_at.is_not(None),
        _earlier.number < _now,
    )
    .scalar_subquery()
)
_TOUCHED: Final[Any] = (
    select(Employee.id, Employee.full_name)
    .join(ResultRow, ResultRow.entered_by == Employee.id)
    .join(ResultVersionRow, ResultVersionRow.id == ResultRow.result_version_id)
    .where(
        ResultVersionRow.test_order_id == bindparam("order_id", type_=Uuid()),
        ResultVersionRow.withdrawn_at.is_(None),
        ResultVersionRow.number > _last_verified,
        ~ResultRow.carried,
    )
    .distinct()
)
