"""To whom a patient goes instead."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.queue.acts import Turn
from client.viewmodels.queue.doctors import Doctors
from client.views.queue.doctor_picker import DoctorPicker
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput


class TransferSheet(Sheet):
    """To the end of the other doctor's queue: typing a part of the name and Enter are enough."""

    chosen = Signal(object, object)  # DoctorSummary, why or None

    def __init__(self, turn: Turn, doctors: Doctors, parent: QWidget) -> None:
        who = tr("{token} · {name}, with a new number there", token=turn.token, name=turn.name)
        super().__init__(tr("Transfer to which doctor?"), tr("Transfer"), parent, subtitle=who)
        self.picker = DoctorPicker(doctors)
        self.reason = LineInput(most=200)
        self._reason = Field(tr("Reason, if there is one to keep"), self.reason)
        self.add(self.picker, self._reason)

        self.picker.list.current_changed.connect(self._check)
        self.picker.submitted.connect(self._choose)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        self._check()
        self.picker.setFocus()

    def _check(self) -> None:
        short = 0 < len(self.reason.value()) < SHORTEST_REASON
        self._reason.set_error(tr("Too short") if short else "")
        missing = tr("Choose a doctor") if self.picker.current() is None else ""
        self.primary.set_blocked(missing or (tr("The reason is too short") if short else ""))

    def _choose(self) -> None:
        load = self.picker.current()
        if load is not None and not self.primary.blocked_reason:
            self.chosen.emit(load.doctor, self.reason.value() or None)
            self.accept()
