"""One set of vital signs while it is typed: judged as one types, refused only when it is to be saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.field_text import field_problems
from client.core.i18n import number_from, tr
from shared.ages import Age, age_on
from shared.contracts import vitals
from shared.errors import ApiError, InvalidRequest
from shared.ids import AppointmentId
from shared.models.patients import Birth
from shared.models.vitals import RecordVitals
from shared.rules.vitals import PLACES, VALID, Flag, Sign, body_mass_index, flag_of, is_small_child

BLOOD_PRESSURE: Final = "blood_pressure"
"""Typed in one field, as 120/80."""


@dataclass(frozen=True)
class VitalsState:
    appointment_id: AppointmentId | None = None
    age: Age | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    """By the sign's name, the blood pressure as one."""
    saving: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    """A sentence a field, since the last try to save."""
    problem: ApiError | None = None

    @property
    def with_head(self) -> bool:
        return is_small_child(self.age)

    @property
    def is_empty(self) -> bool:
        return not any(self.typed.values())

    @property
    def values(self) -> dict[Sign, Decimal]:
        """What can be read of what is typed."""
        read = {Sign(name): number_from(text) for name, text in self.typed.items() if name != BLOOD_PRESSURE}
        upper, lower = self._pressure
        read |= {Sign.SYSTOLIC: upper, Sign.DIASTOLIC: lower}
        return {sign: value for sign, value in read.items() if value is not None}

    @property
    def bmi(self) -> Decimal | None:
        values = {sign: value for sign, value in self.values.items() if _can_be(sign, value)}
        return body_mass_index(values.get(Sign.WEIGHT), values.get(Sign.HEIGHT))

    @property
    def flags(self) -> dict[Sign, Flag]:
        bmi = self.bmi
        judged = {sign: value for sign, value in self.values.items() if _can_be(sign, value)}
        judged |= {} if bmi is None else {Sign.BMI: bmi}
        return {sign: flag for sign, value in judged.items() if (flag := flag_of(sign, value, self.age))}

    @property
    def unread(self) -> tuple[str, ...]:
        """The fields in which something stands that is no number."""
        values = self.values
        return tuple(
            name
            for name, text in self.typed.items()
            if text and (Sign.SYSTOLIC if name == BLOOD_PRESSURE else Sign(name)) not in values
        )

    @property
    def _pressure(self) -> tuple[Decimal | None, Decimal | None]:
        parts = self.typed.get(BLOOD_PRESSURE, "").replace(" ", "/").split("/")
        numbers = [number_from(part) for part in parts if part]
        return (numbers[0], numbers[1]) if len(numbers) == 2 and None not in numbers else (None, None)


class VitalsEntry(QObject):
    state_changed = Signal(object)  # VitalsState
    recorded = Signal(object)  # Vitals

    def __init__(self, calls: Calls, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = VitalsState()
        self._calls = calls
        self._clock = clock

    def begin(self, appointment_id: AppointmentId, birth: Birth | None) -> None:
        """An empty set for whoever is here now."""
        today = self._clock.today()
        age = None if birth is None or birth.date > today else age_on(today, birth.date)
        self._show(VitalsState(appointment_id, age))

    def type(self, name: str, text: str) -> None:
        wrong = {field: sentence for field, sentence in self.state.wrong.items() if field != name}
        self._show(replace(self.state, typed={**self.state.typed, name: text.strip()}, wrong=wrong))

    @slot
    async def record(self) -> None:
        state = self.state
        if state.saving or state.appointment_id is None or state.is_empty:
            return
        if state.unread:
            self._show(replace(state, wrong={name: _unread_text(name) for name in state.unread}))
            return
        try:
            measured = {sign.value: value for sign, value in state.values.items()}
            request = RecordVitals.model_validate({"appointment_id": state.appointment_id, **measured})
        except ValidationError as error:
            self._show(replace(state, wrong=_by_field(field_problems(error))))
            return
        self._show(replace(state, saving=True, problem=None))
        try:
            kept = await self._calls.send(vitals.record.bind(request))
        except InvalidRequest as error:
            self._show(replace(self.state, saving=False, wrong=_by_field(field_problems(error))))
        except ApiError as problem:
            self._show(replace(self.state, saving=False, problem=problem))
        else:
            self._show(VitalsState())
            self.recorded.emit(kept)

    def _show(self, state: VitalsState) -> None:
        self.state = state
        self.state_changed.emit(state)


def _can_be(sign: Sign, value: Decimal) -> bool:
    low, high = VALID[sign]
    return low <= value <= high and value == round(value, PLACES.get(sign, 0))


def _by_field(problems: Mapping[str, str]) -> dict[str, str]:
    """What is said of the whole can only be about the blood pressure: an empty set is never sent."""
    pressure = {Sign.SYSTOLIC.value, Sign.DIASTOLIC.value, ""}
    found = {name: sentence for name, sentence in problems.items() if name not in pressure}
    if problems.keys() & pressure:
        upper, lower = VALID[Sign.SYSTOLIC], VALID[Sign.DIASTOLIC]
        found[BLOOD_PRESSURE] = tr(
            "Upper {upper_low}–{upper_high}, lower {lower_low}–{lower_high} and less.",
            upper_low=upper[0],
            upper_high=upper[1],
            lower_low=lower[0],
            lower_high=lower[1],
        )
    return found


def _unread_text(name: str) -> str:
    return tr("Two numbers: 120/80.") if name == BLOOD_PRESSURE else tr("A number.")
