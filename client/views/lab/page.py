"""The laboratory's bench: what is to be done, and the test that is being done."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.scanner import CardScanner
from client.desk import Desk
from client.viewmodels.lab.bench import Bench, BenchState
from client.viewmodels.lab.worklist import Worklist
from client.views.lab.action_bar import ActionBar
from client.views.lab.collect_sheet import CollectSheet
from client.views.lab.direct_sheet import direct_sheet, ordered_text
from client.views.lab.sheet_card import SheetCard
from client.views.lab.worklist_card import WorklistCard
from client.widgets.basics import hbox, vbox
from client.widgets.table import WIDE_SCREEN
from shared.contracts import billing
from shared.models.lab import WorkItem, WorkStage
from shared.rules.accessions import accession_in, may_become_accession
from shared.rules.lab_ranges import Condition


class LabPage(QWidget):
    """Keyboard only: scan, type, Enter, Ctrl+S; the colleague scans, F9."""

    said = Signal(str)

    def __init__(
        self, worklist: Worklist, bench: Bench, calls: Calls, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._worklist, self._bench = worklist, bench
        worklist.setParent(self)
        bench.setParent(self)
        self._calls, self._clock = calls, clock
        self.worklist = WorklistCard(worklist, clock)
        self.sheet = SheetCard(bench, clock)
        self.bar = ActionBar(bench)
        self._scanner = CardScanner(self._is_mine, self, may_become=may_become_accession, number_in=accession_in)
        self._build()

        self._scanner.scanned.connect(worklist.find)
        self.worklist.chosen.connect(self._open)
        self.worklist.order.clicked.connect(self._order)
        self.sheet.grid.finished.connect(self.bar.save.setFocus)
        self.bar.labels_wanted.connect(self._print_labels)
        self.bar.collect_wanted.connect(self._collect)
        bench.conditions_wanted.connect(self._ask_conditions)
        bench.opened.connect(self._start)
        bench.saved.connect(self._go_on)
        bench.state_changed.connect(self._render)

        self._render(bench.state)

    @property
    def bench(self) -> BenchState:
        return self._bench.state

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _build(self) -> None:
        self.setFocusProxy(self.worklist.box)
        right = vbox(self.sheet, self.bar, spacing=10)
        right.setStretch(0, 1)
        row = hbox(self.worklist, right, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)

    def _fit(self) -> None:
        wide = self.window().width() >= WIDE_SCREEN
        self.worklist.setFixedWidth(700 if wide else 548)
        self.sheet.grid.set_roomy(wide)

    def _is_mine(self, receiver: object) -> bool:
        return self.isVisible() and isinstance(receiver, QWidget) and (receiver is self or self.isAncestorOf(receiver))

    def _open(self, item: WorkItem) -> None:
        self._bench.open(item)
        state = self._bench.state
        if state.item is not None and state.item.id == item.id and state.sheet is not None:
            self._start()

    def _start(self) -> None:
        """The keyboard goes to what is next: the first empty line, or the button that says it is done."""
        state = self._bench.state
        if state.is_open_for_entry and (state.stage is WorkStage.ENTER or state.correcting):
            self.sheet.grid.start()
        else:
            self.bar.focus_next()

    def _render(self, state: BenchState) -> None:
        self.worklist.order.setVisible(state.rights.order)
        if state.item is not None:
            self.worklist.select(state.item.id)

    def _order(self) -> None:
        sheet = direct_sheet(self._calls, self._clock, self.window())
        sheet.ordered.connect(self._show_ordered)
        sheet.open()

    def _show_ordered(self, items: list[WorkItem]) -> None:
        """The tubes are next: their labels, and that they are filled."""
        self._worklist.refresh()
        self._open(items[0])
        self.said.emit(ordered_text(items))

    def _go_on(self) -> None:
        """After saving the next label is scanned."""
        if not self._bench.state.to_tell:
            self.worklist.box.setFocus()

    def _print_labels(self) -> None:
        item = self._bench.state.item
        if item is not None:
            self._bench.print_labels(self._worklist.to_collect_of(item.appointment_id))

    def _collect(self) -> None:
        item = self._bench.state.item
        if item is not None:
            self._bench.ask_collection(self._worklist.to_collect_of(item.appointment_id))

    def _ask_conditions(self, asked: list[Condition]) -> None:
        item = self._bench.state.item
        if item is not None:
            sheet = CollectSheet(item, asked, self)
            sheet.answered.connect(partial(self._bench.collect, self._worklist.to_collect_of(item.appointment_id)))
            sheet.open()


def build_lab(desk: Desk) -> LabPage:
    worklist = Worklist(desk.calls, desk.changes, desk.clock)
    bench = Bench(desk.calls, desk.changes, desk.printing, desk.session)
    bench.dues.may_ask = desk.session.can(billing.dues)
    return LabPage(worklist, bench, desk.calls, desk.clock)
