"""What was given last stays in sight: to say it, to print it again, to take it back."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from client.core.aio import slot
from client.core.calls import Calls
from client.core.i18n import tr
from client.core.view_model import ViewModel
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import appointments
from shared.errors import ApiError
from shared.models.appointments import AppointmentDetails, AppointmentStatus


@dataclass(frozen=True)
class LastTokenState:
    appointment: AppointmentDetails | None = None
    busy: bool = False
    problem: ApiError | None = None

    @property
    def is_undone(self) -> bool:
        return self.appointment is not None and self.appointment.status is AppointmentStatus.CANCELLED


class LastToken(ViewModel[LastTokenState]):
    def __init__(self, calls: Calls, printing: PrintDesk, parent: QObject | None = None) -> None:
        super().__init__(LastTokenState(), parent)
        self._calls = calls
        self._printing = printing

    def remember(self, appointment: AppointmentDetails) -> None:
        self._show(LastTokenState(appointment))

    def print_again(self) -> None:
        if self.state.appointment is not None and self.state.appointment.token is not None:
            self._printing.token(self.state.appointment)

    @slot
    async def undo(self) -> None:
        """Cancels the appointment; refused once the doctor has begun with it."""
        given = self.state.appointment
        if given is None or self.state.busy or self.state.is_undone:
            return
        self._show(replace(self.state, busy=True, problem=None))
        reason = tr("wrong entry at reception")
        try:
            undone = await self._calls.send(
                appointments.cancel(appointment_id=given.id, version=given.version, reason=reason)
            )
        except ApiError as problem:
            self._show_of(given, LastTokenState(given, problem=problem))
        else:
            self._show_of(given, LastTokenState(undone))

    def _show_of(self, given: AppointmentDetails, state: LastTokenState) -> None:
        """An answer about a token that was followed by another one meanwhile is nobody's concern."""
        if self.state.appointment is given:
            self._show(state)
