"""Diagnoses and tests: chips of what was chosen, and the search for more."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.views.consulting.chips import ChipFacts, ChipRow
from client.views.consulting.suggest import Suggest
from client.views.consulting.words import diagnosis_facts, test_facts
from client.widgets.basics import KeyCap, Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.list_picker import PickFacts
from shared.models.consultations import Icd10
from shared.models.lab import TestOrder, TestOrderStatus, TestType

_SEARCH_WIDTH = 132


def search_for_tests(finder: Finder, key: str) -> Suggest:
    return _search(tr("Search tests"), key, finder, test_facts, _id)


class DiagnosisRow(QWidget):
    """ICD-10 as one types; the first is the primary one."""

    def __init__(self, visit: Visit, finder: Finder) -> None:
        super().__init__()
        self._visit = visit
        self.search = _search(tr("Search ICD-10"), "F2", finder, diagnosis_facts, _code)
        self.chips = ChipRow(self.search)
        self.setLayout(_row(tr("Diagnosis"), self.chips, KeyCap("F2")))
        self.search.picked.connect(self._add)
        self.chips.removed.connect(visit.remove_diagnosis)
        self.chips.chosen.connect(visit.make_primary)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: VisitState) -> None:
        free = state.may_write and state.is_open and not state.is_completing
        self.chips.set_chips(
            [
                ChipFacts(d.code, d.title, d.code, fixed=not state.may_write, note="" if place else tr("Primary"))
                for place, d in enumerate(state.sheet.diagnoses)
            ]
        )
        self.search.setEnabled(free)

    def _add(self, diagnosis: Icd10, _typed: str) -> None:
        self._visit.add_diagnosis(diagnosis)


class TestsRow(QWidget):
    """Ordered at once with the button, or with the completion; at its end, when to come again."""

    __test__ = False  # of the laboratory

    def __init__(self, visit: Visit, finder: Finder) -> None:
        super().__init__()
        self._visit = visit
        self.search = search_for_tests(finder, "F7")
        self.chips = ChipRow(self.search)
        self.order = KeyButton(tr("Order tests"), "Ctrl+O", icon="flask-conical", size="sm")
        self.follow_up = KeyButton(tr("Follow-up"), "Alt+F", icon="calendar-days", kind="ghost", size="sm")
        self.setLayout(_row(tr("Tests"), self.chips, KeyCap("F7"), self.order, self.follow_up))
        self.search.picked.connect(self._add)
        self.chips.removed.connect(self._remove)
        self.order.clicked.connect(visit.order)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: VisitState) -> None:
        ordered = [_ordered(test) for test in state.ordered]
        self.chips.set_chips([*ordered, *(ChipFacts(test.id, test.name) for test in state.unordered)])
        may_order = state.may_write and state.orders
        free = may_order and state.is_open and not state.is_completing and not state.ordering
        self.search.setEnabled(free)
        self.order.setVisible(may_order and bool(state.unordered) and state.is_open)
        self.order.set_busy(state.ordering or state.is_completing)
        self.follow_up.setVisible(state.may_write and state.is_open)

    def _add(self, test: TestType, _typed: str) -> None:
        self._visit.add_test(test)

    def _remove(self, test_type_id: object) -> None:
        for test in self._visit.state.unordered:
            if test.id == test_type_id:
                self._visit.remove_test(test)


def _ordered(test: TestOrder) -> ChipFacts:
    """The laboratory may have cancelled it: that is said where it was ordered, with the reason."""
    if test.status is TestOrderStatus.CANCELLED:
        return ChipFacts(test.id, tr("{test}: cancelled", test=test.name), fixed=True, note=test.cancel_reason)
    return ChipFacts(test.id, test.name, fixed=True)


def _search(
    hint: str, key: str, finder: Finder, facts: Callable[[Any], PickFacts], row_key: Callable[[Any], Any]
) -> Suggest:
    made = Suggest(hint, key, finder, facts, row_key, size="sm")
    made.setMinimumWidth(_SEARCH_WIDTH)
    return made


def _row(name: str, chips: ChipRow, *right: QWidget) -> Any:
    title = Label(name, "label")
    title.setFixedWidth(64)
    title.setMinimumHeight(30)
    row = hbox(spacing=8)
    row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(chips, 1)
    for widget in right:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _code(row: Icd10) -> str:
    return row.code


def _id(row: TestType) -> object:
    return row.id
