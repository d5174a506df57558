"""The doctor's page: the door on the left, the consultation in the middle, the patient on the right."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from client.core.drafts import Drafts
from client.core.i18n import date_text, time_text, tr
from client.core.words import shown_name
from client.desk import Desk
from client.viewmodels.consulting import finder
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.letters import Letters
from client.viewmodels.consulting.patient_side import AllergyEntry, PastState, PatientPast
from client.viewmodels.consulting.phrases import Phrases
from client.viewmodels.consulting.reuse import Reuse
from client.viewmodels.consulting.room import Room, RoomState
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.queue.acts import Act, Turn
from client.views.consulting.centre import Centre, Finders
from client.views.consulting.letters_desk import LettersDesk
from client.views.consulting.now_card import NowCard
from client.views.consulting.past import Past
from client.views.consulting.patient_column import AllergyCard, PersonCard, TodayCard
from client.views.consulting.referred_card import ReferredCard
from client.views.consulting.waiting_list import WaitingList
from client.views.patient.face import Face
from client.views.queue.keys import ROOM_KEYS
from client.views.queue.move_keys import MoveKeys
from client.widgets.basics import Scroll, box, hbox, vbox
from client.widgets.inputs import Combo
from client.widgets.table import WIDE_SCREEN
from shared.contracts import charts, patients, vitals
from shared.ids import AppointmentId, PatientId
from shared.models.appointments import AppointmentDetails, AppointmentStatus
from shared.models.consultations import ConsultationDetails
from shared.models.lab_results import UnreadResult
from shared.models.queue import QueueSnapshot
from shared.models.staff import DoctorSummary
from shared.topics import Topic

_SERVED = (AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION)
_LEFT, _RIGHT = 244, 284
_LEFT_WIDE, _RIGHT_WIDE = 300, 360


def build_consulting(desk: Desk, drafts: Drafts) -> "ConsultingPage":
    room = Room(desk.calls, desk.live, desk.session, desk.clock)
    visit = Visit(desk.calls, desk.changes, desk.session, drafts)
    finders = Finders(
        diagnoses=Finder(desk.calls, finder.icd10, finder.usual_diagnoses),
        medicines=Finder(desk.calls, finder.medicines),
        instructions=Finder(desk.calls, finder.instructions),
        tests=Finder(desk.calls, finder.test_types),
        reuse=Reuse(desk.calls),
        problems=Finder(desk.calls, finder.icd10),
    )
    phrases = Phrases(desk.calls, desk.changes, desk.session)
    page = ConsultingPage(
        room, visit, finders, PatientPast(desk.calls, desk.changes), AllergyEntry(desk.calls), phrases, desk
    )
    desk.changes.on({Topic.STAFF}, room, room.open)  # asked again with every new connection
    room.open()
    phrases.refresh()
    page.past.unread.refresh()
    return page


class ConsultingPage(QWidget):
    timeline_opened = Signal(object)  # AppointmentId
    said = Signal(str)
    """Something was done that the person should be told in passing."""

    def __init__(
        self,
        room: Room,
        visit: Visit,
        finders: Finders,
        past: PatientPast,
        allergies: AllergyEntry,
        phrases: Phrases,
        desk: Desk,
    ) -> None:
        super().__init__()
        self.room, self.visit = room, visit
        self._finders, self._past, self._allergies, self._phrases = finders, past, allergies, phrases
        for each in (room, visit, *finders.all, past, allergies, phrases):
            each.setParent(self)
        self._printing: PrintDesk = desk.printing
        self.doctor: Combo[DoctorSummary] = Combo()
        self.keys = MoveKeys(self, room.moves, desk.clock, keys=ROOM_KEYS, turn=self._turn_for, queue=self._queue)
        self.now = NowCard(room, self.keys)
        self.waiting = WaitingList(room, self.keys)
        letters = Letters(desk.calls, desk.changes, desk.session, self)
        may_record = desk.session.can(vitals.record)
        self.centre = Centre(visit, finders, phrases, letters, desk.clock, may_record=may_record)
        self.referred = ReferredCard(letters)
        self.letters = LettersDesk(desk, visit, past, letters, self.centre.letters, self)
        self._face = Face(desk.calls, self.centre.strip, self)
        self.person = PersonCard(visit)
        self.person.chart.setVisible(desk.session.can(charts.open_chart))
        self.allergies = AllergyCard(visit, allergies, may_record=desk.session.can(patients.record_allergy))
        self.past = Past(past, visit, finders.problems, desk, self)
        self._left, self._right = self._columns(room)
        row = hbox(self._left, self.centre, self._right, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)
        self.doctor.setAccessibleName(tr("Whose queue"))
        self.doctor.picked.connect(room.choose)
        self.keys.about_to.connect(self._keep_note)
        self.centre.print_asked.connect(self._print)
        self.person.chart.clicked.connect(self._open_chart)
        self.centre.vitals.asked.connect(self.past.record_vitals)
        self.centre.tests.follow_up.clicked.connect(self.past.plan_follow_up)
        self.letters.said.connect(self.said)
        self.past.note.papers_asked.connect(self.letters.papers.open)
        self.past.follow_up.booked.connect(self._tell_follow_up)
        self.past.unread.arrived.connect(self._tell_result)
        past.state_changed.connect(self._follow_past)
        visit.completed.connect(self._completed)
        allergies.recorded.connect(visit.patient_changed)
        room.state_changed.connect(self._follow_room)
        visit.state_changed.connect(self._follow_visit)
        self._follow_room(room.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE_SCREEN
        self._left.setFixedWidth(_LEFT_WIDE if wide else _LEFT)
        self._right.setFixedWidth(_RIGHT_WIDE if wide else _RIGHT)

    def _columns(self, room: Room) -> tuple[QWidget, QWidget]:
        left = vbox(self.doctor, self.now, self.referred, self.waiting, spacing=12)
        left.setStretch(3, 1)
        today = TodayCard(room, self.keys)
        right = vbox(
            today,
            self.past.unread_bar,
            self.allergies,
            *self.past.cards,
            self.person,
            None,
            spacing=12,
            margins=(0, 0, 9, 0),
        )
        return box(left), Scroll(box(right))

    def _follow_room(self, state: RoomState) -> None:
        self.doctor.setVisible(bool(state.doctors) and not state.is_own)
        self.doctor.set_options([(d, tr("{doctor} · {room}", doctor=d.name, room=d.room)) for d in state.doctors])
        self.doctor.set_value(state.doctor)
        self.centre.render_room(state)
        if state.snapshot is not None:
            self.visit.show(state.entered.appointment_id if state.entered else None)
            self._past.expect(state.current.patient_id if state.current else None)

    def _follow_visit(self, state: VisitState) -> None:
        kept = state.kept
        self._face.show(kept.patient if kept else None)
        self.past.show_person(kept.patient if kept else None)
        self._past.show(kept.patient.id if kept else self._entering(state.appointment_id), state.appointment_id)

    def _entering(self, appointment_id: AppointmentId | None) -> PatientId | None:
        """The queue says who comes in: the past is asked for beside the visit, not after it."""
        entry = self.room.state.entered
        return entry.patient_id if entry is not None and entry.appointment_id == appointment_id else None

    def _follow_past(self, state: PastState) -> None:
        newest = state.newest
        today = newest is not None and newest.appointment_id == state.now_in_room
        self.centre.vitals.show_set(newest, today=today)

    def _tell_follow_up(self, booked: AppointmentDetails) -> None:
        day = date_text(booked.date)
        when = tr("{day}, {time}", day=day, time=time_text(booked.slot_at)) if booked.slot_at else day
        self.said.emit(tr("Follow-up booked: {when}", when=when))

    def _tell_result(self, one: UnreadResult) -> None:
        words = tr("{test} of {name} is released", test=one.test, name=shown_name(one.patient.name))
        self.said.emit(tr("{result}: CRITICAL", result=words) if one.critical else words)

    def _queue(self) -> QueueSnapshot | None:
        return self.room.state.snapshot

    def _turn_for(self, act: Act) -> Turn | None:
        """The marked one, if the act is for somebody like that; else who is called or in the room."""
        state = self.room.state
        marked, current = self.waiting.turn(), state.turn(state.current)
        fits = [turn for turn in (marked, current) if turn and self.keys.why_not(act, turn) is None]
        about_current = act.move is not None and any(map(act.move.may_start, _SERVED))
        return fits[0] if fits else current if current and about_current else marked

    def _open_chart(self) -> None:
        """At this visit: what is attached there belongs to it."""
        if self.visit.state.appointment_id is not None:
            self.timeline_opened.emit(self.visit.state.appointment_id)

    def _keep_note(self, act: Act) -> None:
        """What was written goes before the patient: the server takes no note from outside the room."""
        if act in {Act.HOLD, Act.SEND_FOR_TESTS}:
            self.visit.save()

    def _completed(self, kept: ConsultationDetails) -> None:
        self.said.emit(tr("{token}: consultation completed", token=kept.token))
        if kept.prescription is not None:
            self._print(kept)

    def _print(self, kept: ConsultationDetails) -> None:
        self._printing.prescription(kept)
