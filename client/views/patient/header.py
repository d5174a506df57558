"""Who this is, with everything that must never be missed, and what one does for him."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import date_text, number_text, tr
from client.core.look_words import part_word
from client.core.words import STATUS_TONES, age_text, money, sex_word, shown_name, status_word
from client.viewmodels.patient.chart import ChartState
from client.views.reception.words import allergy_facts
from client.widgets.basics import Card, Label, Rule, Whole, add_to, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Tabs
from client.widgets.patient_strip import AllergyBanner
from client.widgets.pills import Avatar, Pill
from shared.models.appointments import AppointmentStatus
from shared.models.charts import CHART_TABS, ChartPart, ChartVisit
from shared.models.patients import PatientDetails
from shared.money import ZERO

_UNDER_WAY: Final = frozenset(AppointmentStatus) - {
    AppointmentStatus.COMPLETED,
    AppointmentStatus.CANCELLED,
    AppointmentStatus.NO_SHOW,
}


class Header(Card):
    """Names, facts, allergy, what is owed, the actions and the tabs of the page."""

    tab_chosen = Signal(object)  # ChartPart

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(16, 10, 16, 0))
        self.setParent(parent)
        self._clock = clock
        self.name = Whole("", "h1")
        self.local_name = Whole("", "name2")
        self.died = Pill("", "grey")
        self.closed = Pill(tr("Confidential"), "warn", icon="lock")
        self.visit = Pill("", "info")
        self.owed = Pill("", "bad", icon="circle-alert")
        self.allergy = AllergyBanner()
        self.card = KeyButton(tr("Card"), "F6", icon="printer", size="sm")
        self.sticker = KeyButton(tr("Sticker"), "Shift+F6", icon="tag", size="sm")
        self.edit = KeyButton(tr("Edit"), "F7", icon="user-round", size="sm")
        self.face = Avatar(size=64)
        self.token = KeyButton(tr("New token"), "F9", icon="ticket", kind="primary", size="sm")
        self.tabs: Tabs[ChartPart] = Tabs(tuple((part, part_word(part)) for part in CHART_TABS), tr("Part"))
        self._facts = {name: Label("–", "strong") for name in ("number", "who", "blood", "phone")}
        self._low = hbox(self.tabs, None)
        self._build()

        self.tabs.picked.connect(self.tab_chosen)
        for place, part in enumerate(CHART_TABS, start=1):
            key = QShortcut(QKeySequence(f"Alt+{place}"), self)
            key.activated.connect(partial(self._press, part))

    def add_actions(self, bar: QWidget) -> None:
        """Of the rarer kind, on a line of their own: beside the tabs there is no room for all of them."""
        self.inside.insertWidget(self.inside.count() - 1, bar)

    def show_chart(self, state: ChartState, visit: ChartVisit | None) -> None:
        self.allergy.setVisible(False)
        self.died.setVisible(state.patient is not None and state.patient.died_on is not None)
        self.closed.setVisible(state.patient is not None and state.patient.confidential)
        self.visit.setVisible(visit is not None and visit.status in _UNDER_WAY)
        if visit is not None:
            words = status_word(visit.status)
            text = tr("{status} · {token}", status=words, token=visit.token) if visit.token else words
            self.visit.set_state(text, STATUS_TONES[visit.status])
        self._show_tabs(state)
        owed = state.chart.owed if state.chart is not None else None
        self.owed.setVisible(owed is not None and owed.amount > ZERO)
        if owed is not None:
            text = tr("{amount} due", amount=money(owed.amount, owed.currency))
            self.owed.set_state(text, "bad", "circle-alert")
        nobody = "" if state.patient is not None else tr("The patient is not loaded yet.")
        for button in (self.card, self.sticker):
            button.set_blocked(nobody)
        is_gone = state.patient is not None and not state.patient.is_active
        for button in (self.edit, self.token):
            button.set_blocked(tr("This record takes nothing new.") if is_gone else nobody)
        if state.patient is not None:
            self._show(state.patient)
            return
        self.face.set_name("")
        self.name.setText(tr("Loading…") if state.loading else "–")
        self.local_name.setText("")
        for fact in self._facts.values():
            fact.setText("–")

    def _show_tabs(self, state: ChartState) -> None:
        """A part that the user may not see is not there."""
        self.tabs.set_value(state.part)
        for place, part in enumerate(CHART_TABS, start=1):
            count = state.count(part)
            button = self.tabs.button(part)
            button.setVisible(count is not None or (state.chart is None and part is ChartPart.TIMELINE))
            words = part_word(part)
            shown = tr("{part}  {n}", part=words, n=number_text(count)) if count else words
            self.tabs.set_text(part, shown)
            button.setToolTip(tr("{words} ({key})", words=words, key=f"Alt+{place}"))

    def _press(self, part: ChartPart) -> None:
        button = self.tabs.button(part)
        if button.isVisible():
            button.click()

    def _build(self) -> None:
        captions = {
            "number": tr("Number"),
            "who": tr("Age and sex"),
            "blood": tr("Blood group"),
            "phone": tr("Phone"),
        }
        facts = hbox(spacing=24)
        for name, caption in captions.items():
            facts.addLayout(vbox(Label(caption, "small"), self._facts[name], spacing=1))
        facts.addStretch()
        names = hbox(self.name, self.local_name, self.died, self.closed, self.visit, self.owed, None, spacing=10)
        for pill in (self.died, self.visit, self.owed):
            pill.hide()
        actions = hbox(None, self.card, self.sticker, self.edit, self.token, spacing=6)
        alarm = hbox(None, self.allergy)
        row = hbox(
            self.face,
            vbox(names, None, facts, spacing=6),
            vbox(alarm, None, actions, spacing=6),
            spacing=16,
        )
        row.setStretch(1, 1)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        add_to(self.inside, (box(row), 8, Rule(), self._low))

    def _show(self, patient: PatientDetails) -> None:
        self.face.set_name(shown_name(patient.name))
        self.name.setText(shown_name(patient.name))
        self.local_name.setText(patient.name_local)
        self.local_name.setVisible(bool(patient.name_local))
        if patient.died_on is not None:
            self.died.set_state(tr("Died {day}", day=date_text(patient.died_on)), "grey")
        age = age_text(patient.birth, patient.died_on or self._clock.today())
        self._facts["number"].setText(" · ".join((patient.patient_no, *patient.former_numbers)))
        self._facts["who"].setText(tr("{age}, {sex}", age=age, sex=sex_word(patient.sex)))
        self._facts["blood"].setText(patient.blood_group or "–")
        self._facts["phone"].setText(patient.phone or "–")
        self.allergy.set_facts(allergy_facts(patient))
        self.setAccessibleName(tr("{name}, {number}", name=shown_name(patient.name), number=patient.patient_no))
