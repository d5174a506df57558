"""One change, before and after, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import datetime_text, tr
from client.views.audit.words import action_tone, action_word, field_text, table_word
from client.widgets.basics import Card, Label, Scroll, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note, Pill
from client.widgets.stat import EmptyState
from shared.models.audit import ChangeDetails, FieldChange


class ChangeCard(Card):
    """Only what changed; what the reader may not see says that it did."""

    def __init__(self) -> None:
        super().__init__(spacing=6)
        self.title = Label("", "h2", wrap=True)
        self.action = Pill("")
        self.who = Label("", "body", wrap=True)
        self.how = Label("", "small", wrap=True)
        self.why = Note("", "info")
        self.hidden = Note(tr("You see that it changed, and not from what to what."), "info", icon="lock")
        self.record = KeyButton(tr("All of this record"), "F7", icon="history", size="sm")
        self.values = BeforeAndAfter()
        self.nothing = EmptyState("history", tr("Choose a change"), tr("What it changed is shown here."))
        head = hbox(self.title, None, self.action, spacing=8)
        self._scroll = Scroll(self.values)
        self.add(self.nothing, head, self.who, self.how, self.why, self.hidden, self._scroll, hbox(None, self.record))
        self.inside.setStretch(6, 1)
        self.show_change(None)

    def show_change(self, change: ChangeDetails | None) -> None:
        known = change is not None
        self.nothing.setVisible(not known)
        for part in (self.title, self.action, self.who, self.how, self._scroll, self.record):
            part.setVisible(known)
        self.why.setVisible(change is not None and bool(change.reason))
        self.hidden.setVisible(change is not None and any(value.hidden for value in change.values))
        if change is None:
            return
        name = change.patient or change.patient_no
        what = table_word(change.table)
        self.title.setText(tr("{what} · {patient}", what=what, patient=name) if name else what)
        self.action.set_state(action_word(change.action), action_tone(change))
        moment = datetime_text(change.at)
        if change.who:
            self.who.setText(
                tr("{who} at {workstation}, {moment}", who=change.who, workstation=change.workstation, moment=moment)
            )
        else:
            self.who.setText(tr("Nobody signed in, {moment}", moment=moment))
        self.how.setText(tr("By {call} · record {record}", call=change.call, record=change.record))
        self.why.set_state(tr("Why: {reason}", reason=change.reason), "info")
        self.values.show_values(change.values)


class BeforeAndAfter(QWidget):
    """A row a field, however long what stood there is."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 4, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for column, share in enumerate((2, 3, 3)):
            self._grid.setColumnStretch(column, share)
        self.setLayout(vbox(self._grid, None))
        self.setAccessibleName(tr("What changed"))

    def show_values(self, values: Sequence[FieldChange]) -> None:
        clear(self._grid)
        if not values:
            gone = tr("What was written is not there any more: nothing tells what it said.")
            self._grid.addWidget(Label(gone, "muted", wrap=True), 0, 0, 1, 3)
            return
        for column, head in enumerate((tr("Field"), tr("Before"), tr("After"))):
            self._grid.addWidget(Label(head, "group"), 0, column)
        for row, value in enumerate(values, start=1):
            told = (field_text(value.name), _told(value, value.before), _told(value, value.after))
            for column, words in enumerate(told):
                label = Label(words, "strong" if column == 0 else "body", wrap=True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def texts(self) -> list[str]:
        """All that is shown, in order."""
        items = (self._grid.itemAt(place) for place in range(self._grid.count()))
        shown = (item.widget() for item in items if item is not None)
        return [label.text() for label in shown if isinstance(label, Label)]


def _told(value: FieldChange, told: str | None) -> str:
    return tr("not shown") if value.hidden else told or "–"
