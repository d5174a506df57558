"""A patient's released reports: one is read, with each value over time, and marked as read."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, datetime_text, short_date_text, tr, trn
from client.core.lab_words import unit_text
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.viewmodels.consulting.results import PatientReports, ReportsState, UnreadResults, UnreadState
from client.views.lab.words import FLAG_TONES, flag_text, not_calculated_text, range_words
from client.widgets.basics import Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from client.widgets.trend import Trend, TrendLine
from shared.ids import TestOrderId
from shared.models.lab_results import LatestResult, ResultLine, TestReport, VersionCause

_LEAST = 2
"""Two values make a line."""


class ResultsSheet(Sheet):
    print_asked = Signal(object)  # TestReport

    def __init__(
        self,
        who: str,
        reports: PatientReports,
        unread: UnreadResults,
        known: Mapping[str, LatestResult],
        parent: QWidget,
        first: TestOrderId | None = None,
        *,
        may_print: bool,
    ) -> None:
        super().__init__(tr("Results"), tr("Mark as read"), parent, subtitle=who, width=980)
        self._reports, self._unread, self._known, self._first = reports, unread, known, first
        self.table: RowsTable[TestReport] = RowsTable(
            (
                Column(tr("Released"), _released, detail=_of_version, width=210),
                Column(tr("Test"), _test, detail=_tube),
                Column("", self._mark, tone=self._mark_tone, look="pill", width=150),
            ),
            key=_id,
            name=tr("Reports"),
        )
        self.table.set_empty(EmptyState("flask-conical", tr("No released results yet")))
        self.table.show_rows(3)
        self.lines: RowsTable[ResultLine] = RowsTable(
            (
                Column(tr("Analyte"), _name, detail=_comment),
                Column(tr("Result"), _value, tone=_flag_tone, width=150, look="strong"),
                Column("", _flag, tone=_flag_tone, width=100, look="strong"),
                Column(tr("Range"), _range, width=150),
                Column(tr("Before"), _before, width=130),
            ),
            key=_analyte,
            name=tr("Values of the report"),
            row_height=34,
        )
        self.lines.show_rows(8)
        self.trend_name, self.trend = Label("", "strong", wrap=True), Trend(tr("Values over time"))
        self.trend_words = Label("", "small", wrap=True)
        side = box(vbox(self.trend_name, self.trend, self.trend_words, None, spacing=6))
        side.setFixedWidth(210)
        row = hbox(self.lines, side, spacing=14)
        row.setStretch(0, 1)
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer", size="lg")
        self.add_button(self.print)
        self.print.setVisible(may_print)  # once it has a parent: alone it would be a window
        self.cancel.set_text(tr("Close"))
        self.add(self.table, row)
        self.body.setStretch(1, 1)

        self.table.current_changed.connect(self._show_report)
        self.lines.current_changed.connect(self._show_trend)
        self.submitted.connect(self._mark_read)
        self.print.clicked.connect(self._print)
        reports.state_changed.connect(self.render_state)
        unread.state_changed.connect(self._render_unread)
        self.finished.connect(reports.close)

        self.render_state(reports.state)
        self.table.setFocus()

    def render_state(self, state: ReportsState) -> None:
        self.set_busy(state.loading)
        self.table.set_rows(state.reports)
        if state.reports and self.table.current() is None and not self.table.select(self._first):
            self.table.select_first()
        problem = problem_text(state.problem) if state.problem else None
        self.set_error(problem.sentence if problem else "")
        self._show_report(self.table.current())

    def _render_unread(self, _: UnreadState) -> None:
        self.table.viewport().update()
        self._check(self.table.current())

    def _show_report(self, report: TestReport | None) -> None:
        self.lines.set_rows(report.lines if report else ())
        if self.lines.current() is None:
            self.lines.select_first()
        self._show_trend(self.lines.current())
        self._check(report)

    def _show_trend(self, line: ResultLine | None) -> None:
        known = self._known.get(line.code) if line else None
        values = [(one.number, one.at) for one in reversed(known.earlier)] if known else []
        if known:
            values.append((known.worth, known.at))
        points = [(float(number), at) for number, at in values if number is not None]
        is_line = known is not None and len(points) >= _LEAST
        self.trend.setVisible(is_line)
        self.trend_name.setText(line.name if line else "")
        self.trend_words.setText("" if is_line or line is None else tr("One value only: no line yet."))
        if known is None or not is_line:
            return
        limits = known.limits
        band = (float(limits.low), float(limits.high)) if limits.low is not None and limits.high is not None else None
        ends = short_date_text(day_of(points[0][1])), short_date_text(day_of(points[-1][1]))
        line_of = TrendLine(tuple(value for value, _ in points), abnormal=known.flag.is_flagged)
        self.trend.set_lines([line_of], band=band, ends=ends)

    def _check(self, report: TestReport | None) -> None:
        self.print.set_blocked("" if report else tr("Choose a report"))
        if report is None:
            self.primary.set_blocked(tr("Choose a report"))
        elif not self._unread.state.has(report):
            self.primary.set_blocked(tr("Nothing to mark: read, or ordered by somebody else"))
        else:
            self.primary.set_blocked("")

    def _print(self) -> None:
        report = self.table.current()
        if report is not None:
            self.print_asked.emit(report)

    def _mark_read(self) -> None:
        report = self.table.current()
        if report is not None and self._unread.state.has(report):
            self._unread.mark_read(report)

    def _mark(self, report: TestReport) -> str:
        if self._unread.state.has(report):
            return tr("Corrected") if report.cause is VersionCause.CORRECTED else tr("New")
        if report.in_correction:
            return tr("Being corrected")
        flagged = sum(line.flag is not None and line.flag.is_flagged for line in report.lines)
        return trn("{n} outside range", "{n} outside range", flagged) if flagged else ""

    def _mark_tone(self, report: TestReport) -> Tone:
        if self._unread.state.has(report):
            return "info"
        return "warn"


def _id(report: TestReport) -> TestOrderId:
    return report.test_order_id


def _released(report: TestReport) -> str:
    return datetime_text(report.released.at)


def _of_version(report: TestReport) -> str:
    if report.number == 1:
        return tr("by {who}", who=report.released.who)
    return (
        tr("version {n} · {reason}", n=report.number, reason=report.reason)
        if report.reason
        else tr("version {n}", n=report.number)
    )


def _test(report: TestReport) -> str:
    return report.test


def _tube(report: TestReport) -> str:
    day = date_text(day_of(report.collected_at))
    return tr("{accession} · collected {day}", accession=report.accession, day=day)


def _analyte(line: ResultLine) -> object:
    return line.analyte_id


def _name(line: ResultLine) -> str:
    return line.name


def _comment(line: ResultLine) -> str:
    return line.comment


def _value(line: ResultLine) -> str:
    if line.not_calculated is not None:
        return not_calculated_text(line.not_calculated)
    if line.not_done:
        return tr("could not be done")
    return f"{line.value} {unit_text(line.unit)}".strip()


def _flag(line: ResultLine) -> str:
    return flag_text(line.flag)


def _flag_tone(line: ResultLine) -> Tone | None:
    return FLAG_TONES.get(line.flag) if line.flag is not None else None


def _range(line: ResultLine) -> str:
    return unit_text(range_words(line.range_text, line.flag))


def _before(line: ResultLine) -> str:
    if line.previous is None:
        return ""
    return tr("{value} · {day}", value=line.previous.value, day=short_date_text(day_of(line.previous.at)))
