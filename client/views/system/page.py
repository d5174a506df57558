"""System: how everything that the hospital stands on is, in words, each with what to do."""

from datetime import datetime
from typing import Final

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from client.core.i18n import time_text, tr, trn
from client.desk import Desk
from client.viewmodels.system.desk import SystemDesk, SystemState
from client.views.system.words import (
    ICONS,
    STATE_ICONS,
    TONES,
    check_text,
    check_title,
    state_word,
    unknown,
    what_to_do,
)
from client.widgets.basics import Card, Label, Scroll, Whole, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.icons import Icon
from client.widgets.pills import Note, Pill
from client.widgets.tokens import Tone
from shared.contracts import workstations
from shared.models.system import Check, CheckKind, CheckState

_COLUMNS: Final = 2
_TEXT_WIDEST: Final = 420


class SystemPage(QWidget):
    """F5 looks again; by itself it does so every half minute while it is seen."""

    def __init__(self, desk: SystemDesk, *, computers: bool, parent: QWidget | None = None) -> None:
        """`computers`: whether this person has the page that tells them one by one."""
        super().__init__(parent)
        self._desk = desk
        self._computers = computers
        desk.setParent(self)
        self.summary = Note("", "info")
        self.asked = Label("", "muted")
        self.to_do = Label("", "body", wrap=True)
        self._help = Card(Label(tr("What to do"), "h2"), self.to_do)
        self.again = KeyButton(tr("Look again"), "F5", icon="repeat")
        self.cards: dict[CheckKind, CheckCard] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._build()

        self.again.clicked.connect(desk.refresh)
        desk.state_changed.connect(self._render)

        self._render(desk.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.set_watched(watched=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._desk.set_watched(watched=False)

    def _build(self) -> None:
        self.setFocusProxy(self.again)
        head = hbox(self.summary, self.asked, self.again, spacing=12)
        head.setStretch(0, 1)
        layout = vbox(head, self._help, Scroll(box(vbox(self._grid, None))), spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _render(self, state: SystemState) -> None:
        what, do = unknown(state.problem) if state.problem is not None else ("", "")
        self.summary.set_state(*((what, "bad") if what else _summary(state)))
        self.to_do.setText(do)
        self._help.setVisible(bool(do))
        if state.health is None:
            return
        self.asked.setText(tr("As of {time}", time=time_text(state.health.at)))
        for check in state.health.checks:
            if check.kind not in self.cards:
                place = len(self.cards)
                self.cards[check.kind] = CheckCard(check.kind)
                self._grid.addWidget(self.cards[check.kind], place // _COLUMNS, place % _COLUMNS)
            card = self.cards[check.kind]
            if state.problem is None:
                card.show_check(check, what_to_do(check, computers=self._computers))
            else:
                card.show_unknown(check, state.health.at)


class CheckCard(Card):
    def __init__(self, kind: CheckKind) -> None:
        super().__init__(spacing=6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.state = Pill("", "grey")
        self.text = Whole("", "body", widest=_TEXT_WIDEST)
        self.to_do = Whole("", "strong", widest=_TEXT_WIDEST)
        title = Label(check_title(kind), "h2")
        self.add(
            hbox(Icon(ICONS[kind], "primary", 22), title, None, self.state, spacing=10), self.text, self.to_do, None
        )

    def show_check(self, check: Check, do: str) -> None:
        self.state.set_state(state_word(check.state), TONES[check.state], STATE_ICONS[check.state])
        self.text.setText(check_text(check))
        self.text.set_tone(None)
        self.to_do.setText(do)
        self.to_do.setVisible(bool(do))
        self.setAccessibleName(tr("{what}: {state}", what=check_title(check.kind), state=state_word(check.state)))

    def show_unknown(self, check: Check, since: datetime) -> None:
        time = time_text(since)
        state = tr("Not known since {time}", time=time)
        self.state.set_state(state, "grey")
        self.text.setText(tr("At {time}: {words}", time=time, words=check_text(check)))
        self.text.set_tone("grey")
        self.to_do.hide()
        self.setAccessibleName(tr("{what}: {state}", what=check_title(check.kind), state=state))


def _summary(state: SystemState) -> tuple[str, Tone]:
    if state.health is None:
        return tr("Asking the server…"), "info"
    number = sum(check.state is state.worst for check in state.health.checks)
    if state.worst is CheckState.ACT:
        return trn("{n} thing needs you now.", "{n} things need you now.", number), "bad"
    if state.worst is CheckState.LOOK:
        return trn("{n} thing wants to be looked at.", "{n} things want to be looked at.", number), "warn"
    return tr("All is well. There is nothing to do."), "ok"


def build_system(desk: Desk) -> SystemPage:
    return SystemPage(SystemDesk(desk.calls), computers=desk.session.can(workstations.workstations))
