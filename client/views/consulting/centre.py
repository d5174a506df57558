"""The middle of the page: who it is about, what is written, and its end."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.words import allergy_text, shown_name, who_text
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.letters import Letters
from client.viewmodels.consulting.phrases import Phrases
from client.viewmodels.consulting.reuse import Reuse
from client.viewmodels.consulting.room import RoomState
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.views.consulting.end_bar import EndBar
from client.views.consulting.letters_row import LettersRow
from client.views.consulting.note_areas import NoteAreas
from client.views.consulting.phrase_sheet import PhraseSheet
from client.views.consulting.prescription import PrescriptionTable
from client.views.consulting.search_rows import DiagnosisRow, TestsRow
from client.views.consulting.warnings import WarningPanel
from client.views.consulting.words import whole
from client.views.vitals.strip import VitalsStrip
from client.widgets.basics import Card, Rule, Scroll, box, vbox
from client.widgets.patient_strip import PatientStrip, StripFacts
from client.widgets.stat import EmptyState
from shared.ids import AppointmentId
from shared.models.consultations import ConsultationDetails


class Finders:
    """What can be searched for on this page."""

    def __init__(
        self,
        *,
        diagnoses: Finder,
        medicines: Finder,
        instructions: Finder,
        tests: Finder,
        problems: Finder,
        reuse: Reuse,
    ) -> None:
        self.diagnoses = diagnoses
        self.problems = problems
        self.medicines = medicines
        self.instructions = instructions
        self.tests = tests
        self.reuse = reuse
        self.all = (diagnoses, medicines, instructions, tests, problems, reuse)


class Centre(QStackedWidget):
    """The consultation, or why there is none."""

    print_asked = Signal(object)  # ConsultationDetails

    def __init__(
        self, visit: Visit, finders: Finders, phrases: Phrases, letters: Letters, clock: Clock, *, may_record: bool
    ) -> None:
        super().__init__()
        self._visit = visit
        self._clock = clock
        self._called = ""
        self._entering = False
        self._shown: AppointmentId | None = None
        self.strip = PatientStrip()
        self.vitals = VitalsStrip(may_record=may_record)
        self.note = NoteAreas(visit, phrases)
        self.diagnoses = DiagnosisRow(visit, finders.diagnoses)
        self.prescription = PrescriptionTable(visit, finders.medicines, finders.instructions, finders.reuse)
        self.tests = TestsRow(visit, finders.tests)
        self.letters = LettersRow(visit, letters)
        self.warnings = WarningPanel(visit)
        self.bar = EndBar(visit)
        self._nobody = EmptyState("door-open", "")
        self.addWidget(Card(self._nobody))
        self.addWidget(self._written())
        self._phrases = phrases
        self.bar.print.clicked.connect(self._print)
        self.warnings.change_asked.connect(self.prescription.change)
        self.warnings.left.connect(self.prescription.go_on_typing)
        self._sheet.verticalScrollBar().rangeChanged.connect(self._keep_typing_in_sight)
        self.bar.phrases.clicked.connect(self._open_phrases)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._bring_into_sight)
        self._searches = (self.diagnoses.search, self.prescription.entry, self.tests.search)
        for search in self._searches:
            search.left.connect(self._leave_typed)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_room(self, state: RoomState) -> None:
        called = state.called
        self._called = (
            tr("{token} · {name} is called", token=called.token, name=shown_name(called.name)) if called else ""
        )
        self._entering = state.in_room is not None
        self.render_state(self._visit.state)

    def render_state(self, state: VisitState) -> None:
        kept = state.kept
        if state.appointment_id != self._shown:
            self._shown = state.appointment_id
            for search in self._searches:
                search.clear()
        self.setCurrentIndex(0 if kept is None else 1)
        if kept is not None:
            self.strip.set_facts(_facts(kept, self._clock.today()))
        elif state.problem is not None:
            self._nobody.set_text(tr("The consultation could not be opened"), whole(state.problem))
        elif state.appointment_id is not None or self._entering:
            self._nobody.set_text(tr("Opening the consultation …"))
        elif self._called:
            self._nobody.set_text(self._called, tr("F9 when the patient is here, F5 to call once more."))
        else:
            self._nobody.set_text(tr("Nobody in the room"), tr("F8 calls the next patient, F4 goes to the list."))

    def _written(self) -> QWidget:
        parts = (self.note, self.diagnoses, self.prescription, self.tests, self.letters)
        inside = vbox(*parts, spacing=10, margins=(14, 10, 14, 10))
        inside.setStretch(0, 1)
        self._sheet = Scroll(box(inside))
        card = Card(self._sheet, margins=(1, 1, 1, 1))
        who = Card(self.strip, Rule(), self.vitals, spacing=6, margins=(14, 8, 10, 6))
        column = vbox(who, card, self.warnings, self.bar, spacing=12)
        column.setStretch(1, 1)
        return box(column)

    def _keep_typing_in_sight(self) -> None:
        """A warning takes room from the sheet above it: not from where the hands are."""
        entry = self.prescription.entry
        if entry.hasFocus():
            self._sheet.ensureWidgetVisible(entry)

    def _bring_into_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A key may go to a row that a warning has pushed below."""
        if now is not None and self._sheet.isAncestorOf(now):
            self._sheet.ensureWidgetVisible(now)

    def _leave_typed(self) -> None:
        self._visit.leave_typed(" ".join(search.value() for search in self._searches).strip())

    def _open_phrases(self) -> None:
        sheet = PhraseSheet(self._phrases, self)
        sheet.chosen.connect(self.note.insert)
        sheet.open()

    def _print(self) -> None:
        kept = self._visit.state.kept
        if kept is not None and kept.prescription is not None:
            self.print_asked.emit(kept)


def _facts(kept: ConsultationDetails, today: date) -> StripFacts:
    patient = kept.patient
    allergy, detail = allergy_text(patient.allergies)
    who = tr("{who} · {number}", who=who_text(patient, today), number=patient.patient_no)
    if patient.blood_group:
        who = tr("{who} · {blood}", who=who, blood=patient.blood_group)
    return StripFacts(
        name=shown_name(patient.name),
        local_name=patient.name_local,
        details=who,
        token=kept.token,
        allergy=allergy,
        allergy_detail=detail,
    )
