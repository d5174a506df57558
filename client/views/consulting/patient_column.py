"""How this door's day goes, and what is known of the patient: how to reach, what not to give."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.words import kin_text, severity_word
from client.core.zone import day_of
from client.viewmodels.consulting.patient_side import AllergyEntry
from client.viewmodels.consulting.room import Room, RoomState
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.views.consulting.allergy_sheet import AllergySheet
from client.views.queue.move_keys import MoveKeys
from client.views.queue.session_bar import SessionBar
from client.widgets.basics import Card, Label, box, clear, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Pill
from client.widgets.tokens import Tone
from shared.models.appointments import AppointmentStatus
from shared.models.patients import Allergy, PatientDetails, Severity

_TONES: dict[Severity, Tone] = {
    Severity.MILD: "grey",
    Severity.MODERATE: "warn",
    Severity.SEVERE: "bad",
    Severity.LIFE_THREATENING: "bad",
}


class TodayCard(Card):
    """How this door's day goes."""

    def __init__(self, room: Room, keys: MoveKeys) -> None:
        super().__init__(spacing=6, margins=(14, 10, 14, 8))
        self._figures = {name: Label("–", "mid") for name in ("seen", "waiting", "held", "longest")}
        names = {"seen": tr("Seen"), "waiting": tr("Waiting"), "held": tr("On hold"), "longest": tr("Longest wait")}
        row = hbox(spacing=12)
        for key, name in names.items():
            row.addWidget(box(vbox(Label(name, "small"), self._figures[key])), 1)
        self.session = SessionBar(room.moves, keys, upright=True)
        self.add(row, self.session)
        room.state_changed.connect(self.render_state)
        self.render_state(room.state)

    def render_state(self, state: RoomState) -> None:
        snapshot = state.snapshot
        self.session.render_queue(snapshot, state.moves)
        if state.current is None:
            self.session.resume.hide()  # the door has it large
        if snapshot is None:
            return
        held = sum(entry.status is AppointmentStatus.ON_HOLD for entry in snapshot.entries)
        longest = max((state.minutes(entry.waiting_since) for entry in snapshot.waiting), default=0)
        self._figures["seen"].setText(str(snapshot.completed))
        self._figures["waiting"].setText(str(state.waiting))
        self._figures["held"].setText(str(held))
        self._figures["longest"].setText(tr("{n}′", n=longest) if snapshot.waiting else "–")


class PersonCard(Card):
    """How to reach the patient, and whom else; the whole chart is a key away."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(spacing=5, margins=(14, 10, 14, 10))
        self.chart = KeyButton(tr("Chart"), "Alt+D", icon="file-text", kind="link", size="sm")
        self._rows = vbox(spacing=5)
        self._shown: PatientDetails | None = None
        self.add(heading(tr("Patient"), self.chart), self._rows)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: VisitState) -> None:
        patient = state.kept.patient if state.kept else None
        self.setVisible(patient is not None)
        if patient is None or patient == self._shown:
            return
        self._shown = patient
        clear(self._rows)
        facts = (
            (tr("Phone"), patient.phone),
            (tr("Next of kin"), kin_text(patient.next_of_kin)),
            (tr("Blood group"), patient.blood_group or ""),
            (tr("Address"), patient.address),
            (tr("Registered"), date_text(day_of(patient.registered_at))),
        )
        for name, text in facts:
            if text:
                self._rows.addWidget(_fact(name, text))


class AllergyCard(Card):
    """Everything the patient must not be given."""

    def __init__(self, visit: Visit, entry: AllergyEntry, *, may_record: bool) -> None:
        super().__init__(spacing=6, margins=(14, 10, 14, 10))
        self._visit = visit
        self._entry = entry
        self._rows = vbox(spacing=6)
        self._shown: list[Allergy] | None = None
        self._none = Label(tr("None recorded. Ask, then record."), "muted", wrap=True)
        self.record = KeyButton(tr("Record"), "Alt+A", icon="plus", kind="link", size="sm")
        self.add(heading(tr("Allergies"), self.record), self._none, self._rows)
        self.record.setVisible(may_record)  # once it has a parent: alone it would be a window
        self.record.clicked.connect(self._open)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: VisitState) -> None:
        patient = state.kept.patient if state.kept else None
        self.setVisible(patient is not None)
        if patient is None or patient.allergies == self._shown:
            return
        self._shown = patient.allergies
        self._none.setVisible(not patient.allergies)
        clear(self._rows)
        for allergy in patient.allergies:
            self._rows.addWidget(_allergy(allergy))

    def _open(self) -> None:
        kept = self._visit.state.kept
        if kept is not None:
            AllergySheet(kept.patient, self._entry, self).open()


def _fact(name: str, text: str) -> QWidget:
    label = Label(name, "small")
    label.setFixedWidth(86)
    words = Label(text, "body", wrap=True)
    row = hbox(spacing=8)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return box(row)


def _allergy(allergy: Allergy) -> QWidget:
    pill = Pill(severity_word(allergy.severity), _TONES[allergy.severity])
    row = hbox(Label(allergy.substance, "strong", wrap=True), pill, spacing=8)
    row.setStretch(0, 1)
    return box(vbox(row, Label(allergy.reaction, "small", wrap=True)) if allergy.reaction else row)
