"""What speaks against handing it out: between the lines and the button, never scrolled away."""

from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.core.i18n import tr, trn
from client.viewmodels.pharmacy.counter import Counter, CounterState
from client.views.consulting.warning_sheet import WarningSheet
from client.views.consulting.warnings import WarningRows
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from shared.models.pharmacy import OpenedPrescription
from shared.models.prescriptions import SafetyWarning


class WarningsPanel(QWidget):
    """Red ones keep everything on the counter until somebody has said why it is given all the same."""

    change_asked = Signal(int)
    """The line that is better substituted."""
    withhold_asked = Signal(int)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self._title = Label("", "strong")
        self.answer = KeyButton(tr("Answer"), "Alt+W", icon="shield-check", kind="danger", size="sm")
        self._rows = WarningRows()
        self.setLayout(vbox(hbox(self._title, None, self.answer), self._rows, spacing=4, margins=(14, 6, 12, 6)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

        self.answer.clicked.connect(self._answer)
        counter.state_changed.connect(self._render)

        self._render(counter.state)

    def _render(self, state: CounterState) -> None:
        self.setVisible(bool(state.warnings) and state.is_open)
        open_ones = len(state.unanswered)
        if open_ones:
            self._title.setText(trn("{n} warning needs an answer", "{n} warnings need an answer", open_ones))
        else:
            self._title.setText(trn("{n} warning", "{n} warnings", len(state.warnings)))
        self._title.set_tone("bad" if open_ones else "warn")
        self.answer.setVisible(bool(open_ones))
        self._rows.show_warnings(
            [(each, state.overrides.get(each.key, ""), _said_before(each, state.opened)) for each in state.warnings]
        )

    def _answer(self) -> None:
        if self._counter.state.unanswered:
            warning = self._counter.state.unanswered[0]
            sheet = WarningSheet(warning, self)
            sheet.overridden.connect(partial(self._counter.override, warning))
            sheet.change_asked.connect(partial(self._ask, self.change_asked, warning))
            sheet.removal_asked.connect(partial(self._ask, self.withhold_asked, warning))
            sheet.open()

    def _ask(self, signal: SignalInstance, warning: SafetyWarning) -> None:
        line = next((one for one in self._counter.state.to_give if one.medicine_id in warning.medicine_ids), None)
        if line is not None:
            signal.emit(line.number)


def _said_before(warning: SafetyWarning, opened: OpenedPrescription | None) -> str:
    """What the doctor wrote about the same."""
    if opened is None:
        return ""
    said = next((each.override for each in opened.prescription.warnings if each.key == warning.key), "")
    if not said:
        return ""
    return tr("{doctor} prescribed it all the same: {reason}", doctor=opened.prescription.prescribed_by, reason=said)
