"""Of which days a report is, by what its rows are, and whom it is narrowed to."""

from __future__ import annotations

from client.core.i18n import tr
from client.core.report_words import grouping_word
from client.viewmodels.reports.statistics import Span, Statistics, StatisticsState
from client.widgets.basics import Card, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from shared.ids import DepartmentId, EmployeeId, StoreId
from shared.models.reports import GROUPINGS, Filter, Grouping


class AskingCard(Card):
    """Each choice makes the report anew."""

    def __init__(self, statistics: Statistics) -> None:
        super().__init__(spacing=8, margins=(14, 8, 14, 10))
        self._statistics = statistics
        self.span: Segmented[Span] = Segmented(
            (
                (Span.TODAY, tr("Today")),
                (Span.YESTERDAY, tr("Yesterday")),
                (Span.WEEK, tr("7 days")),
                (Span.MONTH, tr("Month")),
                (Span.YEAR, tr("Year")),
            ),
            tr("Days"),
            chosen=Span.WEEK,
        )
        self.first = DateInput()
        self.last = DateInput()
        self.by: Combo[Grouping] = Combo()
        self.department: Combo[DepartmentId | None] = Combo()
        self.doctor: Combo[EmployeeId | None] = Combo()
        self.person: Combo[EmployeeId | None] = Combo()
        self.store: Combo[StoreId | None] = Combo()
        self.compare = KeyButton(tr("Compare"), "Alt+C", icon="history")
        self.ask = KeyButton(tr("Show"), "F5", icon="repeat", kind="primary")
        self._fields: dict[Filter, Field] = {}
        self._build()

        self.span.picked.connect(statistics.choose_span)
        self.ask.clicked.connect(self._show_days)
        self.by.picked.connect(statistics.choose_grouping)
        self.department.picked.connect(statistics.choose_department)
        self.doctor.picked.connect(statistics.choose_doctor)
        self.person.picked.connect(statistics.choose_employee)
        self.store.picked.connect(statistics.choose_store)
        self.compare.clicked.connect(self._turn_comparison)

    def _build(self) -> None:
        self._fields = {
            Filter.DEPARTMENT: Field(tr("Department"), self.department, key="Alt+E"),
            Filter.DOCTOR: Field(tr("Doctor"), self.doctor, key="Alt+O"),
            Filter.EMPLOYEE: Field(tr("Person"), self.person, key="Alt+N"),
            Filter.STORE: Field(tr("Store"), self.store, key="Alt+S"),
        }
        days = Field(tr("Days"), self.span, key="Alt+D")
        first, last = Field(tr("From"), self.first, key="Alt+F"), Field(tr("To"), self.last, key="Alt+T")
        by = Field(tr("By"), self.by, key="Alt+B")
        days.setFixedWidth(400)
        for field in (first, last):
            field.setFixedWidth(138)
        for field in (by, *self._fields.values()):
            field.setFixedWidth(190)
        self.add(hbox(days, first, last, None, vbox(None, self.ask), spacing=10))
        self.add(hbox(by, *self._fields.values(), None, vbox(None, self.compare), spacing=10))

    def render_state(self, state: StatisticsState) -> None:
        asked = state.asked
        for editor, day in ((self.first, asked.since), (self.last, asked.until)):
            if not editor.hasFocus():
                editor.set_day(day)
        self.by.set_options((by, grouping_word(by)) for by in GROUPINGS[asked.kind])
        self.by.set_value(asked.grouping)
        self.department.set_options(((None, tr("All departments")), *state.departments))
        self.department.set_value(asked.department_id)
        chosen = asked.department_id
        doctors = [(each.id, each.name) for each in state.doctors if chosen in {None, each.department_id}]
        self.doctor.set_options(((None, tr("All doctors")), *doctors))
        self.doctor.set_value(asked.doctor_id)
        self.person.set_options(((None, tr("Everybody")), *state.people))
        self.person.set_value(asked.employee_id)
        self.store.set_options(((None, tr("All stores")), *state.stores))
        self.store.set_value(asked.store_id)
        for filter_, field in self._fields.items():
            field.setVisible(filter_ in state.filters)
        self.compare.set_text(tr("Do not compare") if asked.compare else tr("Compare with the days before"))

    def _show_days(self) -> None:
        """Those that are typed; anew, where they are the same."""
        first, last = self.first.day(), self.last.day()
        asked = self._statistics.state.asked
        if first is not None and last is not None and {first, last} != {asked.since, asked.until}:
            self.span.set_value(None)
            self._statistics.choose_days(first, last)
        else:
            self._statistics.make()

    def _turn_comparison(self) -> None:
        self._statistics.compare(wanted=not self._statistics.state.asked.compare)
