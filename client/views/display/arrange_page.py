"""The page on which the wall displays are arranged."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.desk import Desk
from client.viewmodels.display.arranging import Arranging, ArrangingState
from client.views.display.notices_card import NoticesCard
from client.views.display.rooms_card import RoomsCard
from client.widgets.basics import hbox, vbox
from client.widgets.pills import Note


class ArrangePage(QWidget):
    """Left, the rooms of one display; right, what all of them say."""

    said = Signal(str)

    def __init__(self, arranging: Arranging, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arranging = arranging
        arranging.setParent(self)
        self.rooms = RoomsCard(arranging)
        self.notices = NoticesCard(arranging)
        self.problem = Note("", "bad")
        row = hbox(self.rooms, self.notices, spacing=12)
        row.setStretch(1, 1)
        layout = vbox(self.problem, row, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.rooms.display)

        arranging.state_changed.connect(self._render)
        arranging.arranged.connect(self._say_arranged)
        arranging.posted.connect(self._say_posted)

        self._render(arranging.state)
        arranging.refresh()

    def _render(self, state: ArrangingState) -> None:
        self.problem.set_state(problem_text(state.problem).text if state.problem else "", "bad")
        self.problem.setVisible(state.problem is not None)

    def _say_arranged(self, name: str) -> None:
        self.said.emit(tr("{display} shows its rooms now.", display=name))

    def _say_posted(self) -> None:
        self.said.emit(tr("The notices are on every display now."))


def build_arrange(desk: Desk) -> ArrangePage:
    return ArrangePage(Arranging(desk.calls, desk.changes))
