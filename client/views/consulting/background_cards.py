"""The patient's past, beside today's note: signs over time, problems, medicines, visits."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.medicine_words import form_word, frequency_words
from client.core.zone import day_of
from client.viewmodels.consulting.patient_side import PastState, PatientPast
from client.views.vitals.words import flag_tone, pressure_text, sign_text, worst
from client.widgets.basics import Card, Elide, Label, box, clear, hbox, heading, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.pills import Count
from client.widgets.trend import Trend, TrendLine
from shared.ids import AppointmentId
from shared.models.consultations import ActiveMedicine, PastVisit, Problem
from shared.models.vitals import Vitals
from shared.rules.vitals import Sign

_LEAST = 2
"""Two values make a line."""


class TrendsCard(Card):
    """Blood pressure and weight over the last sets."""

    def __init__(self, past: PatientPast) -> None:
        super().__init__(spacing=4, margins=(14, 10, 14, 8))
        self.all = KeyButton(tr("All"), "Alt+G", icon="activity", kind="link", size="sm")
        self.pressure, self.weight = Trend(tr("Blood pressure over time")), Trend(tr("Weight over time"))
        self._pressure_text, self._weight_text = Label("", "strong"), Label("", "strong")
        columns = hbox(spacing=14)
        for text, chart in ((self._pressure_text, self.pressure), (self._weight_text, self.weight)):
            columns.addWidget(box(vbox(text, chart, spacing=2)), 1)
        self.add(heading(tr("Vital signs"), self.all), columns)
        past.state_changed.connect(self.render_state)
        self.render_state(past.state)

    def render_state(self, state: PastState) -> None:
        sets = state.known.vitals if state.known else []
        self.setVisible(bool(sets))
        pressures = [each for each in reversed(sets) if each.systolic is not None]
        weights = [each for each in reversed(sets) if each.weight_kg is not None]
        self._show_pressure(pressures)
        self._show_weight(weights)

    def _show_pressure(self, sets: list[Vitals]) -> None:
        newest = sets[-1] if sets else None
        flagged = worst(newest, Sign.SYSTOLIC, Sign.DIASTOLIC) if newest else None
        self._pressure_text.setText(
            tr("BP {value}", value=pressure_text(newest)) if newest else tr("No blood pressure")
        )
        self._pressure_text.set_tone(flag_tone(flagged[1]) if flagged else None)
        self.pressure.setVisible(len(sets) >= _LEAST)
        lines = [
            TrendLine(
                tuple(float(getattr(each, sign)) for each in sets), abnormal=bool(newest and sign in newest.flags)
            )
            for sign in (Sign.SYSTOLIC, Sign.DIASTOLIC)
        ]
        self.pressure.set_lines(lines, ends=_ends(sets))

    def _show_weight(self, sets: list[Vitals]) -> None:
        weights = [each.weight_kg for each in sets if each.weight_kg is not None]
        words = tr("{value} kg", value=sign_text(Sign.WEIGHT, weights[-1])) if weights else tr("No weight")
        for before, now in list(pairwise(weights))[-1:]:
            if now != before:
                change = sign_text(Sign.WEIGHT, abs(now - before))
                words = tr("{weight}, {sign}{change}", weight=words, sign="+" if now > before else "−", change=change)
        self._weight_text.setText(words)
        self.weight.setVisible(len(sets) >= _LEAST)
        self.weight.set_lines([TrendLine(tuple(map(float, weights)))], ends=_ends(sets))


class ProblemsCard(Card):
    """What the patient goes on having."""

    def __init__(self, past: PatientPast, *, may_record: bool) -> None:
        super().__init__(spacing=5, margins=(14, 10, 14, 10))
        self._past = past
        self._may_record = may_record
        self._shown: tuple[Problem, ...] | None = None
        self._rows = vbox(spacing=4)
        self._none = Label("", "muted", wrap=True)
        self.add_one = KeyButton(tr("Add"), "Alt+I", icon="plus", kind="link", size="sm")
        self.add(heading(tr("Problems"), self.add_one), self._none, self._rows)
        self.add_one.setVisible(may_record)  # once it has a parent: alone it would be a window
        past.state_changed.connect(self.render_state)
        self.render_state(past.state)

    def render_state(self, state: PastState) -> None:
        self.setVisible(state.patient_id is not None)
        self._none.setText(tr("None on the list.") if state.known else tr("Not read yet."))
        self._none.setVisible(not state.problems)
        if state.problems == self._shown:
            return
        self._shown = state.problems
        clear(self._rows)
        for problem in state.problems:
            self._rows.addWidget(self._row(problem))

    def _row(self, problem: Problem) -> QWidget:
        since = tr("{title}, since {day}", title=problem.title, day=date_text(day_of(problem.since)))
        words = Label(problem.title, "body", wrap=True)
        words.setToolTip(since)
        row = hbox(spacing=8)
        code = Label(problem.code, "strong", tone="primary")
        code.setFixedWidth(46)
        row.addWidget(code, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        if self._may_record:
            resolve = IconButton("check", tr("Resolved: {title}", title=problem.title), size="sm")
            resolve.clicked.connect(partial(self._past.resolve_problem, problem.id))
            row.addWidget(resolve, 0, Qt.AlignmentFlag.AlignTop)
        return box(row)


class MedicinesCard(Card):
    """What the patient should be taking today."""

    def __init__(self, past: PatientPast) -> None:
        super().__init__(spacing=5, margins=(14, 10, 14, 10))
        self._count = Count(0, "grey")
        self._rows = vbox(spacing=4)
        self._shown: list[ActiveMedicine] | None = None
        self.add(heading(tr("Active medicines"), self._count), self._rows)
        past.state_changed.connect(self.render_state)
        self.render_state(past.state)

    def render_state(self, state: PastState) -> None:
        medicines = state.known.medicines if state.known else None
        self.setVisible(bool(medicines))
        if medicines is None or medicines == self._shown:
            return
        self._shown = medicines
        self._count.set_number(len(medicines))
        clear(self._rows)
        for medicine in medicines:
            self._rows.addWidget(_medicine(medicine))


class VisitsCard(Card):
    """The last visits, the newest first; one opens with its note."""

    opened = Signal(object)  # AppointmentId

    def __init__(self, past: PatientPast) -> None:
        super().__init__(spacing=8, margins=(14, 10, 14, 8))
        self._rows = vbox(spacing=6)
        self._empty = Label("", "muted", wrap=True)
        self._shown: tuple[PastVisit, ...] | None = None
        self._more = Label(tr("Earlier ones are in the chart."), "small", wrap=True)
        self.last = KeyButton(tr("Last note"), "Alt+K", icon="history", kind="link", size="sm")
        self.add(heading(tr("Last visits"), self.last), self._empty, self._rows, self._more)
        self.last.clicked.connect(self._open_last)
        past.state_changed.connect(self.render_state)
        self.render_state(past.state)

    def render_state(self, state: PastState) -> None:
        self._empty.setText(_empty_text(state))
        self._empty.setVisible(not state.visits)
        self.last.setVisible(bool(state.visits))
        self._more.setVisible(state.known is not None and state.known.visits.more)
        if state.visits == self._shown:
            return
        self._shown = state.visits
        clear(self._rows)
        for visit in state.visits:
            self._rows.addWidget(self._row(visit))

    def _row(self, visit: PastVisit) -> QWidget:
        day = date_text(day_of(visit.at))
        read = IconButton("eye", tr("Read the note of {day}", day=day), size="sm")
        read.clicked.connect(partial(self._open, visit.appointment_id))
        titles = ", ".join(diagnosis.title for diagnosis in visit.diagnoses) or tr("No diagnosis recorded")
        where = tr("{department} · {doctor}", department=visit.department, doctor=visit.doctor)
        head = hbox(Label(day, "small", tone="primary"), None, read)
        return box(vbox(head, Label(titles, "body", wrap=True), Elide(where, "small"), spacing=1))

    def _open(self, appointment_id: AppointmentId) -> None:
        self.opened.emit(appointment_id)

    def _open_last(self) -> None:
        if self._shown:
            self.opened.emit(self._shown[0].appointment_id)


def _ends(sets: list[Vitals]) -> tuple[str, str]:
    if len(sets) < _LEAST:
        return "", ""
    return date_text(day_of(sets[0].measured_at)).partition(" ")[2], tr("Now")


def _medicine(medicine: ActiveMedicine) -> QWidget:
    name = Label(medicine.medicine, "strong", wrap=True)
    often = Label(frequency_words(medicine.frequency), "small")
    product = tr("{strength} {form}", strength=medicine.strength, form=form_word(medicine.form))
    end = tr("until {day}", day=date_text(medicine.until)) if medicine.until else tr("no end stated")
    row = hbox(name, often, spacing=8)
    row.setStretch(0, 1)
    return box(vbox(row, Elide(tr("{product} · {end}", product=product, end=end), "small"), spacing=0))


def _empty_text(state: PastState) -> str:
    if state.patient_id is None:
        return tr("Earlier visits of the patient appear here.")
    if state.problem is not None and state.known is None:
        return tr("Earlier visits could not be read. They appear when the server is back.")
    return tr("No earlier visit") if state.known else tr("Reading earlier visits …")
