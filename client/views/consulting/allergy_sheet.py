"""An allergy as the patient tells it."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.words import severity_word, shown_name
from client.viewmodels.consulting.patient_side import AllergyEntry, AllergyState
from client.views.consulting.words import whole
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from shared.models.patients import PatientDetails, Severity


class AllergySheet(Sheet):
    def __init__(self, patient: PatientDetails, entry: AllergyEntry, parent: QWidget) -> None:
        super().__init__(tr("Record allergy"), tr("Record"), parent, subtitle=shown_name(patient.name))
        self._patient = patient
        self._entry = entry
        self.substance = LineInput(hint=tr("Penicillin, peanuts, latex …"), most=120)
        self.reaction = LineInput(hint=tr("Rash, swelling, breathlessness …"), most=200)
        self.severity = Segmented[Severity]([(s, severity_word(s)) for s in Severity], chosen=Severity.MODERATE)
        self._fields = {
            "substance": Field(tr("Substance"), self.substance, required=True),
            "reaction": Field(tr("Reaction"), self.reaction),
            "severity": Field(tr("Severity"), self.severity),
        }
        self.add(*self._fields.values())
        self.submitted.connect(self._record)
        entry.state_changed.connect(self.render_state)
        entry.recorded.connect(self.accept)
        self.substance.setFocus()

    def render_state(self, state: AllergyState) -> None:
        self.set_busy(state.recording)
        for name, field in self._fields.items():
            field.set_error((state.wrong or {}).get(name, ""))
        self.set_error(whole(state.problem) if state.problem else "")

    def _record(self) -> None:
        severity = self.severity.value() or Severity.MODERATE
        self._entry.record(self._patient.id, self.substance.value(), self.reaction.value(), severity)
