"""Who this is, with everything that must never be missed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.words import STATUS_TONES, age_text, allergy_text, sex_word, status_word
from client.viewmodels.patient.file import FileState
from client.viewmodels.patient.visit import VisitState
from client.widgets.basics import Card, Label, Rule, add_to, box, hbox, vbox
from client.widgets.choices import Tabs
from client.widgets.patient_strip import AllergyBanner, StripFacts
from client.widgets.pills import Badge, Pill
from shared.models.patients import PatientDetails


class Header(Card):
    """Names, facts, allergy and the tabs of the page."""

    tab_chosen = Signal(object)  # TIMELINE or VISITS
    TIMELINE = "timeline"
    VISITS = "visits"

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(16, 12, 16, 0))
        self.setParent(parent)
        self._clock = clock
        self.name = Label("", "h1")
        self.local_name = Label("", "name2")
        self.visit = Pill("", "info")
        self.allergy = AllergyBanner()
        self.tabs = Tabs(((self.TIMELINE, tr("Timeline")), (self.VISITS, tr("Visits"))), tr("Part"))
        self._facts = {name: Label("–", "strong") for name in ("number", "who", "blood", "phone")}
        self._build()

        self.tabs.picked.connect(self.tab_chosen)

    def show_patient(self, state: FileState) -> None:
        patient = state.patient
        self.allergy.setVisible(False)
        count = len(state.visits)
        self.tabs.set_text(self.VISITS, tr("Visits  {n}", n=count) if count else tr("Visits"))
        if patient is None:
            self.name.setText(tr("Loading…") if state.loading else "–")
            self.local_name.setText("")
            for fact in self._facts.values():
                fact.setText("–")
            return
        self._show(patient)

    def show_visit(self, state: VisitState) -> None:
        visit = state.appointment
        self.visit.setVisible(visit is not None)
        if visit is not None:
            words = status_word(visit.status)
            text = tr("{status} · {token}", status=words, token=visit.token) if visit.token else words
            self.visit.set_state(text, STATUS_TONES[visit.status])

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
        names = hbox(self.name, self.local_name, self.visit, None, spacing=10)
        self.visit.hide()
        row = hbox(Badge("user-round", "primary", 64), vbox(names, None, facts, spacing=6), spacing=16)
        row.setStretch(1, 1)
        row.addWidget(self.allergy, 0, Qt.AlignmentFlag.AlignTop)
        add_to(self.inside, (box(row), 10, Rule(), self.tabs))

    def _show(self, patient: PatientDetails) -> None:
        self.name.setText(patient.name)
        self.local_name.setText(patient.name_local)
        age = age_text(patient.birth, self._clock.today())
        self._facts["number"].setText(patient.patient_no)
        self._facts["who"].setText(tr("{age}, {sex}", age=age, sex=sex_word(patient.sex)))
        self._facts["blood"].setText(patient.blood_group or "–")
        self._facts["phone"].setText(patient.phone or "–")
        worst, others = allergy_text(patient.allergies)
        self.allergy.set_facts(StripFacts(patient.name, allergy=worst, allergy_detail=others))
        self.setAccessibleName(tr("{name}, {number}", name=patient.name, number=patient.patient_no))
