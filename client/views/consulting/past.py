"""The patient's past on the page: its cards, and the sheets they open."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.words import shown_name, who_text
from client.desk import Desk
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.follow_up import FollowUp
from client.viewmodels.consulting.past_note import PastNote
from client.viewmodels.consulting.patient_side import PatientPast
from client.viewmodels.consulting.results import PatientReports, UnreadResults
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.vitals.entry import VitalsEntry
from client.viewmodels.vitals.history import VitalsHistory
from client.views.consulting.background_cards import MedicinesCard, ProblemsCard, TrendsCard, VisitsCard
from client.views.consulting.follow_up_sheet import FollowUpSheet
from client.views.consulting.past_note_sheet import PastNoteSheet
from client.views.consulting.problem_sheet import ProblemSheet
from client.views.consulting.results_card import ResultsCard, UnreadBar
from client.views.consulting.results_sheet import ResultsSheet
from client.views.consulting.unread_sheet import UnreadSheet
from client.views.vitals.history_sheet import VitalsHistorySheet
from client.views.vitals.sheet import VitalsSheet
from shared.contracts import consultations, lab, vitals
from shared.ids import AppointmentId, TestOrderId
from shared.models.consultations import Background
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import TestReport, UnreadResult
from shared.models.patients import PatientDetails, PatientSummary


class Past:
    """What stands in the patient's column, of the person in the room."""

    def __init__(self, past: PatientPast, visit: Visit, finder: Finder, desk: Desk, page: QWidget) -> None:
        self._past, self._visit, self._finder, self._page = past, visit, finder, page
        self._clock = desk.clock
        self._patient: PatientDetails | None = None
        self._may_record = desk.session.can(vitals.record)
        self._may_print = desk.session.can(lab.print_reports)
        self._printing = desk.printing
        self._entry = VitalsEntry(desk.calls, desk.clock, page)
        self._history = VitalsHistory(desk.calls, desk.changes, page)
        self.note = self._note = PastNote(desk.calls, desk.session, page)
        self._reports = PatientReports(desk.calls, desk.changes, page)
        self.unread = UnreadResults(desk.calls, desk.changes, desk.session, page)
        self.follow_up = FollowUp(desk.calls, page)
        self.unread_bar = UnreadBar(self.unread)
        self.trends = TrendsCard(past)
        self.results = ResultsCard(past)
        self.problems = ProblemsCard(past, may_record=desk.session.can(consultations.add_problem))
        self.medicines = MedicinesCard(past)
        self.visits = VisitsCard(past)
        self.cards = (self.trends, self.results, self.problems, self.medicines, self.visits)
        self.trends.all.clicked.connect(self._open_history)
        self.results.all.clicked.connect(self._open_results)
        self.unread_bar.open.clicked.connect(self._open_unread)
        self.problems.add_one.clicked.connect(self._add_problem)
        self.visits.opened.connect(self._open_note)
        self._entry.recorded.connect(past.look_again)

    @property
    def known(self) -> Background | None:
        """What is shown of it by now."""
        return self._past.state.known

    def show_person(self, patient: PatientDetails | None) -> None:
        self._patient = patient
        self.follow_up.show(self._visit.state.appointment_id if patient else None)

    def plan_follow_up(self) -> None:
        if self._patient is not None:
            FollowUpSheet(self._who, self._clock.today(), self.follow_up, self._page).open()

    def record_vitals(self) -> None:
        appointment_id = self._visit.state.appointment_id
        if self._patient is None or appointment_id is None or not self._may_record:
            return
        self._entry.begin(appointment_id, self._patient.birth)
        VitalsSheet(self._who, self._entry, self._past.state.newest, self._page).open()

    def _open_history(self) -> None:
        if self._patient is not None:
            self._history.open(self._patient.id)
            VitalsHistorySheet(self._who, self._history, self._page, may_record=self._may_record).open()

    def _add_problem(self) -> None:
        if self._patient is None:
            return
        listed = {problem.code for problem in self._past.state.problems}
        todays = tuple(d for d in self._visit.state.sheet.diagnoses if d.code not in listed)
        sheet = ProblemSheet(self._who, todays, self._finder, self._page)
        sheet.chosen.connect(self._past.add_problem)
        sheet.open()

    def _open_results(self) -> None:
        if self._patient is not None:
            self._read(self._patient, self._page)

    def _open_unread(self) -> None:
        sheet = UnreadSheet(self.unread, self._page)
        sheet.opened.connect(self._read_one)
        sheet.open()

    def _read_one(self, one: UnreadResult) -> None:
        self._read(one.patient, self._page, one.test_order_id)

    def _read(self, patient: PatientSummary, over: QWidget, first: TestOrderId | None = None) -> None:
        known = self._past.state.known if self._past.state.patient_id == patient.id else None
        lines = {one.code: one for one in (known.results if known else None) or ()}
        self._reports.open(patient.id)
        who, may_print = self._name(patient), self._may_print
        sheet = ResultsSheet(who, self._reports, self.unread, lines, over, first, may_print=may_print)
        sheet.print_asked.connect(self._print)
        sheet.open()

    def _print(self, report: TestReport) -> None:
        version = ReportVersion(test_order_id=report.test_order_id, number=report.number)
        self._printing.reports([version], report.accession)

    def _open_note(self, appointment_id: AppointmentId) -> None:
        self._note.open(appointment_id)
        PastNoteSheet(self._note, self._page).open()

    @property
    def _who(self) -> str:
        assert self._patient is not None
        return self._name(self._patient)

    def _name(self, patient: PatientSummary) -> str:
        return tr("{name} · {who}", name=shown_name(patient.name), who=who_text(patient, self._clock.today()))
