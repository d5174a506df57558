"""A patient's card being corrected."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.field_text import field_problems
from client.core.i18n import tr
from client.viewmodels.patient.card_form import CardForm
from client.viewmodels.patient.payers import NO_CHOICES, payer_choices
from shared.contracts import patients
from shared.contracts.patients import BirthImpossible, DeathImpossible
from shared.errors import ApiError, InvalidRequest, StaleVersion
from shared.models.patients import PatientDetails
from shared.models.payers import PayerChoices

_FIELDS: Final = {
    "birth": "age",
    "birth.date": "age",
    "age.amount": "age",
    "": "age",
    "next_of_kin.name": "kin_name",
    "next_of_kin.relation": "kin_relation",
    "next_of_kin.phone": "kin_phone",
}
"""A request's field, where the form calls it otherwise."""


@dataclass(frozen=True)
class EditState:
    patient: PatientDetails
    known: CardForm
    """The card as the server has it."""
    form: CardForm
    choices: PayerChoices = NO_CHOICES
    errors: Mapping[str, str] = field(default_factory=dict)
    overtaken: bool = False
    """Somebody else saved this card meanwhile; what was typed here is kept on top of it."""
    busy: bool = False
    problem: ApiError | None = None

    @property
    def is_changed(self) -> bool:
        return self.form != self.known


class CardEdit(QObject):
    """Nothing typed is lost by a refusal, or by somebody who was quicker."""

    state_changed = Signal(object)  # EditState
    saved = Signal(object)  # PatientDetails
    invalid = Signal()

    def __init__(self, calls: Calls, clock: Clock, patient: PatientDetails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        known = CardForm.of(patient, clock.today())
        self.state = EditState(patient, known, known)
        self._look_up()

    def change(self, **typed: object) -> None:
        form = replace(self.state.form, **typed)  # type: ignore[arg-type]  # the view names the form's own fields
        if not self.state.busy and form != self.state.form:
            errors = {name: text for name, text in self.state.errors.items() if name not in typed}
            self._show(replace(self.state, form=form, errors=errors))

    def take(self, patient: PatientDetails) -> None:
        """An allergy or the photo changed: that is saved already, and what is typed stays."""
        if patient.version == self.state.patient.version:
            self._show(replace(self.state, patient=patient))

    @slot
    async def save(self) -> None:
        state = self.state
        if state.busy:
            return
        if errors := state.form.problems(state.known, self._clock.today()):
            self._show_invalid(errors)
            return
        if not state.is_changed:
            self.saved.emit(state.patient)
            return
        self._show(replace(state, busy=True, problem=None, errors={}))
        try:
            patient = await self._calls.send(patients.update.bind(state.form.request(state.patient, state.known)))
        except StaleVersion as refusal:
            await self._look_again(refusal)
        except (ValidationError, InvalidRequest) as invalid:
            self._show_invalid({_FIELDS.get(name, name): text for name, text in field_problems(invalid).items()})
        except BirthImpossible:
            self._show_invalid({"age": tr("Not possible")})
        except DeathImpossible:
            self._show_invalid({"died_on": tr("Not possible")})
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.saved.emit(patient)

    async def _look_again(self, refusal: StaleVersion) -> None:
        """The newer card under what was typed; a field that both changed says what the other wrote."""
        mine, before = self.state.form, self.state.known
        try:
            patient = await self._calls.send(patients.get(patient_id=self.state.patient.id))
        except ApiError:
            self._show(replace(self.state, busy=False, problem=refusal))
            return
        theirs = CardForm.of(patient, self._clock.today())
        both = set(mine.differing(before)) & set(theirs.differing(before)) & set(mine.differing(theirs))
        errors = {name: tr("Now: {value}", value=theirs.text(name)) for name in both}
        form = mine.over(before, theirs)
        self._show(EditState(patient, theirs, form, self.state.choices, errors=errors, overtaken=True))

    @slot
    async def _look_up(self) -> None:
        choices = await payer_choices(self._calls)
        self._show(replace(self.state, choices=choices))

    def _show_invalid(self, errors: Mapping[str, str]) -> None:
        self._show(replace(self.state, busy=False, errors=errors, problem=None))
        self.invalid.emit()

    def _show(self, state: EditState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
