"""One analyte of the sheet: its editor between what it is and what it means."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, tr
from client.core.lab_words import unit_text
from client.core.zone import day_of
from client.viewmodels.lab.entry import EntryLine
from client.views.lab.words import (
    FLAG_TONES,
    change_text,
    flag_text,
    not_calculated_text,
    range_words,
    refusal_text,
)
from client.widgets.basics import Elide, Label
from client.widgets.inputs import LineInput
from client.widgets.theme import restyle
from client.widgets.tokens import Tone
from shared.models.lab_results import ResultLine
from shared.rules.lab_delta import Change
from shared.rules.lab_values import ResultKind

_WIDE = 108
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ResultInput(LineInput):
    """Enter and the arrows walk through the sheet."""

    entered = Signal()
    stepped = Signal(int)
    focused = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(size="sm", most=60)
        self.setAccessibleName(name)
        self.setFixedWidth(_WIDE)
        self.setAlignment(_RIGHT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # Ctrl+Enter is a button's
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class ResultRow(QObject):
    """The widgets of one line, for the grid to place."""

    typed = Signal(object, str)  # AnalyteId

    def __init__(self, line: ResultLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.analyte_id = line.analyte_id
        self.is_open = True
        self.is_passed_over = False
        self._read_as = ""
        spoken = tr("{analyte}, {unit}", analyte=line.name, unit=unit_text(line.unit)) if line.unit else line.name
        self.name = Elide(line.name, "body")
        self.input = ResultInput(spoken)
        self.unit = Label(unit_text(line.unit) if line.kind in {ResultKind.NUMBER, ResultKind.COUNTED} else "", "small")
        self.flag = Label("", "strong")
        self.range = Elide("", "muted")
        self.before = Elide("", "muted")
        self.change = Label("", "muted")
        self.note = Label("", "error", wrap=True)
        self.note.hide()

        self.input.textEdited.connect(self._type)
        self.input.editingFinished.connect(self._tidy)

    @property
    def cells(self) -> tuple[QWidget, ...]:
        return self.name, self.input, self.unit, self.flag, self.range, self.before, self.change

    def set_roomy(self, roomy: bool) -> None:  # noqa: FBT001 a setter
        restyle(self.input, sz="md" if roomy else "sm")

    def show_entry(self, entry: EntryLine, *, locked: bool, days: bool) -> None:
        """`days`: the last results are of different days, and each says its own."""
        line, tone = entry.line, FLAG_TONES.get(entry.flag) if entry.flag is not None else None
        typed = entry.is_new and entry.value is not None and not entry.calculated
        self._read_as = entry.value.text if typed and entry.value is not None else ""
        self.is_open = entry.is_open
        self.is_passed_over = entry.calculated
        self.input.set_value(entry.text)
        self.input.setReadOnly(locked)
        self.input.setPlaceholderText(_hint(entry))
        self.input.set_tone("bad" if entry.is_wrong else tone if tone != "grey" else None)
        self.name.set_tone(tone if entry.is_critical else None)
        self.flag.setText(flag_text(entry.flag))
        self.flag.set_tone(tone)
        self.range.setText(range_words(line.range_text, entry.flag))
        self.before.setText(_before(line, days=days))
        self.change.setText(change_text(entry))
        self.change.set_tone(None if entry.change is Change.NONE else "bad")
        text, note_tone = _note(entry)
        self.note.setText(text)
        self.note.set_tone(note_tone)
        self.note.setVisible(bool(text))

    def _type(self, text: str) -> None:
        self.typed.emit(self.analyte_id, text)

    def _tidy(self) -> None:
        """What was read stands there: `t` is Trace, and 7 800/cumm is 7.8."""
        if self._read_as and self._read_as != self.input.value():
            self.typed.emit(self.analyte_id, self._read_as)


def _hint(entry: EntryLine) -> str:
    if entry.calculated and entry.value is not None and entry.value.text:
        return entry.value.text
    if entry.line.formula:
        return tr("calculated")
    return {ResultKind.CHOICE: tr("choose"), ResultKind.TITRE: "1:"}.get(entry.line.kind, "")


def _before(line: ResultLine, *, days: bool) -> str:
    if line.previous is None:
        return ""
    if not days:
        return line.previous.value
    return tr("{value} · {day}", value=line.previous.value, day=short_date_text(day_of(line.previous.at)))


def _note(entry: EntryLine) -> tuple[str, Tone]:
    """What cannot be before what was said of it."""
    if entry.refused is not None:
        return refusal_text(entry.refused), "bad"
    if entry.expected:
        return tr("Cannot be of these values: by them it is {value}", value=entry.expected), "bad"
    if entry.comment:
        return entry.comment, "info"
    if entry.not_calculated is not None and not entry.text:
        return not_calculated_text(entry.not_calculated), "grey"
    return "", "grey"
