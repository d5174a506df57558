"""Released results beside the note, and the list of those that wait to be read."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import date_text, short_date_text, tr, trn
from client.core.zone import day_of
from client.viewmodels.consulting.patient_side import PastState, PatientPast
from client.viewmodels.consulting.results import UnreadResults, UnreadState
from client.views.lab.words import FLAG_TONES, flag_mark, flag_text, unit_text
from client.widgets.basics import Card, Elide, Label, box, clear, heading
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from shared.models.lab_results import LatestResult

_ROWS: Final = 8
_NAME, _VALUE, _FLAG, _BEFORE = range(4)


class ResultsCard(Card):
    """What is out of its range first; the others as the newest tube has them."""

    def __init__(self, past: PatientPast) -> None:
        super().__init__(spacing=5, margins=(14, 10, 14, 10))
        self.all = KeyButton(tr("All"), "F10", icon="flask-conical", kind="link", size="sm")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(_NAME, 1)
        self._more = Label("", "small")
        self._shown: list[LatestResult] | None = None
        self.add(heading(tr("Results"), self.all), box(self._grid), self._more)
        past.state_changed.connect(self.render_state)
        self.render_state(past.state)

    def render_state(self, state: PastState) -> None:
        results = state.known.results if state.known else None
        self.setVisible(bool(results))
        if results is None or results == self._shown:
            return
        self._shown = results
        clear(self._grid)
        ordered = sorted(results, key=lambda one: not one.flag.is_flagged)
        for place, result in enumerate(ordered[:_ROWS]):
            for column, cell in enumerate(_cells(result)):
                side = Qt.AlignmentFlag.AlignRight if column == _VALUE else Qt.AlignmentFlag.AlignLeft
                self._grid.addWidget(cell, place, column, side if column != _NAME else Qt.AlignmentFlag(0))
        left = len(ordered) - _ROWS
        self._more.setText(trn("{n} more", "{n} more", max(0, left)))
        self._more.setVisible(left > 0)


class UnreadBar(Card):
    """How many results wait; there is nothing of it while there is none."""

    def __init__(self, unread: UnreadResults) -> None:
        super().__init__(spacing=0, margins=(8, 8, 8, 8))
        self.open = KeyButton(tr("Read"), "F12", icon="eye", kind="link", size="sm")
        self._note = Note("", "info", self.open, icon="flask-conical")
        self.add(self._note)
        unread.state_changed.connect(self.render_state)
        self.render_state(unread.state)

    def render_state(self, state: UnreadState) -> None:
        self.setVisible(state.count > 0)
        words = trn("{n} result to read", "{n} results to read", state.count)
        if state.has_critical:
            words = tr("{results}, one is critical", results=words)
        self._note.set_state(words, "bad" if state.has_critical else "info")


def _cells(result: LatestResult) -> tuple[QWidget, ...]:
    tone = FLAG_TONES.get(result.flag)
    name = Elide(result.name, "body")
    value = Label(" ".join((result.value, unit_text(result.unit))).strip(), "strong", tone=tone)
    flag = Label(flag_mark(result.flag), "strong", tone=tone)
    before = Label(_before(result), "small")
    words = tr("{name}: {value} {flag}", name=result.name, value=value.text(), flag=flag_text(result.flag))
    spoken = tr("{result}, {day}, {test}", result=words, day=date_text(day_of(result.at)), test=result.test)
    for cell in (name, value, flag, before):
        cell.setToolTip(spoken)
    name.setAccessibleName(spoken)
    return name, value, flag, before


def _before(result: LatestResult) -> str:
    """Where it came from; its own day where there is nothing to compare with."""
    if not result.earlier:
        return short_date_text(day_of(result.at))
    before = result.earlier[0]
    if result.worth is None or before.number is None:
        return tr("was {value}", value=before.value)
    arrow = "→" if result.worth == before.number else "↗" if result.worth > before.number else "↘"
    return f"{arrow} {before.value}"
