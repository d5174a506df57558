"""What speaks against the prescription, between the sheet and its end: it never scrolls away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from client.core.i18n import tr, trn
from client.viewmodels.consulting.prescribing import Prescribing, PrescribingState
from client.views.consulting.warning_sheet import FactsSheet, WarningSheet
from client.views.consulting.warning_words import ICONS, TONES, level_word, source_text, warning_text
from client.views.consulting.words import whole
from client.widgets.basics import Card, Label, Scroll, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note, Pill
from shared.models.prescriptions import SafetyWarning, WarningKind, WarningLevel

_ASKED = {WarningKind.UNKNOWN_PREGNANCY, WarningKind.UNKNOWN_WEIGHT}
_SHARE = 0.17
_MARK_WIDTH = 108


class WarningPanel(Card):
    """Red ones keep the consultation open until they are answered; nothing here takes the focus by itself."""

    change_asked = Signal(object)  # Line
    left = Signal()
    """A sheet was closed: the hands go on typing medicines."""

    def __init__(self, visit: Prescribing) -> None:
        super().__init__(spacing=6, margins=(14, 8, 10, 8))
        self._visit = visit
        self._title = Label("", "strong")
        self.answer = KeyButton(tr("Answer"), "Alt+W", icon="shield-check", kind="danger", size="sm")
        self.ask = KeyButton(tr("Ask the patient"), "Alt+Q", icon="user-round", size="sm")
        self._failed = Note("", "warn")
        self._list = WarningRows()
        head = hbox(self._title, None, self.ask, self.answer, spacing=8)
        self.add(self._failed, head, self._list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.answer.clicked.connect(self._answer)
        self.ask.clicked.connect(self._ask)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: PrescribingState) -> None:
        check = state.check
        self.setVisible(bool(check.warnings) or check.problem is not None)
        self._failed.setVisible(check.problem is not None)
        if check.problem is not None:
            why = whole(check.problem)
            self._failed.set_state(tr("Not checked: the rules could not be asked. {why}", why=why), "warn")
        stops, free = state.stops, state.may_prescribe
        self.answer.setVisible(bool(stops) and free)
        self.ask.setVisible(free and any(warning.kind in _ASKED for warning in check.warnings))
        self._title.setVisible(bool(check.warnings))
        if stops:
            self._title.setText(trn("{n} warning needs an answer", "{n} warnings need an answer", len(stops)))
        else:
            self._title.setText(trn("{n} warning", "{n} warnings", len(check.warnings)))
        self._title.set_tone("bad" if stops else "warn")
        self._list.show_warnings([(each, state.sheet.override_of(each.key), "") for each in check.warnings])

    def _answer(self) -> None:
        stops = self._visit.state.stops
        if not stops:
            return
        warning = stops[0]
        sheet = WarningSheet(warning, self)
        sheet.overridden.connect(lambda reason: self._visit.override(warning, reason))
        sheet.change_asked.connect(lambda: self._change(warning))
        sheet.removal_asked.connect(lambda: self._remove(warning))
        sheet.finished.connect(self.left)
        sheet.open()

    def _ask(self) -> None:
        state = self._visit.state
        sheet = FactsSheet(state.sheet.facts, {warning.kind for warning in state.check.warnings}, self)
        sheet.told.connect(self._visit.tell)
        sheet.finished.connect(self.left)
        sheet.open()

    def _change(self, warning: SafetyWarning) -> None:
        """The line typed last: it is the one that brought the warning."""
        for line in reversed(self._visit.state.sheet.lines):
            if line.medicine.id in warning.medicine_ids:
                self.change_asked.emit(line)
                return

    def _remove(self, warning: SafetyWarning) -> None:
        for line in reversed(self._visit.state.sheet.lines):
            if line.medicine.id in warning.medicine_ids:
                self._visit.remove_line(line)
                return


class WarningRows(Scroll):
    """As high as its rows, up to a share of the window: what the warnings are about needs its room too."""

    def __init__(self) -> None:
        self._rows = vbox(spacing=4)
        super().__init__(box(self._rows))
        self._shown: tuple[object, ...] = ()

    def show_warnings(self, warnings: Sequence[tuple[SafetyWarning, str, str]]) -> None:
        """Each with why it is given all the same, and what was said of it before."""
        if tuple(warnings) == self._shown:
            return
        self._shown = tuple(warnings)
        clear(self._rows)
        order = list(WarningLevel)
        # What waits for an answer stands first, whatever is scrolled away below.
        for warning, override, before in sorted(warnings, key=lambda each: (bool(each[1]), order.index(each[0].level))):
            row = WarningRow(warning, override, before)
            self._rows.addWidget(row)
            row.show()  # one that Qt is still to show has no height to it
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        needed = self._rows.totalHeightForWidth(max(self.width(), 1))
        self.setFixedHeight(max(0, min(needed, round(self.window().height() * _SHARE))))


class WarningRow(QFrame):
    """Sign, word, sentence and source; a given reason stands with it, and what was said of it before."""

    def __init__(self, warning: SafetyWarning, override: str, before: str = "") -> None:
        super().__init__()
        pill = Pill(level_word(warning.level), TONES[warning.level], icon=ICONS[warning.level])
        is_open = warning.level is WarningLevel.STOP and not override
        words = vbox(Label(warning_text(warning), "strong" if is_open else "body", wrap=True), spacing=0)
        if override:
            words.addWidget(Label(tr("Given all the same: {reason}", reason=override), "small", tone="ok", wrap=True))
        elif before:
            words.addWidget(Label(before, "small", tone="info", wrap=True))
        words.addWidget(Label(source_text(warning), "small", wrap=True))
        mark = box(hbox(pill, None))
        mark.setFixedWidth(_MARK_WIDTH)
        row = hbox(spacing=10)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(box(words), 1)
        self.setLayout(row)
        self.setAccessibleName(tr("{level}: {warning}", level=level_word(warning.level), warning=warning_text(warning)))
