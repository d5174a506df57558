"""What is asked of the patient while the tubes are filled: by its answer a range is another."""

from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr
from client.views.lab.words import PREGNANCIES, pregnancy_word
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from shared.models.lab import WorkItem
from shared.rules.lab_ranges import Condition

V = TypeVar("V")


class CollectSheet(Sheet):
    """Digits answer, Enter says that the tubes are filled. Whether somebody has fasted is never assumed."""

    answered = Signal(list)  # Condition

    def __init__(self, item: WorkItem, asked: list[Condition], parent: QWidget) -> None:
        who = tr("{name}, {number}", name=item.patient.name, number=item.patient.patient_no)
        super().__init__(tr("Ask the patient"), tr("Collected"), parent, subtitle=who, width=840)
        self._keys = 0
        self.fasting: Segmented[bool] | None = None
        self.pregnancy: Segmented[Condition | None] | None = None
        if Condition.FASTING in asked:
            answers = ((True, tr("Fasting")), (False, tr("Not fasting")))
            self.fasting = self._question(tr("Nothing eaten for eight hours?"), answers)
            self.fasting.set_value(None)
            self.fasting.picked.connect(self._check)
        if not set(PREGNANCIES).isdisjoint(asked):
            states = (None, *PREGNANCIES)
            self.pregnancy = self._question(tr("Pregnancy"), tuple((each, pregnancy_word(each)) for each in states))
        self.submitted.connect(self._answer)
        self._check()

    def _question(self, text: str, answers: tuple[tuple[V, str], ...]) -> Segmented[V]:
        """Each answer by a digit of its own, counted on over all questions."""
        numbered = [
            (value, tr("{digit}  {answer}", digit=number_text(self._keys + place), answer=words))
            for place, (value, words) in enumerate(answers, start=1)
        ]
        choice: Segmented[V] = Segmented(numbered, text)
        for value, _ in answers:
            self._keys += 1
            key = QShortcut(QKeySequence(str(self._keys)), self)
            key.activated.connect(partial(choice.button(value).click))
        self.add(Field(text, choice))
        return choice

    def _check(self) -> None:
        open_one = self.fasting is not None and self.fasting.value() is None
        self.primary.set_blocked(tr("Is the patient fasting?") if open_one else "")

    def _answer(self) -> None:
        found = [Condition.FASTING] if self.fasting is not None and self.fasting.value() else []
        pregnancy = self.pregnancy.value() if self.pregnancy is not None else None
        self.answered.emit(found if pregnancy is None else [*found, pregnancy])
        self.accept()
