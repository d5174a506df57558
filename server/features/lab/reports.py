"""What is read of the laboratory: its lists, released reports, and how long it took."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.features.lab.bench_repository import BenchRepository
from server.features.lab.result_repository import ResultRepository
from server.features.lab.sheets import line
from server.features.lab.tables import DeliveryRow, ResultRow, ResultVersionRow, SampleRow, TestOrderRow
from server.features.lab.work import Work, stamp, work_item
from server.features.patients.service import PatientService
from shared.contracts.lab import NoSuchAccession, NotReleased
from shared.ids import EmployeeId
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.lab import ListToDeliver, ListWorklist, Stamp, WorkItem, WorkStage
from shared.models.lab_results import (
    AskTurnaround,
    Delivery,
    GetReport,
    ListReports,
    StageTime,
    TestReport,
    Turnaround,
    TurnaroundDays,
)
from shared.models.patients import PatientSummary
from shared.rules.lab_ranges import Condition

_TOTAL: Final = "total"
_ORDER: Final[list[WorkStage | None]] = list(WorkStage)


class Reports(Work):
    def worklist(self, request: ListWorklist) -> Page[WorkItem]:
        rows = self._bench.worklist(request.stage, request.lab_id, request.term, self._ctx.now, request.limit + 1)
        return _page(rows, request.limit)

    def to_deliver(self, request: ListToDeliver) -> Page[WorkItem]:
        rows = self._bench.worklist(WorkStage.DELIVER, None, request.term, self._ctx.now, request.limit + 1)
        return _page(rows, request.limit)

    def by_accession(self, accession: str) -> Page[WorkItem]:
        rows = self._bench.of_accession(accession)
        if not rows:
            raise NoSuchAccession
        return Page(items=[work_item(row) for row in rows])

    def report(self, request: GetReport) -> TestReport:
        order = self._lab.get(request.test_order_id)
        number = request.number or order.released
        found = self._told([(order, number)]) if number is not None else []
        if not found:
            raise NotReleased
        self._ctx.looked_at(order.patient_id, ChartPart.TESTS, OpenedBy.AGAIN, order.id)
        return found[0]

    def of_patient(self, request: ListReports) -> Page[TestReport]:
        """What counts now of each test, the newest first."""
        PatientService(self._ctx).get(request.patient_id)
        self._ctx.looked_at(request.patient_id, ChartPart.TESTS, OpenedBy.AGAIN)
        orders = self._bench.released(request.patient_id, request.appointment_id, request.limit + 1)
        wanted = [(order, order.released) for order in orders[: request.limit] if order.released is not None]
        return Page(items=self._told(wanted), more=len(orders) > request.limit)

    def turnaround(self, request: AskTurnaround) -> TurnaroundDays:
        """Days as the hospital counts them."""
        since = self._begin(request.first_day)
        until = self._begin(request.last_day + timedelta(days=1))
        tests: dict[tuple[str, str], Turnaround] = {}
        for row in self._bench.turnaround(since, until, request.lab_id):
            known = tests.get((row.lab, row.test)) or Turnaround(
                test=row.test, lab=row.lab, tests=0, late=0, stages=[], total=None
            )
            took = StageTime(
                stage=None if row.stage == _TOTAL else WorkStage(row.stage),
                tests=row.tests,
                median_minutes=round(row.median),
                ninety_percent_minutes=round(row.ninety),
            )
            if row.stage == _TOTAL:
                known = known.model_copy(update={"tests": row.tests, "late": row.late, "total": took})
            else:
                stages = sorted([*known.stages, took], key=lambda one: _ORDER.index(one.stage))
                known = known.model_copy(update={"stages": stages})
            tests[row.lab, row.test] = known
        return TurnaroundDays(
            first_day=request.first_day, last_day=request.last_day, tests=[tests[key] for key in sorted(tests)]
        )

    @property
    def _bench(self) -> BenchRepository:
        return BenchRepository(self._ctx.session)

    def _begin(self, day: date) -> datetime:
        house = self._ctx.house
        return datetime.combine(day, time(house.day_starts), ZoneInfo(house.timezone))

    def _told(self, wanted: Sequence[tuple[TestOrderRow, int]]) -> list[TestReport]:
        """Those of them that were released, in a fixed number of statements."""
        results = ResultRepository(self._ctx.session)
        versions = results.released_of([(order.id, number) for order, number in wanted])
        values = results.values_of(version.id for version in versions.values())
        tubes = results.tubes(version.sample_id for version in versions.values())
        deliveries = results.deliveries(versions)
        names = self._lab.names(
            [
                *(who for v in versions.values() for who in (v.verified_by, v.reviewed_by, v.released_by)),
                *(row.entered_by for rows in values.values() for row in rows),
                *(row.given_by for row in deliveries),
            ]
        )
        told = []
        for order, _ in wanted:
            version = versions.get(order.id)
            if version is not None:
                given = [row for row in deliveries if row.test_order_id == order.id]
                told.append(_report(order, version, tubes[version.sample_id], values[version.id], given, names))
        return told


def _page(rows: Sequence[TestOrderRow], limit: int) -> Page[WorkItem]:
    return Page(items=[work_item(row) for row in rows[:limit]], more=len(rows) > limit)


def _report(
    order: TestOrderRow,
    version: ResultVersionRow,
    tube: SampleRow,
    rows: Sequence[ResultRow],
    given: Sequence[DeliveryRow],
    names: Mapping[EmployeeId, str],
) -> TestReport:
    verified = stamp(names, version.verified_by, version.verified_at)
    reviewed = stamp(names, version.reviewed_by, version.reviewed_at)
    released = stamp(names, version.released_by, version.released_at)
    # Nothing is released before.
    assert verified is not None
    assert reviewed is not None
    assert released is not None
    return TestReport(
        test_order_id=order.id,
        appointment_id=order.appointment_id,
        patient=PatientSummary.model_validate(order.patient),
        test=order.test_type.name,
        lab=order.test_type.lab.name,
        specimen=tube.specimen,
        accession=tube.accession,
        number=version.number,
        newest=order.released or version.number,
        in_correction=order.results != order.released,
        cause=version.cause,
        reason=version.reason,
        sex=version.sex,
        age_days=version.age_days,
        conditions=[Condition(one) for one in version.conditions],
        ordered=Stamp(who=order.orderer.full_name, at=order.ordered_at),
        collected_at=version.collected_at,
        received_at=tube.received_at,
        verified=verified,
        reviewed=reviewed,
        released=released,
        lines=[line(row, names) for row in rows],
        deliveries=[_delivery(row, names) for row in given],
    )


def _delivery(row: DeliveryRow, names: Mapping[EmployeeId, str]) -> Delivery:
    return Delivery(
        id=row.id,
        test_order_id=row.test_order_id,
        number=row.number,
        taken_by=row.taken_by,
        relation=row.relation,
        given=Stamp(who=names[row.given_by], at=row.given_at),
    )
