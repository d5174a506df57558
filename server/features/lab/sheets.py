"""What the bench has before it: all lines of a test, entered or not, with who did what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from server.features.lab.judging import age_at, age_between, day_of, years_at
from server.features.lab.result_repository import Before, ResultRepository
from server.features.lab.tables import Analyte, CriticalCallRow, ResultRow, ResultVersionRow, TestOrderRow
from server.features.lab.work import Work, stamp, work_item
from shared.ids import AnalyteId, EmployeeId, TestOrderId
from shared.models.charts import ChartPart, OpenedBy
from shared.models.lab import Stamp
from shared.models.lab_results import (
    CriticalCall,
    Limits,
    PastResult,
    PastVersion,
    Previous,
    ResultLine,
    ResultSheet,
    TestPast,
    VersionInfo,
)
from shared.permissions import Permission
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_ranges import Band, Condition, band_for, range_text
from shared.rules.lab_values import ResultKind


class Sheets(Work):
    """Whoever changes a test answers with its sheet."""

    def sheet(self, order_id: TestOrderId) -> ResultSheet:
        order = self._lab.get(order_id)
        self._ctx.actor.reaches(Permission.LAB_BENCH, own=order.ordered_by == self._ctx.person.employee_id)
        self._ctx.looked_at(order.patient_id, ChartPart.TESTS, OpenedBy.AGAIN, order.id)
        return self._sheet(order)

    def past(self, order_id: TestOrderId) -> TestPast:
        """Every version with its values, and what was found of the same analytes before this tube."""
        order = self._lab.get(order_id)
        self._ctx.actor.reaches(Permission.LAB_BENCH, own=order.ordered_by == self._ctx.person.employee_id)
        self._ctx.looked_at(order.patient_id, ChartPart.TESTS, OpenedBy.AGAIN, order.id)
        results = self._results
        versions = results.versions(order.id)
        values = results.values_of(version.id for version in versions)
        names = self._lab.names(
            [*_people(versions), *(row.entered_by for rows in values.values() for row in rows)],
        )
        codes = [one.code for one in results.analytes(order)]
        drawn = order.sample.collected_at if order.sample else None
        return TestPast(
            versions=[
                PastVersion(
                    **_version(version, names).model_dump(),
                    lines=[line(row, names) for row in values.get(version.id, [])],
                )
                for version in reversed(versions)
            ],
            earlier=[
                PastResult(code=one.code, value=one.value.text, number=one.value.exact, flag=one.flag, at=one.at)
                for one in reversed(results.earlier(order, codes, drawn or self._ctx.now))
            ],
        )

    @property
    def _results(self) -> ResultRepository:
        return ResultRepository(self._ctx.session)

    def _sheet(self, order: TestOrderRow) -> ResultSheet:
        self._lab.flush()
        results = self._results
        versions = results.versions(order.id)
        current = next((one for one in versions if one.number == order.results and one.withdrawn_at is None), None)
        rows = results.values(current.id) if current else []
        calls = results.calls(order.id)
        touched = results.touched(order.id)
        analytes = results.analytes(order)
        before: Mapping[str, Before] = {}
        if len(rows) < len(analytes) and order.sample is not None and order.sample.collected_at is not None:
            before = results.before(order, analytes, order.sample.collected_at)
        names = self._lab.names(
            [
                *_people(versions),
                *(row.entered_by for row in rows),
                *(call.told_by for call in calls),
            ]
        )
        me = self._ctx.person.employee_id
        born = current.birth_date if current else order.patient.birth_date
        age = current.age_days if current else self._age(order)
        return ResultSheet(
            item=work_item(order),
            sex=current.sex if current else order.patient.sex,
            age_days=age,
            years=years_at(born, age),
            conditions=[Condition(one) for one in _conditions(order, current)],
            lines=lines(analytes, rows, names, before, self._bands(order, current, analytes, rows)),
            touched_by=sorted(touched.values()),
            may_verify=Permission.LAB_VERIFY in self._ctx.actor.permissions
            and (order.test_type.one_person or me not in touched),
            to_tell=[row.name for row in untold(rows, calls)],
            calls=[_call(call, names) for call in calls],
            versions=[_version(one, names) for one in versions],
        )

    def _bands(
        self,
        order: TestOrderRow,
        current: ResultVersionRow | None,
        analytes: Sequence[Analyte],
        rows: Sequence[ResultRow],
    ) -> Mapping[AnalyteId, Band]:
        """What the lines without a value will be judged by; those with one say it themselves."""
        tube = order.sample.collected_at if order.sample else None
        at = current.collected_at if current else tube
        if at is None or len(rows) == len(analytes):
            return {}
        age = age_between(at, current.birth_date if current else order.patient.birth_date, self._ctx.house.timezone)
        if age is None:
            return {}
        sex = current.sex if current else order.patient.sex
        conditions = {Condition(one) for one in _conditions(order, current)}
        known = self._results.bands(order.test_type_id, day_of(at, self._ctx.house.timezone)).items()
        found = {analyte_id: band_for(bands, age, sex, conditions) for analyte_id, bands in known}
        return {analyte_id: band for analyte_id, band in found.items() if band is not None}

    def _age(self, order: TestOrderRow) -> int | None:
        at = order.sample.collected_at if order.sample else None
        return age_at(at or self._ctx.now, order.patient.birth_date, self._ctx.house.timezone)


def lines(
    analytes: Sequence[Analyte],
    rows: Iterable[ResultRow],
    names: Mapping[EmployeeId, str],
    before: Mapping[str, Before],
    bands: Mapping[AnalyteId, Band],
) -> list[ResultLine]:
    """One of every analyte, with its value if there is one."""
    known: dict[AnalyteId, ResultRow] = {row.analyte_id: row for row in rows}
    return [
        line(known[one.id], names, one) if one.id in known else _empty(one, before.get(one.code), bands.get(one.id))
        for one in analytes
    ]


def line(row: ResultRow, names: Mapping[EmployeeId, str], analyte: Analyte | None = None) -> ResultLine:
    """As the row says it; what may be chosen and whether it is a formula's is the catalogue's."""
    previous = None
    if row.previous_text is not None and row.previous_at is not None:
        previous = Previous(value=row.previous_text, at=row.previous_at)
    return ResultLine(
        analyte_id=row.analyte_id,
        code=row.code,
        name=row.name,
        unit=row.unit,
        decimals=row.decimals,
        kind=row.kind,
        choices=list(analyte.scale.choices) if analyte else [],
        formula=analyte.formula if analyte else "",
        is_share=analyte is not None and analyte.is_share,
        valid_low=analyte.valid_low if analyte else None,
        valid_high=analyte.valid_high if analyte else None,
        limits=Limits(
            low=row.low,
            high=row.high,
            critical_low=row.critical_low,
            critical_high=row.critical_high,
            text=row.range_text,
        ),
        delta=analyte.delta_limit if analyte else DeltaLimit(),
        calculated=row.calculated,
        not_calculated=row.not_calculated,
        value=row.text,
        not_done=not row.text and not row.calculated,
        flag=row.flag,
        range_text=row.range_text,
        change=row.change,
        previous=previous,
        comment=row.comment,
        entered=stamp(names, row.entered_by, row.entered_at),
    )


def untold(rows: Iterable[ResultRow], calls: Iterable[CriticalCallRow]) -> list[ResultRow]:
    """Critical values that nobody was called about: the same value of the same analyte is told once."""
    told = {(call.code, call.text, call.flag) for call in calls}
    return [row for row in rows if row.flag.is_critical and (row.code, row.text, row.flag) not in told]


def _empty(analyte: Analyte, before: Before | None, band: Band | None) -> ResultLine:
    return ResultLine(
        analyte_id=analyte.id,
        code=analyte.code,
        name=analyte.name,
        unit=analyte.unit,
        decimals=analyte.decimals,
        kind=ResultKind(analyte.kind),
        choices=list(analyte.scale.choices),
        formula=analyte.formula,
        is_share=analyte.is_share,
        valid_low=analyte.valid_low,
        valid_high=analyte.valid_high,
        limits=Limits() if band is None else Limits.model_validate(band),
        delta=analyte.delta_limit,
        calculated=False,
        not_calculated=None,
        value=None,
        not_done=False,
        flag=None,
        range_text=range_text(band, analyte.scale),
        change=Change.NONE,
        previous=Previous(value=before.value.text, at=before.at) if before else None,
        comment="",
        entered=None,
    )


def _conditions(order: TestOrderRow, current: ResultVersionRow | None) -> list[str]:
    if current is not None:
        return current.conditions
    return order.sample.conditions if order.sample else []


def _call(call: CriticalCallRow, names: Mapping[EmployeeId, str]) -> CriticalCall:
    return CriticalCall(
        id=call.id,
        analyte=call.name,
        value=call.text,
        told_to=call.told_to,
        told=Stamp(who=names[call.told_by], at=call.told_at),
        note=call.note,
    )


def _version(version: ResultVersionRow, names: Mapping[EmployeeId, str]) -> VersionInfo:
    return VersionInfo(
        number=version.number,
        cause=version.cause,
        reason=version.reason,
        opened=Stamp(who=names[version.opened_by], at=version.opened_at),
        verified=stamp(names, version.verified_by, version.verified_at),
        reviewed=stamp(names, version.reviewed_by, version.reviewed_at),
        released=stamp(names, version.released_by, version.released_at),
        withdrawn_at=version.withdrawn_at,
        withdrawn_by=names[version.withdrawn_by] if version.withdrawn_by else "",
        withdrawn_reason=version.withdrawn_reason or "",
    )


def _people(versions: Iterable[ResultVersionRow]) -> Iterator[EmployeeId | None]:
    for one in versions:
        yield from (one.opened_by, one.verified_by, one.reviewed_by, one.released_by, one.withdrawn_by)
