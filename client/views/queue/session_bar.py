"""A doctor's session: calling, away, over; and the keys that change it."""

from PySide6.QtWidgets import QSizePolicy, QWidget

from client.core.i18n import tr
from client.viewmodels.queue.acts import Act, is_ended
from client.viewmodels.queue.moves import MovesState, QueueMoves
from client.views.queue.keys import ANEW_KEY
from client.views.queue.move_button import MoveButton
from client.views.queue.move_keys import MoveKeys
from client.views.queue.words import pause_text
from client.widgets.basics import hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.flow import FlowLayout
from client.widgets.pills import Pill
from shared.models.queue import QueueSnapshot


class SessionBar(QWidget):
    """`upright` where it is narrow: the notice over the buttons."""

    def __init__(self, moves: QueueMoves, keys: MoveKeys, *, upright: bool = False) -> None:
        super().__init__()
        self._moves = moves
        self.notice = Pill("", "warn", icon="circle-pause")
        self.pause = MoveButton(Act.PAUSE, keys, icon=False, kind="ghost")
        self.resume = MoveButton(Act.RESUME, keys, icon=False)
        self.end_day = MoveButton(Act.END_DAY, keys, icon=False, kind="ghost")
        self.anew = KeyButton(tr("Change…"), ANEW_KEY, kind="ghost", size="sm")
        buttons = FlowLayout(4, fills=False) if upright else hbox(spacing=4)
        for button in (self.resume, self.anew, self.pause, self.end_day):
            buttons.addWidget(button)
        self.setLayout(vbox(self.notice, buttons, spacing=6) if upright else hbox(self.notice, buttons, spacing=4))
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred if upright else QSizePolicy.Policy.Fixed
        )
        self.anew.clicked.connect(keys.pause_anew)

    def render_queue(self, snapshot: QueueSnapshot | None, moves: MovesState) -> None:
        may, pause = self._moves.may(Act.PAUSE), snapshot.pause if snapshot else None
        calling = may and snapshot is not None and pause is None
        ended = snapshot is not None and is_ended(snapshot)
        if pause is not None:
            self.notice.set_state(pause_text(pause), "grey" if ended else "warn", "moon" if ended else "circle-pause")
        show_only(
            {
                self.notice: pause is not None,
                self.resume: may and pause is not None,
                self.anew: may and pause is not None and not ended,
                self.pause: calling,
                self.end_day: calling,
            }
        )
        for button in (self.resume, self.anew, self.pause, self.end_day):
            button.set_busy(moves.is_sending(Act.PAUSE, Act.RESUME, Act.END_DAY))
