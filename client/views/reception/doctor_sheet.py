"""Whose live queue reception looks at."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.queue.doctors import Doctors
from client.views.queue.doctor_picker import DoctorPicker
from client.widgets.dialog import Sheet


class DoctorSheet(Sheet):
    """A part of the name and Enter are enough."""

    chosen = Signal(object)  # DoctorSummary

    def __init__(self, doctors: Doctors, parent: QWidget) -> None:
        super().__init__(tr("Whose queue?"), tr("Show queue"), parent)
        self.picker = DoctorPicker(doctors)
        self.add(self.picker)

        self.picker.list.current_changed.connect(self._check)
        self.picker.submitted.connect(self._choose)
        self.submitted.connect(self._choose)

        self._check()
        self.picker.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked(tr("Choose a doctor") if self.picker.current() is None else "")

    def _choose(self) -> None:
        load = self.picker.current()
        if load is not None:
            self.chosen.emit(load.doctor)
            self.accept()
