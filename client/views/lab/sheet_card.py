"""The open test: whose it is, its critical values, its results."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import time_text, tr
from client.core.lab_words import condition_word
from client.core.problem_text import problem_text
from client.core.words import age_text, sex_word, shown_name, urgency_word
from client.viewmodels.lab.bench import Bench, BenchState
from client.views.lab.comment_sheet import CommentSheet
from client.views.lab.past_sheet import PastSheet
from client.views.lab.result_grid import ResultGrid
from client.views.lab.sheets import CallSheet
from client.views.lab.words import (
    STAGE_TONES,
    URGENCY_ICONS,
    URGENCY_TONES,
    critical_values,
    ordered_by_text,
    stage_word,
)
from client.views.patient.dues_pill import DuesPill
from client.widgets.basics import Card, Elide, Label, Rule, Whole, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.patient_strip import Alarm
from client.widgets.pills import Note, Pill
from client.widgets.stat import EmptyState
from client.widgets.theme import restyle
from shared.ids import AnalyteId
from shared.models.lab import Urgency, WorkItem, WorkStage
from shared.models.lab_results import ResultSheet, TestPast


class SheetCard(Card):
    """The critical strip stays for as long as nobody was told."""

    def __init__(self, bench: Bench, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 6))
        self.setParent(parent)
        self._bench = bench
        self._clock = clock
        self.name = Whole("", "name")
        self._local_name = Whole("", "name2")
        self._who = Elide("", "muted")
        self.accession = Label("", "token")
        self._conditions = Label("", "strong", tone="info")
        self._tube = Label("", "small", wrap=True)
        self.test = Label("", "h2")
        self.urgency = Pill("", "warn")
        self.stage = Pill("", "grey")
        self.critical = QFrame()
        self.critical_text = Label("", "strong", wrap=True)
        self.call = KeyButton(tr("Record the call"), "F3", icon="phone", size="sm")
        self.note = Note("", "warn")
        self._notice = box(vbox(self.note, margins=(14, 0, 12, 6)))
        self.grid = ResultGrid()
        self.guide = EmptyState("test-tube", "")
        self._entered = Elide("", "muted")
        self._hint = Label(tr("Enter: next line · –: could not be had"), "small")
        self.comment = KeyButton(tr("Comment…"), "F5", kind="ghost", size="sm")
        self.past = KeyButton(tr("Earlier…"), "Alt+H", icon="history", kind="ghost", size="sm")
        self._at: AnalyteId | None = None
        self._stack = QStackedWidget()
        self._build()

        self.grid.typed.connect(bench.type)
        self.grid.stood_at.connect(self._stand_at)
        self.comment.clicked.connect(self._ask_comment)
        self.past.clicked.connect(bench.ask_past)
        bench.past_found.connect(self._show_past)
        self.call.clicked.connect(self._ask_call)
        bench.state_changed.connect(self._render)

        self._render(bench.state)

    def _build(self) -> None:
        nothing = EmptyState(
            "flask-conical", tr("No test is open"), tr("Scan a label, or choose one from the list and press Enter.")
        )
        who = hbox(self._who, self._conditions, spacing=10)
        who.setStretch(0, 1)
        head = vbox(
            hbox(self.name, self._local_name, None, DuesPill(self._bench.dues), self.accession, spacing=10),
            who,
            spacing=1,
            margins=(14, 0, 12, 6),
        )
        what = hbox(self.test, self.urgency, self.stage, self._tube, spacing=8, margins=(14, 0, 12, 6))
        what.setStretch(3, 1)
        self._tube.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        restyle(self.critical, role="allergy")
        strip = hbox(Alarm(), self.critical_text, self.call, spacing=10, margins=(12, 6, 8, 6))
        strip.setStretch(1, 1)
        self.critical.setLayout(strip)
        self._critical_room = box(vbox(self.critical, margins=(14, 0, 12, 6)))
        foot = hbox(self._entered, self._hint, self.comment, self.past, spacing=10, margins=(14, 2, 12, 2))
        foot.setStretch(0, 1)
        whole = vbox(
            head,
            what,
            self._critical_room,
            self._notice,
            Rule(),
            self.grid,
            self.guide,
            box(foot),
        )
        whole.setStretch(5, 1)
        whole.setStretch(6, 1)
        self._stack.addWidget(nothing)
        self._stack.addWidget(box(whole))
        self.add(self._stack)

    def _render(self, state: BenchState) -> None:
        self._stack.setCurrentIndex(0 if state.item is None else 1)
        if state.item is None:
            return
        self._render_item(state.item)
        said = [condition_word(each) for each in state.sheet.conditions] if state.sheet is not None else []
        self._conditions.setText(" · ".join(said))
        before = state.stage in {WorkStage.COLLECT, WorkStage.RECEIVE}
        show_only({self.guide: before, self.grid: not before and state.sheet is not None})
        self.guide.set_text(*_guide(state.item))
        self.grid.show_state(state)
        self._critical_room.setVisible(bool(state.to_tell))
        self.critical_text.setText(
            tr("Critical: {values}. Call whoever treats the patient now.", values=critical_values(state))
        )
        may_not = "" if state.rights.enter else tr("You may not record it")
        self.call.set_blocked(may_not)
        self._notice.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "warn")
        self._entered.setText(_entered(state.sheet))
        show_only({self._hint: state.is_open_for_entry, self.comment: state.is_open_for_entry})

    def _render_item(self, item: WorkItem) -> None:
        patient = item.patient
        self.name.setText(shown_name(patient.name))
        self._local_name.setText(patient.name_local)
        self._who.setText(
            tr(
                "{sex} · {age} · {number} · {orderer}",
                sex=sex_word(patient.sex),
                age=age_text(patient.birth, self._clock.today()),
                number=patient.patient_no,
                orderer=ordered_by_text(item),
            )
        )
        self.accession.setText(item.accession or tr("No tube yet"))
        self._tube.setText(_tube_text(item))
        self.test.setText(item.test)
        self.urgency.setVisible(item.urgency is not Urgency.ROUTINE)
        self.urgency.set_state(
            urgency_word(item.urgency), URGENCY_TONES.get(item.urgency, "grey"), URGENCY_ICONS.get(item.urgency, "")
        )
        tone = STAGE_TONES[item.stage] if item.stage is not None else "grey"
        self.stage.set_state(stage_word(item.stage), tone)

    def _stand_at(self, analyte_id: AnalyteId) -> None:
        self._at = analyte_id

    def _ask_comment(self) -> None:
        """On the line the keyboard was in last; what is calculated says nothing of its own."""
        lines = self._bench.state.lines
        entry = next((each for each in lines if each.line.analyte_id == self._at and not each.calculated), None)
        if entry is not None:
            sheet = CommentSheet(entry, self)
            sheet.chosen.connect(partial(self._bench.comment, entry.line.analyte_id))
            sheet.open()

    def _show_past(self, past: TestPast) -> None:
        sheet = self._bench.state.sheet
        if sheet is not None:
            PastSheet(sheet, past, self).open()

    def _ask_call(self) -> None:
        state = self._bench.state
        if state.item is not None and state.to_tell:
            sheet = CallSheet(state, self)
            sheet.told.connect(partial(self._bench.tell, state.item))
            sheet.open()


def _guide(item: WorkItem) -> tuple[str, str]:
    """What is done with the tube before anything can be entered."""
    if item.stage is WorkStage.COLLECT:
        return (
            tr("To be drawn: {tube}", tube=item.tube),
            tr("Let the patient say the name, print the labels, fill the tubes, and say so with F6."),
        )
    return (
        tr("On its way: {tube}", tube=item.tube),
        tr("Compare its label, look at what is in it, and receive it with F7 or reject it with F8."),
    )


def _tube_text(item: WorkItem) -> str:
    if item.received_at is not None and item.collected_at is not None:
        return tr(
            "{tube} · drawn {drawn} · received {received}",
            tube=item.tube,
            drawn=time_text(item.collected_at),
            received=time_text(item.received_at),
        )
    if item.collected_at is not None:
        return tr("{tube} · drawn {drawn}", tube=item.tube, drawn=time_text(item.collected_at))
    return item.tube


def _entered(sheet: ResultSheet | None) -> str:
    if sheet is None or not sheet.touched_by:
        return ""
    return tr("Entered by {people}", people=", ".join(sheet.touched_by))
