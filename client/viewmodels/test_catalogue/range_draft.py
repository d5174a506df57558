"""Reference ranges while they are typed: checked as the server will check them, and tried out before they count."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from shared.models.patients import Sex
from shared.rules.lab_ages import AgeUnreadable, read_ages
from shared.rules.lab_catalogue import BandField, CatalogueRefused, Gap, band_cells, check_bands, gaps, read_band
from shared.rules.lab_ranges import AgeAt, Band, Condition, Flag, band_for, judge, range_text
from shared.rules.lab_values import Scale, ValueRefused, read

FIELDS: Final = tuple(BandField)
_HOURS: Final = 24
Row = tuple[str, ...]
"""The cells of a range in the order of the fields."""
_EMPTY: Final[Row] = ("",) * len(FIELDS)


@dataclass(frozen=True)
class RangeState:
    rows: tuple[Row, ...]
    bands: tuple[Band, ...]
    """Of the rows that can be read; all of them where there is no problem."""
    problem: CatalogueRefused | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Asked:
    """Whose value it would be."""

    value: str = ""
    age: str = ""
    sex: Sex = Sex.FEMALE
    condition: Condition | None = None


@dataclass(frozen=True)
class Tried:
    """What a value would be said to be; nothing while not enough is typed."""

    flag: Flag | None = None
    row: int | None = None
    """Whose range it is judged by."""
    value: str = ""
    range_text: str = ""
    refused: ValueRefused | None = None
    age_unreadable: bool = False


class RangeDraft(QObject):
    changed = Signal(object)  # RangeState

    def __init__(self, scale: Scale, bands: Iterable[Band], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        rows = tuple(tuple(band_cells(band).values()) for band in bands)
        self.state = self._checked(rows)

    def put(self, row: int, field: BandField, text: str) -> None:
        cells = list(self.state.rows[row])
        cells[FIELDS.index(field)] = text.strip()
        self._show((*self.state.rows[:row], tuple(cells), *self.state.rows[row + 1 :]))

    def add(self, after: int) -> int:
        """A copy of the row above that begins where that one ends; returns its place."""
        place = after + 1 if self.state.rows else 0
        cells = list(self.state.rows[after] if self.state.rows else _EMPTY)
        ends = FIELDS.index(BandField.AGE_TO)
        cells[FIELDS.index(BandField.AGE_FROM)], cells[ends] = cells[ends], ""
        self._show((*self.state.rows[:place], tuple(cells), *self.state.rows[place:]))
        return place

    def remove(self, row: int) -> None:
        if row < len(self.state.rows):
            self._show((*self.state.rows[:row], *self.state.rows[row + 1 :]))

    def tried(self, asked: Asked) -> Tried:
        """By the rules of the bench itself."""
        if not asked.value.strip():
            return Tried()
        try:
            value = read(asked.value, self._scale)
        except ValueRefused as refused:
            return Tried(refused=refused)
        try:
            age = _age(asked.age)
        except AgeUnreadable:
            return Tried(value=value.text, age_unreadable=True)
        conditions = {asked.condition} if asked.condition is not None else set()
        band = band_for(self.state.bands, age, asked.sex, conditions)
        row = self.state.bands.index(band) if band in self.state.bands else None
        shown = range_text(band, self._scale)
        return Tried(flag=judge(value, band, self._scale), row=row, value=value.text, range_text=shown)

    def _show(self, rows: tuple[Row, ...]) -> None:
        if rows != self.state.rows:
            self.state = self._checked(rows)
            self.changed.emit(self.state)

    def _checked(self, rows: tuple[Row, ...]) -> RangeState:
        bands, problem = [], None
        for line, row in enumerate(rows):
            try:
                bands.append(read_band(dict(zip(FIELDS, row, strict=True))))
            except CatalogueRefused as refused:
                refused.line = line
                problem = problem or refused
        state = RangeState(rows, tuple(bands), problem, tuple(gaps(bands)))
        if problem is None:
            try:
                check_bands(bands, self._scale)
            except CatalogueRefused as refused:
                return replace(state, problem=refused)
        return state


def _age(typed: str) -> AgeAt:
    """Without an age it is an adult's. Raises AgeUnreadable."""
    ages = read_ages(typed or "30y", "")
    return AgeAt(ages.first // _HOURS, (ages.first, ages.first)) if ages.by_hours else AgeAt(ages.first)
