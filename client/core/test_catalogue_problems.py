"""What is refused in the laboratory's catalogue, said to whoever keeps it up."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import number_text, tr
from client.core.problem import Problem, warn
from shared.contracts import test_catalogue
from shared.rules.lab_catalogue import CatalogueProblem as P


def catalogue_problem(problem: P, detail: str) -> str:
    """One sentence, for beside the field, for the sheet and for the row of a spreadsheet."""
    return {
        P.SEX_UNREADABLE: tr("Write any, male or female."),
        P.AGE_UNREADABLE: tr("Write an age with its unit, such as 36h, 28d, 6m or 12y."),
        P.CONDITION_UNREADABLE: tr("Write pregnant, trimester_1, trimester_2, trimester_3 or fasting."),
        P.NUMBER_UNREADABLE: tr("Write a number with a point, and at most 4 digits after it."),
        P.TEXT_TOO_LONG: tr("At most {n} letters.", n=detail),
        P.AGES_CROSSED: tr("It must end at a greater age than it begins."),
        P.LIMITS_CROSSED: tr("The upper limit lies below the lower one."),
        P.CRITICAL_INSIDE: tr("A critical limit lies inside the reference range: ordinary values would be critical."),
        P.VALID_TOO_NARROW: tr(
            "{limit} lies outside of what can be entered for this line: widen its valid limits first.", limit=detail
        ),
        P.NO_LIMITS_HERE: tr("A choice, a titre and words have no limits: write under text what is normal."),
        P.TEXT_NOT_POSSIBLE: tr("“{text}” is nothing that this line can say.", text=detail),
        P.BANDS_OVERLAP: tr("It overlaps with range {n}: the same sex, condition and age.", n=detail),
        P.RANGES_EMPTY: tr("Leave at least one range. One without limits says that none is known."),
        P.PAST_DAY: tr("What counted on a day that has passed is not changed. Choose today or later."),
        P.CHOICES_MISSING: tr("List what can be chosen."),
        P.CHOICES_DOUBLED: tr("“{choice}” is there twice.", choice=detail),
        P.CHOICES_NOT_TAKEN: tr("Only choices and titres have a list."),
        P.FORMULA_UNREADABLE: tr("Write codes of this test with + - * / and brackets, such as TRIG / 5."),
        P.FORMULA_UNKNOWN_ANALYTE: tr("This test has no line with the code {codes}.", codes=detail),
        P.FORMULA_CIRCULAR: tr("These would have to be known to be calculated: {codes}.", codes=detail),
        P.ONLY_OF_NUMBERS: tr("Only a number has this."),
        P.DELTA_DOUBLED: tr("Give one limit of change only: a number, a percentage, or that it never changes."),
        P.CODE_TAKEN: tr("The code {code} is taken.", code=detail),
        P.NAME_TAKEN: tr("The name {name} is taken.", name=detail),
        P.LAB_IN_USE: tr("{lab} still has tests that are offered: retire or move them first.", lab=detail),
        P.LAB_RETIRED: tr("{lab} is retired.", lab=detail),
        P.ALREADY_USED: tr("Tests were ordered with it, and their results mean this: it begins anew as another line."),
        P.NEEDED_BY_FORMULA: tr("{code} is calculated from it: change that formula first.", code=detail),
        P.NOT_KNOWN: tr("“{what}” is not in the catalogue.", what=detail),
        P.EMPTY: tr("Fill this in."),
        P.DOUBLED_ROW: tr("This is there twice in the file."),
        P.YES_OR_NO: tr("Write yes or no."),
        P.NOT_ONE_OF: tr("Write one of these: {words}.", words=detail),
        P.DAY_UNREADABLE: tr("Write a day such as 2026-11-30."),
        P.NOT_POSSIBLE: tr("“{text}” is not possible here.", text=detail),
    }[problem]


def _refused(error: test_catalogue.CatalogueRefused) -> Problem:
    sentence = catalogue_problem(error.problem, error.detail)
    if error.line:
        sentence = tr("Range {n}: {sentence}", n=number_text(error.line), sentence=sentence)
    return warn(tr("The catalogue was not changed"), sentence)


def _no_spreadsheet(error: test_catalogue.NoSpreadsheet) -> Problem:
    title = tr("This file is not a test catalogue")
    if error.missing:
        return warn(title, tr("It lacks {what}. Export the catalogue and change that file.", what=error.missing))
    return warn(title, tr("It can't be read. Export the catalogue, change that file, and save it as XLSX."))


CATALOGUE_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    test_catalogue.NotInCatalogue: lambda _: warn(
        tr("This is not in the catalogue any more"), tr("Nothing was changed. Look it up again: somebody was quicker.")
    ),
    test_catalogue.CatalogueRefused: _refused,
    test_catalogue.NoSpreadsheet: _no_spreadsheet,
}
