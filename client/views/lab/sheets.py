"""What the bench asks before it goes on: why a tube is refused, and whom a critical value was told."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.viewmodels.lab.bench import BenchState
from client.views.lab.words import cause_word, critical_values
from client.widgets.basics import Label
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.pills import Note
from shared.models.lab import RejectCause, WorkItem


class RejectSheet(Sheet):
    chosen = Signal(object, str)  # RejectCause, note

    def __init__(self, item: WorkItem, parent: QWidget) -> None:
        what = tr("{number} · {tube}", number=item.accession or "", tube=item.tube)
        super().__init__(tr("Reject this tube"), tr("Reject"), parent, subtitle=what, kind="danger")
        self.cause = Combo[RejectCause]((cause, cause_word(cause)) for cause in RejectCause)
        self.note = LineInput(most=200)
        self.add(
            Field(tr("Why"), self.cause, required=True),
            Field(tr("Note"), self.note),
            Note(tr("All tests of this tube are to be collected anew, under a new number."), "info"),
        )
        self.submitted.connect(self._choose)
        self.cause.setFocus()

    def _choose(self) -> None:
        cause = self.cause.value()
        if cause is not None:
            self.chosen.emit(cause, self.note.value())
            self.accept()


class CallSheet(Sheet):
    """It counts only once it was read back."""

    told = Signal(str, str)

    def __init__(self, state: BenchState, parent: QWidget) -> None:
        super().__init__(tr("Record the call"), tr("Record"), parent, subtitle=critical_values(state), kind="danger")
        treats = state.item.requester or state.item.ordered_by if state.item is not None else ""
        self.told_to = LineInput(treats, most=120)
        self.read_back = QCheckBox(tr("The value was read back to me"))
        self.note = LineInput(most=200)
        self.add(
            Label(tr("Say the patient's name and number, the value and its unit."), "muted", wrap=True),
            Field(tr("Told to"), self.told_to, required=True),
            self.read_back,
            Field(tr("Note"), self.note),
        )
        self.told_to.textChanged.connect(self._check)
        self.read_back.toggled.connect(self._check)
        self.submitted.connect(self._tell)
        self._check()
        self.told_to.setFocus()
        self.told_to.selectAll()

    def _check(self) -> None:
        if not self.told_to.value():
            self.primary.set_blocked(tr("Whom did you tell?"))
        else:
            self.primary.set_blocked("" if self.read_back.isChecked() else tr("It must be read back"))

    def _tell(self) -> None:
        self.told.emit(self.told_to.value(), self.note.value())
        self.accept()
