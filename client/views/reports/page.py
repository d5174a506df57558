"""Statistics: a report of some days, compared with those before, opened to its documents, taken along as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from client.core.calls import Calls
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.report_words import figure_word, meaning_text, report_word, row_text
from client.desk import Desk
from client.viewmodels.dashboard.behind import Behind
from client.viewmodels.reports.files import ReportFiles
from client.viewmodels.reports.kept import Kept, KeptState
from client.viewmodels.reports.statistics import Statistics, StatisticsState, choice_of, period_text, shortened_text
from client.views.dashboard.list_sheet import ListSheet
from client.views.reports.asking import AskingCard
from client.views.reports.behind_rows import lead_on
from client.views.reports.documents import documents, laid_documents
from client.views.reports.drawing import can_be_drawn, chart_card
from client.views.reports.keep_sheet import KeepSheet
from client.views.reports.schedule_words import kept_detail
from client.views.reports.table import FiguresView, Line, has_before
from client.widgets.basics import Card, KeyCap, Label, box, hbox, vbox
from client.widgets.busy import BusyLine
from client.widgets.buttons import KeyButton
from client.widgets.charts.card import ChartCard
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.contracts import billing, stock
from shared.models.report_runs import RunState
from shared.models.reports import ReportKind, ReportPeriod, ReportTable
from shared.models.saved_reports import SavedReport
from shared.rules.reports import row_beside

_SIDE: Final = 236
_ROW: Final = 32
_ROW_OF_TWO: Final = 42


class StatisticsPage(QWidget):
    """Keyboard only: F2 the reports, F4 the figures, arrows from figure to figure, Enter opens what is behind one.

    Shift+Enter opens what is behind the figure of the days before that stands under it.
    """

    patient_opened = Signal(object)  # PatientId
    said = Signal(str)

    def __init__(
        self,
        statistics: Statistics,
        files: ReportFiles,
        kept: Kept,
        calls: Calls,
        *,
        bills: bool,
        cards: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`bills`, `cards`: whether this person may read bills, and stock cards."""
        super().__init__(parent)
        self._statistics, self._files, self._kept = statistics, files, kept
        for owned in (statistics, files, kept):
            owned.setParent(self)
        self._calls = calls
        self._bills = bills
        self._cards = cards
        self._drawn = False
        self.search = SearchBox(tr("Find a report"), "F2", size="md")
        self.kinds: RowsTable[ReportKind] = RowsTable(
            (Column(tr("Report"), report_word),), key=lambda kind: kind, name=tr("Reports"), row_height=_ROW
        )
        self.kept: RowsTable[SavedReport] = RowsTable(
            (Column(tr("Kept"), lambda each: each.name, detail=kept_detail),),
            key=lambda each: each.id,
            name=tr("Kept reports"),
            row_height=_ROW_OF_TWO,
        )
        self.keep = KeyButton(tr("Keep"), "Alt+K", icon="save", size="sm")
        self.asking = AskingCard(statistics)
        self.figures = FiguresView()
        self.chart: ChartCard | None = None
        self.note = Note("", "warn")
        self.busy = BusyLine()
        self.stop = KeyButton(tr("Stop"), "Esc", icon="x")
        self.draw = KeyButton(tr("As a chart"), "Ctrl+B", icon="chart-column")
        self.before = KeyButton(tr("Open the days before"), "Shift+Enter", icon="history", size="sm", bind=False)
        self.excel = KeyButton("XLSX", "Ctrl+E", icon="save")
        self.csv = KeyButton("CSV", "Alt+V", icon="save")
        self.pdf = KeyButton("PDF", "Alt+P", icon="file-text")
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer")
        self._meaning = Label("", "muted", wrap=True)
        self._stack = QStackedWidget()
        self._build()

        self.search.searched.connect(self._search)
        self.search.submitted.connect(self._take_first)
        self.kinds.current_changed.connect(self._choose)
        self.kinds.opened.connect(self._to_figures)
        self.kept.opened.connect(self._take_up)
        self.keep.clicked.connect(self._keep)
        kept.state_changed.connect(self._render_kept)
        self.figures.figure_opened.connect(self._open)
        self.figures.before_opened.connect(self._open_before)
        self.before.clicked.connect(self.figures.open_before)
        self.stop.clicked.connect(statistics.cancel)
        self.draw.clicked.connect(self._turn)
        for button, ending in ((self.excel, "xlsx"), (self.csv, "csv"), (self.pdf, "pdf")):
            button.clicked.connect(partial(self._ask_where, ending))
        self.print.clicked.connect(files.print)
        files.saved.connect(self._say_saved)
        files.failed.connect(self._say_failed)
        statistics.state_changed.connect(self._render)

        self.kinds.set_rows(statistics.state.kinds)
        self.kinds.select(statistics.state.asked.kind)
        self._render(statistics.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._statistics.state.run is None:
            self._statistics.ask_choices()
            self._statistics.make()
            self._kept.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.kinds)
        self.search.drive(self.kinds)
        self.kinds.horizontalHeader().hide()
        self.kept.horizontalHeader().hide()
        self.kept.set_empty(EmptyState("save", tr("Nothing is kept yet")))
        head = hbox(Label(tr("Kept"), "group"), None, self.keep)
        side = Card(hbox(self.search, KeyCap("F2"), spacing=6), self.kinds, head, self.kept, margins=(10, 10, 10, 10))
        side.inside.setStretch(1, 5)
        side.inside.setStretch(3, 2)
        side.setFixedWidth(_SIDE)
        self._stack.addWidget(self.figures)
        taken = hbox(self.draw, KeyCap("F4"), None, self.excel, self.csv, self.pdf, self.print, spacing=8)
        self.before.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cursor stays on the figure it opens
        below = hbox(self._meaning, self.before, margins=(14, 4, 14, 0))
        below.setStretch(0, 1)
        sheet = Card(self.busy, self._stack, box(below), spacing=0)
        sheet.inside.setContentsMargins(1, 2, 1, 8)
        sheet.inside.setStretch(1, 1)
        stopped = hbox(self.note, self.stop, spacing=8)
        stopped.setStretch(0, 1)
        right = vbox(self.asking, stopped, sheet, taken, spacing=10)
        right.setStretch(2, 1)
        whole = hbox(side, right, spacing=12, margins=(16, 12, 16, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        shortcut = QShortcut(QKeySequence("F4"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._to_figures)

    def _render(self, state: StatisticsState) -> None:
        table = state.table
        self.kinds.select(state.asked.kind)
        self.asking.render_state(state)
        nothing = tr("Nothing to tell of these days") if table is not None else _state_text(state)
        self.figures.show_table(table, nothing)
        self._meaning.setText(meaning_text(table.meaning) if table is not None else "")
        self._render_progress(state)
        self._render_chart()
        for button in (self.draw, self.excel, self.csv, self.pdf, self.print):
            button.set_blocked("" if table is not None else tr("Not made yet"))

    def _render_progress(self, state: StatisticsState) -> None:
        run = state.run
        asked_now = run is None and state.problem is None and bool(state.kinds)
        self.busy.set_busy(asked_now or state.under_way)
        if run is not None and run.state is RunState.RUNNING:
            self.busy.set_progress(run.share)
        self.stop.setVisible(state.under_way)
        words = " ".join(filter(None, (shortened_text(state), _trouble(state))))
        self.note.setVisible(bool(words))
        self.note.set_state(words, "info" if state.table is not None or state.under_way else "warn")

    def _render_chart(self) -> None:
        table = self._statistics.state.table
        if self.chart is not None:
            self._stack.removeWidget(self.chart)
            self.chart.deleteLater()
            self.chart = None
        self.before.setVisible(table is not None and table.before is not None and not self._drawn)
        if not self._drawn or table is None:
            self._stack.setCurrentWidget(self.figures)
            return
        figure = self.figures.rows.figure
        if not can_be_drawn(table, figure):
            figure = 0
        self.chart = chart_card(table, figure, self._statistics.caption(table))
        self.chart.setProperty("role", "")
        self.chart.opened.connect(partial(self._open_key, figure))
        self._stack.addWidget(self.chart)
        self._stack.setCurrentWidget(self.chart)

    def _turn(self) -> None:
        """The figure under the cursor as a chart, and back."""
        self._drawn = not self._drawn
        self.draw.set_text(tr("As a table") if self._drawn else tr("As a chart"))
        self._render_chart()
        self._to_figures()

    def _search(self, term: str) -> None:
        words = term.casefold().split()
        shown = [kind for kind in self._statistics.state.kinds if all(w in report_word(kind).casefold() for w in words)]
        self.kinds.set_rows(shown)

    def _take_first(self) -> None:
        if self.kinds.current() is None:
            self.kinds.select_first()
        self._to_figures()

    def _choose(self, kind: ReportKind | None) -> None:
        if kind is not None:
            self._statistics.choose_kind(kind)

    def _render_kept(self, state: KeptState) -> None:
        self.kept.set_rows(state.kept)

    def _take_up(self, kept: SavedReport) -> None:
        """Of the days that are shown."""
        if kept.choice is None:
            self.said.emit(tr("There is no such report any more. Alt+K keeps another in its place, or forgets it."))
            return
        self._statistics.take_up(kept.choice, compare=kept.compare)
        self._to_figures()

    def _keep(self) -> None:
        """In the place of the kept one that is shown, or that can not be shown any more, if one is chosen."""
        asked = self._statistics.state.asked
        current = self.kept.current()
        before = current if current is not None and current.choice in (choice_of(asked), None) else None
        KeepSheet(self._kept, asked, before, self).open()

    def _to_figures(self) -> None:
        if self.chart is not None:
            self.chart.take_focus()
        else:
            self.figures.take_focus()

    def _open(self, line: Line, figure: int) -> None:
        self._open_key(figure, line.key)

    def _open_key(self, figure: int, key: str | None) -> None:
        table = self._statistics.state.table
        if table is not None:
            self._open_figure(table, key, figure, self._statistics.state.asked.period)

    def _open_before(self, line: Line, figure: int) -> None:
        """Only where a figure of the days before is shown: of what lies in the stores now there is none."""
        table = self._statistics.state.table
        if table is None:
            return
        if not self._statistics.state.asked.compare:
            self.said.emit(tr("The days before are not shown: Alt+C compares with them."))
        elif table.before is None or not has_before(table, line.key, figure):
            self.said.emit(tr("There is no figure of the days before here."))
        else:
            self._open_figure(table, line.key, figure, table.before)

    def _open_figure(self, table: ReportTable, key: str | None, figure: int, period: ReportPeriod) -> None:
        """`key`: of the row as it is shown; the days before have their own row of a day."""
        column = table.columns[figure]
        before = period == table.before
        what = tr("Total")
        if key is not None:
            label = next((row.label for row in table.rows if row.key == key), "")
            key = row_beside(table.by, key, table.period, period) if before else key
            what = row_text(table.by, key, label)
        words = {"what": what, "figure": figure_word(column.key)}
        title = tr("{what}: {figure}, the days before", **words) if before else tr("{what}: {figure}", **words)
        behind: Behind[Any] = Behind(self._calls, documents(self._statistics.state.asked, key, column.key, period))
        laid = laid_documents(column.kind, table.currency, bills=self._bills, cards=self._cards)
        about = tr("{report} · {days}", report=report_word(table.kind), days=period_text(period))
        sheet: ListSheet[Any] = ListSheet(title, about, behind, laid, self)
        sheet.patient_opened.connect(self.patient_opened)
        lead_on(sheet, self._calls)
        sheet.open()

    def _ask_where(self, ending: str) -> None:
        table = self._statistics.state.table
        if table is None:
            return
        dialog = QFileDialog(self.window(), tr("Save the report"), "", f"*.{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(_file_name(table, ending))
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, name: str) -> None:
        self._files.save(Path(name))

    def _say_saved(self, path: str) -> None:
        self.said.emit(tr("The report is in {file}.", file=path))

    def _say_failed(self, problem: Any) -> None:
        self.said.emit(problem_text(problem).text if problem else tr("The file can't be written there."))


def _file_name(table: ReportTable, ending: str) -> str:
    return f"{table.kind}-{table.period.since}-{table.period.until}.{ending}"


def _state_text(state: StatisticsState) -> str:
    if not state.kinds:
        return tr("No report belongs to your work")
    if state.problem is not None:
        return tr("The report was not made")
    return tr("Counting…") if state.run is None or state.under_way else tr("The report was not made")


def _trouble(state: StatisticsState) -> str:
    """What there is to say of how it went; empty where the table says it all."""
    if state.problem is not None:
        said = problem_text(state.problem)
        return tr("{what}. {why}", what=said.title, why=said.text)
    run = state.run
    if run is None:
        return ""
    match run.state:
        case RunState.WAITING:
            return tr("Other reports are being made; this one waits for its turn.")
        case RunState.RUNNING:
            return tr("This one takes a while. You can go on working elsewhere.")
        case RunState.CANCELLED:
            return tr("It was stopped. F5 makes it anew.")
        case RunState.TOO_LONG:
            return tr("It took too long and was given up, so that nobody at the counters waits. Choose fewer days.")
        case RunState.FAILED:
            return tr("It was not made: the server could not. F5 tries again.")
        case RunState.DONE if run.table is not None and run.table.more:
            return tr("More rows than these are in its XLSX or CSV, or choose fewer days. The total is of all.")
        case RunState.DONE:
            return ""


def build_statistics(desk: Desk) -> StatisticsPage:
    statistics = Statistics(desk.calls, desk.clock, desk.session)
    me = desk.session.me
    files = ReportFiles(desk.calls, desk.printing, statistics, me.full_name if me is not None else "")
    kept = Kept(desk.calls, desk.changes)
    bills, cards = desk.session.can(billing.get), desk.session.can(stock.card)
    return StatisticsPage(statistics, files, kept, desk.calls, bills=bills, cards=cards)
