"""Appointments: a doctor's day and week, what is free, and what is done with a place."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import date_text, time_text, tr
from client.core.words import shown_name
from client.desk import Desk
from client.viewmodels.calendar.booking import Booking
from client.viewmodels.calendar.hours import Hours
from client.viewmodels.calendar.leave import LeavePlan
from client.viewmodels.calendar.openings import Openings
from client.viewmodels.calendar.planner import Place, Planner, PlannerState, Span
from client.viewmodels.reception.search import PatientSearch
from client.views.calendar.booking_sheet import BookingSheet
from client.views.calendar.day_hours_sheet import DayHoursSheet
from client.views.calendar.day_list import day_list
from client.views.calendar.finder_sheet import FinderSheet
from client.views.calendar.hours_sheet import HoursSheet
from client.views.calendar.leave_sheet import LeaveSheet
from client.views.calendar.move_sheet import MoveSheet
from client.views.calendar.week_grid import WeekGrid
from client.views.calendar.words import closed_text, day_text
from client.views.reception.cancel_sheet import CancelSheet
from client.views.reception.words import show_problem
from client.widgets.basics import Card, Elide, KeyCap, Label, add_to, box, hbox, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.choices import Segmented
from client.widgets.inputs import Combo
from client.widgets.pills import Note
from client.widgets.stat import EmptyState
from shared.contracts import appointments, calendar
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentDetails
from shared.models.calendar import CalendarDay, LeaveTaken, Opening
from shared.models.staff import DoctorSummary
from shared.permissions import Permission


class CalendarPage(QWidget):
    timeline_opened = Signal(object)  # AppointmentId
    said = Signal(str)

    def __init__(self, planner: Planner, calls: Calls, clock: Clock, *, may_plan: bool, may_book: bool) -> None:
        super().__init__()
        self._planner, self._calls, self._clock, self._may_book = planner, calls, clock, may_book
        self.doctor: Combo[EmployeeId] = Combo()
        self.span: Segmented[Span] = Segmented(((Span.DAY, tr("Day")), (Span.WEEK, tr("Week"))), tr("Show"))
        self.title = Label("", "h2")
        self.detail = Elide("", "muted")
        back, on = ("chevron-right", "chevron-left") if self.isRightToLeft() else ("chevron-left", "chevron-right")
        self.before, self.after = IconButton(back, tr("A week back")), IconButton(on, tr("A week on"))
        self.today = KeyButton(tr("Today"), "T", size="sm")
        self.first_free = KeyButton(tr("First free…"), "F3", icon="search", size="sm")
        self.leave = KeyButton(tr("Leave…"), "F6", icon="calendar-x", size="sm")
        self.hours = KeyButton(tr("Hours…"), "F9", icon="clock", size="sm")
        self.day_hours = KeyButton(tr("Hours of this day…"), "F8", icon="clock", size="sm")
        self.note = Note("", "warn")
        self.day = day_list(clock)
        self.week = WeekGrid()
        self.book = KeyButton(tr("Book"), "Enter", icon="plus", kind="primary")
        self.reschedule = KeyButton(tr("Move"), "R", icon="repeat", size="sm")
        self.cancel = KeyButton(tr("Cancel visit"), icon="calendar-x", size="sm")
        self.timeline = KeyButton(tr("Timeline"), "F4", icon="history", kind="ghost", size="sm")
        self._empty = EmptyState("calendar-days", "")
        self._cancel_cap = KeyCap("Del")
        planning = self.leave, self.hours, self.day_hours
        booking = self.book, self.reschedule, self.cancel, self._cancel_cap
        for button in (*(() if may_plan else planning), *(() if may_book else booking)):
            button.hide()  # never shown here: without a parent it would be a window and take the focus
        self._build()
        self._connect()
        self._render(planner.state)
        planner.start()

    def _build(self) -> None:
        self.doctor.setMinimumWidth(330)
        self.span.setFixedWidth(172)
        self.doctor.setAccessibleName(tr("Doctor"))
        self.day.set_empty(self._empty)
        self.views = QStackedWidget()
        self.views.addWidget(self.day)
        self.views.addWidget(self.week)
        head = hbox(
            self.doctor,
            KeyCap("F7"),
            12,
            self.span,
            KeyCap("D"),
            KeyCap("W"),
            None,
            self.first_free,
            self.leave,
            self.hours,
            spacing=8,
            margins=(13, 0, 12, 8),
        )
        days = hbox(
            KeyCap("PgUp"),
            self.before,
            self.title,
            self.after,
            KeyCap("PgDn"),
            self.today,
            12,
            self.detail,
            self.day_hours,
            spacing=6,
            margins=(13, 0, 12, 8),
        )
        days.setStretch(days.count() - 2, 1)
        foot = hbox(
            self.timeline,
            None,
            self.cancel,
            self._cancel_cap,
            self.reschedule,
            self.book,
            margins=(8, 8, 12, 0),
        )
        card = Card(spacing=0, margins=(1, 10, 1, 8))
        self._notice = box(vbox(self.note, margins=(13, 0, 13, 8)))
        add_to(card.inside, (head, days, self._notice, self.views, foot))
        card.inside.setStretch(3, 1)
        self.setLayout(vbox(card, margins=(16, 12, 16, 12)))
        self.setFocusProxy(self.views)

    def _connect(self) -> None:
        model = self._planner
        for key, do in (
            ("F7", self._to_doctor),
            ("D", self._show_day),
            ("W", self._show_week),
            ("PgUp", self._week_back),
            ("PgDown", self._week_on),
            ("Del", self.cancel.click),
            ("Left", self._day_back),
            ("Right", self._day_on),
        ):
            # the arrows are the week's own where it is shown
            owner: QWidget = self.day if key in {"Left", "Right"} else self
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.activated.connect(do)
        self.doctor.picked.connect(model.choose_doctor)
        self.span.picked.connect(model.show_span)
        self.before.clicked.connect(self._week_back)
        self.after.clicked.connect(self._week_on)
        self.today.clicked.connect(model.go_today)
        self.first_free.clicked.connect(self._find)
        self.leave.clicked.connect(self._plan_leave)
        self.hours.clicked.connect(self._plan_hours)
        self.day_hours.clicked.connect(self._plan_day)
        self.day.current_changed.connect(self._choose)
        self.day.opened.connect(self._ask_book)
        self.week.chosen.connect(model.choose)
        self.week.day_chosen.connect(model.show_day)
        self.week.doubleClicked.connect(self._ask_book)
        self.book.clicked.connect(self._ask_book)
        self.reschedule.clicked.connect(self._ask_move)
        self.cancel.clicked.connect(self._ask_cancel)
        self.timeline.clicked.connect(self._open_timeline)
        model.state_changed.connect(self._render)

    def _render(self, state: PlannerState) -> None:
        self.doctor.set_options((one.id, _doctor_text(one)) for one in state.doctors)
        self.doctor.set_value(state.doctor_id)
        self.span.set_value(state.span)
        self.title.setText(date_text(state.day))
        day = state.shown_day
        self.detail.setText("" if day is None else _detail_text(day))
        is_day = state.span is Span.DAY
        self.views.setCurrentWidget(self.day if is_day else self.week)
        if is_day:
            self.day.set_rows(state.places)
            if state.chosen is not None:
                self.day.select(state.chosen)
        else:
            self.week.show_days(state.days, state.day, state.place.at if state.place else None)
        self._say_empty(state)
        show_problem(self.note, state.problem)
        self._notice.setVisible(state.problem is not None)
        self._offer(state)

    def _say_empty(self, state: PlannerState) -> None:
        day = state.shown_day
        if day is None or not state.known:
            self._empty.set_text(tr("Asking for the day…"))
        elif day.closed is not None:
            self._empty.set_text(closed_text(day.closed), tr("F3 finds the first free place."))
        elif not day.has_hours:
            books = tr("Enter books for the day as such; F9 enters weekly hours.")
            self._empty.set_text(
                tr("This doctor has no hours yet"), books if self._may_book else tr("F9 enters weekly hours.")
            )
        elif day.leave is not None:
            self._empty.set_text(tr("On leave"), day.leave)
        else:
            self._empty.set_text(tr("The doctor does not sit on this day"), tr("F3 finds the first free place."))

    def _offer(self, state: PlannerState) -> None:
        place = state.place
        booked = place is not None and place.is_booked
        only_booked = "" if booked else tr("Only who is booked and not here yet")
        if booked and not self._planner.reaches(Permission.APPOINTMENTS_BOOK):
            only_booked = tr("Only one's own patients")
        self.reschedule.set_blocked(only_booked)
        self.cancel.set_blocked(only_booked)
        others = "" if self._planner.reaches(Permission.SCHEDULES_MANAGE) else tr("Only one's own hours")
        self.leave.set_blocked(others)
        self.hours.set_blocked(others)
        self.day_hours.set_blocked(others or (tr("What has been is not changed") if state.day < state.today else ""))
        person = place is not None and place.appointment is not None
        self.timeline.set_blocked("" if person else tr("Choose a patient first"))
        self.book.set_blocked("" if self._bookable(state) else tr("Nothing to book here"))
        for button in (self.book, self.reschedule, self.cancel):
            button.set_busy(state.busy)

    def _bookable(self, state: PlannerState) -> bool:
        """A slot, full or not, or the day of a doctor without hours; not what has been, nor another doctor's."""
        day = state.shown_day
        if day is None or day.date < state.today or not self._planner.reaches(Permission.APPOINTMENTS_BOOK):
            return False
        return not day.has_hours or (state.place is not None and state.place.slot is not None)

    def _choose(self, place: Place | None) -> None:
        if place is not None:
            self._planner.choose(place)

    def _to_doctor(self) -> None:
        self.doctor.setFocus()
        self.doctor.showPopup()

    def _show_day(self) -> None:
        self._planner.show_span(Span.DAY)
        self.day.setFocus()

    def _show_week(self) -> None:
        self._planner.show_span(Span.WEEK)
        self.week.setFocus()

    def _week_back(self) -> None:
        self._planner.step(-1)

    def _week_on(self) -> None:
        self._planner.step(1)

    def _day_back(self) -> None:
        self._planner.turn(1 if self.isRightToLeft() else -1)

    def _day_on(self) -> None:
        self._planner.turn(-1 if self.isRightToLeft() else 1)

    def _ask_book(self) -> None:
        state = self._planner.state
        if state.doctor is None or not self._bookable(state):
            return
        slot = state.place.slot if state.place is not None else None
        booking, search = Booking(self._calls), PatientSearch(self._calls)
        sheet = BookingSheet(
            booking,
            search,
            self._clock,
            state.doctor,
            state.day,
            slot.starts if slot else None,
            state.currency,
            self.window(),
        )
        sheet.booked.connect(self._say_booked)
        sheet.open()

    def _ask_move(self) -> None:
        state = self._planner.state
        if state.place is not None and state.place.appointment is not None and state.place.is_booked:
            sheet = MoveSheet(
                Booking(self._calls),
                Openings(self._calls),
                state.place.appointment,
                state.doctors,
                self.window(),
            )
            sheet.moved.connect(self._say_moved)
            sheet.open()

    def _ask_cancel(self) -> None:
        place = self._planner.state.place
        if place is not None and place.appointment is not None and place.is_booked:
            sheet = CancelSheet(place.appointment, self.window())
            sheet.confirmed.connect(self._planner.cancel)
            sheet.open()

    def _open_timeline(self) -> None:
        place = self._planner.state.place
        if place is not None and place.appointment is not None:
            self.timeline_opened.emit(place.appointment.id)

    def _find(self) -> None:
        sheet = FinderSheet(Openings(self._calls), self._planner.state.doctors, self.window())
        sheet.chosen.connect(self._go_to)
        sheet.open()

    def _go_to(self, opening: Opening) -> None:
        self._planner.go_to(opening.doctor_id, opening.date, opening.starts)
        (self.day if self._planner.state.span is Span.DAY else self.week).setFocus()

    def _plan_leave(self) -> None:
        state = self._planner.state
        if state.doctor is not None:
            day = max(state.day, state.today)
            sheet = LeaveSheet(LeavePlan(self._calls), state.doctor, state.doctors, day, self.window())
            sheet.taken.connect(self._say_leave)
            sheet.open()

    def _plan_hours(self) -> None:
        state = self._planner.state
        if state.doctor is not None:
            HoursSheet(self._hours_of(state.doctor), state.doctor.name, state.today, self.window()).open()

    def _plan_day(self) -> None:
        state = self._planner.state
        if state.doctor is not None:
            closed = state.shown_day.closed if state.shown_day is not None else None
            DayHoursSheet(self._hours_of(state.doctor), state.doctor, state.day, closed, self.window()).open()

    def _hours_of(self, doctor: DoctorSummary) -> Hours:
        hours = Hours(self._calls, doctor.id)
        hours.saved.connect(self._planner.refresh)
        return hours

    def _say_booked(self, booked: AppointmentDetails) -> None:
        self._planner.refresh()
        self.said.emit(_booked_text(booked))

    def _say_moved(self, moved: AppointmentDetails) -> None:
        self._planner.refresh()
        self.said.emit(_booked_text(moved))

    def _say_leave(self, _taken: LeaveTaken) -> None:
        self._planner.refresh()
        self.said.emit(tr("The leave is entered."))


def _doctor_text(doctor: DoctorSummary) -> str:
    """The department first: typing its letter jumps to it, while every name begins with the same title."""
    return tr("{department} · {doctor}", department=doctor.department, doctor=doctor.name)


def _detail_text(day: CalendarDay) -> str:
    """What hours that were added on purpose lie in is told too."""
    told = day_text(day)
    reason = closed_text(day.closed) if day.closed is not None and day.slots else day.leave
    return tr("{told} · {reason}", told=told, reason=reason) if reason else told


def _booked_text(booked: AppointmentDetails) -> str:
    name, day = shown_name(booked.patient.name), date_text(booked.date)
    if booked.slot_at is None:
        return tr("{name} is booked: {day}.", name=name, day=day)
    return tr(
        "{name} is booked: {day}, {time}, number {token}.",
        name=name,
        day=day,
        time=time_text(booked.slot_at),
        token=booked.token or "",
    )


def build_calendar(desk: Desk) -> CalendarPage:
    planner = Planner(desk.calls, desk.changes, desk.session, desk.clock)
    may_plan, may_book = desk.session.can(calendar.take_leave), desk.session.can(appointments.book)
    page = CalendarPage(planner, desk.calls, desk.clock, may_plan=may_plan, may_book=may_book)
    planner.setParent(page)
    return page
