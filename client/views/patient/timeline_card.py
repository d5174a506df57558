"""What happened to the patient, over all visits or at one, the newest step on top."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.i18n import tr
from client.viewmodels.patient.chart import ChartState, PatientChart
from client.views.patient.looks import work_word
from client.views.patient.timeline_list import Line, TimelineList
from client.widgets.basics import Card, Rule, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Chips
from client.widgets.stat import EmptyState
from shared.models.charts import ChartPart
from shared.rules.work import Work

_ALL = "all"


class TimelineCard(Card):
    def __init__(self, view_model: PatientChart, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 1))
        self.setParent(parent)
        self._view_model = view_model
        self.kinds: Chips[str] = Chips(
            ((_ALL, tr("All")), *((work.value, work_word(work)) for work in Work)), tr("Show"), chosen=_ALL
        )
        self.all_visits = KeyButton(tr("All visits"), "Alt+A", icon="history", kind="ghost", size="sm")
        self.list = TimelineList()
        self._stack = QStackedWidget()
        self._empty = EmptyState("history", "")
        self._build()

        self.kinds.picked.connect(self._choose)
        self.all_visits.clicked.connect(self._show_all)
        self.list.end_reached.connect(self._load_more)
        self.list.visit_opened.connect(view_model.choose_visit)

    @property
    def rows(self) -> list[Line]:
        """The steps that are listed now, from the top."""
        return self.list.rows

    def show_chart(self, state: ChartState) -> None:
        self.kinds.set_value(_ALL if state.work is None else state.work.value)
        whole = state.visit_id is None
        for value, work in ((_ALL, None), *((work.value, work) for work in Work)):
            words = tr("All") if work is None else work_word(work)
            number = state.events_of(work) if whole else 0
            self.kinds.set_text(value, tr("{words}  {n}", words=words, n=number) if number else words)
        self.all_visits.setVisible(not whole)
        self.list.set_events(state.events)
        known = ChartPart.TIMELINE in state.lists
        self._stack.setCurrentIndex(1 if state.events else 0)
        self._empty.set_text(tr("Nothing of this kind yet") if known else tr("Loading…") if state.loading else "")

    def _build(self) -> None:
        row = hbox(self.kinds, self.all_visits, spacing=8, margins=(14, 0, 14, 8))
        row.setStretch(0, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        self.add(box(vbox(row)), Rule(), self._stack)
        self.inside.setStretch(2, 1)

    def _choose(self, value: str) -> None:
        self._view_model.choose_work(None if value == _ALL else Work(value))

    def _show_all(self) -> None:
        self._view_model.choose_visit(None)

    def _load_more(self) -> None:
        if self._view_model.state.part is ChartPart.TIMELINE:
            self._view_model.load_more()
