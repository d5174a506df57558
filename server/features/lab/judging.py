"""A test's values read, calculated and judged: by the age and sex at collection, and beside the last result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.features.lab.result_repository import Before, value_of
from server.features.lab.tables import Analyte, ResultRow, ResultVersionRow
from shared.ages import age_on
from shared.contracts import lab_refusals
from shared.errors import InvalidRequest
from shared.ids import AnalyteId, EmployeeId, ResultId, new_id
from shared.models.lab_results import TypedValue
from shared.rules.lab_formulas import NotCalculated, Subject, calculation_order
from shared.rules.lab_panel import Last, Measurand, shares_of
from shared.rules.lab_ranges import AgeAt, Band, Condition, band_for, range_text
from shared.rules.lab_values import ResultKind, ResultValue, ValueRefused, read


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
        """What was typed, line by line. Raises ValueRefused, or InvalidRequest for another test."""
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
                    raise lab_refusals.ValueRefused(analyte.name, refused.refusal, refused.expected) from refused
                rows.append(self.row(analyte, value, by, comment=one.comment))
        return rows

    def calculated(self, standing: Mapping[AnalyteId, ResultRow], by: By) -> list[ResultRow]:
        """Every formula whose values are all there. An index that was typed is compared. Raises IndexDisagrees."""
        values = {row.code: value_of(row) for row in standing.values()}
        rows = []
        for analyte in self._formulas():
            typed = standing.get(analyte.id)
            if typed is None or typed.calculated:
                row = self._formula(analyte, values, by)
                if row is not None:
                    rows.append(row)
                    values[row.code] = value_of(row)
            else:
                self._compare(analyte, value_of(typed), values)
        return rows

    def check_shares(self, standing: Mapping[AnalyteId, ResultRow]) -> None:
        """A differential that is all there sums to 100. Raises DifferentialOff."""
        parts = [standing.get(analyte.id) for analyte in self.analytes if analyte.is_share]
        shares = shares_of(None if row is None else value_of(row) for row in parts)
        if shares is not None and shares.is_off:
            raise lab_refusals.DifferentialOff(f"{shares.total:f}")

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
        measurand = self._measurand(analyte)
        band, before = measurand.band, self.before.get(analyte.code)
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
            flag=measurand.flag(value),
            range_text=range_text(band, analyte.scale),
            low=band and band.low,
            high=band and band.high,
            critical_low=band and band.critical_low,
            critical_high=band and band.critical_high,
            change=measurand.change(value),
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
        values = {row.code: value_of(row) for row in anew.values()}
        for analyte in self._formulas():
            was = anew.get(analyte.id)
            if was is None or not was.calculated:
                continue
            fresh = self._formula(analyte, values, By(was.entered_by, was.entered_at))
            if fresh is not None:
                fresh.carried = was.carried
                anew[analyte.id] = fresh
                values[fresh.code] = value_of(fresh)
        return list(anew.values())

    def _formulas(self) -> list[Analyte]:
        """What is calculated, each after those it is made of: LDL before the ratio of LDL to HDL."""
        known = {analyte.code: analyte for analyte in self.analytes if analyte.formula}
        return [known[code] for code in calculation_order({code: one.formula for code, one in known.items()})]

    @property
    def _subject(self) -> Subject:
        return Subject(self.version.sex, years_at(self.version.birth_date, self.version.age_days))

    def _measurand(self, analyte: Analyte) -> Measurand:
        before = self.before.get(analyte.code)
        last = None if before is None else Last(before.value, self.version.collected_at - before.at)
        return analyte.measurand(self._band(analyte), last)

    def _formula(self, analyte: Analyte, values: Mapping[str, ResultValue], by: By) -> ResultRow | None:
        """None before all its values are there."""
        try:
            found = self._measurand(analyte).calculated(values, self._subject)
        except ValueRefused as refused:
            raise lab_refusals.ValueRefused(analyte.name, refused.refusal, refused.expected) from refused
        if isinstance(found, NotCalculated):
            return self.row(analyte, _nothing(analyte), by, calculated=True, not_calculated=found)
        return None if found is None else self.row(analyte, found, by, calculated=True)

    def _compare(self, analyte: Analyte, typed: ResultValue, values: Mapping[str, ResultValue]) -> None:
        expected = self._measurand(analyte).expected(typed, values, self._subject)
        if expected is not None:
            raise lab_refusals.IndexDisagrees(analyte.name, typed.text, expected)

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


def years_at(born: date | None, age_days: int | None) -> int:
    """Completed years of whoever is so many days old; 0 when that is not known."""
    return 0 if born is None or age_days is None else age_on(born + timedelta(days=age_days), born).years


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
