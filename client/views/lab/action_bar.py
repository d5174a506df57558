"""The next thing to do for the open test, each with its key."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.viewmodels.lab.bench import Bench, BenchState
from client.views.lab.sheets import RejectSheet
from client.views.lab.words import sum_text
from client.widgets.basics import Card, Label, hbox, show_only
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from shared.models.lab import WorkItem, WorkStage

_ON_THE_BENCH = frozenset({WorkStage.ENTER, WorkStage.VERIFY})
_STATED = frozenset({WorkStage.VERIFY, WorkStage.REVIEW, WorkStage.RELEASE})


class ActionBar(Card):
    labels_wanted = Signal()
    collect_wanted = Signal()

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(spacing=4, margins=(12, 8, 10, 8))
        self.setParent(parent)
        self._bench = bench
        self.reject = KeyButton(tr("Reject tube…"), "F8", icon="ban", size="lg")
        self.repeat = KeyButton(tr("Repeat…"), "Alt+R", icon="repeat", size="lg")
        self.correct = KeyButton(tr("Correct…"), "Alt+C", icon="undo-2", size="lg")
        self.abandon = KeyButton(tr("Abandon…"), "Alt+A", size="lg")
        self.cancel = KeyButton(tr("Cancel test…"), "Alt+W", size="lg")
        self.drop = KeyButton(tr("Discard"), "Alt+X", icon="x", size="lg")
        self.labels = KeyButton(tr("Print labels"), "Ctrl+P", icon="tag", size="lg")
        self.collect = KeyButton(tr("Collected"), "F6", icon="syringe", kind="primary", size="lg")
        self.receive = KeyButton(tr("Received"), "F7", icon="test-tube", kind="primary", size="lg")
        self.save = KeyButton(tr("Save"), "Ctrl+S", icon="save", kind="primary", size="lg")
        self.go_on = KeyButton(tr("Verify"), "F9", icon="badge-check", kind="primary", size="lg")
        self.why = Label("", "muted", wrap=True)
        row = hbox(
            self.reject,
            self.repeat,
            self.correct,
            self.abandon,
            self.cancel,
            self.why,
            self.drop,
            self.labels,
            self.collect,
            self.receive,
            self.save,
            self.go_on,
            spacing=6,
        )
        row.setStretch(row.indexOf(self.why), 1)
        self.add(row)

        self.reject.clicked.connect(self._ask_reject)
        self.repeat.clicked.connect(self._ask_repeat)
        self.correct.clicked.connect(self._ask_correction)
        self.abandon.clicked.connect(self._ask_abandon)
        self.cancel.clicked.connect(self._ask_cancel)
        self.drop.clicked.connect(bench.drop_typed)
        self.labels.clicked.connect(self.labels_wanted)
        self.collect.clicked.connect(self.collect_wanted)
        self.receive.clicked.connect(bench.receive)
        self.save.clicked.connect(bench.save)
        self.go_on.clicked.connect(bench.go_on)
        bench.state_changed.connect(self._render)

        self._render(bench.state)

    def focus_next(self) -> None:
        """The button of what is next; without one, none."""
        for button in (self.collect, self.receive, self.go_on):
            if not button.isHidden():
                button.setFocus()
                return

    def _render(self, state: BenchState) -> None:
        stage, rights = state.stage, state.rights
        show_only(
            {
                self.reject: rights.collect and stage in {WorkStage.RECEIVE, *_ON_THE_BENCH},
                self.repeat: rights.verify and stage in {WorkStage.REVIEW, WorkStage.RELEASE},
                self.labels: rights.collect and stage in {WorkStage.COLLECT, WorkStage.RECEIVE},
                self.collect: rights.collect and stage is WorkStage.COLLECT,
                self.receive: rights.collect and stage is WorkStage.RECEIVE,
                self.correct: rights.release and stage is WorkStage.DELIVER and not state.correcting,
                self.abandon: state.may_abandon,
                self.cancel: state.may_cancel and not state.new_lines,
                self.drop: bool(state.new_lines or state.correcting),
                self.save: state.is_open_for_entry and (stage not in _STATED or bool(state.new_lines)),
                self.go_on: stage in _STATED and not state.new_lines,
            }
        )
        why = self._why(state)
        self.why.setText(why)
        self.save.set_blocked("" if state.can_save or state.sending else _why_not_saved(state))
        self.go_on.set_text(_statement(stage))
        self.go_on.set_blocked("" if state.may_go_on or state.sending else why or tr("You may not do this"))
        for button in (self.collect, self.receive, self.save, self.go_on):
            button.set_busy(state.sending)

    def _why(self, state: BenchState) -> str:
        if state.wrong_line is not None:
            return tr("{analyte} cannot be right.", analyte=state.wrong_line.line.name)
        if state.shares is not None and state.is_off and state.new_lines:
            return sum_text(state.shares)
        if state.new_lines:
            return trn("{n} value is not saved yet.", "{n} values are not saved yet.", len(state.new_lines))
        if state.to_tell and state.stage in _STATED:
            return tr("A critical value must be told first.")
        if state.correcting:
            return tr("Type what is right, and save.")
        if state.needs_another:
            return tr("You entered some of this: another person must verify it.")
        return ""

    def _ask_reject(self) -> None:
        item = self._bench.state.item
        if item is not None:
            sheet = RejectSheet(item, self)
            sheet.chosen.connect(partial(self._bench.reject, item))
            sheet.open()

    def _ask_correction(self) -> None:
        text = tr("What was released stays readable, marked as replaced; the doctor is told of the new version.")
        sheet = Confirm(tr("Correct this result"), text, tr("Correct"), self, reason=tr("Why"))
        sheet.confirmed.connect(self._bench.begin_correction)
        sheet.open()

    def _ask_abandon(self) -> None:
        text = tr("What was released before goes on counting. What was entered for the correction stays readable here.")
        sheet = Confirm(tr("Abandon this correction"), text, tr("Abandon"), self, reason=tr("Why"))
        self._open_about(sheet, self._bench.abandon)

    def _ask_cancel(self) -> None:
        text = tr("It is not done and not paid for, unless its bill was issued. Whoever ordered it sees the reason.")
        sheet = Confirm(tr("Cancel this test"), text, tr("Cancel the test"), self, reason=tr("Why"))
        self._open_about(sheet, self._bench.cancel)

    def _ask_repeat(self) -> None:
        text = tr("The results stay readable to the bench; new values are entered beside them.")
        sheet = Confirm(tr("Repeat this test"), text, tr("Repeat"), self, kind="primary", reason=tr("Why"))
        self._open_about(sheet, self._bench.repeat)

    def _open_about(self, sheet: Confirm, do: Callable[[WorkItem, str], object]) -> None:
        """It is done with the test as it stands now: what a colleague does to it meanwhile is not passed over."""
        item = self._bench.state.item
        if item is not None:
            sheet.confirmed.connect(partial(do, item))
            sheet.open()


def _statement(stage: WorkStage | None) -> str:
    return {WorkStage.REVIEW: tr("Review"), WorkStage.RELEASE: tr("Release")}.get(stage, tr("Verify")) if stage else ""


def _why_not_saved(state: BenchState) -> str:
    if state.wrong_line is not None:
        return tr("A value cannot be right")
    if state.shares is not None and state.is_off and state.new_lines:
        return sum_text(state.shares)
    return tr("Nothing new was typed")
