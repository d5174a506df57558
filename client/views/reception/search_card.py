"""Find a patient while typing."""

from functools import partial
from operator import attrgetter, itemgetter

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.words import shown_name, who_text
from client.viewmodels.reception.look_alikes import LookAlikeList
from client.viewmodels.reception.search import PatientSearch, SearchState
from client.views.reception.alike_panel import MOST, AlikePanel, alike_key
from client.views.reception.fields import ROOMY
from client.views.reception.words import show_problem, visits_text
from client.widgets.basics import Card, Label, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.pills import Note
from client.widgets.search import SearchBox
from shared.models.patients import PatientSummary

_LEAST_LIST = 58


class SearchCard(Card):
    """`picked` an old patient, or `new_wanted` for somebody who is not in the register."""

    picked = Signal(object)  # PatientSummary
    new_wanted = Signal(str)

    def __init__(
        self, view_model: PatientSearch, clock: Clock, parent: QWidget | None = None, *, registers: bool = False
    ) -> None:
        super().__init__(spacing=0, margins=(14, 10, 14, 8))
        self.setParent(parent)
        self._registers = registers
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
        self.head = heading(tr("Find patient"), key="F2")
        self.add(self.head, 6, self.box, 6, self.note, self.list)
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
            nobody = tr("Nobody fits “{term}”.", term=state.term)
            if self._registers:
                nobody = tr("Nobody fits “{term}”. Press Enter to register a new patient.", term=state.term)
            self._hint.setText(nobody)
        else:
            self._hint.setText(tr("Type two letters or digits. Arrows and Enter pick; Esc clears."))

    def _facts(self, patient: PatientSummary) -> PickFacts:
        mark = tr("Confidential") if patient.confidential else ""
        who = who_text(patient, self._clock.today())
        return PickFacts(shown_name(patient.name), who, visits_text(patient), mark, "warn")


class CounterSearch(SearchCard):
    """At the counter: it also shows who looks like the person being typed, and registers one without a name."""

    unknown_wanted = Signal()
    searching = Signal(bool)

    def __init__(
        self, view_model: PatientSearch, alike: LookAlikeList, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(view_model, clock, parent, registers=True)
        self._is_tight = False
        self.alike = AlikePanel(alike, clock)
        self.unknown = KeyButton(tr("Unknown person"), "Ctrl+U", icon="user-round", kind="ghost", size="sm")
        self.add(self.alike)
        self.inside.setStretchFactor(self.alike, 1)
        self.head.insertWidget(self.head.count() - 1, self.unknown)

        self.unknown.clicked.connect(self.unknown_wanted)
        alike.state_changed.connect(self.arrange)
        alike.picked.connect(self.picked)
        self.box.installEventFilter(self)
        for place in range(MOST):
            # Of the card, not of a row: with no such row the digit must not land in the name that is being typed.
            shortcut = QShortcut(QKeySequence(alike_key(place)), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self.alike.pick, place))

        self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.searching.emit(event.type() is QEvent.Type.FocusIn)
            self.arrange()
        return super().eventFilter(watched, event)

    def make_room(self, *, tight: bool) -> None:
        """While more of the form is open on a small screen there are no hits: it steps aside when somebody searches."""
        self._is_tight = tight and self.window().height() < ROOMY
        self.arrange()

    def arrange(self) -> None:
        """While somebody is typed below, those who look alike stand where the hits stand while one searches."""
        quiet = self.alike.has_found and not self.box.hasFocus()
        for part, wanted in sorted(
            ((self.list, not quiet and not self._is_tight), (self.alike, quiet)), key=itemgetter(1)
        ):
            part.setVisible(wanted)
