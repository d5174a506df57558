"""Who in the register looks like the person being typed, while it is typed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, sleep
from client.core.calls import Calls
from client.core.clock import Clock
from client.viewmodels.reception.form import TokenForm, born_about
from client.viewmodels.reception.registration_state import RegistrationState
from shared.contracts import patients
from shared.errors import ApiError
from shared.models.patients import FindLookAlikes, LookAlike, PatientSummary, Sex

_SHORTEST_NAME: Final = 3
_SHORTEST_PHONE: Final = 7
_PAUSE_S: Final = 0.15


@dataclass(frozen=True)
class Typed:
    """What of the form tells a person."""

    name: str = ""
    sex: Sex | None = None
    born: date | None = None
    phone: str = ""

    @property
    def tells(self) -> bool:
        digits = sum(map(str.isdecimal, self.phone))
        return len(self.name) >= _SHORTEST_NAME or digits >= _SHORTEST_PHONE

    def request(self) -> FindLookAlikes:
        return FindLookAlikes(name=self.name, sex=self.sex, born=self.born, phone=self.phone)


@dataclass(frozen=True)
class LookAlikesState:
    """The likest first; of what was typed last, so that nothing flickers while one types on."""

    typed: Typed = Typed()
    found: tuple[LookAlike, ...] = ()


class LookAlikeList(QObject):
    """Says nothing where it can't ask: whoever registers is asked at the end in any case."""

    state_changed = Signal(object)  # LookAlikesState
    picked = Signal(object)  # PatientSummary

    def __init__(self, calls: Calls, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        self.state = LookAlikesState()

    def follow(self, registration: RegistrationState) -> None:
        """What the form holds now; with somebody picked, or a question open, nobody is looked for."""
        done = registration.patient is not None or registration.asks
        typed = Typed() if done else _typed(registration.form, self._clock.today())
        if typed == self.state.typed:
            return
        self._show(LookAlikesState(typed, self.state.found if typed.tells else ()))
        self._look(typed)

    def pick(self, place: int) -> None:
        """The one in this place is the person: go on with the old record."""
        if place < len(self.state.found):
            patient: PatientSummary = self.state.found[place].patient
            self.picked.emit(patient)

    @latest
    async def _look(self, typed: Typed) -> None:
        if not typed.tells:
            return
        await sleep(_PAUSE_S)
        try:
            found = await self._calls.send(patients.look_alikes.bind(typed.request()))
        except ApiError:
            self._show(replace(self.state, found=()))
        else:
            self._show(replace(self.state, found=tuple(found.items)))

    def _show(self, state: LookAlikesState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def _typed(form: TokenForm, today: date) -> Typed:
    return Typed(form.name.strip(), form.sex, born_about(form.age, today), form.phone.strip())
