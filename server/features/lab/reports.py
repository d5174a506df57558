"""What is read of the laboratory: its lists, released reports, and how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from server.features.lab.bench_repository import BenchRepository, Ordered
from server.features.lab.delivery_repository import DeliveryRepository
from server.features.lab.result_repository import ResultRepository
from server.features.lab.sheets import line
from server.features.lab.tables import DeliveryRow, ResultRow, ResultVersionRow, SampleRow, TestOrderRow
from server.features.lab.work import Work, stamp, work_item
from server.features.patients.service import PatientService
from shared.contracts.lab_refusals import NoSuchAccession, NotReleased
from shared.ids import EmployeeId, PatientId, ResultVersionId
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.lab import ListWorklist, Stamp, WorkItem, WorkStage
from shared.models.lab_results import (
    AskTurnaround,
    Delivery,
    GetReport,
    ListReports,
    Replaced,
    ReplacedLine,
    StageTime,
    TestReport,
    Turnaround,
    TurnaroundDays,
    VersionCause,
)
from shared.models.patients import PatientSummary
from shared.permissions import Permission
from shared.rules.lab_ranges import Condition

_TOTAL: Final = "total"
_ORDER: Final[list[WorkStage | None]] = [*WorkStage, None]


class Reports(Work):
    def worklist(self, request: ListWorklist) -> Page[WorkItem]:
        rows = self._bench.worklist(request.stage, request.lab_id, request.term, self._ctx.now, request.limit + 1)
        return Page(
            items=[work_item(row) for row in self._named(rows[: request.limit], called=False)],
            more=len(rows) > request.limit,
        )

    def by_accession(self, accession: str) -> Page[WorkItem]:
        rows = self._bench.of_accession(accession)
        if not rows:
            raise NoSuchAccession
        return Page(items=[work_item(row) for row in self._named(rows, called=True)])

    def _named(self, rows: Sequence[TestOrderRow], *, called: bool) -> Sequence[TestOrderRow]:
        """Whoever takes or examines the tube must know whose it is; to others a closed record's tests are nobody's."""
        works_on_it = self._ctx.actor.permissions.keys() & {Permission.LAB_COLLECT, Permission.LAB_ENTER}
        return rows if works_on_it else self._ctx.open_ones(rows, _whose, called=called)

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
        ordered = replace(self.ordered_on(request.first_day, request.last_day), lab_id=request.lab_id)
        tests: dict[tuple[str, str], Turnaround] = {}
        for row in self._bench.turnaround(ordered):
            known = tests.get((row.lab, row.test)) or Turnaround(
                test=row.test, lab=row.lab, tests=0, late=0, stages=[], total=None
            )
            took = _stage_time(row)
            if took.stage is None:
                known = known.model_copy(update={"tests": row.tests, "late": row.late, "total": took})
            else:
                stages = sorted([*known.stages, took], key=_in_order)
                known = known.model_copy(update={"stages": stages})
            tests[row.lab, row.test] = known
        return TurnaroundDays(
            first_day=request.first_day, last_day=request.last_day, tests=[tests[key] for key in sorted(tests)]
        )

    def ordered_on(self, first_day: date, last_day: date) -> Ordered:
        """Tests of these business days, first and last included."""
        return Ordered(self._begin(first_day), self._begin(last_day + timedelta(days=1)))

    def stages(self, ordered: Ordered) -> list[StageTime]:
        """How long each stage took over all tests together, in the order of the work, the whole way last."""
        return sorted(map(_stage_time, self._bench.by_stage(ordered)), key=_in_order)

    def slowest(
        self, ordered: Ordered, stage: WorkStage | None, after: tuple[int, UUID] | None, secret: str, limit: int
    ) -> Sequence[Any]:
        return self._bench.slowest(ordered, stage or _TOTAL, after, secret, limit)

    @property
    def _bench(self) -> BenchRepository:
        return BenchRepository(self._ctx.session)

    def _begin(self, day: date) -> datetime:
        house = self._ctx.house
        return datetime.combine(day, time(house.day_starts), ZoneInfo(house.timezone))

    def _told(self, wanted: Sequence[tuple[TestOrderRow, int]]) -> list[TestReport]:
        """Those of them that were released, in a fixed number of statements."""
        results = ResultRepository(self._ctx.session)
        versions = DeliveryRepository(self._ctx.session).versions(order.id for order, _ in wanted)
        told = [
            (order, version, released_before(versions[order.id], version.number))
            for order, number in wanted
            for version in versions.get(order.id, ())
            if version.number == number and version.released_at is not None
        ]
        shown = [one for _, version, before in told for one in (version, before) if one is not None]
        values = results.values_of(version.id for version in shown)
        tubes = results.tubes(version.sample_id for version in shown)
        deliveries = results.deliveries(order.id for order, _, _ in told)
        names = self._lab.names(
            [
                *(who for v in shown for who in (v.verified_by, v.reviewed_by, v.released_by)),
                *(who for tube in tubes.values() for who in (tube.collected_by, tube.received_by)),
                *(row.entered_by for rows in values.values() for row in rows),
                *(row.given_by for row in deliveries),
            ]
        )
        return [
            _report(
                order,
                version,
                tubes[version.sample_id],
                values[version.id],
                [row for row in deliveries if row.test_order_id == order.id],
                names,
                _replaced(versions[order.id], before, version, values, names) if before else None,
            )
            for order, version, before in told
        ]


def released_before(versions: Sequence[ResultVersionRow], number: int) -> ResultVersionRow | None:
    """The one that a version takes the place of; `versions` are all of one test, the oldest first."""
    return next((one for one in reversed(versions) if one.number < number and one.released_at is not None), None)


def changes_between(
    versions: Sequence[ResultVersionRow], after: int, last: int | None = None
) -> tuple[bool, list[str]]:
    """Whether more than the patient's age or sex was corrected since a version, and the reasons that were given."""
    since = [one for one in versions if after < one.number <= (last or one.number)]
    return (
        any(one.cause is not VersionCause.RECOMPUTED for one in since),
        [one.reason for one in since if one.reason],
    )


def delivery(row: DeliveryRow, names: Mapping[EmployeeId, str]) -> Delivery:
    return Delivery(
        id=row.id,
        test_order_id=row.test_order_id,
        number=row.number,
        taker=row.taker,
        taken_by=row.taken_by,
        relation=row.relation,
        given=Stamp(who=names[row.given_by], at=row.given_at),
    )


def _stage_time(row: Any) -> StageTime:
    return StageTime(
        stage=None if row.stage == _TOTAL else WorkStage(row.stage),
        tests=row.tests,
        median_minutes=round(row.median),
        ninety_percent_minutes=round(row.ninety),
    )


def _in_order(time: StageTime) -> int:
    return _ORDER.index(time.stage)


def _whose(order: TestOrderRow) -> PatientId:
    return order.patient_id


def _report(
    order: TestOrderRow,
    version: ResultVersionRow,
    tube: SampleRow,
    rows: Sequence[ResultRow],
    given: Sequence[DeliveryRow],
    names: Mapping[EmployeeId, str],
    replaced: Replaced | None,
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
        replaces=replaced,
        sex=version.sex,
        age_days=version.age_days,
        conditions=[Condition(one) for one in version.conditions],
        ordered=Stamp(who=order.orderer.full_name, at=order.ordered_at),
        requester=order.requester,
        collected_at=version.collected_at,
        collected_by=names[tube.collected_by] if tube.collected_by else "",
        received_at=tube.received_at,
        received_by=names[tube.received_by] if tube.received_by else "",
        verified=verified,
        reviewed=reviewed,
        released=released,
        lines=[line(row, names) for row in rows],
        deliveries=[delivery(row, names) for row in given],
    )


def _replaced(
    versions: Sequence[ResultVersionRow],
    before: ResultVersionRow,
    version: ResultVersionRow,
    values: Mapping[ResultVersionId, Sequence[ResultRow]],
    names: Mapping[EmployeeId, str],
) -> Replaced:
    now = {row.analyte_id: row for row in values[version.id]}
    released = stamp(names, before.released_by, before.released_at)
    assert released is not None  # it was: else nothing would be replaced
    value_corrected, reasons = changes_between(versions, before.number, version.number)
    return Replaced(
        number=before.number,
        released=released,
        sex=before.sex,
        age_days=before.age_days,
        lines=[
            ReplacedLine(
                analyte_id=row.analyte_id,
                name=row.name,
                unit=row.unit,
                value=row.text,
                flag=row.flag,
                range_text=row.range_text,
            )
            for row in values[before.id]
            if _says_otherwise(row, now.get(row.analyte_id))
        ],
        value_corrected=value_corrected,
        reasons=reasons,
    )


def _says_otherwise(was: ResultRow, now: ResultRow | None) -> bool:
    return now is None or (was.text, was.flag, was.range_text) != (now.text, now.flag, now.range_text)
