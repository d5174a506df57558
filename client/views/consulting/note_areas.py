"""The note: what is told, what is found, what is planned, what the patient is advised."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.phrases import Phrases
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.widgets.field import Field
from client.widgets.inputs import TextArea
from client.widgets.table import WIDE_SCREEN
from shared.models.consultations import Phrase


class NoteAreas(QWidget):
    """Two by two; the history has a place of its own where the screen is wide, or where there is one."""

    def __init__(self, visit: Visit, phrases: Phrases) -> None:
        super().__init__()
        self._visit = visit
        self._phrases = phrases
        self._last = "complaint"
        self.complaint = TextArea()
        self.history = TextArea()
        self.findings = TextArea()
        self.plan = TextArea()
        self.advice = TextArea()
        self._history_field = Field(tr("History"), self.history)
        self._areas = {
            "complaint": self.complaint,
            "history": self.history,
            "examination": self.findings,
            "plan": self.plan,
            "advice": self.advice,
        }
        top, bottom = QGridLayout(), QGridLayout()
        for grid in (top, bottom):
            grid.setHorizontalSpacing(12)
        fields = (Field(tr("Complaint"), self.complaint), self._history_field, Field(tr("Findings"), self.findings))
        for place, field in enumerate(fields):
            top.addWidget(field, 0, place)
        bottom.addWidget(Field(tr("Plan"), self.plan), 0, 0)
        bottom.addWidget(Field(tr("Advice to the patient (printed)"), self.advice), 0, 1)
        column = QGridLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setVerticalSpacing(8)
        column.addLayout(top, 0, 0)
        column.addLayout(bottom, 1, 0)
        self.setLayout(column)
        for part, area in self._areas.items():
            area.textChanged.connect(partial(self._write, part))
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: VisitState) -> None:
        for part, area in self._areas.items():
            text = getattr(state.sheet.note, part)
            if text != area.value():  # a space at the end is on its way to a word: the cursor stays
                area.set_value(text)
            area.setReadOnly(not state.may_write or not state.is_open or state.is_completing)
        self._place_history()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # what room there is beyond that comes by stretch

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_history()

    def _place_history(self) -> None:
        self._history_field.setVisible(self.window().width() >= WIDE_SCREEN or bool(self.history.value()))

    def insert(self, phrase: Phrase) -> None:
        """Its text where the cursor was last, every other part at the end of its own place."""
        area = self._areas[self._last]
        area.setFocus()
        if not area.isReadOnly():
            self._put(area.textCursor(), phrase)

    def _put(self, cursor: QTextCursor, phrase: Phrase) -> None:
        cursor.insertText(phrase.text)
        for part, area in self._areas.items():
            words = getattr(phrase, part)
            if words:
                area.set_value("\n".join(text for text in (area.value(), words) if text))

    def _expand(self, area: TextArea) -> None:
        """A code that was just ended by a space becomes its words; one step of undo brings it back."""
        cursor = area.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        found = self._phrases.state.typed(before) if area.hasFocus() else None
        if found is None:
            return
        typed, phrase = found
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed))
        self._put(cursor, phrase)

    def _write(self, part: str) -> None:
        self._last = part if self._areas[part].hasFocus() else self._last
        self._expand(self._areas[part])
        self._visit.write(part, self._areas[part].value())
