"""Into whose hands the reports go."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.lab_words import taker_word
from client.core.words import shown_name
from client.viewmodels.lab.delivery import DeliveryState
from client.views.lab.delivery_words import hints
from client.widgets.basics import show_only
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from shared.models.lab_results import Taker


class TakeSheet(Sheet):
    """The patient is two keys; of a relative it is asked how he is related."""

    taken = Signal(object, str, str)  # Taker

    def __init__(self, state: DeliveryState, parent: QWidget) -> None:
        reports = state.chosen_reports
        subtitle = trn("{n} report: {tests}", "{n} reports: {tests}", len(reports), tests=_tests(state))
        super().__init__(tr("Who takes the reports?"), tr("Handed over"), parent, subtitle=subtitle)
        self._patient = shown_name(state.patient.name) if state.patient is not None else ""
        self._doctor = reports[0].requester or reports[0].ordered_by
        self.taker = Segmented[Taker](((each, taker_word(each)) for each in Taker), tr("Who takes the reports?"))
        self.name = LineInput(self._patient, most=120)
        self.relation = LineInput(most=200)
        self._relation = Field(tr("Relation to the patient"), self.relation, required=True)
        self.add(self.taker, Field(tr("Name"), self.name, required=True), self._relation)
        for text, tone in hints(state):
            self.add(Note(text, tone))

        self.taker.picked.connect(self._pick)
        self.name.textChanged.connect(self._check)
        self.relation.textChanged.connect(self._check)
        self.submitted.connect(self._take)

        self._check()
        self.taker.setFocus()

    def _pick(self, taker: Taker) -> None:
        """The names that are known stand there already."""
        known = {Taker.PATIENT: self._patient, Taker.DOCTOR: self._doctor}
        if self.name.value() in {"", *known.values(), self._patient, self._doctor}:
            self.name.set_value(known.get(taker, ""))
        self._check()

    def _check(self) -> None:
        asks_relation = self.taker.value() in {Taker.RELATIVE, Taker.OTHER}
        show_only({self._relation: asks_relation})
        if not self.name.value():
            self.primary.set_blocked(tr("Who is it?"))
        elif self.taker.value() is Taker.RELATIVE and not self.relation.value():
            self.primary.set_blocked(tr("How related?"))
        else:
            self.primary.set_blocked("")

    def _take(self) -> None:
        taker = self.taker.value()
        if taker is not None:
            relation = self.relation.value() if taker in {Taker.RELATIVE, Taker.OTHER} else ""
            self.taken.emit(taker, self.name.value(), relation)
            self.accept()


def _tests(state: DeliveryState) -> str:
    return ", ".join(report.test for report in state.chosen_reports)
