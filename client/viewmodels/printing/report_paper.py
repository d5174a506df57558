"""The laboratory's report as it stands on paper, from what the server released."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from client.core.i18n import date_text, datetime_text, short_date_text, tr
from client.core.lab_words import condition_word, reported_flag, unit_text, why_not_calculated
from client.core.words import age_text, sex_word, shown_name
from client.core.zone import day_of
from client.printing import papers
from shared.ages import Precision
from shared.ids import AnalyteId
from shared.models.lab import Stamp
from shared.models.lab_reports import ReportPaper
from shared.models.lab_results import Replaced, ReplacedLine, ResultLine, TestReport
from shared.models.patients import Birth
from shared.rules.lab_ranges import Flag
from shared.rules.lab_values import ResultKind


def report_sheet(paper: ReportPaper, letterhead: papers.Letterhead, footer: papers.Footer) -> papers.TestReportSheet:
    reports = paper.reports
    first = reports[0]
    copies = {_copy(report) for report in reports}
    one_copy = copies.pop() if len(copies) == 1 else 0
    return papers.TestReportSheet(
        letterhead=letterhead,
        footer=footer,
        patient=papers.PatientFacts(
            name=shown_name(first.patient.name),
            local_name=first.patient.name_local or None,
            number=first.patient.patient_no,
            age=_age(first),
            sex=sex_word(first.sex),
        ),
        about=(
            *_requested(reports),
            (tr("Ordered by"), ", ".join(_each_once(report.ordered.who for report in reports))),
            (tr("Ordered"), ", ".join(_each_once(date_text(day_of(report.ordered.at)) for report in reports))),
            (tr("Samples"), ", ".join(_each_once(report.accession for report in reports))),
        ),
        tests=tuple(reported_test(report, first, copy_at_test=not one_copy) for report in reports),
        check_link=paper.check_link,
        superseded=any(report.number != report.newest for report in reports),
        copy=one_copy,
    )


def _requested(reports: Sequence[TestReport]) -> Iterable[tuple[str, str]]:
    """By whom outside, where somebody did."""
    if named := _each_once(report.requester for report in reports if report.requester):
        yield tr("Requested by"), ", ".join(named)


def reported_test(report: TestReport, first: TestReport, *, copy_at_test: bool) -> papers.ReportedTest:
    """On paper, and the same on a screen; what it has in common with the first one is not said again."""
    before = {line.analyte_id: line for line in report.replaces.lines} if report.replaces else {}
    return papers.ReportedTest(
        title=report.test,
        laboratory=report.lab,
        accession=report.accession,
        lines=tuple(_line(line, report.replaces, before) for line in report.lines),
        facts=tuple(_facts(report, first)),
        marks=tuple(_marks(report, copy_at_test=copy_at_test)),
        notices=tuple(_notices(report)),
    )


def _marks(report: TestReport, *, copy_at_test: bool) -> Iterable[str]:
    if report.number != report.newest:
        yield tr("SUPERSEDED")
    if report.replaces is not None:
        yield tr("CORRECTED") if report.replaces.value_corrected else tr("RE-ISSUED")
    if report.replaces is not None or report.number != report.newest:
        yield tr("version {n}", n=report.number)
    if copy_at_test and _copy(report):
        yield tr("DUPLICATE {number}", number=_copy(report))


def _copy(report: TestReport) -> int:
    """How often this version has been given out before."""
    return sum(delivery.number == report.number for delivery in report.deliveries)


def _notices(report: TestReport) -> Iterable[str]:
    if report.number != report.newest:
        yield tr(
            "SUPERSEDED: version {newest} took the place of this version {n}. Do not use it.",
            newest=report.newest,
            n=report.number,
        )
    elif report.in_correction:
        yield tr("This version is being corrected. Ask the laboratory before you rely on it.")
    replaced = report.replaces
    if replaced is None:
        return
    takes_place = tr(
        "Version {n} takes the place of version {before}, released {at} by {who}.",
        n=report.number,
        before=replaced.number,
        at=datetime_text(replaced.released.at),
        who=replaced.released.who,
    )
    reasons = tr("Why: {reasons}.", reasons="; ".join(reason.rstrip(".") for reason in replaced.reasons))
    said = [takes_place, reasons if replaced.reasons else "", _judged_otherwise(report, replaced)]
    yield " ".join(part for part in said if part)


def _judged_otherwise(report: TestReport, replaced: Replaced) -> str:
    if (replaced.sex, replaced.age_days) == (report.sex, report.age_days):
        return ""
    return tr(
        "The patient's age or sex has been corrected: the version before was judged as {sex}, {age}.",
        sex=sex_word(replaced.sex),
        age=_age_of_days(report, replaced.age_days),
    )


def _line(line: ResultLine, replaced: Replaced | None, before: Mapping[AnalyteId, ReplacedLine]) -> papers.ReportLine:
    flag = line.flag or Flag.UNJUDGED
    notes = []
    if line.not_calculated is not None:
        notes.append(why_not_calculated(line.not_calculated))
    if line.comment:
        notes.append(line.comment)
    was = before.get(line.analyte_id)
    if was is not None and replaced is not None:
        notes.append(_was(was, replaced.number))
    return papers.ReportLine(
        name=line.name,
        value=_value(line),
        unit=unit_text(line.unit) if line.value and line.kind is ResultKind.NUMBER else "",
        flag=_flag(line, flag),
        is_marked=flag.is_flagged,
        is_critical=flag.is_critical,
        range=_range(line, flag),
        previous=_previous(line),
        calculated=line.calculated and bool(line.value),
        notes=tuple(notes),
    )


def _value(line: ResultLine) -> str:
    if line.value:
        return line.value
    return tr("not calculated") if line.not_calculated is not None else tr("not done")


def _flag(line: ResultLine, flag: Flag) -> str:
    """Silence is normal: what could not be judged against its range says so."""
    if flag is Flag.UNJUDGED and line.value and line.range_text and line.kind is not ResultKind.TEXT:
        return tr("not judged")
    return reported_flag(flag)


def _range(line: ResultLine, flag: Flag) -> str:
    if flag.needs_range and not line.range_text:
        return tr("range not available for age")
    return " / ".join(part.strip() for part in line.range_text.split("|"))


def _previous(line: ResultLine) -> str:
    if line.previous is None:
        return ""
    return tr("{value} · {day}", value=line.previous.value, day=short_date_text(day_of(line.previous.at)))


def _was(was: ReplacedLine, number: int) -> str:
    value = " ".join(part for part in (was.value or tr("not done"), unit_text(was.unit) if was.value else "") if part)
    parts = (value, reported_flag(was.flag), tr("range {range}", range=was.range_text) if was.range_text else "")
    return tr("Version {n} said: {what}", n=number, what=", ".join(part for part in parts if part))


def _facts(report: TestReport, first: TestReport) -> Iterable[tuple[str, str]]:
    yield tr("Specimen"), report.specimen
    yield tr("Version"), str(report.number)
    yield tr("Collected"), _by(report.collected_by, report.collected_at)
    if report.received_at is not None:
        yield tr("Received"), _by(report.received_by, report.received_at)
    for name, stamp in _stamps(report):
        yield name, _by(stamp.who, stamp.at)
    for condition in report.conditions:
        yield tr("Condition"), condition_word(condition)
    if (report.sex, _age(report)) != (first.sex, _age(first)):
        yield tr("Age and sex at collection"), f"{_age(report)}, {sex_word(report.sex)}"


def _stamps(report: TestReport) -> tuple[tuple[str, Stamp], ...]:
    return (tr("Verified"), report.verified), (tr("Reviewed"), report.reviewed), (tr("Released"), report.released)


def _by(who: str, at: datetime) -> str:
    return tr("{at}, {who}", at=datetime_text(at), who=who) if who else datetime_text(at)


def _age(report: TestReport) -> str:
    return _age_of_days(report, report.age_days)


def _age_of_days(report: TestReport, days: int | None) -> str:
    """At the collection; an estimate says that it is one, as long as the birth date it was counted from stands."""
    collected = day_of(report.collected_at)
    if days is None:
        return age_text(None, collected)
    born = collected - timedelta(days=days)
    known = report.patient.birth
    precision = known.precision if known is not None and known.date == born else Precision.DAY
    return age_text(Birth(date=born, precision=precision), collected)


def _each_once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
