"""A patient: who, what happened at this visit, and the visits before."""

from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.desk import Desk
from client.viewmodels.patient.file import FileState, PatientFile, Visit
from client.viewmodels.patient.visit import VisitState, VisitTimeline
from client.views.patient.header import Header
from client.views.patient.side import CardFacts, ThisVisit
from client.views.patient.timeline_card import TimelineCard
from client.views.patient.visits_card import VisitsCard
from client.widgets.basics import box, hbox, vbox
from client.widgets.pills import Note
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN
from shared.ids import AppointmentId, PatientId


class PatientPage(QWidget):
    """Opened with a patient, whose visit of today it shows, or with one visit."""

    def __init__(self, file: PatientFile, visit: VisitTimeline, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file, self._visit = file, visit
        self._picks_visit = False
        self.header = Header(clock)
        self.timeline = TimelineCard(visit)
        self.visits = VisitsCard()
        self.this_visit = ThisVisit()
        self.card = CardFacts()
        self.note = Note("", "warn")
        self._parts = QStackedWidget()
        self._side = QWidget()
        self._whole = QStackedWidget()
        self._build()

        self.header.tab_chosen.connect(self._show_part)
        self.visits.visit_opened.connect(self._open_visit)
        file.state_changed.connect(self._render_file)
        visit.state_changed.connect(self._render_visit)

        self._render_file(file.state)
        self._render_visit(visit.state)

    @property
    def shown_visit(self) -> VisitState:
        return self._visit.state

    def open_patient(self, patient_id: PatientId) -> None:
        """With the newest visit that is known of today, or the last one before."""
        self._picks_visit = True
        self._visit.show_nothing()
        self._file.open(patient_id)

    def open_appointment(self, appointment_id: AppointmentId) -> None:
        self._picks_visit = False
        self.header.tabs.set_value(Header.TIMELINE)
        self._show_part(Header.TIMELINE)
        self._visit.open(appointment_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._file.set_watched(True)
        self._visit.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._file.set_watched(False)
        self._visit.set_watched(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        self._parts.addWidget(self.timeline)
        self._parts.addWidget(self.visits)
        side = vbox(self.this_visit, self.card, spacing=12)
        side.setStretch(1, 1)
        self._side.setLayout(side)
        low = hbox(self._parts, self._side, spacing=12)
        low.setStretch(0, 1)
        whole = vbox(self.note, self.header, low, spacing=12)
        whole.setStretch(2, 1)
        nobody = EmptyState(
            "user-round", tr("No patient chosen"), tr("Open one from the search, the queue or the day's list.")
        )
        self._whole.addWidget(nobody)
        self._whole.addWidget(box(whole))
        self.setLayout(vbox(self._whole, margins=(16, 12, 16, 12)))
        self.setFocusProxy(self.header.tabs)

    def _fit(self) -> None:
        self._side.setFixedWidth(340 if self.window().width() >= WIDE_SCREEN else 284)

    def _render_file(self, state: FileState) -> None:
        self._show_whole()
        self.header.show_patient(state)
        self.visits.show_visits(state)
        self.card.show_patient(state)
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            words = problem_text(state.problem)
            self.note.set_state(tr("{what}. {why}", what=words.title, why=words.text), "warn")
        if self._picks_visit and state.visits and not state.loading:
            self._picks_visit = False
            today = [visit for visit in state.visits if visit.status is not None]
            self._visit.open((today[-1] if today else state.visits[0]).appointment_id)

    def _render_visit(self, state: VisitState) -> None:
        self._show_whole()
        self.header.show_visit(state)
        self.this_visit.show_visit(state)
        if state.appointment is not None and state.appointment.patient.id != self._file.state.patient_id:
            self._file.open(state.appointment.patient.id)

    def _show_whole(self) -> None:
        somebody = self._file.state.patient_id is not None or self._visit.state.appointment_id is not None
        self._whole.setCurrentIndex(1 if somebody else 0)

    def _show_part(self, part: str) -> None:
        self._parts.setCurrentWidget(self.timeline if part == Header.TIMELINE else self.visits)

    def _open_visit(self, visit: Visit) -> None:
        self.open_appointment(visit.appointment_id)


def build_patient(desk: Desk) -> PatientPage:
    page = PatientPage(
        file := PatientFile(desk.calls, desk.changes, desk.session),
        visit := VisitTimeline(desk.calls, desk.changes, desk.session),
        desk.clock,
    )
    for view_model in (file, visit):
        view_model.setParent(page)
    return page
