"""A prescription of the chart: its lines, what was said against them, and how it is cancelled."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr
from client.core.medicine_words import (
    PRESCRIPTION_TONES,
    dose_text,
    duration_text,
    form_word,
    often_words,
    prescription_status_word,
    route_word,
)
from client.core.problem_text import problem_text
from client.viewmodels.patient.prescription import OnePrescription, PrescriptionState
from client.widgets.basics import Label, Scroll, box, clear, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm, Sheet
from client.widgets.pills import Pill
from shared.models.prescriptions import Prescription, PrescriptionItem, RecordedWarning

_LIST_HEIGHT = 260


class PrescriptionSheet(Sheet):
    change_asked = Signal()
    print_asked = Signal()

    def __init__(self, view_model: OnePrescription, number: str, parent: QWidget) -> None:
        super().__init__(tr("Prescription {number}", number=number), tr("Close"), parent, width=680)
        self._view_model = view_model
        self._number = number
        self._shown: Prescription | None = None
        self.status = Pill("")
        self._facts = Label("", "muted", wrap=True)
        self._rows = vbox(spacing=8)
        rows = Scroll(box(vbox(self._rows, None)))
        rows.setMinimumHeight(_LIST_HEIGHT)
        self.void = KeyButton(tr("Cancel prescription…"), "Alt+X", icon="ban", kind="danger", size="lg")
        self.change = KeyButton(tr("Change…"), "Alt+C", icon="pill", size="lg")
        self.print = KeyButton(tr("Print again"), "Ctrl+P", icon="printer", size="lg")
        self.add(self.status, self._facts, rows)
        for button in (self.print, self.change, self.void):
            self.add_button(button)
        self.cancel.hide()  # closing is all there is to it: nothing here is being changed
        self.submitted.connect(self.accept)
        self.void.clicked.connect(self._ask)
        self.change.clicked.connect(self._change)
        self.print.clicked.connect(self.print_asked)
        view_model.state_changed.connect(self.render_state)
        self.render_state(view_model.state)

    def render_state(self, state: PrescriptionState) -> None:
        self.set_busy(state.busy)
        self.void.setVisible(state.may_cancel)
        self.change.setVisible(state.may_amend)
        self.print.setVisible(state.may_print)
        problem = problem_text(state.problem) if state.problem else None
        self.set_error(problem.sentence if problem else "")
        prescription = state.prescription
        self.status.setVisible(prescription is not None)
        if prescription is None or prescription == self._shown:
            return
        self._shown = prescription
        status = prescription.status
        self.status.set_state(prescription_status_word(status), PRESCRIPTION_TONES[status])
        self._facts.setText(" · ".join(_facts(prescription)))
        clear(self._rows)
        for item in prescription.items:
            self._rows.addWidget(box(vbox(Label(_medicine(item), "strong", wrap=True), Label(_how(item), wrap=True))))
        for warning in prescription.warnings:
            self._rows.addWidget(Label(_warned(warning), "small", tone="warn", wrap=True))

    def _change(self) -> None:
        self.accept()
        self.change_asked.emit()

    def _ask(self) -> None:
        confirm = Confirm(
            tr("Cancel prescription {number}?", number=self._number),
            tr("The pharmacy hands nothing out for it any more. It stays readable, with the reason."),
            tr("Cancel the prescription"),
            self,
            reason=tr("Why"),
        )
        confirm.confirmed.connect(self._view_model.cancel)
        confirm.open()


def _facts(prescription: Prescription) -> list[str]:
    facts = [
        tr("Version {n}", n=prescription.version),
        prescription.prescribed_by,
        datetime_text(prescription.prescribed_at),
    ]
    if prescription.amended_because:
        facts.append(tr("amended: {reason}", reason=prescription.amended_because))
    if prescription.cancelled_because:
        facts.append(tr("cancelled: {reason}", reason=prescription.cancelled_because))
    return facts


def _medicine(item: PrescriptionItem) -> str:
    return tr("{medicine} {strength} {form}", medicine=item.medicine, strength=item.strength, form=form_word(item.form))


def _how(item: PrescriptionItem) -> str:
    parts = (
        dose_text(item.dose, item.form, item.strength),
        route_word(item.route),
        often_words(item.frequency, item.needed_for, item.most_a_day),
        duration_text(item.days),
        "" if item.quantity is None else tr("quantity {n}", n=item.quantity),
        item.instruction,
    )
    return " · ".join(part for part in parts if part)


def _warned(warning: RecordedWarning) -> str:
    said = tr("{rule}: {medicine} – {reason}", rule=warning.rule, medicine=warning.medicine, reason=warning.reason)
    return tr("{said}. Given all the same: {why}", said=said, why=warning.override) if warning.override else said
