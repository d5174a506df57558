"""Today: what the house does at this moment, in figures that open what they are made of."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import number_text, tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.desk import Desk
from client.viewmodels.dashboard.behind import Behind
from client.viewmodels.dashboard.day import Day, DayState
from client.views.dashboard import openings
from client.views.dashboard.bars import Debt, Risk
from client.views.dashboard.charts import DayCharts, caption
from client.views.dashboard.figure import Figure
from client.views.dashboard.list_sheet import ListSheet, Opening
from client.views.reports.behind_rows import lead_on
from client.widgets.basics import Card, Scroll, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from client.widgets.pills import Note
from shared.contracts import billing
from shared.ids import DepartmentId, EmployeeId
from shared.models.billing import PaymentMode
from shared.models.dashboard import Dashboard, VisitPart
from shared.models.lab import WorkStage
from shared.permissions import Permission, Scope

_TODAY: Final = 0
_YESTERDAY: Final = 1


class DashboardPage(QWidget):
    """Keyboard only: Alt+D the day, F4 the charts, arrows along the bars, Enter opens what is behind one."""

    patient_opened = Signal(object)  # PatientId

    def __init__(
        self,
        day: Day,
        calls: Calls,
        clock: Clock,
        *,
        whole_house: bool,
        bills: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`whole_house`: whether others' days may be seen than the own; `bills`: whether bills may be read."""
        super().__init__(parent)
        self._day = day
        day.setParent(self)
        self._calls = calls
        self._clock = clock
        self._whole_house = whole_house
        self._bills = bills
        self.days: Segmented[int] = Segmented(((_TODAY, tr("Today")), (_YESTERDAY, tr("Yesterday"))), tr("Day"))
        self.other_day = DateInput()
        self.department: Combo[DepartmentId | None] = Combo(((None, tr("Whole house")),))
        self.doctor: Combo[EmployeeId | None] = Combo(((None, tr("All doctors")),))
        self.times_of = KeyButton("", "Alt+B", size="sm")
        self._by_department = False
        self.tables = KeyButton(tr("As tables"), "Ctrl+B", icon="list-ordered")
        self.ask = KeyButton(tr("Ask anew"), "F5", icon="repeat")
        self.note = Note("", "warn")
        self.came = Figure("users", tr("Came"), "info")
        self.open = Figure("hourglass", tr("Not done yet"), "warn")
        self.done = Figure("badge-check", tr("Done"), "ok")
        self.left = Figure("log-out", tr("Left unseen"), "bad")
        self.absent = Figure("calendar-x", tr("Did not come"), "bad")
        self.booked = Figure("calendar-days", tr("Still to come"), "grey")
        self.income = Figure("coins", tr("Income"), "info")
        self.charts = DayCharts(self.times_of)
        self._tables_shown = False
        self._build()

        self._connect()
        day.state_changed.connect(self._render)
        self._render(day.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._day.watch(seen=True)
        if self._whole_house and not self._day.state.doctors:
            self._day.ask_doctors()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._day.watch(seen=False)

    def _build(self) -> None:
        self.setFocusProxy(self.days)
        department, doctor = (
            Field(tr("Department"), self.department, key="Alt+P"),
            Field(tr("Doctor"), self.doctor, key="Alt+O"),
        )
        asked: list[tuple[QWidget, int]] = [
            (Field(tr("Day"), self.days, key="Alt+D"), 200),
            (Field(tr("Another day"), self.other_day, key="Alt+F"), 150),
            (department, 200),
            (doctor, 220),
        ]
        for field, width in asked:
            field.setFixedWidth(width)
        if not self._whole_house:
            department.hide()
            doctor.hide()
        buttons = vbox(None, hbox(self.tables, self.ask, spacing=8))
        head = Card(hbox(*(field for field, _ in asked), None, buttons, spacing=12), margins=(16, 8, 16, 10))
        figures = hbox(self.came, self.open, self.done, self.left, self.booked, self.absent, self.income, spacing=12)
        whole = vbox(head, self.note, Scroll(box(vbox(figures, self.charts, spacing=12))), spacing=12)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        to_charts = QShortcut(QKeySequence("F4"), self)
        to_charts.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        to_charts.activated.connect(self._to_charts)

    def _connect(self) -> None:
        self.days.picked.connect(self._choose_day)
        self.other_day.editingFinished.connect(self._choose_other_day)
        self.department.picked.connect(self._day.choose_department)
        self.doctor.picked.connect(self._day.choose_doctor)
        self.times_of.clicked.connect(self._turn_times)
        self.tables.clicked.connect(self._turn)
        self.ask.clicked.connect(self._day.refresh)
        for figure, part in (
            (self.came, VisitPart.ARRIVED),
            (self.open, VisitPart.OPEN),
            (self.done, VisitPart.COMPLETED),
            (self.left, VisitPart.LEFT_UNSEEN),
            (self.booked, VisitPart.BOOKED),
            (self.absent, VisitPart.NEVER_CAME),
        ):
            figure.opened.connect(partial(self._open_part, part))
        self.income.opened.connect(self._open_all_income)
        charts = self.charts
        charts.hours.opened.connect(self._open_hour)
        charts.queues.opened.connect(self._open_queue)
        charts.waited.opened.connect(partial(self._open_times, VisitPart.WAITED))
        charts.seen.opened.connect(partial(self._open_times, VisitPart.COMPLETED))
        charts.laboratory.opened.connect(self._open_stage)
        charts.taken.opened.connect(self._open_taken)
        charts.income.opened.connect(self._open_income)
        charts.debts.opened.connect(self._open_debt)
        charts.risks.opened.connect(self._open_risk)

    def _render(self, state: DayState) -> None:
        if not self.other_day.hasFocus():  # the day goes on under the hands of whoever types
            self.other_day.set_day(state.day)
        self.department.set_options(((None, tr("Whole house")), *state.departments))
        self.department.set_value(state.department_id)
        self.doctor.set_options(((None, tr("All doctors")), *((each.id, each.name) for each in state.choosable)))
        self.doctor.set_value(state.doctor_id)
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            said = problem_text(state.problem)
            self.note.set_state(tr("{what}. {why}", what=said.title, why=said.text), "warn")
        self.times_of.set_text(tr("By doctor") if self._by_department else tr("By department"))
        self.charts.show_day(state.shown, self._of_whom(state), by_department=self._by_department)
        self._render_figures(state.shown)

    def _of_whom(self, state: DayState) -> str:
        if not self._whole_house:
            return tr("my patients")
        return state.of_whom or tr("whole house")

    def _render_figures(self, shown: Dashboard | None) -> None:
        heads = shown.heads if shown is not None else None
        for figure, number in (
            (self.came, None if heads is None else heads.arrived),
            (self.open, None if heads is None else heads.open),
            (self.done, None if heads is None else heads.completed),
            (self.left, None if heads is None else heads.left_unseen),
            (self.booked, None if heads is None else heads.booked),
            (self.absent, None if heads is None else heads.never_came),
        ):
            figure.set_value("–" if number is None else number_text(number))
        is_over = shown is not None and not shown.is_today  # until then who has not come may still come
        self.booked.setVisible(not is_over)
        self.absent.setVisible(is_over)
        money = shown.money if shown is not None else None
        self.income.setVisible(money is not None)
        if money is not None:
            self.income.set_value(plain(money.income_net, money.currency))

    def _turn_times(self) -> None:
        """From doctors to departments and back."""
        self._by_department = not self._by_department
        self._render(self._day.state)

    def _choose_day(self, ago: int) -> None:
        self._day.choose_day(self._clock.today() - timedelta(days=ago) if ago else None)

    def _choose_other_day(self) -> None:
        day = self.other_day.day()
        if day is not None and day != self._day.state.day:
            self.days.set_value(None)
            self._day.choose_day(day)

    def _turn(self) -> None:
        """Charts into tables and back."""
        self._tables_shown = not self._tables_shown
        self.tables.set_text(tr("As charts") if self._tables_shown else tr("As tables"))
        self.charts.show_tables(shown=self._tables_shown)

    def _to_charts(self) -> None:
        self.charts.hours.take_focus()

    # What is behind a figure

    def _open_part(self, part: VisitPart) -> None:
        self._open(openings.of_part(self._day.state, part))

    def _open_hour(self, hour: int) -> None:
        self._open(openings.of_hour(self._day.state, hour))

    def _open_queue(self, doctor_id: EmployeeId) -> None:
        self._open(openings.of_queue(self._day.state, doctor_id))

    def _open_times(self, part: VisitPart, whose: UUID | None) -> None:
        self._open(openings.of_times(self._day.state, part, whose, by_department=self._by_department))

    def _open_stage(self, stage: WorkStage | None) -> None:
        self._open(openings.of_stage(self._day.state, stage))

    def _open_taken(self, mode: PaymentMode) -> None:
        shown = self._day.state.shown
        if shown is not None and shown.money is not None:
            self._open(openings.of_taken(shown.day, mode, shown.money, bills=self._bills))

    def _open_income(self, department_id: DepartmentId | None) -> None:
        state = self._day.state
        if state.shown is not None and state.shown.money is not None:
            money, day = state.shown.money, state.shown.day
            self._open(openings.of_income(day, department_id, state.doctor_id, money, bills=self._bills))

    def _open_all_income(self) -> None:
        state = self._day.state
        if state.shown is not None and state.shown.money is not None:
            money, day = state.shown.money, state.shown.day
            whose = state.department_id, state.doctor_id
            self._open(openings.of_all_income(day, *whose, money, bills=self._bills))

    def _open_debt(self, debt: Debt) -> None:
        shown = self._day.state.shown
        if shown is not None and shown.money is not None:
            self._open(openings.of_debt(shown.day, debt, shown.money, bills=self._bills))

    def _open_risk(self, risk: Risk) -> None:
        self._open(openings.of_risk(risk))

    def _open(self, opening: Opening, over: ListSheet[Any] | None = None) -> None:
        """`over` the list in which a row led to it."""
        shown = self._day.state.shown
        if shown is None:
            return
        about = caption(shown, self._of_whom(self._day.state))
        sheet: ListSheet[Any] = ListSheet(
            opening.title, about, Behind(self._calls, opening.listing), opening.laid, over or self
        )
        if over is not None:
            sheet.patient_opened.connect(over.accept)
        sheet.patient_opened.connect(self.patient_opened)
        sheet.list_opened.connect(partial(self._open, over=sheet))
        lead_on(sheet, self._calls)
        sheet.open()


def build_dashboard(desk: Desk) -> DashboardPage:
    whole_house = desk.session.scope(Permission.DASHBOARD_VIEW) is Scope.ALL
    bills = desk.session.can(billing.get)
    return DashboardPage(Day(desk.calls, desk.changes), desk.calls, desk.clock, whole_house=whole_house, bills=bills)
