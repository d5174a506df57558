"""Turn-around times: which tests take too long, and at which stage."""

from operator import attrgetter
from typing import Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.core.problem_text import problem_text
from client.desk import Desk
from client.viewmodels.lab.turnaround import TimesState, TurnaroundTimes
from client.views.lab.stage_bars import StageBars
from client.views.lab.words import span_text
from client.widgets.basics import Card, Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import LabId
from shared.models.lab_results import Turnaround

_SIDE: Final = 400
_MUCH_PERCENT: Final = 10


class TurnaroundPage(QWidget):
    """F4 goes to the list; the arrows walk along the tests, the side says where the time went."""

    def __init__(self, times: TurnaroundTimes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        times.setParent(self)
        self.days: Segmented[int] = Segmented(
            ((1, tr("Today")), (7, tr("7 days")), (30, tr("30 days"))), tr("Days"), chosen=7
        )
        self.first = DateInput()
        self.last = DateInput()
        self.labs: Combo[LabId | None] = Combo(((None, tr("All laboratories")),))
        self.ask = KeyButton(tr("Show"), "F5", icon="repeat", kind="primary")
        self.table: RowsTable[Turnaround] = RowsTable(
            (
                Column(tr("Test"), attrgetter("test"), detail=attrgetter("lab"), look="strong"),
                Column(tr("Done"), lambda test: number_text(test.tests), width=80),
                Column(tr("Late"), _late, tone=_late_tone, look="pill", width=130),
                Column(tr("Half in"), _median, width=120),
                Column(tr("Nine of ten in"), _ninety, width=130),
            ),
            key=lambda test: (test.lab, test.test),
            name=tr("Turn-around times"),
        )
        self.note = Note("", "warn")
        self.test = Label("", "h2", wrap=True)
        self.bars = StageBars()
        self._empty = EmptyState("hourglass", "")
        self._build()

        self.days.picked.connect(times.show_last)
        self.labs.picked.connect(times.choose_lab)
        self.ask.clicked.connect(self._choose_days)
        self.table.current_changed.connect(self._show_test)
        times.state_changed.connect(self._render)

        self._render(times.state)
        times.ask_labs()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._times.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.days)
        self.labs.setAccessibleName(tr("Laboratory"))
        asked = hbox(
            Field(tr("Days"), self.days),
            Field(tr("From"), self.first, key="Alt+F"),
            Field(tr("To"), self.last, key="Alt+T"),
            Field(tr("Laboratory"), self.labs),
            None,
            self.ask,
            spacing=12,
        )
        self.table.set_empty(self._empty)
        legend = Label(tr("Darker: half took no longer. Paler: nine of ten took no longer."), "muted", wrap=True)
        side = Card(Label(tr("Where the time went"), "group"), self.test, self.bars, legend, None)
        side.setFixedWidth(_SIDE)
        lists = hbox(Card(self.table, margins=(1, 4, 1, 6)), side, spacing=12)
        lists.setStretch(0, 1)
        whole = vbox(Card(asked), self.note, lists, spacing=12, margins=(16, 12, 16, 12))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _render(self, state: TimesState) -> None:
        self.first.set_day(state.first_day)
        self.last.set_day(state.last_day)
        self.labs.set_options(((None, tr("All laboratories")), *((each.id, each.name) for each in state.labs)))
        self.labs.set_value(state.lab_id)
        words = tr("Nothing was released of what was ordered on these days") if state.is_known else tr("Counting…")
        self._empty.set_text(words)
        self.table.set_rows(state.tests)
        if self.table.current() is None:
            self.table.select_first()
        self._show_test(self.table.current())
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "warn")

    def _choose_days(self) -> None:
        first, last = self.first.day(), self.last.day()
        if first is not None and last is not None:
            self.days.set_value(None)
            self._times.choose_days(first, last)

    def _show_test(self, test: Turnaround | None) -> None:
        self.test.setText(test.test if test is not None else "")
        stages = () if test is None else (*test.stages, *([test.total] if test.total is not None else []))
        self.bars.set_stages(stages)


def _late(test: Turnaround) -> str:
    if not test.late:
        return tr("None")
    percent = number_text(_percent(test))
    return trn("{n} · {percent} %", "{n} · {percent} %", test.late, percent=percent)


def _late_tone(test: Turnaround) -> Tone | None:
    if not test.late:
        return "ok"
    return "bad" if _percent(test) >= _MUCH_PERCENT else "warn"


def _percent(test: Turnaround) -> int:
    return round(100 * test.late / max(test.tests, 1))


def _median(test: Turnaround) -> str:
    return span_text(test.total.median_minutes) if test.total is not None else ""


def _ninety(test: Turnaround) -> str:
    return span_text(test.total.ninety_percent_minutes) if test.total is not None else ""


def build_turnaround(desk: Desk) -> TurnaroundPage:
    return TurnaroundPage(TurnaroundTimes(desk.calls, desk.clock))
