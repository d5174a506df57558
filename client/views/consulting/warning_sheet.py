"""One warning answered: the line changed or taken away, or given all the same with a reason; or the patient asked."""

from collections.abc import Collection
from enum import Enum, auto

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_from, tr
from client.views.consulting.warning_words import ICONS, TONES, level_word, source_text, warning_text
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from shared.models.prescriptions import PatientFacts, SafetyWarning, WarningKind
from shared.rules.dosing import plain_number

_HEAVIEST = 500


class WarningSheet(Sheet):
    """Changing the line is the safe way out and has the focus; a reason is typed on purpose."""

    overridden = Signal(str)
    change_asked = Signal()
    removal_asked = Signal()

    def __init__(self, warning: SafetyWarning, parent: QWidget) -> None:
        super().__init__(
            tr("{level}: {medicine}", level=level_word(warning.level), medicine=warning.medicine),
            tr("Give it all the same"),
            parent,
            kind="danger",
            width=600,
        )
        self.change = KeyButton(tr("Change the line"), "Alt+C", icon="undo-2", size="lg")
        self.remove = KeyButton(tr("Take it away"), "Alt+R", icon="x", size="lg")
        self.reason = LineInput(hint=tr("Why the benefit is greater"), most=300)
        self.add(
            vbox(
                Note(warning_text(warning), TONES[warning.level], icon=ICONS[warning.level]),
                Label(source_text(warning), "small", wrap=True),
                spacing=6,
            ),
            hbox(self.change, self.remove, None, spacing=8),
            Field(tr("Reason to give it all the same"), self.reason),
        )
        self.primary.setDefault(False)
        self.primary.setAutoDefault(False)
        self.change.setAutoDefault(True)
        self.change.setDefault(True)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._override)
        self.change.clicked.connect(self._change)
        self.remove.clicked.connect(self._remove)
        self._check()
        self.change.setFocus()

    def _check(self) -> None:
        short = len(self.reason.value()) < SHORTEST_REASON
        self.primary.set_blocked(tr("A reason is needed") if short else "")

    def _override(self) -> None:
        if len(self.reason.value()) >= SHORTEST_REASON:
            self.overridden.emit(self.reason.value())
            self.accept()

    def _change(self) -> None:
        self.accept()
        self.change_asked.emit()

    def _remove(self) -> None:
        self.accept()
        self.removal_asked.emit()


class FactsSheet(Sheet):
    """Pregnant or not, and the weight: without them some checks cannot be made."""

    told = Signal(object)  # PatientFacts

    def __init__(self, facts: PatientFacts, asked: Collection[WarningKind], parent: QWidget) -> None:
        super().__init__(tr("Ask the patient"), tr("Keep"), parent)
        choices = ((_Answer.YES, tr("Pregnant")), (_Answer.NO, tr("Not pregnant")), (_Answer.UNKNOWN, tr("Not known")))
        self.pregnant = Segmented[_Answer](choices, tr("Pregnancy"), chosen=_Answer.of(facts.pregnant))
        weight = "" if facts.weight_kg is None else plain_number(facts.weight_kg)
        self.weight = LineInput(weight, hint=tr("14.5"), most=6)
        self._weight = Field(tr("Weight in kg"), self.weight)
        pregnancy = Field(tr("Pregnancy"), self.pregnant)
        self.add(pregnancy, self._weight)
        asks_pregnancy = WarningKind.UNKNOWN_PREGNANCY in asked
        pregnancy.setVisible(asks_pregnancy)
        self._weight.setVisible(WarningKind.UNKNOWN_WEIGHT in asked)
        self.submitted.connect(self._keep)
        (self.pregnant if asks_pregnancy else self.weight).setFocus()

    def _keep(self) -> None:
        typed = self.weight.value()
        weight = number_from(typed) if typed else None
        wrong = bool(typed) and (weight is None or not 0 < weight <= _HEAVIEST)
        self._weight.set_error(tr("A weight in kg.") if wrong else "")
        if not wrong:
            answer = self.pregnant.value() or _Answer.UNKNOWN
            self.told.emit(PatientFacts(pregnant=answer.fact, weight_kg=weight))
            self.accept()


class _Answer(Enum):
    YES = auto()
    NO = auto()
    UNKNOWN = auto()

    @classmethod
    def of(cls, fact: bool | None) -> "_Answer":  # noqa: FBT001  # what is known, not a switch
        return cls.UNKNOWN if fact is None else cls.YES if fact else cls.NO

    @property
    def fact(self) -> bool | None:
        return None if self is _Answer.UNKNOWN else self is _Answer.YES
