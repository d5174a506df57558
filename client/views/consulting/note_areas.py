"""The note: what is told, what is found, what is planned, what the patient is advised."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.widgets.field import Field
from client.widgets.inputs import TextArea
from client.widgets.table import WIDE_SCREEN


class NoteAreas(QWidget):
    """Two by two; the history has a place of its own where the screen is wide, or where there is one."""

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit
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

    def _write(self, part: str) -> None:
        self._visit.write(part, self._areas[part].value())
