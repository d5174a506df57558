"""Medicines being written: in the room, or in the place of a prescription that is amended."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from client.viewmodels.consulting.quick_entry import parse
from client.viewmodels.consulting.safety_check import Checked
from client.viewmodels.consulting.worksheet import Line, Worksheet, line_of
from shared.ids import AppointmentId
from shared.models.prescriptions import Override, PatientFacts, Prescription, SafetyWarning
from shared.models.stock import FoundMedicine


class PrescribingState(Protocol):
    """What the table of medicines and the warnings below it show."""

    @property
    def appointment_id(self) -> AppointmentId | None: ...
    @property
    def sheet(self) -> Worksheet: ...
    @property
    def check(self) -> Checked: ...
    @property
    def stops(self) -> tuple[SafetyWarning, ...]:
        """Warnings that need a reason and have none yet."""
        ...

    @property
    def takes_lines(self) -> bool: ...
    @property
    def may_prescribe(self) -> bool:
        """Nothing is being sent just now."""
        ...

    @property
    def standing(self) -> Prescription | None:
        """What is sent already."""
        ...

    @property
    def is_changed(self) -> bool:
        """The lines are others than those that are sent."""
        ...


class Prescribing(QObject):
    """What a person does to the lines; where they go, the two kinds know."""

    state_changed = Signal(object)  # PrescribingState
    state: PrescribingState

    def add_medicine(self, medicine: FoundMedicine, typed: str) -> Line:
        """A row for the picked medicine, with what else was typed."""
        line = line_of(medicine, parse(typed))
        self._write(self.state.sheet.with_line(line))
        return line

    def add_lines(self, lines: Iterable[Line]) -> None:
        """Of an order set, or of the last prescription."""
        sheet = self.state.sheet
        for line in lines:
            sheet = sheet.with_line(line)
        self._write(sheet)

    def change_line(self, line: Line) -> None:
        self._write(self.state.sheet.with_line(line))

    def remove_line(self, line: Line) -> None:
        self._write(self.state.sheet.without_line(line))

    def override(self, warning: SafetyWarning, reason: str) -> None:
        self._write(self.state.sheet.with_override(Override(key=warning.key, reason=reason)))

    def tell(self, facts: PatientFacts) -> None:
        """What only the patient could say, and the checks need."""
        self._write(replace(self.state.sheet, facts=facts))

    def _write(self, sheet: Worksheet) -> None:
        """Shown, checked and kept: the visit in the room and a prescription that is changed do it each in their way."""
        raise NotImplementedError


def open_stops(check: Checked, sheet: Worksheet) -> tuple[SafetyWarning, ...]:
    return tuple(w for w in check.warnings if w.needs_reason and not sheet.override_of(w.key))
