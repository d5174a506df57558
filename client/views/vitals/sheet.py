"""One set of vital signs, typed from left to right; what is not usual says so at once."""

from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.vitals.entry import BLOOD_PRESSURE, VitalsEntry, VitalsState
from client.views.vitals.words import flag_text, flag_tone, pressure_text, sign_name, sign_text
from client.widgets.basics import Label, hbox, vbox
from client.widgets.dialog import Sheet
from client.widgets.inputs import LineInput
from client.widgets.theme import restyle
from shared.models.vitals import Vitals
from shared.rules.vitals import Flag, Sign

_FIELDS = (
    BLOOD_PRESSURE,
    Sign.PULSE,
    Sign.TEMPERATURE,
    Sign.SPO2,
    Sign.RESPIRATION,
    Sign.WEIGHT,
    Sign.HEIGHT,
    Sign.PAIN,
    Sign.GLUCOSE,
    Sign.HEAD,
)
_COLUMNS = 4


class VitalsSheet(Sheet):
    """Tab goes on, Enter keeps the set; nothing is asked for that was not measured."""

    def __init__(self, who: str, entry: VitalsEntry, last: Vitals | None, parent: QWidget) -> None:
        super().__init__(tr("Vital signs"), tr("Record"), parent, subtitle=who, width=640)
        self._entry = entry
        self.fields = {str(name): SignField(str(name), _was(name, last)) for name in _FIELDS}
        self._bmi = Label("", "muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.fields[Sign.HEAD].setVisible(entry.state.with_head)
        self.add(grid, self._bmi)

        for name, field in self.fields.items():
            field.input.textChanged.connect(partial(entry.type, name))
        self.submitted.connect(entry.record)
        entry.state_changed.connect(self.render_state)
        entry.recorded.connect(self.accept)

        self.render_state(entry.state)
        self.fields[BLOOD_PRESSURE].input.setFocus()

    def render_state(self, state: VitalsState) -> None:
        self.set_busy(state.saving)
        self.primary.set_blocked(tr("Nothing is typed yet") if state.is_empty else "")
        flags = state.flags
        for name, field in self.fields.items():
            signs = (Sign.SYSTOLIC, Sign.DIASTOLIC) if name == BLOOD_PRESSURE else (Sign(name),)
            flagged = [(sign, flags[sign]) for sign in signs if sign in flags]
            field.show_flag(max(flagged, key=lambda each: each[1].is_critical, default=None))
            field.show_wrong(state.wrong.get(name, ""))
        self._show_bmi(state)
        problem = problem_text(state.problem) if state.problem else None
        self.set_error(problem.sentence if problem else "")

    def _show_bmi(self, state: VitalsState) -> None:
        if state.bmi is None:
            self._bmi.setText(tr("Weight and height give the body mass index."))
            return
        value = tr("Body mass index {value} kg/m²", value=sign_text(Sign.BMI, state.bmi))
        flag = state.flags.get(Sign.BMI)
        self._bmi.setText(tr("{value}  {flag}", value=value, flag=flag_text(Sign.BMI, flag)) if flag else value)


class SignField(QWidget):
    """Name and unit, and at the end of that line what is to be said of the value."""

    def __init__(self, name: str, was: str) -> None:
        super().__init__()
        self.input = LineInput(hint=tr("was {value}", value=was) if was else "", most=9)
        self.input.setAccessibleName(sign_name(name))
        self._said = Label("", "small")
        label = Label(sign_name(name), "label")
        label.setBuddy(self.input)
        label.setMinimumHeight(18)
        self._wrong = Label("", "error", wrap=True)
        self._wrong.hide()
        self.setLayout(vbox(hbox(label, None, self._said, spacing=6), self.input, self._wrong, None, spacing=4))

    def show_flag(self, flagged: tuple[Sign, Flag] | None) -> None:
        self._said.setText(flag_text(*flagged) if flagged else "")
        self._said.set_tone(flag_tone(flagged[1]) if flagged else None)

    def show_wrong(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        self.input.setAccessibleDescription(text)
        restyle(self.input, invalid=bool(text))


def _was(name: str, last: Vitals | None) -> str:
    """Of the last set: what was measured then."""
    if last is None:
        return ""
    if name == BLOOD_PRESSURE:
        return pressure_text(last)
    value = getattr(last, name)
    return "" if value is None else sign_text(Sign(name), value)
