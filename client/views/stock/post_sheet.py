"""Before a count is posted: what differs, what nobody counted, and who agrees."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import number_text, tr, trn
from client.viewmodels.stock.counting import Counting
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.stock.count_words import line_text
from client.views.stock.words import signed_text
from client.widgets.basics import Label
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from shared.models.access import Approval
from shared.models.stock_counts import CountLine

_NAMED: Final = 6


class PostSheet(Sheet):
    """Lines that were not counted are named; they stay as the card says only when somebody says so."""

    decided = Signal(str, object)
    """The reason, and the approval's id."""

    def __init__(self, view_model: Counting, parent: QWidget) -> None:
        state = view_model.state
        super().__init__(tr("Post the count"), tr("Ask the second person"), parent, width=620)
        self._view_model = view_model
        self.reason = LineInput(tr("Stock count"), most=300)
        self.leave = QCheckBox(tr("They stay as the card says"))
        self.differences = Label(_differences(state.differing), "body", wrap=True)
        total = tr("All differences together: {worth}", worth=number_text(state.worth, 2))
        self.add(self.differences, Label(total, "strong"))
        self._left = len(state.left)
        if state.left:
            self.add(Note(_not_counted(state.left), "warn"), self.leave)
        self.add(Field(tr("Why"), self.reason, required=True))

        self.leave.toggled.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._ask)

        self._check()
        (self.leave if state.left else self.reason).setFocus()

    def _check(self) -> None:
        if self._left and not self.leave.isChecked():
            self.primary.set_blocked(tr("Count the rest, or leave it"))
        else:
            short = len(self.reason.value()) < SHORTEST_REASON
            self.primary.set_blocked(tr("A reason is needed") if short else "")

    def _ask(self) -> None:
        what = tr("Post a count. {differences}", differences=self.differences.text())
        sheet = SecondPersonSheet(self._view_model.second_person(), what, self)
        sheet.agreed.connect(self._agreed)
        sheet.open()

    def _agreed(self, approval: Approval) -> None:
        self.decided.emit(self.reason.value(), approval.id)
        self.accept()


def _differences(lines: Sequence[CountLine]) -> str:
    if not lines:
        return tr("Everything is as the card says.")
    named = [
        tr("{line}: {difference}", line=line_text(line), difference=signed_text(line.difference))
        for line in lines[:_NAMED]
        if line.difference is not None
    ]
    return _and_more(named, len(lines))


def _not_counted(lines: Sequence[CountLine]) -> str:
    title = trn("{n} line is not counted:", "{n} lines are not counted:", len(lines))
    return f"{title}\n{_and_more([line_text(line) for line in lines[:_NAMED]], len(lines))}"


def _and_more(named: list[str], count: int) -> str:
    more = count - len(named)
    return "\n".join([*named, *([trn("and {n} more", "and {n} more", more)] if more > 0 else [])])
