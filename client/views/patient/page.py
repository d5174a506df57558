"""A patient: who, and everything the hospital has about him in one place."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import date_text, tr
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.desk import Desk
from client.viewmodels.audit.patient_looks import WhoLooked
from client.viewmodels.consulting.past_note import PastNote
from client.viewmodels.patient.chart import ChartState, PatientChart
from client.viewmodels.patient.documents import Documents
from client.viewmodels.patient.prescription import OnePrescription
from client.viewmodels.patient.scanner import PaperScanner
from client.viewmodels.patient.test_report import OneReport
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.audit.who_looked_sheet import WhoLookedSheet
from client.views.consulting.past_note_sheet import PastNoteSheet
from client.views.consulting.visit_papers import VisitPapers
from client.views.patient.documents_card import DocumentsCard
from client.views.patient.face import Face
from client.views.patient.header import Header
from client.views.patient.lists import bills_card, prescriptions_card, tests_card, visits_card
from client.views.patient.prescription_sheet import PrescriptionSheet
from client.views.patient.record_bar import RecordBar
from client.views.patient.record_tools import RecordTools
from client.views.patient.report_sheet import TestReportSheet
from client.views.patient.side import CardFacts, EarlierVisits, ThisVisit
from client.views.patient.timeline_card import TimelineCard
from client.widgets.basics import box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN
from shared.contracts import appointments, audit, consultations, documents, lab, patients
from shared.ids import AppointmentId, PatientId
from shared.models.appointments import AppointmentStatus
from shared.models.charts import ChartPart, ChartPrescription, ChartTest, ChartVisit, OpenedBy
from shared.models.patients import PatientDetails

_NOT_HERE: Final = (AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)
_SIDE: Final = 284
_WIDE_SIDE: Final = 340


class PatientPage(QWidget):
    """Opened with a patient, all of whose visits it shows, or with one visit."""

    token_wanted = Signal(object)  # PatientId
    edit_wanted = Signal(object)  # PatientId

    said = Signal(str)

    def __init__(
        self,
        chart: PatientChart,
        attached: Documents,
        scanner: PaperScanner,
        printing: PrintDesk,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chart = chart
        self._attached = attached
        self._printing = printing
        self.header = Header(clock)
        self.timeline = TimelineCard(chart)
        self.visits = visits_card()
        self.tests = tests_card()
        self.prescriptions = prescriptions_card()
        self.bills = bills_card()
        self.documents = DocumentsCard(attached, scanner)
        self.this_visit = ThisVisit()
        self.earlier = EarlierVisits()
        self.card = CardFacts()
        self.note = Note("", "warn")
        self.record = RecordBar()
        self.open_closed = KeyButton(tr("Open it with a reason…"), "Alt+G", icon="lock", kind="primary", size="lg")
        self._closed = EmptyState("lock", "", "", self.open_closed)
        self._parts = QStackedWidget()
        self._side = QWidget()
        self._whole = QStackedWidget()
        self._build()

        self.header.tab_chosen.connect(chart.choose_part)
        self.header.card.clicked.connect(self._print_card)
        self.header.sticker.clicked.connect(self._print_sticker)
        self.header.token.clicked.connect(self._want_token)
        self.header.edit.clicked.connect(self._want_edit)
        self.visits.list.opened.connect(self._open_visit)
        self.earlier.chosen.connect(chart.choose_visit)
        for part in self._tables:
            part.end_reached.connect(chart.load_more)
        self.documents.said.connect(self.said)
        chart.state_changed.connect(self._render)

        self._render(chart.state)

    @property
    def state(self) -> ChartState:
        return self._chart.state

    def open_patient(self, patient_id: PatientId, opened_by: OpenedBy = OpenedBy.CHOICE) -> None:
        self._chart.open(patient_id, opened_by)

    def open_appointment(self, appointment_id: AppointmentId) -> None:
        self._chart.open_visit(appointment_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._chart.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._chart.set_watched(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        self._tables = (self.visits, self.tests, self.prescriptions, self.bills)
        for part in (self.timeline, *self._tables, self.documents):
            self._parts.addWidget(part)
        side = vbox(self.this_visit, self.card, self.earlier, None, spacing=12)
        side.setStretch(2, 1)
        self._side.setLayout(side)
        low = hbox(self._parts, self._side, spacing=12)
        low.setStretch(0, 1)
        self.header.add_actions(self.record)
        whole = vbox(self.note, self.record.notice, self.header, low, spacing=12)
        whole.setStretch(3, 1)
        nobody = EmptyState(
            "user-round", tr("No patient chosen"), tr("Open one from the search, the queue or the day's list.")
        )
        self._whole.addWidget(nobody)
        self._whole.addWidget(box(whole))
        self._whole.addWidget(self._closed)
        self.setLayout(vbox(self._whole, margins=(16, 12, 16, 12)))
        self.setFocusProxy(self.header.tabs)

    def _fit(self) -> None:
        self._side.setFixedWidth(_WIDE_SIDE if self.window().width() >= WIDE_SCREEN else _SIDE)

    def _render(self, state: ChartState) -> None:
        if state.is_closed:
            self._show_closed(state)
            return
        self._whole.setCurrentIndex(0 if state.patient_id is None and state.problem is None else 1)
        visit = self._chart.this_visit
        self.header.show_chart(state, visit)
        self.timeline.show_chart(state)
        for part in self._tables:
            part.show_chart(state)
        self.this_visit.show_visit(visit)
        self.card.show_patient(state)
        self.record.show_patient(state.patient)
        self.earlier.show_visits(state, visit)
        self._attached.show_patient(state.patient_id)
        self.documents.show_visit(*_belonging(state, visit))
        self._parts.setCurrentWidget(self._widget_of(state.part))
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "warn")

    def _show_closed(self, state: ChartState) -> None:
        whose = tr("The record of {name} is confidential", name=shown_name(state.closed_name))
        self._closed.set_text(
            whose if state.closed_name else tr("This record is confidential"),
            tr("It opens to those who treat the patient. Whoever must open it says why, and the manager sees it."),
        )
        self._whole.setCurrentWidget(self._closed)

    def _widget_of(self, part: ChartPart) -> QWidget:
        if part is ChartPart.DOCUMENTS:
            return self.documents
        return next((each for each in self._tables if each.part is part), self.timeline)

    def _open_visit(self, visit: ChartVisit) -> None:
        self._chart.choose_visit(visit.appointment_id)

    def _print_card(self) -> None:
        if self.state.patient is not None:
            self._printing.card(self.state.patient)

    def _print_sticker(self) -> None:
        if self.state.patient is not None:
            self._printing.sticker(self.state.patient)

    def say_problem(self, text: str) -> None:
        """What was refused, above the page, until the next answer."""
        self.note.set_state(text, "warn")
        self.note.setVisible(True)

    def _want_token(self) -> None:
        self.token_wanted.emit(self.state.patient_id)

    def _want_edit(self) -> None:
        self.edit_wanted.emit(self.state.patient_id)


def _belonging(state: ChartState, visit: ChartVisit | None) -> tuple[AppointmentId | None, str]:
    """The visit that a new document is about: the one that was opened, else today's if the patient came to it."""
    if visit is None:
        return state.visit_id, tr("The visit that is open")
    if state.visit_id is None and visit.status in _NOT_HERE:
        return None, ""
    words = tr("{day} · {doctor}", day=date_text(visit.date), doctor=visit.doctor)
    return visit.appointment_id, tr("{visit} · {token}", visit=words, token=visit.token) if visit.token else words


def build_patient(desk: Desk) -> PatientPage:
    chart = PatientChart(desk.calls, desk.changes, desk.session, desk.clock)
    attached = Documents(desk.calls, desk.changes, desk.session)
    scanner = PaperScanner()
    page = PatientPage(chart, attached, scanner, desk.printing, desk.clock)
    for view_model in (chart, attached, scanner):
        view_model.setParent(page)
    page.header.token.setVisible(desk.session.can(appointments.book) and desk.session.can(patients.register))
    for button in (page.header.card, page.header.sticker):
        button.setVisible(desk.session.can(documents.record_print))
    _join_tools(page, chart, desk)
    if desk.session.can(lab.report):
        _join_reports(page, desk)
    papers = VisitPapers(desk, page)
    papers.said.connect(page.said)
    _join_prescriptions(page, papers, desk)
    if desk.session.can(consultations.get):
        _join_note(page, chart, papers, desk)
    return page


def _join_note(page: PatientPage, chart: PatientChart, papers: VisitPapers, desk: Desk) -> None:
    """What the doctor wrote at the visit that is shown, and what was added to it."""
    note = PastNote(desk.calls, desk.session, page)

    def read() -> None:
        if chart.this_visit is not None:
            note.open(chart.this_visit.appointment_id)
            PastNoteSheet(note, page).open()

    note.papers_asked.connect(papers.open)

    page.this_visit.let_read()
    page.this_visit.note.clicked.connect(read)


def _join_tools(page: PatientPage, chart: PatientChart, desk: Desk) -> None:
    """The sheets about the record, and the face."""
    tools = RecordTools(desk.calls, desk.session, desk.clock, page)
    face = Face(desk.calls, page.header.face, page)

    def with_patient(act: Callable[[PatientDetails], object]) -> Callable[[], None]:
        def go() -> None:
            if chart.state.patient is not None:
                act(chart.state.patient)

        return go

    def show_face(state: ChartState) -> None:
        face.show(state.patient)

    def break_glass() -> None:
        if chart.state.patient_id is not None:
            tools.break_glass(chart.state.patient_id)

    page.edit_wanted.connect(with_patient(tools.edit))
    page.record.merge.clicked.connect(with_patient(tools.merge))
    page.record.undo.clicked.connect(with_patient(tools.undo_merge))
    page.record.away.clicked.connect(with_patient(tools.put_away))
    page.record.archive.clicked.connect(tools.show_archive)
    page.record.confide.clicked.connect(with_patient(tools.confide))
    page.open_closed.clicked.connect(break_glass)
    page.record.wishes.clicked.connect(with_patient(tools.wishes))
    page.record.successor_wanted.connect(chart.open)
    page.record.set_rights(
        merge=tools.may_merge,
        archive=tools.may_archive,
        confide=tools.may_confide,
        looks=desk.session.can(audit.looks_at_patient),
        wishes=tools.may_wish,
    )
    page.record.looks.clicked.connect(with_patient(partial(_show_looks, page, desk)))
    page.header.edit.setVisible(tools.may_edit)
    tools.opened.connect(chart.open)
    tools.refused.connect(page.say_problem)
    chart.state_changed.connect(show_face)


def _show_looks(page: PatientPage, desk: Desk, patient: PatientDetails) -> None:
    who = WhoLooked(desk.calls)
    sheet = WhoLookedSheet(who, page.window())
    who.setParent(sheet)
    sheet.print_wanted.connect(desk.printing.money_report)
    who.open(patient.id)
    sheet.open()


def _join_prescriptions(page: PatientPage, papers: VisitPapers, desk: Desk) -> None:
    """One of the list, with what may be done with it."""
    one = OnePrescription(desk.calls, desk.session, page)

    def open_prescription(row: ChartPrescription) -> None:
        one.open(row.id)
        sheet = PrescriptionSheet(one, row.prescription_no, page)
        sheet.change_asked.connect(partial(papers.change, row.appointment_id))
        sheet.print_asked.connect(partial(desk.printing.prescription_of, row.appointment_id))
        sheet.open()

    page.prescriptions.list.opened.connect(open_prescription)


def _join_reports(page: PatientPage, desk: Desk) -> None:
    """What was released of a test is read from its row, and printed from there."""
    report = OneReport(desk.calls, desk.session, desk.printing, page)

    def open_report(row: ChartTest) -> None:
        if row.released is None:
            page.say_problem(tr("{test}: no result has been released yet.", test=row.name))
        else:
            report.open(row.id)
            TestReportSheet(report, row.name, page).open()

    page.tests.list.opened.connect(open_report)
