"""A signed note, read; its own doctor may add to it, marked and with a reason."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, datetime_text, tr
from client.core.medicine_words import dose_text, duration_text, often_words
from client.core.words import shown_name
from client.core.zone import day_of
from client.viewmodels.consulting.past_note import PastNote, PastNoteState
from client.views.consulting.words import whole
from client.widgets.basics import Label, Rule, Scroll, Sunken, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, TextArea
from client.widgets.pills import Pill
from shared.models.consultations import Amendment, ConsultationDetails
from shared.models.prescriptions import PrescriptionItem

_LOWEST = 340


class PastNoteSheet(Sheet):
    def __init__(self, note: PastNote, parent: QWidget) -> None:
        super().__init__(tr("Consultation note"), tr("Add to this note"), parent, width=720)
        self._note = note
        self._shown: ConsultationDetails | None = None
        self._head = Label("", "strong", wrap=True)
        self._read = vbox(spacing=10)
        content = box(vbox(self._read, None, margins=(0, 0, 8, 0)))
        self._scroll = Scroll(content)
        self._scroll.setMinimumHeight(_LOWEST)
        self.text = TextArea(lines=3)
        self.reason = LineInput(most=300)
        self._text_field = Field(tr("Added to the note"), self.text, required=True)
        self._reason_field = Field(tr("Why it is added now"), self.reason, required=True)
        self._writing = box(vbox(self._text_field, self._reason_field, spacing=8))
        self.papers = KeyButton(tr("Papers"), "Alt+J", icon="printer", size="lg")
        self.cancel.set_text(tr("Close"))
        self.add_button(self.papers)
        self.add(self._head, self._scroll, self._writing)
        self.body.setStretch(1, 1)

        self.text.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._amend)
        self.papers.clicked.connect(self._show_papers)
        note.state_changed.connect(self.render_state)
        note.amended.connect(self._amended)

        self.render_state(note.state)
        self._check()

    def render_state(self, state: PastNoteState) -> None:
        self.set_busy(state.saving)
        self._writing.setVisible(state.may_amend)
        self.primary.setVisible(state.may_amend)
        self.papers.setVisible(state.kept is not None and state.kept.completed_at is not None)
        wrong = state.wrong or {}
        self._text_field.set_error(wrong.get("text", ""))
        self._reason_field.set_error(wrong.get("reason", ""))
        self.set_error(whole(state.problem) if state.problem else "")
        if state.kept is None:
            self._head.setText(tr("Opening …") if state.problem is None else tr("The note could not be opened"))
        elif state.kept != self._shown:
            self._shown = state.kept
            self._show(state.kept)

    def _show(self, kept: ConsultationDetails) -> None:
        self._head.setText(
            tr(
                "{name} · {day} · {doctor}",
                name=shown_name(kept.patient.name),
                day=date_text(day_of(kept.started_at)),
                doctor=kept.doctor,
            )
        )
        clear(self._read)
        if kept.completed_at is None:
            self._read.addWidget(Label(tr("This consultation goes on; the note is not signed yet."), "muted"))
        else:
            self._read.addWidget(Label(tr("Signed {at}", at=datetime_text(kept.completed_at)), "small"))
        for amendment in kept.amendments:
            self._read.addWidget(_added(amendment))
        if kept.diagnoses:
            named = [tr("{code} {title}", code=d.code, title=d.title) for d in kept.diagnoses]
            self._read.addWidget(_part(tr("Diagnosis"), "\n".join(named)))
        note = kept.note
        for title, text in (
            (tr("Complaint"), note.complaint),
            (tr("History"), note.history),
            (tr("Findings"), note.examination),
            (tr("Plan"), note.plan),
            (tr("Advice to the patient"), note.advice),
        ):
            if text:
                self._read.addWidget(_part(title, text))
        if kept.prescription is not None:
            self._read.addWidget(_part(tr("Prescribed"), "\n".join(map(_medicine, kept.prescription.items))))
        if kept.tests:
            self._read.addWidget(_part(tr("Tests ordered"), ", ".join(test.name for test in kept.tests)))

    def _check(self) -> None:
        said = bool(self.text.value()) and len(self.reason.value()) >= SHORTEST_REASON
        self.primary.set_blocked("" if said else tr("Write what is added, and why"))

    def _amend(self) -> None:
        self._note.amend(self.text.value(), self.reason.value())

    def _show_papers(self) -> None:
        self.accept()
        self._note.ask_for_papers()

    def _amended(self) -> None:
        self.text.set_value("")
        self.reason.set_value("")
        self._scroll.verticalScrollBar().setValue(0)


def _part(title: str, text: str) -> QWidget:
    return box(vbox(Label(title, "label"), Label(text, "body", wrap=True), spacing=1))


def _added(amendment: Amendment) -> QWidget:
    """Never taken for a part of what was signed."""
    who = tr("{at} · {by}", at=datetime_text(amendment.at), by=amendment.by)
    return Sunken(
        hbox(Pill(tr("Added later"), "warn", icon="plus"), Label(who, "small"), None),
        Label(amendment.text, "body", wrap=True),
        Rule(),
        Label(tr("Why: {reason}", reason=amendment.reason), "small", wrap=True),
    )


def _medicine(item: PrescriptionItem) -> str:
    often = often_words(item.frequency, item.needed_for, item.most_a_day)
    parts = (dose_text(item.dose, item.form, item.strength), often, duration_text(item.days))
    how = ", ".join(part for part in parts if part)
    return tr("{medicine} {strength}: {how}", medicine=item.medicine, strength=item.strength, how=how)
