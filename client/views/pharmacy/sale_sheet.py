"""Medicines sold without a prescription of this house."""

from decimal import Decimal
from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import number_text, tr
from client.core.medicine_words import form_word
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.core.words import allergy_text, shown_name, who_text
from client.viewmodels.pharmacy.selling import Sale, SaleState, Wanted, on_hand
from client.views.consulting.warning_words import warning_text
from client.views.pharmacy.words import pick_text
from client.widgets.basics import KeyCap, Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.pharmacy_sales import ForSale, Sold
from shared.rules.patient_numbers import number_in

_FOUND_HEIGHT = 164
_BASKET_HEIGHT = 132
_PLACES = 2


class SaleSheet(Sheet):
    """Enter goes from the medicine to the number and back; Ctrl+Enter sells."""

    sold = Signal(object)  # Sold

    def __init__(self, view_model: Sale, clock: Clock, parent: QWidget) -> None:
        super().__init__(tr("Sell without a prescription"), tr("Sell"), parent, width=820)
        self._view_model, self._clock = view_model, clock
        view_model.setParent(self)
        self.number = LineInput(hint=tr("Empty for somebody without a card"), most=20)
        self.buyer = LineInput(most=120)
        self.phone = LineInput(most=40)
        self._patient = Label("", "strong", wrap=True)
        self._allergy = Note("", "bad", icon="triangle-alert")
        self.box = SearchBox(tr("Medicine and strength"), "F2", size="md")
        self.list: ListPicker[ForSale] = ListPicker(_facts, attrgetter("medicine_id"), tr("Medicines"))
        self.quantity = NumberInput(hint=tr("How many"))
        self.put = KeyButton(tr("Put in"), "Alt+P", icon="plus")
        self.basket: RowsTable[Wanted] = RowsTable(
            (
                Column(tr("Medicine"), lambda one: _medicine(one.medicine), look="strong"),
                Column(tr("Batch, first to expire first"), _first, detail=_others, width=190),
                Column(tr("How many"), lambda one: quantity_text(one.quantity), look="money", width=90),
                Column(tr("Price"), lambda one: number_text(one.amount, _PLACES), look="money", width=100),
            ),
            key=lambda one: one.medicine.medicine_id,
            name=tr("What is sold"),
        )
        self._total = Label("", "strong")
        self.reason = LineInput(hint=tr("Whose prescription was shown"), most=300)
        self._why = Field(tr("Something here needs a prescription: why it is sold"), self.reason, required=True)
        self._warnings = Note("", "bad")
        self.all_the_same = LineInput(most=300)
        self._given = Field(tr("Why it is sold all the same"), self.all_the_same, required=True)
        self._build()

        self.number.editingFinished.connect(self._look_up)
        self.number.textChanged.connect(self._check)
        self.box.searched.connect(view_model.find)
        self.box.submitted.connect(self._go_to_quantity)
        self.list.picked.connect(self._go_to_quantity)
        self.list.current_changed.connect(self._check)
        self.quantity.returnPressed.connect(self._put)
        self.quantity.textChanged.connect(self._check)
        self.put.clicked.connect(self._put)
        for line in (self.reason, self.all_the_same):
            line.textChanged.connect(self._check)
        self.submitted.connect(self._sell)
        view_model.state_changed.connect(self._render)
        view_model.sold.connect(self._finish)

        self._render(view_model.state)
        self.box.setFocus()

    def _build(self) -> None:
        self.primary.setDefault(False)  # Enter puts a medicine in; only Ctrl+Enter sells
        self.box.drive(self.list)
        self.list.setFixedHeight(_FOUND_HEIGHT)
        self.basket.set_empty(EmptyState("package", tr("Nothing yet")))
        self.basket.setMinimumHeight(_BASKET_HEIGHT)
        whom = hbox(
            Field(tr("Patient's number"), self.number),
            Field(tr("Or a name for the bill"), self.buyer),
            Field(tr("Phone"), self.phone),
            spacing=12,
        )
        self.quantity.setAccessibleName(tr("How many"))
        self.quantity.setFixedWidth(112)
        self.add(
            vbox(whom, self._patient, self._allergy, spacing=4),
            hbox(self.box, self.quantity, self.put, spacing=8),
            self.list,
            self.basket,
            hbox(KeyCap("Del"), Label(tr("takes a line out"), "small"), None, self._total),
            self._why,
            self._warnings,
            self._given,
        )
        self.body.setStretchFactor(self.basket, 1)
        key = QShortcut(QKeySequence("Del"), self.basket)
        key.activated.connect(self._take_out)

    def _render(self, state: SaleState) -> None:
        self.set_busy(state.busy)
        patient = state.patient
        self._patient.setVisible(patient is not None)
        worst, others = allergy_text(patient.allergies) if patient is not None else ("", "")
        self._allergy.setVisible(bool(worst))
        if patient is not None:
            who = who_text(patient, self._clock.today())
            self._patient.setText(tr("{name}, {who}", name=shown_name(patient.name), who=who))
            self._allergy.set_state(
                tr("ALLERGY  {substance}", substance=" · ".join(filter(None, (worst, others)))), "bad"
            )
        for line in (self.buyer, self.phone):
            line.setEnabled(patient is None)
        self.list.setVisible(bool(state.found))  # else the sheet would be higher than a small screen
        self.list.set_rows(state.found, state.term)
        self.basket.set_rows(state.basket)
        self._total.setText(tr("About {amount}", amount=number_text(state.total, _PLACES)) if state.basket else "")
        self._why.setVisible(state.needs_reason)
        stops = [warning for warning in state.warnings if warning.needs_reason]
        self._warnings.setVisible(bool(stops))
        self._warnings.set_state(" ".join(warning_text(warning) for warning in stops), "bad")
        self._given.setVisible(bool(stops))
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(problem.sentence if problem else "")
        self._check()

    def _check(self) -> None:
        self.put.set_blocked(self._not_put())
        self.primary.set_blocked(self._not_sold())

    def _not_put(self) -> str:
        medicine, amount = self.list.current(), self.quantity.amount()
        if medicine is None:
            return tr("Choose a medicine")
        if medicine.controlled:
            return tr("It is controlled: by prescription only")
        if not amount or amount < 0:
            return tr("How many?")
        there = on_hand(medicine)
        return tr("Only {left} left", left=quantity_text(there)) if amount > there else ""

    def _not_sold(self) -> str:
        state = self._view_model.state
        if not state.basket:
            return tr("Nothing is in it yet")
        typed = self.number.value()
        if typed and (state.patient is None or number_in(typed) != state.patient.patient_no):
            return tr("No patient has this number: correct it, or leave it empty")
        if state.needs_reason and len(self.reason.value()) < SHORTEST_REASON:
            return tr("Whose prescription was shown?")
        stops = any(warning.needs_reason for warning in state.warnings)
        if stops and len(self.all_the_same.value()) < SHORTEST_REASON:
            return tr("A warning needs an answer")
        return ""

    def _look_up(self) -> None:
        self._view_model.look_up(self.number.value())

    def _go_to_quantity(self) -> None:
        if self.list.current() is not None:
            self.quantity.setFocus()

    def _put(self) -> None:
        medicine, amount = self.list.current(), self.quantity.amount()
        if medicine is not None and amount is not None and not self._not_put():
            self._view_model.put(medicine, amount)
            self.quantity.set_amount(None)
            self.box.clear()
            self.box.setFocus()

    def _take_out(self) -> None:
        one = self.basket.current()
        if one is not None:
            self._view_model.take_out(one.medicine.medicine_id)

    def _sell(self) -> None:
        if not self._not_sold():
            self._view_model.sell(
                self.buyer.value(), self.phone.value(), self.reason.value(), self.all_the_same.value()
            )

    def _finish(self, sold: Sold) -> None:
        self.sold.emit(sold)
        self.accept()


def _medicine(one: ForSale) -> str:
    return tr("{medicine} {strength} {form}", medicine=one.medicine, strength=one.strength, form=form_word(one.form))


def _first(one: Wanted) -> str:
    return pick_text(one.picks[0]) if one.picks else ""


def _others(one: Wanted) -> str:
    return ", ".join(pick_text(pick) for pick in one.picks[1:])


def _facts(one: ForSale) -> PickFacts:
    there = on_hand(one)
    needs = "" if one.over_the_counter else tr("On prescription")
    return PickFacts(
        _medicine(one),
        detail=_price_text(one),
        mark=tr("Controlled") if one.controlled else needs,
        tone="bad" if one.controlled else "warn",
        avatar=False,
        note=tr("{quantity} in stock", quantity=quantity_text(there)) if there else tr("None in stock"),
        note_tone="ok" if there else "bad",
    )


def _price_text(one: ForSale) -> str:
    price: Decimal | None = one.price if one.price is not None else (one.batches[0].price if one.batches else None)
    return "" if price is None else tr("{price} each", price=number_text(price, _PLACES))
