"""A diagnosis onto the problem list: one of today's, or any."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.finder import Finder
from client.views.consulting.suggest import Suggest
from client.views.consulting.words import diagnosis_facts
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from shared.models.consultations import Icd10


class ProblemSheet(Sheet):
    chosen = Signal(object)  # Icd10

    def __init__(self, who: str, todays: tuple[Icd10, ...], finder: Finder, parent: QWidget) -> None:
        super().__init__(tr("Add to the problem list"), tr("Add"), parent, subtitle=who)
        self._picked: Icd10 | None = None
        self.search = Suggest(tr("Search ICD-10"), "F2", finder, diagnosis_facts, _code)
        self._what = Label("", "strong", wrap=True)
        self.todays = [KeyButton(tr("{code} {title}", code=d.code, title=d.title), size="sm") for d in todays]
        if todays:
            self.add(Label(tr("Diagnosed today"), "label"))
        for diagnosis, button in zip(todays, self.todays, strict=True):
            button.clicked.connect(partial(self._choose, diagnosis))
            self.add(hbox(button, None))
        self.add(Field(tr("Diagnosis"), self.search, key="F2"), self._what)

        self.search.picked.connect(self._pick)
        self.submitted.connect(self._submit)

        self._render()
        self.search.setFocus()

    def _pick(self, diagnosis: Icd10, _typed: str) -> None:
        self._picked = diagnosis
        self._render()

    def _render(self) -> None:
        found = self._picked
        self._what.setText(tr("{code} {title}", code=found.code, title=found.title) if found else "")
        self.primary.set_blocked("" if found else tr("Choose a diagnosis"))

    def _submit(self) -> None:
        if self._picked is not None:
            self._choose(self._picked)

    def _choose(self, diagnosis: Icd10) -> None:
        self.chosen.emit(diagnosis)
        self.accept()


def _code(row: Icd10) -> str:
    return row.code
