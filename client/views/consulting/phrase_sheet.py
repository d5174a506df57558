"""A doctor's phrases: one is inserted with Enter, written anew, or dropped."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.phrases import Phrases, PhrasesState
from client.views.consulting.words import whole
from client.widgets.basics import box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, TextArea
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.consultations import Note, Phrase

_COLUMNS = 2


class PhraseSheet(Sheet):
    chosen = Signal(object)  # Phrase

    def __init__(self, phrases: Phrases, parent: QWidget) -> None:
        super().__init__(
            tr("My phrases"),
            tr("Insert"),
            parent,
            subtitle=tr("In the note, ;code and a space stand for the words."),
            width=860,
        )
        self._phrases = phrases
        self.table: RowsTable[Phrase] = RowsTable(
            (Column(tr("Code"), _code, look="token", width=90), Column(tr("Words"), _words)),
            key=_key,
            name=tr("Phrases"),
        )
        self.table.set_empty(EmptyState("file-text", tr("No phrases yet"), tr("Write one on the right, then save it.")))
        self.code = LineInput(hint="htn", most=20)
        self.text = TextArea()
        self.parts = {part: TextArea() for part in Note.model_fields}
        self._code_field = Field(tr("Code"), self.code, required=True)
        self.keep = KeyButton(tr("Save phrase"), "Ctrl+S", icon="save")
        self.remove = KeyButton(tr("Remove"), "Alt+W", icon="x", kind="ghost")
        self.add(hbox(self.table, self._editor(), spacing=16))

        self.table.current_changed.connect(self._edit)
        self.table.opened.connect(self._choose)
        self.submitted.connect(self._insert)
        self.keep.clicked.connect(self._save)
        self.remove.clicked.connect(self._drop)
        phrases.state_changed.connect(self.render_state)

        self.render_state(phrases.state)
        self.table.select_first()
        (self.table if phrases.state.phrases else self.code).setFocus()

    def render_state(self, state: PhrasesState) -> None:
        self.table.set_rows(state.phrases)
        wrong = state.wrong or {}
        code = tr("Small letters and digits.") if "code" in wrong else ""
        self._code_field.set_error(code or (tr("Write some words.") if wrong else ""))
        self.set_error(whole(state.problem) if state.problem else "")
        self._check(self.table.current())

    def _editor(self) -> QWidget:
        names = {
            "complaint": tr("To the complaint"),
            "history": tr("To the history"),
            "examination": tr("To the findings"),
            "plan": tr("To the plan"),
            "advice": tr("To the advice"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(Field(tr("Where the cursor is"), self.text), 0, 0)
        for place, (part, area) in enumerate(self.parts.items(), start=1):
            grid.addWidget(Field(names[part], area), place // _COLUMNS, place % _COLUMNS)
        keys = hbox(self.keep, self.remove, None, spacing=8)
        return box(vbox(self._code_field, grid, keys, spacing=8))

    def _edit(self, phrase: Phrase | None) -> None:
        self._check(phrase)
        if phrase is None:
            return
        self.code.set_value(phrase.code)
        self.text.set_value(phrase.text)
        for part, area in self.parts.items():
            area.set_value(getattr(phrase, part))

    def _check(self, phrase: Phrase | None) -> None:
        self.primary.set_blocked("" if phrase else tr("Choose a phrase"))
        self.remove.set_blocked("" if phrase else tr("Choose a phrase"))

    def _insert(self) -> None:
        phrase = self.table.current()
        if phrase is not None:
            self._choose(phrase)

    def _choose(self, phrase: Phrase) -> None:
        self.chosen.emit(phrase)
        self.accept()

    def _save(self) -> None:
        parts = Note(**{part: area.value() for part, area in self.parts.items()})
        self._phrases.save(self.code.value(), self.text.value(), parts)

    def _drop(self) -> None:
        phrase = self.table.current()
        if phrase is not None:
            self._phrases.drop(phrase.code)


def _key(phrase: Phrase) -> object:
    return phrase.code


def _code(phrase: Phrase) -> str:
    return f";{phrase.code}"


def _words(phrase: Phrase) -> str:
    parts = (phrase.text, *(getattr(phrase, part) for part in Note.model_fields))
    return " · ".join(" ".join(part.split()) for part in parts if part)
