"""One analyte of the sheet: its editor between what it is and what it means."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, tr
from client.core.zone import day_of
from client.viewmodels.lab.entry import EntryLine
from client.views.lab.words import (
    FLAG_TONES,
    change_text,
    flag_text,
    not_calculated_text,
    range_words,
    refusal_text,
    unit_text,
)
from client.widgets.basics import Elide, Label
from client.widgets.inputs import LineInput
from shared.models.lab_results import ResultLine
from shared.rules.lab_delta import Change
from shared.rules.lab_values import ResultKind

_WIDE = 108
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ResultInput(LineInput):
    """Enter and the arrows walk through the sheet."""

    stepped = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(size="sm", most=60)
        self.setAccessibleName(name)
        self.setFixedWidth(_WIDE)
        self.setAlignment(_RIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # Ctrl+Enter is a button's
        elif event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class ResultRow(QObject):
    """The widgets of one line, for the grid to place."""

    typed = Signal(object, str)  # AnalyteId
    stepped = Signal(int)

    def __init__(self, line: ResultLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.analyte_id = line.analyte_id
        self._read_as = ""
        spoken = tr("{analyte}, {unit}", analyte=line.name, unit=unit_text(line.unit)) if line.unit else line.name
        self.name = Elide(line.name, "body")
        self.input = ResultInput(spoken)
        self.unit = Label(unit_text(line.unit) if line.kind in {ResultKind.NUMBER, ResultKind.COUNTED} else "", "small")
        self.flag = Label("", "strong")
        self.range = Elide("", "muted")
        self.before = Elide("", "muted")
        self.note = Label("", "error", wrap=True)
        self.note.hide()

        self.input.textEdited.connect(self._type)
        self.input.editingFinished.connect(self._tidy)
        self.input.stepped.connect(self.stepped)

    @property
    def cells(self) -> tuple[QWidget, ...]:
        return self.name, self.input, self.unit, self.flag, self.range, self.before

    def show_entry(self, entry: EntryLine, *, locked: bool) -> None:
        line, tone = entry.line, FLAG_TONES.get(entry.flag) if entry.flag is not None else None
        self._read_as = entry.value.text if entry.value is not None else ""
        self.input.set_value(entry.text)
        self.input.setReadOnly(locked)
        self.input.setPlaceholderText(_hint(line))
        self.input.set_tone("bad" if entry.refused is not None else tone if tone != "grey" else None)
        self.name.set_tone(tone if entry.is_critical else None)
        self.flag.setText(flag_text(entry.flag))
        self.flag.set_tone(tone)
        self.range.setText(range_words(line.range_text, entry.flag))
        self.before.setText(_before(line))
        self._show_note(entry)

    def _show_note(self, entry: EntryLine) -> None:
        line = entry.line
        if entry.refused is not None:
            text = refusal_text(entry.refused)
        elif not entry.is_new and line.change is not Change.NONE:
            text = change_text(line.change)
        elif line.not_calculated is not None and not entry.text:
            text = not_calculated_text(line.not_calculated)
        else:
            text = ""
        self.note.setText(text)
        self.note.set_tone("bad" if entry.refused is not None or line.change is not Change.NONE else "grey")
        self.note.setVisible(bool(text))

    def _type(self, text: str) -> None:
        self.typed.emit(self.analyte_id, text)

    def _tidy(self) -> None:
        """What was read stands there: `t` is Trace, and 7 800/cumm is 7.8."""
        if self._read_as and self._read_as != self.input.value():
            self.typed.emit(self.analyte_id, self._read_as)


def _hint(line: ResultLine) -> str:
    if line.formula:
        return tr("calculated")
    return {ResultKind.CHOICE: tr("choose"), ResultKind.TITRE: "1:"}.get(line.kind, "")


def _before(line: ResultLine) -> str:
    if line.previous is None:
        return ""
    return tr("{value} · {day}", value=line.previous.value, day=short_date_text(day_of(line.previous.at)))
