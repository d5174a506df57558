"""Words of the test catalogue: fields, kinds, ranges, and what became of a row of the spreadsheet."""

from collections.abc import Iterable

from client.core.i18n import tr
from client.core.lab_words import unit_text
from client.core.words import sex_word
from shared.models.test_catalogue import CatalogueAnalyte, FieldChange, SubjectKind
from shared.rules.lab_catalogue import BandField, Gap, limit_text
from shared.rules.lab_ranges import Band, range_text
from shared.rules.lab_values import ResultKind


def kind_word(kind: ResultKind) -> str:
    return {
        ResultKind.NUMBER: tr("Number"),
        ResultKind.CHOICE: tr("Choice"),
        ResultKind.TITRE: tr("Titre"),
        ResultKind.TEXT: tr("Words"),
        ResultKind.COUNTED: tr("Counted in a field"),
    }[kind]


def subject_word(kind: SubjectKind) -> str:
    return {
        SubjectKind.LAB: tr("Laboratory"),
        SubjectKind.TEST: tr("Test"),
        SubjectKind.ANALYTE: tr("Line"),
        SubjectKind.RANGES: tr("Ranges"),
    }[kind]


def band_heading(field: BandField) -> str:
    return {
        BandField.SEX: tr("Sex"),
        BandField.AGE_FROM: tr("Age from"),
        BandField.AGE_TO: tr("Age to"),
        BandField.CONDITION: tr("Condition"),
        BandField.LOW: tr("Low"),
        BandField.HIGH: tr("High"),
        BandField.CRITICAL_LOW: tr("Critical <"),
        BandField.CRITICAL_HIGH: tr("Critical >"),
        BandField.TEXT: tr("Printed or normal"),
    }[field]


def field_word(field: str) -> str:
    """A column of the spreadsheet or a field of the history; one that is not known here by its own name."""
    known = {
        "code": tr("Code"),
        "name": tr("Name"),
        "also": tr("Also called"),
        "lab": tr("Laboratory"),
        "specimen": tr("Specimen"),
        "tube": tr("Tube"),
        "target_minutes": tr("Promised within, minutes"),
        "one_person": tr("One person may enter and verify"),
        "is_active": tr("Offered"),
        "test": tr("Test"),
        "analyte": tr("Line"),
        "line": tr("Place"),
        "loinc": tr("LOINC"),
        "unit": tr("Unit"),
        "decimals": tr("Decimals"),
        "kind": tr("Kind"),
        "choices": tr("Choices"),
        "formula": tr("Formula"),
        "is_share": tr("Part of 100"),
        "valid_low": tr("Valid from"),
        "valid_high": tr("Valid to"),
        "delta_absolute": tr("Remarked change"),
        "delta_percent": tr("Remarked change, %"),
        "delta_days": tr("Within days"),
        "is_lifelong": tr("Never changes in a life"),
        "valid_from": tr("Counts from"),
        "source": tr("Source"),
        "range": tr("Range"),
    }
    if field in set(BandField):
        return band_heading(BandField(field))
    return known.get(field, field)


def change_text(change: FieldChange) -> str:
    """Name: old → new."""
    what = field_word(change.field)
    if change.of:
        what = tr("{what} ({whose})", what=what, whose=change.of)
    if change.before is None:
        return tr("{what}: {after}", what=what, after=change.after or "")
    if change.after is None:
        return tr("{what}: {before} taken away", what=what, before=change.before)
    return tr("{what}: {before} → {after}", what=what, before=change.before, after=change.after)


def changes_text(changes: Iterable[FieldChange]) -> str:
    return " · ".join(change_text(change) for change in changes)


def gap_text(gap: Gap) -> str:
    ages = tr("{first} to {last}", first=gap.age_from, last=gap.age_to) if gap.age_to else gap.age_from
    if not gap.age_to:
        ages = tr("from {first} on", first=gap.age_from)
    return ages if gap.sex is None else tr("{sex} {ages}", sex=sex_word(gap.sex), ages=ages)


def gaps_text(gaps: Iterable[Gap]) -> str:
    """Empty where every age has a range."""
    ages = ", ".join(gap_text(gap) for gap in gaps)
    return tr("No range, and so no flag: {ages}", ages=ages) if ages else ""


def ranges_text(line: CatalogueAnalyte) -> str:
    """The adult's own where it is one for both, else how many there are."""
    bands = [entry.band for entry in line.sets[0].bands] if line.sets else []
    if not bands:
        return tr("none")
    shown = [text for text in (range_text(band, line.scale) for band in bands) if text]
    return ", ".join(dict.fromkeys(shown)) or tr("critical limits only")


def critical_text(line: CatalogueAnalyte) -> str:
    bands: list[Band] = [entry.band for entry in line.sets[0].bands] if line.sets else []
    lows = dict.fromkeys(f"< {limit_text(band.critical_low)}" for band in bands if band.critical_low is not None)
    highs = dict.fromkeys(f"> {limit_text(band.critical_high)}" for band in bands if band.critical_high is not None)
    return ", ".join([*lows, *highs])


def line_unit(line: CatalogueAnalyte) -> str:
    return unit_text(line.unit) if line.unit else "–"
