"""Some of the hospital's settings on one page: read, typed, and saved together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QSizePolicy, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.settings.house_desk import HouseDesk, HouseState
from client.views.upkeep import not_sent_text
from client.widgets.basics import Card, Label, Scroll, Whole, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field, why_line
from client.widgets.inputs import Combo, LineInput, NumberInput
from client.widgets.pills import Note
from shared.errors import ApiError
from shared.models.house import HouseFacts

_COLUMNS: Final = 2
_WIDEST: Final = 1280
"""Wider, and the eye loses the line between a name and its number."""


@dataclass(frozen=True)
class Entry:
    """One setting: its name in HouseFacts, its field, and how the two become each other."""

    name: str
    field: Field
    read: Callable[[], object]
    show: Callable[[Any], None]
    says: str = ""
    """What it does, below the field."""


@dataclass(frozen=True)
class Group:
    title: str
    entries: Sequence[Entry]
    extra: QWidget | None = None


class FactsForm(QWidget):
    """Ctrl+S saves; what somebody else changed meanwhile shows where nothing was typed."""

    said = Signal(str)

    def __init__(self, desk: HouseDesk, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.entries = {entry.name: entry for group in groups for entry in group.entries}
        self._shown: HouseFacts | None = None
        self._judged = False
        """What makes no sense is told from the first attempt to save it on."""
        self._sent: dict[str, object] = {}
        """What is on its way to be saved, as it was typed."""
        self._sent_why = ""
        self.problem = Note("", "bad")
        self.problem.hide()
        self.why = why_line()
        self.save = KeyButton(tr("Save"), "Ctrl+S", icon="save", kind="primary")
        self.undo = KeyButton(tr("Undo what was typed"), "Alt+Z", icon="undo-2", kind="ghost")
        self._build(groups)

        self.save.clicked.connect(self._save)
        self.undo.clicked.connect(self._undo)
        desk.saved.connect(self._finish)
        desk.refused.connect(self._refuse)
        desk.not_sent.connect(self._tell_not_sent)
        desk.state_changed.connect(self._render)

        self._render(desk.state)

    def _build(self, groups: Sequence[Group]) -> None:
        if self.entries:
            self.setFocusProxy(next(iter(self.entries.values())).field.editor)
        cards = box(vbox(*(_card(group) for group in groups), None, spacing=12, margins=(0, 0, 4, 0)))
        cards.setMaximumWidth(_WIDEST)
        row = hbox(cards, None)
        row.setStretch(0, 1)
        content = box(row)
        foot = hbox(
            Label(tr("It counts on every screen as soon as it is saved, and stands in the history."), "small"),
            None,
            self.why,
            self.undo,
            self.save,
            spacing=10,
        )
        layout = vbox(self.problem, Scroll(content), foot, spacing=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self, state: HouseState) -> None:
        self.save.set_busy(state.busy)
        if state.problem is not None and state.settings is None:
            self._say_problem(state.problem)
        for name, entry in self.entries.items():
            entry.field.set_error(tr("This makes no sense") if self._judged and name in state.wrong else "")
        if state.settings is not None:
            self._show(state.settings.facts)

    def _show(self, facts: HouseFacts, *, all_of_it: bool = False) -> None:
        before, self._shown = self._shown, facts
        for name, entry in self.entries.items():
            value = getattr(facts, name)
            differs = all_of_it or before is None or getattr(before, name) != value
            if differs and self._sent.get(name, entry.read()) == entry.read():  # else it was typed anew meanwhile
                entry.show(value)

    def _save(self) -> None:
        if self._shown is not None:
            self._judged = True
            self.problem.setVisible(False)
            typed, waits = {name: entry.read() for name, entry in self.entries.items()}, self._desk.state.busy
            why = self.why.value()
            self._desk.save_facts(typed, why)
            if not waits and not self._desk.state.wrong:
                self._sent, self._sent_why = typed, why

    def _undo(self) -> None:
        if self._shown is not None:
            self._judged, self._sent = False, {}
            self._show(self._shown, all_of_it=True)
            self.why.clear()
            self.problem.setVisible(False)
            self._render(self._desk.state)

    def _finish(self) -> None:
        if self._sent and self._shown is not None:
            self._show(self._shown, all_of_it=True)  # as it is kept, white space folded
            if self.why.value() == self._sent_why:
                self.why.clear()
        self._judged, self._sent = False, {}
        if self.isVisible():  # the others show other topics of the same desk
            self.said.emit(tr("Saved. It counts on every screen now."))

    def _refuse(self, problem: ApiError) -> None:
        self._sent = {}  # what was typed is kept for the next attempt, whatever other forms save till then
        if self.isVisible():
            self._say_problem(problem)

    def _tell_not_sent(self) -> None:
        if self.isVisible():
            self.problem.set_state(not_sent_text(), "warn")
            self.problem.setVisible(True)

    def _say_problem(self, problem: ApiError) -> None:
        self.problem.set_state(problem_text(problem).sentence, "bad")
        self.problem.setVisible(True)


def line(name: str, text: str, *, required: bool = False, most: int = 200, says: str = "") -> Entry:
    editor = LineInput(most=most)
    return Entry(name, Field(text, editor, required=required), editor.value, editor.set_value, says)


def number(name: str, text: str, *, places: int = 0, says: str = "") -> Entry:
    """An empty one is no number, and is said to make no sense."""
    editor = NumberInput(places)
    return Entry(name, Field(text, editor), editor.amount, lambda value: editor.set_amount(Decimal(value)), says)


def choice(name: str, text: str, options: Sequence[tuple[Any, str]], *, says: str = "") -> Entry:
    editor: Combo[Any] = Combo(options)
    return Entry(name, Field(text, editor), editor.value, editor.set_value, says)


def proposed(name: str, text: str, words: Sequence[str], *, says: str = "") -> Entry:
    """A line that offers what it may be while it is typed."""
    editor = LineInput(most=60)
    completer = QCompleter(list(words), editor)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    editor.setCompleter(completer)
    return Entry(name, Field(text, editor), editor.value, editor.set_value, says)


def _card(group: Group) -> Card:
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(12)
    for place, entry in enumerate(group.entries):
        says = (Whole(entry.says, "small"),) if entry.says else ()
        grid.addLayout(vbox(entry.field, *says, None, spacing=2), place // _COLUMNS, place % _COLUMNS)
    for column in range(_COLUMNS):
        grid.setColumnStretch(column, 1)
    card = Card(heading(group.title), grid, spacing=10)
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # the rest of the page stays empty
    if group.extra is not None:
        card.add(group.extra)
    return card
