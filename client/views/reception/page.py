"""Reception: find or register, give a token, and see who waits."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.drafts import Drafts
from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.queue.live_queue import LiveQueue
from client.viewmodels.queue.moves import QueueMoves
from client.viewmodels.reception.day import DayList, DayListState
from client.viewmodels.reception.last_token import LastToken
from client.viewmodels.reception.look_alikes import LookAlikeList
from client.viewmodels.reception.registration import Registration
from client.viewmodels.reception.registration_state import RegistrationState
from client.viewmodels.reception.search import PatientSearch
from client.views.patient.face import Face
from client.views.patient.record_tools import RecordTools
from client.views.reception.day_card import DayCard
from client.views.reception.figures import Figures
from client.views.reception.last_token_bar import LastTokenBar
from client.views.reception.search_card import CounterSearch
from client.views.reception.token_card import TokenCard
from client.widgets.basics import box, hbox, vbox
from client.widgets.table import WIDE_SCREEN
from shared.contracts import billing
from shared.ids import PatientId
from shared.models.appointments import AppointmentDetails


class ReceptionPage(QWidget):
    timeline_opened = Signal(object)  # AppointmentId

    def __init__(
        self,
        search: PatientSearch,
        alike: LookAlikeList,
        registration: Registration,
        last: LastToken,
        day: DayList,
        queue: LiveQueue,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._search, self._alike, self._registration, self._last, self._day = search, alike, registration, last, day
        self.search = CounterSearch(search, alike, clock)
        self.form = TokenCard(registration, clock)
        self.last = LastTokenBar(last)
        self.figures = Figures()
        self.day = DayCard(day, queue, clock)
        self._build()

        self.search.picked.connect(registration.pick)
        self.search.new_wanted.connect(self._start)
        self.search.unknown_wanted.connect(registration.register_unknown)
        self.search.searching.connect(self.form.person.step_aside)
        self.form.person.opened.connect(lambda shown: self.search.make_room(tight=shown))
        registration.state_changed.connect(alike.follow)
        registration.state_changed.connect(self._allow_unknown)
        self.form.left.connect(self.search.box.setFocus)
        self.day.timeline_opened.connect(self.timeline_opened)
        registration.given.connect(self._go_on)
        day.checked_in.connect(last.remember)
        day.state_changed.connect(self._render)

        self._render(day.state)
        self._allow_unknown(registration.state)
        registration.refresh()
        day.refresh()

    @property
    def last_given(self) -> AppointmentDetails | None:
        """The appointment whose token was given last."""
        return self._last.state.appointment

    def give_token(self, patient_id: PatientId) -> None:
        """Somebody stands at the counter whom another page or a scanned card has named already."""
        self._registration.pick_by_id(patient_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _build(self) -> None:
        left = vbox(self.search, self.form, spacing=12)
        left.setStretch(0, 1)
        self._left = box(left)
        right = vbox(self.figures, self.last, self.day, spacing=12)
        right.setStretch(2, 1)
        row = hbox(self._left, right, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)
        self.setFocusProxy(self.search.box)

    def _fit(self) -> None:
        self._left.setFixedWidth(640 if self.window().width() >= WIDE_SCREEN else 516)

    def _render(self, state: DayListState) -> None:
        self.figures.show_figures(state)

    def _allow_unknown(self, state: RegistrationState) -> None:
        """Whose name is typed, or whose card is open, is not unknown."""
        known = state.patient is not None or bool(state.form.name.strip())
        self.search.unknown.set_blocked(tr("Clear the form first") if known else "")
        self.search.unknown.set_busy(state.busy)

    def _start(self, term: str) -> None:
        self._registration.start(term)
        self.form.focus_name()

    def _go_on(self, given: AppointmentDetails) -> None:
        """The next person stands at the counter."""
        self._last.remember(given)
        self.search.reset()
        self._day.refresh()


def build_reception(desk: Desk, drafts: Drafts | None = None) -> ReceptionPage:
    moves = QueueMoves(desk.calls, desk.session, desk.clock)
    page = ReceptionPage(
        search := PatientSearch(desk.calls),
        alike := LookAlikeList(desk.calls, desk.clock),
        registration := Registration(desk.calls, desk.changes, desk.clock, desk.printing, drafts),
        last := LastToken(desk.calls, desk.printing),
        day := DayList(desk.calls, desk.changes, desk.printing, moves, desk.clock),
        queue := LiveQueue(desk.calls, desk.live, moves, desk.clock),
        desk.clock,
    )
    for view_model in (search, alike, registration, last, day, queue, moves):
        view_model.setParent(page)
    registration.dues.may_ask = desk.session.can(billing.dues)
    _join_tools(page, registration, desk)
    return page


def _join_tools(page: ReceptionPage, registration: Registration, desk: Desk) -> None:
    """The sheets about the picked patient's record, and the face."""
    tools = RecordTools(desk.calls, desk.session, desk.clock, page)
    picked = page.form.patient
    face = Face(desk.calls, picked.strip, page)

    def show_face(state: RegistrationState) -> None:
        face.show(state.patient)

    picked.edit_wanted.connect(tools.edit)
    picked.merge_wanted.connect(tools.merge)
    picked.set_rights(edit=tools.may_edit, merge=tools.may_merge)
    tools.changed.connect(registration.use)
    tools.opened.connect(registration.pick_by_id)
    registration.state_changed.connect(show_face)
