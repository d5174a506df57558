"""The foot of the consultation: what is left to settle, what is kept, and its end."""

from typing import Final

from PySide6.QtGui import QResizeEvent

from client.core.i18n import time_text, tr, trn
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.views.consulting.words import settle_text, stopped_text, whole
from client.widgets.basics import Card, Elide, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.icons import Icon
from client.widgets.pills import Note

_ROOMY: Final = 760
"""Less than that belongs to what is left to settle: its words are not cut."""


class EndBar(Card):
    """Complete says why it cannot, and after a failure what is done already."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(spacing=6, margins=(14, 8, 10, 8))
        self._visit = visit
        self._icon = Icon("circle-check", "ok", 20)
        self.unsettled = Elide("", "strong")
        self.saved = Elide("", "small")
        self.phrases = KeyButton("", "F3", icon="file-text", kind="ghost")
        self.phrases.setToolTip(tr("Phrases"))
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer", size="lg")
        self.complete = KeyButton(tr("Complete"), "Ctrl+Enter", icon="check", kind="primary", size="lg")
        self.note = Note("", "warn")
        self.note.hide()
        words = box(vbox(self.unsettled, self.saved))
        row = hbox(self._icon, words, self.phrases, self.print, self.complete, spacing=10)
        row.setStretch(1, 1)
        self.add(self.note, row)
        self.complete.clicked.connect(visit.complete)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.phrases.set_text(tr("Phrases") if self.width() >= _ROOMY else "")
        self.phrases.setAccessibleName(tr("Phrases"))

    def render_state(self, state: VisitState) -> None:
        self._show_unsettled(state)
        self.saved.setText(_saved_words(state))
        self.complete.setVisible(state.may_write)
        self.phrases.setVisible(state.may_write and state.is_open)
        self.complete.set_busy(state.is_completing)
        self.complete.set_blocked("; ".join(map(settle_text, state.unsettled)))
        self.print.set_blocked("" if state.kept and state.kept.prescription else tr("No prescription is sent yet"))
        self._show_problem(state)

    def _show_unsettled(self, state: VisitState) -> None:
        left = state.unsettled
        if not state.may_write:
            self._icon.show_icon("eye", "info")
            self.unsettled.setText(tr("Only the visit's doctor writes here"))
        elif state.kept is not None and not state.is_open:
            self._icon.show_icon("circle-check", "ok")
            self.unsettled.setText(tr("Consultation completed"))
        elif left:
            self._icon.show_icon("circle-alert", "warn")
            self.unsettled.setText(trn("{n} thing to settle", "{n} things to settle", len(left)))
        else:
            self._icon.show_icon("circle-check", "ok")
            self.unsettled.setText(tr("Ready to complete"))

    def _show_problem(self, state: VisitState) -> None:
        self.note.setVisible(state.problem is not None)
        if state.problem is None:
            return
        text = whole(state.problem)
        if state.step is not None:
            text = tr("{done} {why}", done=stopped_text(state.step), why=text)
        self.note.set_state(text, "warn")


def _saved_words(state: VisitState) -> str:
    if state.kept is None or not state.may_write:
        return ""
    if state.saving:
        saved = tr("Saving …")
    elif state.saved_at is None:
        saved = tr("Kept on this computer only")
    else:
        saved = tr("Saved {time}", time=time_text(state.saved_at))
    first = next(iter(state.unsettled), None)
    return tr("{problem} · {saved}", problem=settle_text(first), saved=saved) if first else saved
