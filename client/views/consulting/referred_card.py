"""What the patient came with: who sends, why, and what is asked."""

from PySide6.QtGui import QResizeEvent

from client.core.i18n import date_text, tr
from client.core.words import priority_word
from client.core.zone import day_of
from client.viewmodels.consulting.letters import Letters, LettersState
from client.widgets.basics import Card, Label, Scroll, box, heading, vbox
from client.widgets.pills import Pill
from client.widgets.tokens import Tone
from shared.models.appointments import Priority
from shared.models.referrals import Referral

_TALLEST = 190
"""A long letter scrolls: the queue below needs its room."""
_TONES: dict[Priority, Tone] = {Priority.EMERGENCY: "bad", Priority.PRIORITY: "warn", Priority.NORMAL: "grey"}


class ReferredCard(Card):
    """Stands by the door for as long as its patient is in the room."""

    def __init__(self, letters: Letters) -> None:
        super().__init__(spacing=6, margins=(14, 10, 6, 10))
        self._urgency = Pill("")
        self._sender = Label("", "strong", wrap=True)
        self._when = Label("", "small", wrap=True)
        self.reason = Label("", "body", wrap=True)
        self.question = Label("", "body", wrap=True)
        self._rows = vbox(
            self._sender,
            self._when,
            6,
            Label(tr("Reason"), "label"),
            self.reason,
            6,
            Label(tr("Question"), "label"),
            self.question,
            margins=(0, 0, 8, 0),
        )
        self._words = Scroll(box(self._rows))
        self.add(heading(tr("Referred"), self._urgency, 6), self._words)
        self.hide()
        letters.state_changed.connect(self.render_state)

    def render_state(self, state: LettersState) -> None:
        came = state.received
        self.setVisible(came is not None)
        if came is not None:
            self._show(came)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show(self, came: Referral) -> None:
        self._urgency.setVisible(came.urgency is not Priority.NORMAL)
        self._urgency.set_state(priority_word(came.urgency), _TONES[came.urgency])
        self._sender.setText(came.doctor)
        day = date_text(day_of(came.given_at))
        self._when.setText(tr("{department} · {day}", department=came.department, day=day) if came.department else day)
        self.reason.setText(came.reason)
        self.question.setText(came.question)
        self._fit()

    def _fit(self) -> None:
        width = max(self._words.viewport().width(), 1)
        self._words.setFixedHeight(max(0, min(self._rows.totalHeightForWidth(width), _TALLEST)))
