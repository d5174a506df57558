"""A visit is cancelled with a reason only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.words import shown_name
from client.widgets.choices import Chips
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from shared.models.appointments import AppointmentSummary


class CancelSheet(Sheet):
    """The common reasons are one key away."""

    confirmed = Signal(object, str)  # AppointmentSummary, why

    def __init__(self, appointment: AppointmentSummary, parent: QWidget) -> None:
        who = tr("{name}, {doctor}", name=shown_name(appointment.patient.name), doctor=appointment.doctor)
        super().__init__(tr("Cancel this visit?"), tr("Cancel visit"), parent, subtitle=who, kind="danger")
        self._appointment = appointment
        reasons = (tr("Patient left"), tr("Wrong entry"), tr("Doctor not here"))
        self.common = Chips([(each, each) for each in reasons], tr("Reason"))
        self.reason = LineInput(most=200)
        self.cancel.set_text(tr("Back"))
        self.common.set_value(None)
        self.add(self.common, Field(tr("Reason"), self.reason, required=True))

        self.common.picked.connect(self.reason.set_value)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._confirm)

        self._check()
        self.reason.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked("" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed"))

    def _confirm(self) -> None:
        self.confirmed.emit(self._appointment, self.reason.value())
        self.accept()
