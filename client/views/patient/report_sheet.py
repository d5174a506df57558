"""A released test of the chart: its values as the paper says them, and the paper itself."""

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.printing.papers import ReportedTest, ReportLine
from client.viewmodels.patient.test_report import OneReport, ReportState
from client.widgets.basics import Label, Rule, Scroll, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.pills import Note, Pill

_WIDE = 820
_LIST_HEIGHT = 330
_STRETCH = (26, 16, 10, 14, 18, 16)


class TestReportSheet(Sheet):
    __test__ = False

    def __init__(self, view_model: OneReport, test: str, parent: QWidget) -> None:
        super().__init__(test, tr("Close"), parent, width=_WIDE)
        self._view_model = view_model
        self._shown: ReportedTest | None = None
        self.marks = vbox(spacing=6)
        self._lines = vbox(spacing=0)
        self._facts = Label("", "small", wrap=True)
        scroll = Scroll(box(vbox(self._lines, None)))
        scroll.setMinimumHeight(_LIST_HEIGHT)
        self.before = KeyButton(tr("Version before"), "Alt+Left", icon="history", size="lg")
        self.newest = KeyButton(tr("Newest version"), "Alt+Right", icon="arrow-right", size="lg")
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer", size="lg")
        self.add(self.marks, scroll, self._facts)
        for button in (self.before, self.newest, self.print):
            self.add_button(button)
        self.cancel.hide()  # closing is all there is to it: nothing here is being changed

        self.submitted.connect(self.accept)
        self.before.clicked.connect(view_model.open_before)
        self.newest.clicked.connect(view_model.open_newest)
        self.print.clicked.connect(view_model.print)
        view_model.state_changed.connect(self.render_state)
        self.render_state(view_model.state)

    def render_state(self, state: ReportState) -> None:
        self.set_busy(state.busy)
        self.before.setVisible(state.before is not None)
        self.newest.setVisible(not state.is_newest)
        self.print.setVisible(state.may_print)
        problem = problem_text(state.problem) if state.problem else None
        self.set_error(problem.sentence if problem else "")
        shown = state.shown
        if shown is None or shown == self._shown:
            return
        self._shown = shown
        clear(self.marks)
        if shown.marks:
            self.marks.addLayout(hbox(*(Pill(mark, "bad") for mark in shown.marks), None, spacing=6))
        for notice in shown.notices:
            self.marks.addWidget(Note(notice, "bad" if not state.is_newest else "warn"))
        clear(self._lines)
        self._lines.addWidget(_table(shown.lines))
        facts = ((tr("Sample"), shown.accession), (tr("Laboratory"), shown.laboratory), *shown.facts)
        self._facts.setText(" · ".join(tr("{name}: {value}", name=name, value=value) for name, value in facts))


def _table(lines: tuple[ReportLine, ...]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 8, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    for place, stretch in enumerate(_STRETCH):
        grid.setColumnStretch(place, stretch)
    titles = (tr("Test"), tr("Result"), tr("Unit"), tr("Flag"), tr("Reference range"), tr("Before"))
    for place, title in enumerate(titles):
        grid.addWidget(Label(title, "group"), 0, place)
    at = 1
    for line in lines:
        grid.addWidget(Rule(), at, 0, 1, len(titles))
        _place(line, grid, at + 1)
        at += 3
    return box(grid)


def _place(line: ReportLine, grid: QGridLayout, at: int) -> None:
    name = tr("{analyte} (calculated)", analyte=line.name) if line.calculated else line.name
    grid.addWidget(_marked(name, line), at, 0)
    if line.unit or line.flag:
        grid.addWidget(_marked(line.value, line), at, 1)
        grid.addWidget(Label(line.unit, "small"), at, 2)
        grid.addWidget(_marked(line.flag, line), at, 3)
    else:  # words of a microscopist need room
        grid.addWidget(_marked(line.value, line), at, 1, 1, 3)
    grid.addWidget(Label(line.range, "muted", wrap=True), at, 4)
    grid.addWidget(Label(line.previous, "muted"), at, 5)
    if line.notes:
        grid.addWidget(Label("\n".join(line.notes), "small", wrap=True), at + 1, 0, 1, len(_STRETCH))


def _marked(text: str, line: ReportLine) -> Label:
    return Label(text, "strong" if line.is_marked else "body", tone="bad" if line.is_critical else None, wrap=True)
