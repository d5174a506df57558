"""A test's values read, calculated and judged: by the age and sex at collection, and beside the last result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from server.features.lab.result_repository import Before, value_of
from server.features.lab.tables import Analyte, ResultRow, ResultVersionRow
from shared.ages import age_on
from shared.contracts import lab
from shared.errors import InvalidRequest
from shared.ids import AnalyteId, EmployeeId, ResultId, new_id
from shared.models.lab_results import TypedValue
from shared.rules.lab_delta import Change, change
from shared.rules.lab_formulas import (
    NotCalculated,
    Subject,
    calculate,
    calculation_order,
    disagrees,
    formula_of,
    shares_missing,
)
from shared.rules.lab_ranges import AgeAt, Band, Condition, Flag, band_for, judge, range_text
from shared.rules.lab_values import ResultKind, ResultValue, ValueRefused, measured, read, rounded


@dataclass(frozen=True)
class By:
    """Who enters, and when."""

    person: EmployeeId
    now: datetime


@dataclass(frozen=True)
class Panel:
    """The analytes of a test, and what the values of one version of its results are judged by."""

    version: ResultVersionRow
    analytes: Sequence[Analyte]
    bands: Mapping[AnalyteId, Sequence[Band]]
    before: Mapping[str, Before]
    timezone: str

    def read(self, typed: Iterable[TypedValue], by: By) -> list[ResultRow]:
        """What was typed, line by line. Raises lab.ValueRefused, or InvalidRequest for a line of another test."""
        known = {analyte.id: analyte for analyte in self.analytes}
        rows = []
        for one in typed:
            analyte = known.get(one.analyte_id)
            if analyte is None:
                raise InvalidRequest({"values": "a line of another test"})
            if one.not_done:
                rows.append(self.row(analyte, _nothing(analyte), by, comment=one.comment))
            elif one.value:
                try:
                    value = read(one.value, analyte.scale)
                except ValueRefused as refused:
                    raise lab.ValueRefused(analyte.name, refused.refusal, refused.expected) from refused
                rows.append(self.row(analyte, value, by, comment=one.comment))
        return rows

    def calculated(self, standing: Mapping[AnalyteId, ResultRow], by: By) -> list[ResultRow]:
        """Every formula whose values are all there. An index that was typed is compared. Raises IndexDisagrees."""
        known = dict(standing)
        rows = []
        for analyte in self._formulas():
            if not {row.code for row in known.values()}.issuperset(formula_of(analyte.formula).inputs):
                continue
            typed = known.get(analyte.id)
            if typed is None or typed.calculated:
                rows.append(self._formula(analyte, known, by))
                known[analyte.id] = rows[-1]
            else:
                _compare(analyte, value_of(typed), self._calculate(analyte, known))
        return rows

    def check_shares(self, standing: Mapping[AnalyteId, ResultRow]) -> None:
        """A differential that is all there sums to 100. Raises DifferentialOff."""
        shares = [standing.get(analyte.id) for analyte in self.analytes if analyte.is_share]
        counted = [value_of(row).exact for row in shares if row is not None]
        exact = [share for share in counted if share is not None]
        if not shares or len(exact) < len(shares):
            return
        missing = shares_missing(exact)
        if missing:
            raise lab.DifferentialOff(f"{100 - missing:f}")

    def row(
        self,
        analyte: Analyte,
        value: ResultValue,
        by: By,
        *,
        comment: str = "",
        calculated: bool = False,
        not_calculated: NotCalculated | None = None,
        carried: bool = False,
    ) -> ResultRow:
        band = self._band(analyte)
        before = self.before.get(analyte.code)
        moved = Change.NONE
        if before is not None and value.text:
            moved = change(before.value, value, self.version.collected_at - before.at, analyte.delta_limit)
        return ResultRow(
            id=ResultId(new_id()),
            result_version_id=self.version.id,
            analyte_id=analyte.id,
            line=analyte.line,
            code=analyte.code,
            name=analyte.name,
            unit=analyte.unit,
            decimals=analyte.decimals,
            kind=value.kind,
            text=value.text,
            number=value.number,
            operator=value.operator,
            calculated=calculated,
            not_calculated=not_calculated,
            flag=judge(value, band, analyte.scale) if value.text else Flag.UNJUDGED,
            range_text=range_text(band, analyte.scale),
            low=band and band.low,
            high=band and band.high,
            critical_low=band and band.critical_low,
            critical_high=band and band.critical_high,
            change=moved,
            previous_text=before and before.value.text,
            previous_at=before and before.at,
            comment=comment,
            carried=carried,
            entered_by=by.person,
            entered_at=by.now,
        )

    def judged_anew(self, rows: Iterable[ResultRow], *, carried: bool) -> list[ResultRow]:
        """The same values of the same people, by this version's age, sex and ranges; formulas are calculated anew."""
        known = {analyte.id: analyte for analyte in self.analytes}
        anew = {}
        for row in rows:
            anew[row.analyte_id] = self.row(
                known[row.analyte_id],
                value_of(row),
                By(row.entered_by, row.entered_at),
                comment=row.comment,
                calculated=row.calculated,
                not_calculated=row.not_calculated,
                carried=carried or row.carried,
            )
        for analyte in self._formulas():
            was = anew.get(analyte.id)
            if was is not None and was.calculated:
                fresh = self._formula(analyte, anew, By(was.entered_by, was.entered_at))
                fresh.carried = was.carried
                anew[analyte.id] = fresh
        return list(anew.values())

    def _formulas(self) -> list[Analyte]:
        """What is calculated, each after those it is made of: LDL before the ratio of LDL to HDL."""
        known = {analyte.code: analyte for analyte in self.analytes if analyte.formula}
        return [known[code] for code in calculation_order({code: one.formula for code, one in known.items()})]

    @property
    def _subject(self) -> Subject:
        born = self.version.birth_date
        age = self.version.age_days
        years = 0 if born is None or age is None else age_on(born + timedelta(days=age), born).years
        return Subject(self.version.sex, years)

    def _calculate(self, analyte: Analyte, standing: Mapping[AnalyteId, ResultRow]) -> Decimal | NotCalculated:
        return calculate(analyte.formula, {row.code: value_of(row).exact for row in standing.values()}, self._subject)

    def _formula(self, analyte: Analyte, standing: Mapping[AnalyteId, ResultRow], by: By) -> ResultRow:
        found = self._calculate(analyte, standing)
        if isinstance(found, NotCalculated):
            return self.row(analyte, _nothing(analyte), by, calculated=True, not_calculated=found)
        try:
            value = measured(found, analyte.scale)
        except ValueRefused as refused:
            raise lab.ValueRefused(analyte.name, refused.refusal, refused.expected) from refused
        return self.row(analyte, value, by, calculated=True)

    def _band(self, analyte: Analyte) -> Band | None:
        version = self.version
        age = age_between(version.collected_at, version.birth_date, self.timezone)
        if age is None:
            return None
        conditions = {Condition(condition) for condition in version.conditions}
        return band_for(self.bands.get(analyte.id, ()), age, version.sex, conditions)


def is_the_same(one: ResultRow, other: ResultRow) -> bool:
    """Whether the one would only repeat what the other says."""
    said = ("text", "number", "operator", "flag", "range_text", "change", "comment", "calculated", "not_calculated")
    return all(getattr(one, name) == getattr(other, name) for name in said)


def age_at(collected_at: datetime, born: date | None, timezone: str) -> int | None:
    """In days on the calendar day of the collection; None when it is not known, or lies before the birth."""
    if born is None:
        return None
    day = day_of(collected_at, timezone)
    return (day - born).days if born <= day else None


def age_between(collected_at: datetime, born: date | None, timezone: str) -> AgeAt | None:
    """With the least and the most hours it may be: only the day of birth is known."""
    days = age_at(collected_at, born, timezone)
    if born is None or days is None:
        return None
    midnight = datetime.combine(born, time(), ZoneInfo(timezone))
    least, most = (collected_at - midnight - timedelta(days=1), collected_at - midnight)
    return AgeAt(days, (max(0, least // timedelta(hours=1)), most // timedelta(hours=1)))


def day_of(moment: datetime, timezone: str) -> date:
    """By the calendar on the hospital's wall, not by the business day: ages are counted in it."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def _nothing(analyte: Analyte) -> ResultValue:
    return ResultValue(ResultKind(analyte.kind), "")


def _compare(analyte: Analyte, typed: ResultValue, found: Decimal | NotCalculated) -> None:
    if isinstance(found, Decimal) and typed.exact is not None and disagrees(typed.exact, found):
        raise lab.IndexDisagrees(analyte.name, typed.text, f"{rounded(found, analyte.decimals):f}")
