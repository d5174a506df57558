"""Lines put on a draft at the counter: found or typed in, taken off, and a bill for somebody without a visit."""

from decimal import Decimal
from operator import attrgetter

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import line_text, shown_name, who_text
from client.viewmodels.cashier.counter_lines import CounterLines, LinesState
from client.viewmodels.reception.search import PatientSearch, SearchState
from client.widgets.basics import hbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import MoneyInput, NumberInput
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.search import SearchBox
from shared.models.billing import BillDetails, BillItem, ItemKind, Offer
from shared.models.patients import PatientSummary
from shared.money import minor_digits

_ROWS_HEIGHT = 220
_AT_THE_COUNTER = (ItemKind.SERVICE, ItemKind.PACKAGE, ItemKind.OTHER)


def removable(bill: BillDetails) -> list[BillItem]:
    """What was put there at the counter; a package goes as a whole."""
    return [item for item in bill.items if item.itemable_type in _AT_THE_COUNTER and item.package_of is None]


class AddLineSheet(Sheet):
    """One box: what is found is added by Enter; with a price beside it, what is typed is a line of its own."""

    def __init__(self, bill: BillDetails, lines: CounterLines, parent: QWidget) -> None:
        super().__init__(
            tr("Add a line"),
            tr("Add"),
            parent,
            subtitle=tr("Choose a service or a package. With a price, what you typed is added as it stands."),
            width=620,
        )
        self._bill, self._lines = bill, lines
        self.box = SearchBox(tr("Service, package, or any words"), size="md")
        self.list: ListPicker[Offer] = ListPicker(self._facts, attrgetter("priced_id"), tr("Services and packages"))
        self.list.setFixedHeight(_ROWS_HEIGHT)
        self.quantity = NumberInput(3)
        self.quantity.set_amount(Decimal(1))
        self.price = MoneyInput(places=minor_digits(bill.currency), hint=tr("By the price list"))
        self.box.drive(self.list)
        self.add(
            self.box,
            self.list,
            hbox(Field(tr("Quantity"), self.quantity), Field(tr("Price"), self.price), spacing=12),
        )

        self.box.searched.connect(self._find)
        self.box.submitted.connect(self._submit)
        self.list.picked.connect(self._submit)
        self.submitted.connect(self._submit)
        lines.state_changed.connect(self._render)
        lines.changed.connect(self.accept)

        self._render(lines.state)
        self._find("")
        self.box.setFocus()

    def _find(self, term: str) -> None:
        self._lines.find(self._bill, term)

    def _render(self, state: LinesState) -> None:
        self.set_busy(state.busy)
        self.list.set_rows(state.offers, state.term or "")
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "")

    def _submit(self) -> None:
        quantity = self.quantity.amount()
        offer = self.list.current()
        price = self.price.amount()
        try:
            if quantity is None or quantity <= 0:
                self.set_error(tr("Type how many."))
            elif price is not None:
                self._lines.type_in(self._bill, self.box.text(), price, quantity)
            elif self._lines.state.term != self.box.text():  # what is found is of an older word
                self._find(self.box.text())
            elif offer is not None:
                self._lines.add(self._bill, offer, quantity)
            else:
                self.set_error(tr("Nothing is found: type a price to add these words as a line."))
        except ValidationError:
            self.set_error(tr("Type what it is."))

    def _facts(self, offer: Offer) -> PickFacts:
        return PickFacts(offer.name, plain(offer.price, self._bill.currency), offer.code, avatar=False)


class RemoveLineSheet(Sheet):
    def __init__(self, bill: BillDetails, lines: CounterLines, parent: QWidget) -> None:
        super().__init__(
            tr("Take a line off"),
            tr("Take off"),
            parent,
            subtitle=tr("What a doctor ordered is cancelled where it was ordered."),
            kind="danger",
        )
        self._bill, self._lines = bill, lines
        self.list: ListPicker[BillItem] = ListPicker(self._facts, attrgetter("id"), tr("Lines"))
        self.list.setFixedHeight(_ROWS_HEIGHT)
        self.list.set_rows(removable(bill))
        self.add(self.list)

        self.list.picked.connect(self._remove)
        self.submitted.connect(self.list.pick_current)
        lines.state_changed.connect(self._render)
        lines.changed.connect(self.accept)
        self.list.setFocus()

    def _remove(self, item: BillItem) -> None:
        self._lines.remove(self._bill, item)

    def _render(self, state: LinesState) -> None:
        self.set_busy(state.busy)
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "")

    def _facts(self, item: BillItem) -> PickFacts:
        parts = [one.amount for one in self._bill.items if one.package_of == item.id]
        return PickFacts(line_text(item), plain(sum(parts, item.amount), self._bill.currency), avatar=False)


class ForWhomSheet(Sheet):
    """Found as reception finds them. `chosen` carries the patient."""

    chosen = Signal(object)  # PatientSummary

    def __init__(  # what a sheet is made of
        self, title: str, primary: str, subtitle: str, search: PatientSearch, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(title, primary, parent, subtitle=subtitle, width=620)
        self._clock = clock
        self.box = SearchBox(tr("Name, phone or number"), size="md")
        self.list: ListPicker[PatientSummary] = ListPicker(self._facts, attrgetter("id"), tr("Patients found"))
        self.list.setFixedHeight(_ROWS_HEIGHT)
        self.box.drive(self.list)
        self.add(self.box, self.list)

        self.box.searched.connect(search.find)
        self.box.submitted.connect(search.settle)
        self.list.picked.connect(self._choose)
        self.submitted.connect(self.list.pick_current)
        search.found.connect(self._choose)
        search.state_changed.connect(self._render)
        self.box.setFocus()

    def _render(self, state: SearchState) -> None:
        self.list.set_rows(state.hits, state.term)
        self.set_error("" if state.problem is None else problem_text(state.problem).text)

    def _choose(self, patient: PatientSummary) -> None:
        self.chosen.emit(patient)
        self.accept()

    def _facts(self, patient: PatientSummary) -> PickFacts:
        return PickFacts(shown_name(patient.name), who_text(patient, self._clock.today()), patient.patient_no)
