"""What a laboratory's catalogue may say: ranges as they are typed, and the slips that would flag a patient wrongly."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Final

from shared.models.patients import Sex
from shared.rules.lab_ages import OLDEST_DAYS, AgeUnreadable, age_text, read_ages
from shared.rules.lab_formulas import FormulaCircular, FormulaUnreadable, calculation_order, formula_of
from shared.rules.lab_ranges import Band, Condition
from shared.rules.lab_values import ResultKind, Scale, plain, titre_of

_HOURS: Final = 24
_DECIMALS: Final = 4
_DIGITS_BEFORE: Final = 10
_NUMBER: Final = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
LONGEST_TEXT: Final = 60


class CatalogueProblem(StrEnum):
    SEX_UNREADABLE = "sex_unreadable"
    AGE_UNREADABLE = "age_unreadable"
    CONDITION_UNREADABLE = "condition_unreadable"
    NUMBER_UNREADABLE = "number_unreadable"
    TEXT_TOO_LONG = "text_too_long"
    AGES_CROSSED = "ages_crossed"
    LIMITS_CROSSED = "limits_crossed"
    CRITICAL_INSIDE = "critical_inside"
    """A value inside the reference range would be critical."""
    VALID_TOO_NARROW = "valid_too_narrow"
    """A critical or an ordinary value could not be entered."""
    NO_LIMITS_HERE = "no_limits_here"
    """A choice, a titre or words have no low and no high."""
    TEXT_NOT_POSSIBLE = "text_not_possible"
    """The range names what the test can never say."""
    BANDS_OVERLAP = "bands_overlap"
    RANGES_EMPTY = "ranges_empty"
    PAST_DAY = "past_day"
    CHOICES_MISSING = "choices_missing"
    CHOICES_DOUBLED = "choices_doubled"
    CHOICES_NOT_TAKEN = "choices_not_taken"
    FORMULA_UNREADABLE = "formula_unreadable"
    FORMULA_UNKNOWN_ANALYTE = "formula_unknown_analyte"
    FORMULA_CIRCULAR = "formula_circular"
    ONLY_OF_NUMBERS = "only_of_numbers"
    """A formula, a share of a hundred and decimals belong to numbers."""
    DELTA_DOUBLED = "delta_doubled"
    CODE_TAKEN = "code_taken"
    NAME_TAKEN = "name_taken"
    LAB_IN_USE = "lab_in_use"
    LAB_RETIRED = "lab_retired"
    ALREADY_USED = "already_used"
    """Tests were ordered with it: what its results mean is not changed, a new one takes its place."""
    NEEDED_BY_FORMULA = "needed_by_formula"
    # Of a spreadsheet only
    NOT_KNOWN = "not_known"
    EMPTY = "empty"
    DOUBLED_ROW = "doubled_row"
    YES_OR_NO = "yes_or_no"
    NOT_ONE_OF = "not_one_of"
    DAY_UNREADABLE = "day_unreadable"
    NOT_POSSIBLE = "not_possible"


class BandField(StrEnum):
    """The columns of a range, on the screen and in the spreadsheet."""

    SEX = "sex"
    AGE_FROM = "age_from"
    AGE_TO = "age_to"
    CONDITION = "condition"
    LOW = "low"
    HIGH = "high"
    CRITICAL_LOW = "critical_low"
    CRITICAL_HIGH = "critical_high"
    TEXT = "text"


@dataclass(eq=False)
class CatalogueRefused(ValueError):
    """`field` is the column, `line` the place among the ranges; `detail` what was typed, or what it collides with."""

    problem: CatalogueProblem
    field: str = ""
    detail: str = ""
    line: int | None = None
    code: str = ""
    """Whose formula it is."""


@dataclass(frozen=True)
class Gap:
    """Ages of a sex, or of both, for which nothing is known: their results get no flag."""

    sex: Sex | None
    age_from: str
    age_to: str


# As they are typed


def read_band(cells: Mapping[BandField, str]) -> Band:
    """Raises CatalogueRefused, with its column."""
    try:
        ages = read_ages(cells.get(BandField.AGE_FROM, ""), cells.get(BandField.AGE_TO, ""))
    except AgeUnreadable as error:
        raise CatalogueRefused(CatalogueProblem.AGE_UNREADABLE, BandField.AGE_FROM, str(error)) from error
    text = " ".join(cells.get(BandField.TEXT, "").split())
    if len(text) > LONGEST_TEXT:
        raise CatalogueRefused(CatalogueProblem.TEXT_TOO_LONG, BandField.TEXT, str(LONGEST_TEXT))
    return Band(
        age_min=ages.first,
        age_max=ages.last,
        by_hours=ages.by_hours,
        sex=_sex(cells.get(BandField.SEX, "")),
        condition=_condition(cells.get(BandField.CONDITION, "")),
        low=_limit(cells, BandField.LOW),
        high=_limit(cells, BandField.HIGH),
        critical_low=_limit(cells, BandField.CRITICAL_LOW),
        critical_high=_limit(cells, BandField.CRITICAL_HIGH),
        text=text,
    )


def band_cells(band: Band) -> dict[BandField, str]:
    """What `read_band` reads as this band."""
    return {
        BandField.SEX: "any" if band.sex is None else band.sex,
        BandField.AGE_FROM: age_text(band.age_min, by_hours=band.by_hours),
        BandField.AGE_TO: age_text(band.age_max, by_hours=band.by_hours),
        BandField.CONDITION: band.condition or "",
        BandField.LOW: limit_text(band.low),
        BandField.HIGH: limit_text(band.high),
        BandField.CRITICAL_LOW: limit_text(band.critical_low),
        BandField.CRITICAL_HIGH: limit_text(band.critical_high),
        BandField.TEXT: band.text,
    }


def limit_text(limit: Decimal | None) -> str:
    return "" if limit is None else f"{limit.normalize() + 0:f}"


def read_limit(typed: str) -> Decimal | None:
    """None of nothing. Raises ValueError; a comma is never guessed at."""
    written = plain(typed)
    if not written:
        return None
    if not _NUMBER.fullmatch(written):
        raise ValueError(typed)
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise ValueError(typed) from error
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    if -exponent > _DECIMALS or number.adjusted() >= _DIGITS_BEFORE:
        raise ValueError(typed)
    return number


def _limit(cells: Mapping[BandField, str], field: BandField) -> Decimal | None:
    try:
        return read_limit(cells.get(field, ""))
    except ValueError as error:
        raise CatalogueRefused(CatalogueProblem.NUMBER_UNREADABLE, field, str(error)) from error


def _sex(typed: str) -> Sex | None:
    """By its first letter: m, f; nothing is any."""
    written = typed.strip().casefold()
    if not written or "any".startswith(written):
        return None
    for sex in (Sex.MALE, Sex.FEMALE):
        if sex.startswith(written):
            return sex
    raise CatalogueRefused(CatalogueProblem.SEX_UNREADABLE, BandField.SEX, typed)


def _condition(typed: str) -> Condition | None:
    """`pregnant`, `fasting`, `trimester_1`; `1`, `2` and `3` are trimesters."""
    written = "_".join(typed.casefold().split())
    if not written:
        return None
    if written in {"1", "2", "3"}:
        return Condition(f"trimester_{written}")
    found = [condition for condition in Condition if condition.startswith(written)]
    if len(found) != 1 and written not in found:
        raise CatalogueRefused(CatalogueProblem.CONDITION_UNREADABLE, BandField.CONDITION, typed)
    return Condition(written) if written in found else found[0]


# What is refused


def check_bands(bands: Sequence[Band], scale: Scale) -> None:
    """Raises CatalogueRefused with the line."""
    for line, band in enumerate(bands):
        try:
            _check_band(band, scale)
        except CatalogueRefused as refused:
            refused.line = line
            raise
    for (line, one), (other_line, other) in combinations(enumerate(bands), 2):
        if _overlap(one, other):
            raise CatalogueRefused(CatalogueProblem.BANDS_OVERLAP, BandField.AGE_FROM, str(line + 1), other_line)


def _check_band(band: Band, scale: Scale) -> None:
    if band.age_min >= band.age_max:
        raise CatalogueRefused(CatalogueProblem.AGES_CROSSED, BandField.AGE_TO)
    limits = (band.low, band.high, band.critical_low, band.critical_high)
    if scale.kind not in {ResultKind.NUMBER, ResultKind.COUNTED}:
        if any(limit is not None for limit in limits):
            raise CatalogueRefused(CatalogueProblem.NO_LIMITS_HERE, BandField.LOW)
        _check_text(band.text, scale)
        return
    if _above(band.low, band.high):
        raise CatalogueRefused(CatalogueProblem.LIMITS_CROSSED, BandField.HIGH)
    if _above(band.critical_low, band.critical_high):
        raise CatalogueRefused(CatalogueProblem.LIMITS_CROSSED, BandField.CRITICAL_HIGH)
    if _above(band.critical_low, band.low) or _above(band.critical_low, band.high):
        raise CatalogueRefused(CatalogueProblem.CRITICAL_INSIDE, BandField.CRITICAL_LOW)
    if _above(band.high, band.critical_high) or _above(band.low, band.critical_high):
        raise CatalogueRefused(CatalogueProblem.CRITICAL_INSIDE, BandField.CRITICAL_HIGH)
    for field, limit, is_critical in (
        (BandField.LOW, band.low, False),
        (BandField.HIGH, band.high, False),
        (BandField.CRITICAL_LOW, band.critical_low, True),
        (BandField.CRITICAL_HIGH, band.critical_high, True),
    ):
        if limit is not None and not _can_be_entered(limit, scale, beyond=is_critical):
            raise CatalogueRefused(CatalogueProblem.VALID_TOO_NARROW, field, limit_text(limit))


def _can_be_entered(limit: Decimal, scale: Scale, *, beyond: bool) -> bool:
    """A critical limit with a valid one on it could never be passed."""
    low, high = scale.valid_low, scale.valid_high
    if beyond:
        return (low is None or limit > low) and (high is None or limit < high)
    return (low is None or limit >= low) and (high is None or limit <= high)


def _check_text(text: str, scale: Scale) -> None:
    match scale.kind:
        case ResultKind.CHOICE:
            possible = all(part in scale.choices for part in text.split("|")) if text else True
        case ResultKind.TITRE:
            possible = not text or titre_of(text) is not None
        case _:
            possible = True
    if not possible:
        raise CatalogueRefused(CatalogueProblem.TEXT_NOT_POSSIBLE, BandField.TEXT, text)


def _above(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def _overlap(one: Band, other: Band) -> bool:
    return (
        (one.sex, one.condition, one.by_hours) == (other.sex, other.condition, other.by_hours)
        and one.age_min < other.age_max
        and other.age_min < one.age_max
    )


def check_scale(scale: Scale) -> None:
    """An analyte's own facts. Raises CatalogueRefused."""
    takes_choices = scale.kind in {ResultKind.CHOICE, ResultKind.TITRE}
    if scale.choices and not takes_choices:
        raise CatalogueRefused(CatalogueProblem.CHOICES_NOT_TAKEN, "choices")
    if not scale.choices and scale.kind is ResultKind.CHOICE:
        raise CatalogueRefused(CatalogueProblem.CHOICES_MISSING, "choices")
    folded = [" ".join(choice.casefold().split()) for choice in scale.choices]
    for choice in scale.choices:
        if folded.count(" ".join(choice.casefold().split())) > 1:
            raise CatalogueRefused(CatalogueProblem.CHOICES_DOUBLED, "choices", choice)
        if scale.kind is ResultKind.TITRE and titre_of(choice) is None:
            raise CatalogueRefused(CatalogueProblem.TEXT_NOT_POSSIBLE, "choices", choice)
    if scale.decimals and scale.kind is not ResultKind.NUMBER:
        raise CatalogueRefused(CatalogueProblem.ONLY_OF_NUMBERS, "decimals")
    if scale.valid_low is not None and scale.valid_high is not None and scale.valid_low >= scale.valid_high:
        raise CatalogueRefused(CatalogueProblem.LIMITS_CROSSED, "valid_high")


def check_formulas(formulas: Mapping[str, str], codes: Collection[str]) -> None:
    """Of one test, by analyte code, with all codes there are in it. Raises CatalogueRefused."""
    for code, written in formulas.items():
        try:
            inputs = formula_of(written).inputs
        except FormulaUnreadable as error:
            raise CatalogueRefused(CatalogueProblem.FORMULA_UNREADABLE, "formula", written, code=code) from error
        unknown = ", ".join(one for one in inputs if one not in codes)
        if unknown:
            raise CatalogueRefused(CatalogueProblem.FORMULA_UNKNOWN_ANALYTE, "formula", unknown, code=code)
    try:
        calculation_order(formulas)
    except FormulaCircular as error:
        circle = ", ".join(error.codes)
        raise CatalogueRefused(CatalogueProblem.FORMULA_CIRCULAR, "formula", circle, code=error.codes[0]) from error


# What is only said


def gaps(bands: Iterable[Band]) -> list[Gap]:
    """Where bands are, the ages between and beyond them; a condition has a range of its own and fills none."""
    known = [band for band in bands if band.condition is None]
    if not known:
        return []
    male, female = (_uncovered(known, sex) for sex in (Sex.MALE, Sex.FEMALE))
    ends = sorted({end for ages in (*male, *female) for end in ages})
    pieces = list(pairwise(ends))
    of_male, of_female = ([piece for piece in pieces if _lies_in(piece, ages)] for ages in (male, female))
    both = [piece for piece in of_male if piece in of_female]
    return [
        *_gaps(None, both),
        *_gaps(Sex.MALE, [piece for piece in of_male if piece not in both]),
        *_gaps(Sex.FEMALE, [piece for piece in of_female if piece not in both]),
    ]


def _uncovered(bands: Iterable[Band], sex: Sex) -> list[tuple[int, int]]:
    covered = sorted(
        (band.age_min // _HOURS, band.age_max // _HOURS) if band.by_hours else (band.age_min, band.age_max)
        for band in bands
        if band.sex in {None, sex}
    )
    found, reached = [], 0
    for begins, ends in covered:
        if begins > reached:
            found.append((reached, begins))
        reached = max(reached, ends)
    if reached < OLDEST_DAYS:
        found.append((reached, OLDEST_DAYS))
    return found


def _lies_in(piece: tuple[int, int], ages: Iterable[tuple[int, int]]) -> bool:
    return any(begins <= piece[0] and piece[1] <= ends for begins, ends in ages)


def _gaps(sex: Sex | None, pieces: Iterable[tuple[int, int]]) -> list[Gap]:
    """Pieces that touch are one gap."""
    joined: list[tuple[int, int]] = []
    for begins, ends in pieces:
        if joined and joined[-1][1] == begins:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((begins, ends))
    return [Gap(sex, age_text(begins), age_text(ends)) for begins, ends in joined]
