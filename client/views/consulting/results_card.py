"""Released results beside the note, and the list of those that wait to be read."""

from typing import Final

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, short_date_text, tr, trn
from client.core.lab_words import unit_text
from client.core.zone import day_of
from client.viewmodels.consulting.patient_side import PastState, PatientPast
from client.viewmodels.consulting.results import UnreadResults, UnreadState
from client.views.lab.words import FLAG_TONES, flag_mark, flag_text
from client.widgets.basics import Card, Elide, Label, box, clear, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from shared.models.lab_results import LatestResult

_ROWS: Final = 7


class ResultsCard(Card):
    """What is out of its range first; the others as the newest tube has them."""

    def __init__(self, past: PatientPast) -> None:
        super().__init__(spacing=5, margins=(14, 10, 14, 10))
        self.all = KeyButton(tr("All"), "F10", icon="flask-conical", kind="link", size="sm")
        self._rows = vbox(spacing=5)
        self._more = Label("", "small")
        self._shown: list[LatestResult] | None = None
        self.add(heading(tr("Results"), self.all), self._rows, self._more)
        past.state_changed.connect(self.render_state)
        self.render_state(past.state)

    def render_state(self, state: PastState) -> None:
        results = state.known.results if state.known else None
        self.setVisible(bool(results))
        if results is None or results == self._shown:
            return
        self._shown = results
        clear(self._rows)
        ordered = sorted(results, key=lambda one: not one.flag.is_flagged)
        for result in ordered[:_ROWS]:
            self._rows.addWidget(_row(result))
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
            words = trn("Critical: {n} to read", "Critical: {n} to read", state.count)
        self._note.set_state(words, "bad" if state.has_critical else "info")


def _row(result: LatestResult) -> QWidget:
    tone = FLAG_TONES.get(result.flag)
    day = day_of(result.at)
    value = Label(" ".join((result.value, flag_mark(result.flag))).strip(), "strong", tone=tone)
    row = hbox(Elide(result.name, "body"), value, spacing=8)
    row.setStretch(0, 1)
    facts = (unit_text(result.unit), _before(result), short_date_text(day))
    cell = box(vbox(row, Elide(" · ".join(filter(None, facts)), "small"), spacing=0))
    words = tr("{name}: {value} {flag}", name=result.name, value=result.value, flag=flag_text(result.flag))
    cell.setToolTip(tr("{result}, {day}, {test}", result=words, day=date_text(day), test=result.test))
    cell.setAccessibleName(cell.toolTip())
    return cell


def _before(result: LatestResult) -> str:
    """Where it came from."""
    if not result.earlier:
        return ""
    before = result.earlier[0]
    if result.worth is None or before.number is None:
        return tr("was {value}", value=before.value)
    if result.worth == before.number:
        return tr("→ as before")
    return tr("↗ from {value}" if result.worth > before.number else "↘ from {value}", value=before.value)
