"""Before or behind others, and why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.words import priority_word
from client.viewmodels.queue.acts import Turn
from client.widgets.choices import Chips, Segmented
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from shared.models.appointments import Priority


class PrioritySheet(Sheet):
    """The common reasons are one key away; the patient's present class is not offered again."""

    chosen = Signal(object, str)  # Priority, why

    def __init__(self, turn: Turn, parent: QWidget, *, second_person: bool) -> None:
        who = tr("{token} · {name}, {priority} now", token=turn.token, name=turn.name, priority=_now(turn.priority))
        super().__init__(tr("Call before or behind others"), tr("Change priority"), parent, subtitle=who)
        options = [each for each in reversed(Priority) if each is not turn.priority]
        reasons = (tr("Getting worse"), tr("Elderly or frail"), tr("Small child"), tr("Pregnant"))
        self.priority: Segmented[Priority] = Segmented([(each, priority_word(each)) for each in options])
        self.common = Chips([(each, each) for each in reasons], tr("Reason"))
        self.reason = LineInput(most=200)
        self.common.set_value(None)
        self.add(Field(tr("Called as"), self.priority), self.common, Field(tr("Reason"), self.reason, required=True))
        if second_person:
            self.add(Note(tr("A second person has to agree at this desk."), "info"))

        self.common.picked.connect(self.reason.set_value)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        self._check()
        self.reason.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked("" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed"))

    def _choose(self) -> None:
        self.chosen.emit(self.priority.value(), self.reason.value())
        self.accept()


def _now(priority: Priority) -> str:
    return priority_word(priority).casefold()
