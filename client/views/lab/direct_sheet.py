"""Tests ordered for somebody who sees no doctor of the house."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.core.words import money, shown_name, urgency_word, who_text
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.consulting import finder
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.lab.direct import DirectOrder, DirectState
from client.viewmodels.reception.search import PatientSearch
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.consulting.chips import ChipFacts, ChipRow
from client.views.consulting.search_rows import search_for_tests
from client.views.reception.search_card import SearchCard
from client.widgets.basics import Label, hbox
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from shared.models.lab import TestType, Urgency, WorkItem
from shared.models.patients import PatientSummary


class DirectSheet(Sheet):
    """Enter picks the patient, then test after test; Ctrl+Enter, or Enter in the last field, orders them."""

    ordered = Signal(list)  # WorkItem

    def __init__(
        self, view_model: DirectOrder, search: PatientSearch, tests: Finder, clock: Clock, parent: QWidget
    ) -> None:
        what = tr("For somebody who sees no doctor here: sent from outside, or come for a check-up.")
        super().__init__(tr("Order tests directly"), tr("Order tests"), parent, subtitle=what, width=640)
        self._view_model, self._clock = view_model, clock
        for each in (view_model, search, tests):
            each.setParent(self)
        self.search = SearchCard(search, clock)
        self.who = Label("", "strong", wrap=True)
        self.test = search_for_tests(tests, "")
        self.chips = ChipRow(self.test)
        self.urgency: Segmented[Urgency] = Segmented([(each, urgency_word(each)) for each in Urgency])
        self.requester = LineInput(hint=tr("Dr Rahman, Green Road Clinic"), most=120)
        self.cost = Label("", "muted")
        self._build()

        self.search.picked.connect(self._take)
        self.test.picked.connect(self._add)
        self.test.left.connect(view_model.leave_typed)
        self.chips.removed.connect(view_model.remove_test)
        self.urgency.picked.connect(view_model.choose_urgency)
        self.requester.textChanged.connect(view_model.name_requester)
        self.requester.returnPressed.connect(self.primary.click)
        self.submitted.connect(view_model.order)
        view_model.state_changed.connect(self._render)
        view_model.second_person_needed.connect(self._ask_second_person)
        view_model.ordered.connect(self._finish)

        self._render(view_model.state)
        view_model.ask_currency()
        self.search.box.setFocus()

    def _build(self) -> None:
        # Enter adds test after test: it must not order the first of them.
        self.primary.setDefault(False)
        self.search.setMinimumHeight(220)
        self.chips.setFocusProxy(self.test)
        self.urgency.setMinimumWidth(250)
        by = Field(tr("Requested by, outside"), self.requester, key="F9")
        last = hbox(Field(tr("Urgency"), self.urgency, key="F8"), by, spacing=16)
        last.setStretch(1, 1)
        self.add(self.search, self.who, Field(tr("Tests"), self.chips, required=True, key="F7"), self.cost, last)

    def _take(self, patient: PatientSummary) -> None:
        self._view_model.choose_patient(patient)
        self.test.setFocus()

    def _add(self, test: TestType, _typed: str) -> None:
        self._view_model.add_test(test)

    def _render(self, state: DirectState) -> None:
        self.who.setText(self._who(state.patient) if state.patient is not None else tr("Nobody chosen yet"))
        self.chips.set_chips([ChipFacts(test.id, test.name, test.code) for test in state.tests])
        self.cost.setText(_cost(state))
        self.urgency.set_value(state.urgency)
        self.set_busy(state.sending)
        self.primary.set_blocked("" if state.can_order or state.sending else _why_not(state))
        words = problem_text(state.problem) if state.problem is not None else None
        self.set_error(words.sentence if words is not None else "")

    def _who(self, patient: PatientSummary) -> str:
        who = who_text(patient, self._clock.today())
        return tr("{name} · {who} · {number}", name=shown_name(patient.name), who=who, number=patient.patient_no)

    def _ask_second_person(self, second: SecondPerson) -> None:
        state = self._view_model.state
        what = tr(
            "{tests} for {patient}, without a doctor of the house.",
            tests=", ".join(test.name for test in state.tests),
            patient=shown_name(state.patient.name) if state.patient is not None else "",
        )
        sheet = SecondPersonSheet(second, what, self)
        sheet.agreed.connect(self._view_model.order_with)
        sheet.open()

    def _finish(self, items: list[WorkItem]) -> None:
        self.ordered.emit(items)
        self.accept()


def direct_sheet(calls: Calls, clock: Clock, parent: QWidget) -> DirectSheet:
    tests = Finder(calls, finder.test_types)
    return DirectSheet(DirectOrder(calls), PatientSearch(calls), tests, clock, parent)


def ordered_text(items: list[WorkItem]) -> str:
    name = shown_name(items[0].patient.name)
    return trn("{n} test is ordered for {name}.", "{n} tests are ordered for {name}.", len(items), name=name)


def _cost(state: DirectState) -> str:
    if not state.tests or state.currency is None:
        return ""
    total = money(state.total, state.currency)
    return trn("{n} test, {total}", "{n} tests, {total}", len(state.tests), total=total)


def _why_not(state: DirectState) -> str:
    if state.patient is None:
        return tr("Choose the patient first")
    return tr("A test is typed and not added") if state.left else tr("Choose a test")
