"""What a letter tells of the patient before its writer changes it: from today's note and what is known."""

from collections.abc import Iterable, Sequence

from client.core.i18n import date_text, tr
from client.core.medicine_words import dose_text, duration_text, frequency_words, often_words
from client.core.zone import day_of
from client.viewmodels.consulting.worksheet import Line
from client.views.consulting.words import dose_of
from shared.models.consultations import ActiveMedicine, Icd10
from shared.models.lab_results import ResultLine, TestReport
from shared.models.patients import Allergy
from shared.rules.lab_ranges import Flag

_NEWEST_TESTS = 6


def summary(
    diagnoses: Sequence[Icd10],
    lines: Sequence[Line],
    active: Sequence[ActiveMedicine],
    allergies: list[Allergy],
    reports: Sequence[TestReport],
) -> str:
    """One paragraph a subject; what there is nothing of is left out, but for allergies: silence is never printed."""
    told = [
        _part(tr("Diagnoses"), [tr("{code} {title}", code=d.code, title=d.title) for d in diagnoses]),
        _part(tr("Medicines"), [*map(_prescribed, lines), *_still_taken(lines, active)]),
        _part(tr("Allergies"), [_allergies(allergies)]),
        _part(tr("Results"), list(map(_result, _newest(reports)))),
    ]
    return "\n".join(part for part in told if part)


def _part(title: str, rows: Sequence[str]) -> str:
    return "\n".join((tr("{title}:", title=title), *(f"– {row}" for row in rows))) if rows else ""


def _prescribed(line: Line) -> str:
    frequency = "" if line.frequency is None else often_words(line.frequency, line.needed_for, line.most_a_day)
    return _medicine(line.medicine.generic, line.medicine.strength, dose_of(line), frequency, duration_text(line.days))


def _still_taken(lines: Sequence[Line], active: Sequence[ActiveMedicine]) -> list[str]:
    """What is prescribed today again is not told twice."""
    today = {(line.medicine.generic, line.medicine.strength) for line in lines}
    return [
        _medicine(
            one.medicine, one.strength, dose_text(one.dose, one.form, one.strength), frequency_words(one.frequency), ""
        )
        for one in active
        if (one.medicine, one.strength) not in today
    ]


def _medicine(name: str, strength: str, *how: str) -> str:
    said = ", ".join(part for part in how if part)
    return tr("{medicine} {strength}: {how}", medicine=name, strength=strength, how=said)


def _allergies(allergies: list[Allergy]) -> str:
    if not allergies:
        return tr("none recorded")
    return ", ".join(
        tr("{substance} ({reaction})", substance=a.substance, reaction=a.reaction) if a.reaction else a.substance
        for a in allergies
    )


def _newest(reports: Iterable[TestReport]) -> list[TestReport]:
    """The last of each test: they come newest first."""
    found: dict[str, TestReport] = {}
    for report in reports:
        found.setdefault(report.test, report)
    return list(found.values())[:_NEWEST_TESTS]


def _result(report: TestReport) -> str:
    values = ", ".join(map(_value, (line for line in report.lines if line.value and not line.not_done)))
    return tr("{test}, {day}: {values}", test=report.test, day=date_text(day_of(report.collected_at)), values=values)


def _value(line: ResultLine) -> str:
    said = " ".join(part for part in (line.name, line.value, line.unit) if part)
    flag = _flag(line.flag)
    return tr("{value} ({flag})", value=said, flag=flag) if flag else said


def _flag(flag: Flag | None) -> str:
    """In words: paper has no colours, and a sign of its own would have to be explained."""
    match flag:
        case None | Flag.NORMAL | Flag.UNJUDGED:
            return ""
        case Flag.LOW:
            return tr("low")
        case Flag.HIGH:
            return tr("high")
        case Flag.CRITICAL_LOW:
            return tr("critically low")
        case Flag.CRITICAL_HIGH:
            return tr("critically high")
        case Flag.ABNORMAL:
            return tr("abnormal")
        case Flag.NO_RANGE:
            return tr("no range for this age")
