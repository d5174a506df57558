"""What a patient brings back: found by a number, counted, and the money given back."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, tr
from client.core.medicine_words import form_word
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.core.words import shown_name
from client.core.zone import day_of
from client.viewmodels.pharmacy.returns import Returnable, Returns, ReturnsState
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.widgets.basics import hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.access import Approval
from shared.models.pharmacy import TakenBack

_ROWS_SHOWN = 5
_PLACES = 3


class ReturnSheet(Sheet):
    """It lies in quarantine until somebody has looked at it."""

    taken = Signal(str)
    """What became of it, in a sentence."""

    def __init__(self, view_model: Returns, term: str, parent: QWidget) -> None:
        super().__init__(
            tr("Take medicines back"),
            tr("Take back"),
            parent,
            subtitle=tr("What comes back lies in quarantine, and nobody gets it before somebody has looked at it."),
            width=820,
        )
        self._view_model = view_model
        view_model.setParent(self)
        self.box = SearchBox(tr("Number of prescription, sale, bill or receipt, or the name"), size="md")
        self.list: RowsTable[Returnable] = RowsTable(
            (
                Column(tr("Handed out"), _number, detail=_when, look="strong", width=196),
                Column(tr("Medicine"), _medicine, detail=_batch),
                Column(tr("To"), _name, width=140),
                Column(tr("Given"), lambda row: quantity_text(row.part.quantity), look="money", width=76),
                Column(tr("Back"), lambda row: quantity_text(row.part.returned), look="money", width=76),
            ),
            key=lambda row: row.part.id,
            name=tr("Handed out"),
        )
        self.quantity = NumberInput()
        self.reason = LineInput(most=300)
        self.labels = KeyButton(tr("Labels again"), "Ctrl+P", icon="printer", size="lg")
        self._empty = EmptyState("package", "")
        self._build(term)

        self.box.searched.connect(view_model.find)
        self.box.submitted.connect(self._go_on)
        self.list.current_changed.connect(self._choose)
        self.list.opened.connect(self.quantity.setFocus)
        self.quantity.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.labels.clicked.connect(self._print)
        self.submitted.connect(self._take_back)
        view_model.state_changed.connect(self._render)
        view_model.second_wanted.connect(self._ask_second)
        view_model.taken.connect(self._finish)

        self._render(view_model.state)
        self.box.setFocus()
        view_model.find(term)

    def _build(self, term: str) -> None:
        self.primary.setDefault(False)  # a scanner's Enter takes nothing back
        self.box.set_value(term)
        self.box.drive(self.list)
        self.list.set_empty(self._empty)
        self.list.show_rows(_ROWS_SHOWN)
        row = hbox(
            Field(tr("How many come back"), self.quantity, required=True),
            Field(tr("Why"), self.reason, required=True),
            spacing=12,
        )
        row.setStretch(0, 1)
        row.setStretch(1, 3)
        self.add(self.box, self.list, row)
        self.add_button(self.labels)

    def _render(self, state: ReturnsState) -> None:
        self.set_busy(state.busy)
        self.list.set_rows(state.rows)
        if state.rows and self.list.current() is None:
            self.list.select_first()
        if not state.term:
            self._empty.set_text(tr("What was handed out?"), tr("Type or scan a number, or the name."))
        else:
            self._empty.set_text(tr("Nothing was handed out under this"), tr("Look at the label or the receipt again."))
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "")
        self._check()

    def _choose(self, row: Returnable | None) -> None:
        left = row.left if row is not None else Decimal(0)
        self.quantity.set_places(0 if left == left.to_integral_value() else _PLACES)
        self.quantity.set_amount(left or None)
        self._check()

    def _go_on(self) -> None:
        self.quantity.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked(self._missing())
        row = self.list.current()
        prescribed = row is not None and row.of.prescription_id is not None
        self.labels.set_blocked("" if prescribed else tr("Only of what was prescribed here"))

    def _missing(self) -> str:
        row, amount = self.list.current(), self.quantity.amount()
        if row is None:
            return tr("Choose what comes back")
        if not row.left:
            return tr("All of it is back")
        if not amount or amount < 0:
            return tr("How many?")
        if amount > row.left:
            return tr("At most {left} can come back", left=quantity_text(row.left))
        return "" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed")

    def _take_back(self) -> None:
        row, amount = self.list.current(), self.quantity.amount()
        if row is not None and amount is not None and not self._missing():
            self._view_model.take_back(row, amount, self.reason.value())

    def _ask_second(self) -> None:
        row, amount = self.list.current(), self.quantity.amount()
        if row is None or amount is None:
            return
        what = tr(
            "{quantity} × {medicine} come back from {name} and are credited: {reason}",
            quantity=quantity_text(amount),
            medicine=_medicine(row),
            name=_name(row),
            reason=self.reason.value(),
        )
        sheet = SecondPersonSheet(self._view_model.second_person(row.part.id), what, self)
        sheet.agreed.connect(self._agreed)
        sheet.open()

    def _agreed(self, approval: Approval) -> None:
        row, amount = self.list.current(), self.quantity.amount()
        if row is not None and amount is not None:
            self._view_model.take_back(row, amount, self.reason.value(), approval.id)

    def _print(self) -> None:
        row = self.list.current()
        if row is not None:
            self._view_model.print_labels(row.of)

    def _finish(self, row: Returnable, back: TakenBack) -> None:
        self.taken.emit(returned_text(row, back, self.quantity.amount() or Decimal(0)))
        self.accept()


def returned_text(row: Returnable, back: TakenBack, quantity: Decimal) -> str:
    said = {
        "quantity": quantity_text(quantity),
        "medicine": _medicine(row),
        "amount": plain(back.amount, back.currency),
    }
    if back.refund_no:
        refund = plain(back.to_refund, back.currency)
        return tr(
            "{quantity} × {medicine} are back: {refund} to pay out, refund {number} waits for approval.",
            **said,
            refund=refund,
            number=back.refund_no,
        )
    if back.amount:
        return tr("{quantity} × {medicine} are back: the bill is {amount} less.", **said)
    return tr("{quantity} × {medicine} are back. Nothing was charged for them by itself.", **said)


def _number(row: Returnable) -> str:
    return row.of.number


def _when(row: Returnable) -> str:
    return tr("{day}, {who}", day=short_date_text(day_of(row.of.at)), who=row.of.by)


def _medicine(row: Returnable) -> str:
    part = row.part
    return tr("{medicine} {strength} {form}", medicine=part.medicine, strength=part.strength, form=form_word(part.form))


def _batch(row: Returnable) -> str:
    return tr("batch {batch}, until {month}", batch=row.part.batch_no, month=f"{row.part.expires_on:%m/%Y}")


def _name(row: Returnable) -> str:
    return shown_name(row.of.patient.name)
