"""Find a patient while typing."""

from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.words import who_text
from client.viewmodels.reception.search import PatientSearch, SearchState
from client.views.reception.words import show_problem, visits_text
from client.widgets.basics import Card, Label, heading, vbox
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.pills import Note
from client.widgets.search import SearchBox
from shared.models.patients import PatientSummary

_LEAST_LIST = 58


class SearchCard(Card):
    """`picked` an old patient, or `new_wanted` for somebody who is not in the register."""

    picked = Signal(object)  # PatientSummary
    new_wanted = Signal(str)

    def __init__(self, view_model: PatientSearch, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(14, 10, 14, 8))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self.box = SearchBox(tr("Name, phone or number"), "F2")
        self.list: ListPicker[PatientSummary] = ListPicker(self._facts, attrgetter("id"), tr("Patients found"))
        self.note = Note("", "warn")
        self._hint = Label("", "muted", wrap=True)
        self._build()

        self.box.searched.connect(view_model.find)
        self.box.submitted.connect(self._submit)
        self.list.picked.connect(self.picked)
        view_model.found.connect(self.picked)
        view_model.nobody_found.connect(self.new_wanted)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def reset(self) -> None:
        """Empty and ready for the next person at the counter."""
        self.box.clear()
        self.box.setFocus()

    def _build(self) -> None:
        self.box.drive(self.list)
        self.list.setMinimumHeight(_LEAST_LIST)
        empty = QWidget()
        empty.setLayout(vbox(self._hint, None, margins=(4, 10, 4, 4)))
        self.list.set_empty(empty)
        self.add(heading(tr("Find patient"), key="F2"), 6, self.box, 6, self.note, self.list)
        self.inside.setStretchFactor(self.list, 1)

    def _submit(self, term: str) -> None:
        state = self._view_model.state
        if state.answered and state.term == term and state.hits:
            self.list.pick_current()
        elif term:
            self._view_model.settle(term)

    def _render(self, state: SearchState) -> None:
        if state.answered or not state.hits:
            self.list.set_rows(state.hits, state.term)
        show_problem(self.note, state.problem)
        if state.answered:
            self._hint.setText(tr("Nobody fits “{term}”. Press Enter to register a new patient.", term=state.term))
        else:
            self._hint.setText(tr("Type two letters or digits. Arrows and Enter pick; Esc clears."))

    def _facts(self, patient: PatientSummary) -> PickFacts:
        return PickFacts(patient.name, who_text(patient, self._clock.today()), visits_text(patient))
