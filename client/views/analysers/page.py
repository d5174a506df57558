"""Analysers: what waits of their results, and whether they are heard."""

from operator import attrgetter
from typing import Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, time_text, tr
from client.core.scanner import CardScanner
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.analysers.arrivals import Arrivals, ArrivalsState
from client.views.analysers.run_card import RunCard
from client.views.analysers.words import accession_text, beside_text, heard_text, run_why_text, trouble_is_last
from client.widgets.basics import Card, box, hbox, heading, vbox
from client.widgets.pills import Count, Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from client.widgets.tokens import Tone
from shared.models.analysers import AnalyserInfo, WaitingRun
from shared.rules.accessions import accession_in, may_become_accession

_ROW: Final = 52
_ANALYSERS_SHOWN: Final = 4


class AnalysersPage(QWidget):
    """Keyboard only: F4 and the arrows choose, the scanner says whose it was, Enter enters it."""

    def __init__(self, arrivals: Arrivals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrivals = arrivals
        arrivals.setParent(self)
        self.count = Count(0)
        self.waiting: RowsTable[WaitingRun] = RowsTable(
            (
                Column(tr("Came"), _time, detail=_day, width=92),
                Column(tr("Number sent"), accession_text, detail=attrgetter("analyser"), look="strong", width=156),
                Column(tr("Why it waits"), run_why_text),
            ),
            key=attrgetter("id"),
            name=tr("Results that wait"),
            row_height=_ROW,
        )
        self.analysers: RowsTable[AnalyserInfo] = RowsTable(
            (
                Column(tr("Analyser"), attrgetter("name"), detail=_place, look="strong", width=190),
                Column(tr("Heard"), heard_text, detail=beside_text, tone=_heard_tone),
            ),
            key=attrgetter("id"),
            name=tr("Analysers"),
            row_height=_ROW,
        )
        self.run = RunCard(arrivals)
        more = Note(tr("There are more. They come up as these are settled."), "info")
        self._more = box(vbox(more, margins=(13, 0, 13, 8)))
        self._scanner = CardScanner(self._is_mine, self, may_become=may_become_accession, number_in=accession_in)
        self._build()

        self._scanner.scanned.connect(self._take_scan)
        self.waiting.current_changed.connect(self._choose)
        arrivals.state_changed.connect(self._render)

        self._render(arrivals.state)
        arrivals.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _build(self) -> None:
        self.setFocusProxy(self.waiting)
        self.waiting.set_empty(EmptyState("circle-check", tr("Nothing waits")))
        self.analysers.set_empty(
            EmptyState("network", tr("No analyser is set up"), tr("Whoever looks after the server connects them."))
        )
        self.analysers.show_rows(_ANALYSERS_SHOWN)
        waiting = Card(
            box(vbox(heading(tr("Waits for somebody"), self.count, key="F4"), margins=(13, 0, 13, 0))),
            self._more,
            self.waiting,
            margins=(1, 12, 1, 6),
        )
        waiting.inside.setStretch(2, 1)
        known = Card(box(vbox(heading(tr("Analysers")), margins=(13, 0, 13, 0))), self.analysers, margins=(1, 12, 1, 6))
        left = vbox(waiting, known, spacing=12)
        left.setStretch(0, 1)
        self._left = box(left)
        row = hbox(self._left, self.run, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)
        key = QShortcut(QKeySequence("F4"), self)
        key.activated.connect(self.waiting.setFocus)

    def _fit(self) -> None:
        self._left.setFixedWidth(620 if self.window().width() >= WIDE_SCREEN else 540)

    def _is_mine(self, receiver: object) -> bool:
        return self.isVisible() and isinstance(receiver, QWidget) and (receiver is self or self.isAncestorOf(receiver))

    def _take_scan(self, accession: str) -> None:
        """Nothing is entered by the scan alone: whoever scanned looks, and presses Enter."""
        self._arrivals.type(accession)
        self.run.scan.setFocus()

    def _choose(self, run: WaitingRun | None) -> None:
        if run is not None:
            self._arrivals.choose(run.id)

    def _render(self, state: ArrivalsState) -> None:
        self.count.set_number(len(state.runs))
        self._more.setVisible(state.more)
        self.waiting.set_rows(state.runs)
        if state.run_id is not None:
            self.waiting.select(state.run_id)
        self.analysers.set_rows(state.analysers)


def build_analysers(desk: Desk) -> AnalysersPage:
    return AnalysersPage(Arrivals(desk.calls, desk.changes))


def _time(run: WaitingRun) -> str:
    return time_text(run.received_at)


def _day(run: WaitingRun) -> str:
    return short_date_text(day_of(run.received_at))


def _place(analyser: AnalyserInfo) -> str:
    return tr("{lab} · {place}", lab=analyser.lab, place=analyser.place)


def _heard_tone(analyser: AnalyserInfo) -> Tone | None:
    return "bad" if trouble_is_last(analyser) else None
