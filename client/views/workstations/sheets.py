"""A code for one more computer; a computer's name and place."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import kind_word
from client.viewmodels.workstations.desk import WorkstationsDesk, WorkstationsState
from client.views.upkeep import CallSheet
from client.widgets.basics import Label
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from shared.contracts import workstations
from shared.errors import ApiError
from shared.models.workstations import WorkstationKind, WorkstationSummary
from shared.rules.pairing import shown

_EVERY_MS: Final = 1000


class PairSheet(Sheet):
    """Shows the code large, and how long it is good; closes itself when the computer has joined."""

    def __init__(self, desk: WorkstationsDesk, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(
            tr("Pair a computer"),
            tr("New code"),
            parent,
            subtitle=tr("Start the program on the new computer and type this code there. It lets one computer in."),
            key="Ctrl+N",
            width=520,
        )
        self._desk, self._now = desk, now
        self.code = Label("", "bigtoken")
        self.left = Label("", "muted")
        for label in (self.code, self.left):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cancel.set_text(tr("Close"))
        self.add(8, self.code, self.left, 8)
        self._tick = QTimer(self)
        self._tick.setInterval(_EVERY_MS)
        self._tick.timeout.connect(self._count_down)
        self._tick.start()
        self.submitted.connect(desk.open_pairing)
        self.finished.connect(desk.close_pairing)
        desk.no_code.connect(self._refuse)
        desk.state_changed.connect(self._render)

        self._render(desk.state)
        desk.open_pairing()

    def _render(self, state: WorkstationsState) -> None:
        if state.code is None:
            self.code.setText("····-····")
            self.left.setText("")
        else:
            self.code.setText(shown(state.code.code))
            self._count_down()

    def _count_down(self) -> None:
        code = self._desk.state.code
        if code is None:
            return
        seconds = int((code.until - self._now()).total_seconds())
        if seconds > 0:
            self.left.setText(tr("Good for {time} more", time=f"{seconds // 60}:{seconds % 60:02}"))
        else:
            self.code.setText("····-····")
            self.left.setText(tr("The code has run out. Ask for a new one."))

    def _refuse(self, problem: ApiError) -> None:
        words = problem_text(problem)
        self.set_error(tr("{what}. {why}", what=words.title, why=words.text))


class ChangeSheet(CallSheet):
    def __init__(self, workstation: WorkstationSummary, parent: QWidget) -> None:
        super().__init__(
            workstation.name,
            tr("Save"),
            parent,
            subtitle=tr("Where it stands decides its first page, from the next sign-in there."),
            key="Ctrl+S",
            width=480,
        )
        self._workstation = workstation
        self.name = LineInput(workstation.name, most=120)
        is_display = workstation.kind is WorkstationKind.DISPLAY
        kinds = [kind for kind in WorkstationKind if (kind is WorkstationKind.DISPLAY) == is_display]
        self.kind: Combo[WorkstationKind] = Combo((kind, kind_word(kind)) for kind in kinds)
        self.kind.set_value(workstation.kind)
        self.add(Field(tr("Name"), self.name, required=True), Field(tr("Where it stands"), self.kind))
        self.submitted.connect(self._submit)
        self.name.setFocus()

    def _submit(self) -> None:
        self._hand_up(
            tr("Give it a name."),
            workstations.change,
            workstation_id=self._workstation.id,
            name=self.name.value(),
            kind=self.kind.value() or self._workstation.kind,
        )
