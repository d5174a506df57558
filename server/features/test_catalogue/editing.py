"""Keeping up the laboratory's catalogue: each change is checked against the rest, and its history is kept.

Nothing that a test was ordered with is deleted: it is retired, and what it means stays as it was.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from server.features.lab.tables import Analyte, Lab, ReferenceRange, TestTypeRow
from server.features.patients.searching import fold
from server.features.test_catalogue import describing
from server.features.test_catalogue.describing import analyte_entry, of_analyte, of_lab, of_ranges, of_test, test_entry
from server.features.test_catalogue.service import TestCatalogueService
from server.features.test_catalogue.tables import CatalogueChangeRow
from shared.contracts import test_catalogue as contract
from shared.errors import StaleVersion
from shared.ids import AnalyteId, CatalogueChangeId, LabId, TestTypeId, new_id
from shared.models.common import Model
from shared.models.test_catalogue import (
    AddAnalyte,
    AddLab,
    AddTest,
    AnalyteEntry,
    CatalogueLab,
    ChangeAnalyte,
    ChangeLab,
    ChangeTest,
    LabEntry,
    RangeSet,
    RetireAnalyte,
    SaveRanges,
    SubjectKind,
    TestDetails,
    TestEntry,
)
from shared.rules.lab_catalogue import CatalogueProblem, CatalogueRefused, check_bands, check_formulas, check_scale
from shared.rules.lab_ranges import Band
from shared.rules.lab_values import ResultKind

# What a result's number means: another of these is another analyte.
_MEANING: Final = ("code", "kind", "unit", "decimals", "formula")

_Entry = TypeVar("_Entry", bound=Model)


@contextmanager
def _refusals() -> Iterator[None]:
    """The rules' refusals as those of the contract."""
    try:
        yield
    except CatalogueRefused as refused:
        line = 0 if refused.line is None else refused.line + 1
        raise contract.CatalogueRefused(refused.problem, refused.field, refused.detail, line) from refused


class Editing(TestCatalogueService):
    @_refusals()
    def add_lab(self, request: AddLab) -> CatalogueLab:
        self._catalogue.lock()
        return self._lab_details(self.put_lab(None, _part(LabEntry, request), request.reason))

    @_refusals()
    def change_lab(self, request: ChangeLab) -> CatalogueLab:
        self._catalogue.lock()
        row = self._catalogue.lab(request.lab_id)
        _must_be(row, request.version)
        return self._lab_details(self.put_lab(row, _part(LabEntry, request), request.reason))

    @_refusals()
    def add_test(self, request: AddTest) -> TestDetails:
        self._catalogue.lock()
        return self.test(self.put_test(None, _part(TestEntry, request), request.reason).id)

    @_refusals()
    def change_test(self, request: ChangeTest) -> TestDetails:
        self._catalogue.lock()
        row = self._catalogue.test(request.test_type_id)
        _must_be(row, request.version)
        return self.test(self.put_test(row, _part(TestEntry, request), request.reason).id)

    @_refusals()
    def add_analyte(self, request: AddAnalyte) -> TestDetails:
        self._catalogue.lock()
        test = self._catalogue.test(request.test_type_id)
        self.put_analyte(test, None, _part(AnalyteEntry, request), request.reason)
        self.check_formulas_of(test.id)
        return self.test(test.id)

    @_refusals()
    def change_analyte(self, request: ChangeAnalyte) -> TestDetails:
        self._catalogue.lock()
        row = self._active(request.analyte_id, request.version)
        entry = _part(AnalyteEntry, request)
        test = self._catalogue.test(row.test_type_id)
        if request.renew:
            self._renew(test, row, entry, request.reason)
        else:
            self.put_analyte(test, row, entry, request.reason)
        self.check_formulas_of(test.id)
        return self.test(test.id)

    @_refusals()
    def retire_analyte(self, request: RetireAnalyte) -> TestDetails:
        self._catalogue.lock()
        row = self._active(request.analyte_id, request.version)
        test = self._catalogue.test(row.test_type_id)
        self.retire(test, row, request.reason)
        try:
            self.check_formulas_of(test.id)
        except CatalogueRefused as refused:
            raise CatalogueRefused(CatalogueProblem.NEEDED_BY_FORMULA, "", refused.code) from refused
        return self.test(test.id)

    @_refusals()
    def save_ranges(self, request: SaveRanges) -> TestDetails:
        self._catalogue.lock()
        row = self._active(request.analyte_id, request.version)
        test = self._catalogue.test(row.test_type_id)
        ranges = RangeSet(valid_from=request.valid_from, source=request.source, bands=request.bands)
        self.put_ranges(test, row, ranges, request.reason)
        return self.test(test.id)

    # One after the other, under the lock: what the spreadsheet does too. Each raises CatalogueRefused.

    def put_lab(self, row: Lab | None, entry: LabEntry, reason: str) -> Lab:
        namesake = self._catalogue.lab_named(entry.name)
        if namesake is not None and namesake is not row:
            raise CatalogueRefused(CatalogueProblem.NAME_TAKEN, "name", entry.name)
        if row is not None and not entry.is_active and self._catalogue.tests_offered().get(row.id):
            raise CatalogueRefused(CatalogueProblem.LAB_IN_USE, "is_active", row.name)
        before = {} if row is None else of_lab(LabEntry.model_validate(row))
        if row is None:
            row = Lab(id=LabId(new_id()), version=0)
            self._catalogue.add(row)
        row.name, row.is_active = entry.name, entry.is_active
        self._keep(row, _About(SubjectKind.LAB, row.id, entry.name), before, of_lab(entry), reason)
        return row

    def put_test(self, row: TestTypeRow | None, entry: TestEntry, reason: str) -> TestTypeRow:
        namesake = self._catalogue.test_coded(entry.code)
        if namesake is not None and namesake is not row:
            raise CatalogueRefused(CatalogueProblem.CODE_TAKEN, "code", entry.code)
        lab = self._catalogue.lab(entry.lab_id)
        if entry.is_active and not lab.is_active:
            raise CatalogueRefused(CatalogueProblem.LAB_RETIRED, "lab", lab.name)
        before = {} if row is None else of_test(test_entry(row), row.lab)
        if row is None:
            # What it costs is said by the price list.
            row = TestTypeRow(id=TestTypeId(new_id()), version=0)
            self._catalogue.add(row)
        for name, value in entry:
            setattr(row, name, value)
        row.lab = lab
        row.search = fold(f"{entry.code} {entry.name} {entry.also}")
        about = _About(SubjectKind.TEST, row.id, entry.code, row.id)
        self._keep(row, about, before, of_test(entry, lab), reason)
        return row

    def put_analyte(self, test: TestTypeRow, row: Analyte | None, entry: AnalyteEntry, reason: str) -> Analyte:
        """Its formula is checked with all the others, once all of them are there."""
        self._check_analyte(test, row, entry)
        before = {} if row is None else of_analyte(analyte_entry(row))
        if row is None:
            row = Analyte(id=AnalyteId(new_id()), test_type_id=test.id, added_at=self._ctx.now, version=0)
            self._catalogue.add(row)
        elif (row.kind, row.unit) != (entry.kind, entry.unit):
            self._drop_ranges(row)
        else:
            for ranges in self._sets(row):
                check_bands([one.band for one in ranges.bands], entry.scale)
        _fill(row, entry)
        about = _About(SubjectKind.ANALYTE, row.id, f"{test.code} · {entry.code}", test.id)
        self._keep(row, about, before, of_analyte(entry), reason)
        return row

    def retire(self, test: TestTypeRow, row: Analyte, reason: str) -> None:
        entry = analyte_entry(row)
        row.retired_at = self._ctx.now
        about = _About(SubjectKind.ANALYTE, row.id, f"{test.code} · {row.code}", test.id)
        self._keep(row, about, of_analyte(entry), of_analyte(entry, is_active=False), reason)

    def put_ranges(self, test: TestTypeRow, row: Analyte, ranges: RangeSet, reason: str) -> None:
        """What counts from that day on. What was said of a day that has passed stays as it was said."""
        if ranges.valid_from < self.today:
            raise CatalogueRefused(CatalogueProblem.PAST_DAY, "valid_from", ranges.valid_from.isoformat())
        if not ranges.bands:
            raise CatalogueRefused(CatalogueProblem.RANGES_EMPTY)
        check_bands([entry.band for entry in ranges.bands], analyte_entry(row).scale)
        counting = self.set_on(row, ranges.valid_from)
        if counting is not None and same_ranges(counting, ranges):
            return
        for old in self._catalogue.ranges([row.id]).get(row.id, []):
            if old.valid_from == ranges.valid_from:
                old.replaced_at = self._ctx.now
        self._catalogue.flush()
        self._add_ranges(row, ranges)
        about = _About(SubjectKind.RANGES, row.id, f"{test.code} · {row.code}", test.id)
        self._keep(row, about, of_ranges(counting), of_ranges(ranges), reason)

    def set_on(self, row: Analyte, day: date) -> RangeSet | None:
        """What counts on a day, as far as it is known by now."""
        sets = [one for one in self._sets(row) if one.valid_from <= day]
        return sets[-1] if sets else None

    def check_formulas_of(self, test_id: TestTypeId) -> None:
        self._catalogue.flush()
        active = [row for row in self._catalogue.analytes([test_id]).get(test_id, []) if row.retired_at is None]
        check_formulas({row.code: row.formula for row in active if row.formula}, {row.code for row in active})

    def _check_analyte(self, test: TestTypeRow, row: Analyte | None, entry: AnalyteEntry) -> None:
        others = self._catalogue.analytes([test.id]).get(test.id, [])
        if any(one.code == entry.code and one is not row and one.retired_at is None for one in others):
            raise CatalogueRefused(CatalogueProblem.CODE_TAKEN, "code", entry.code)
        check_scale(entry.scale)
        if entry.kind is not ResultKind.NUMBER and (entry.formula or entry.is_share):
            raise CatalogueRefused(CatalogueProblem.ONLY_OF_NUMBERS, "formula" if entry.formula else "is_share")
        told = (entry.delta_absolute is not None, entry.delta_percent is not None, entry.is_lifelong)
        if sum(told) > 1:
            raise CatalogueRefused(CatalogueProblem.DELTA_DOUBLED, "delta_percent")
        if row is not None and self._catalogue.used([row.id]):
            now = analyte_entry(row)
            for name in _MEANING:
                if getattr(now, name) != getattr(entry, name):
                    was = describing.text_of(getattr(now, name))
                    raise CatalogueRefused(CatalogueProblem.ALREADY_USED, name, was)

    def _renew(self, test: TestTypeRow, row: Analyte, entry: AnalyteEntry, reason: str) -> None:
        """Another unit is another number: its ranges are to be said anew."""
        sets = self._sets(row) if (row.kind, row.unit) == (entry.kind, entry.unit) else []
        self.retire(test, row, reason)
        self._catalogue.flush()
        fresh = self.put_analyte(test, None, entry, reason)
        self._catalogue.flush()
        for ranges in sets:
            self._add_ranges(fresh, ranges)

    def _active(self, analyte_id: AnalyteId, version: int) -> Analyte:
        """Raises NotInCatalogue, for one that is retired too, or StaleVersion."""
        row = self._catalogue.analyte(analyte_id)
        _must_be(row, version)
        if row.retired_at is not None:
            raise contract.NotInCatalogue
        return row

    def _sets(self, row: Analyte) -> list[RangeSet]:
        return describing.range_sets(self._catalogue.ranges([row.id]).get(row.id, []), self.today)

    def _drop_ranges(self, row: Analyte) -> None:
        """They were of another kind or unit: until new ones are said there is no flag, and it says so."""
        for old in self._catalogue.ranges([row.id]).get(row.id, []):
            old.replaced_at = self._ctx.now

    def _add_ranges(self, row: Analyte, ranges: RangeSet) -> None:
        for entry in ranges.bands:
            self._catalogue.add(_range(row.id, entry.band, ranges))

    def _keep(
        self,
        row: Lab | TestTypeRow | Analyte,
        about: "_About",
        before: dict[str, str],
        after: dict[str, str],
        reason: str,
    ) -> None:
        """In the history, if anything changed; a change makes what others have read of it old."""
        if before == after:
            return
        row.version += 1
        self._catalogue.flush()
        self._catalogue.add(
            CatalogueChangeRow(
                id=CatalogueChangeId(new_id()),
                kind=about.kind,
                subject_id=about.id,
                test_type_id=about.test_type_id,
                subject=about.subject,
                reason=reason,
                before=before,
                after=after,
                changed_by=self._ctx.person.employee_id,
                changed_at=self._ctx.now,
            )
        )


@dataclass(frozen=True)
class _About:
    kind: SubjectKind
    id: UUID
    subject: str
    test_type_id: TestTypeId | None = None


def same_ranges(one: RangeSet, other: RangeSet) -> bool:
    """Whatever the order, and since when they count."""
    return one.source == other.source and set(_bands(one)) == set(_bands(other))


def _bands(ranges: RangeSet) -> Sequence[Band]:
    return [entry.band for entry in ranges.bands]


def _must_be(row: Lab | TestTypeRow | Analyte, version: int) -> None:
    if row.version != version:
        raise StaleVersion(row.version)


def _part(entry: type[_Entry], request: _Entry) -> _Entry:
    """What a request says of the thing itself, without version and reason."""
    return entry.model_construct(**{name: getattr(request, name) for name in entry.model_fields})


def _fill(row: Analyte, entry: AnalyteEntry) -> None:
    for name, value in entry:
        setattr(row, name, value)
    row.loinc = entry.loinc or None
    row.choices = "|".join(entry.choices)


def _range(analyte_id: AnalyteId, band: Band, ranges: RangeSet) -> ReferenceRange:
    return ReferenceRange(
        id=new_id(),
        analyte_id=analyte_id,
        sex=band.sex or "any",
        age_min=band.age_min,
        age_max=band.age_max,
        by_hours=band.by_hours,
        condition=band.condition or "",
        low=band.low,
        high=band.high,
        critical_low=band.critical_low,
        critical_high=band.critical_high,
        text_range=band.text,
        source=ranges.source,
        valid_from=ranges.valid_from,
    )
