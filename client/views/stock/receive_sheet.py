"""Goods are booked in line by line, as they come out of the box."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.core.medicine_words import form_word
from client.core.problem_text import problem_text
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.stock.receiving import Receiving, ReceivingState, TypedGoods
from client.views.consulting.suggest import Suggest
from client.views.consulting.words import medicine_facts
from client.views.stock.words import unit_text
from client.widgets.basics import Label, hbox
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, MoneyInput
from client.widgets.pills import Note
from shared.models.prescriptions import Medicine
from shared.models.stock_packs import Pack
from shared.rules.stock import read_count, read_expiry

_PRICE_PLACES = 4


class ReceiveSheet(Sheet):
    """Enter goes on; the supplier and the delivery note stay for the next line."""

    def __init__(self, view_model: Receiving, medicines: Finder, store: str, parent: QWidget) -> None:
        super().__init__(
            tr("Receive goods"), tr("Book in"), parent, subtitle=tr("Into {store}", store=store), width=720
        )
        self._view_model = view_model
        view_model.setParent(self)
        medicines.setParent(self)
        self._medicine: Medicine | None = None
        self.kind = Segmented[bool](((False, tr("Delivery")), (True, tr("Opening stock"))), tr("Kind"), chosen=False)
        self.supplier = LineInput(most=120)
        self.note = LineInput(most=60)
        self.search = Suggest(
            tr("Medicine and strength: “amox 500”"), "F6", medicines, medicine_facts, _id, icon="pill"
        )
        self.chosen = Label("", "strong")
        self.batch_no = LineInput(most=40)
        self.expiry = LineInput(hint=tr("MM/YYYY"), most=10)
        self.pack: Combo[Pack | None] = Combo(((None, tr("one by one")),))
        self.quantity = LineInput(hint=tr("120, or 12 x 10"), most=20)
        self.cost = MoneyInput(places=_PRICE_PLACES)
        self.price = MoneyInput(places=_PRICE_PLACES)
        self._booked = Note("", "ok")
        self._booked.hide()
        self._expiry = Field(tr("Expires"), self.expiry, required=True)
        self._quantity = Field(tr("Quantity"), self.quantity, required=True)
        self.together = Label("", "muted")
        self.add(
            hbox(self.kind, None),
            hbox(Field(tr("Supplier"), self.supplier), Field(tr("Delivery note"), self.note), spacing=12),
            Field(tr("Medicine"), self.search, required=True, key="F6"),
            self.chosen,
            hbox(Field(tr("Batch"), self.batch_no, required=True), self._expiry, spacing=12),
            hbox(Field(tr("Counted in"), self.pack), self._quantity, spacing=12),
            self.together,
            hbox(
                Field(tr("Cost of one"), self.cost, required=True),
                Field(tr("Price of one"), self.price, required=True),
                spacing=12,
            ),
            self._booked,
        )
        self.cancel.set_text(tr("Close"))

        self.search.picked.connect(self._take)
        self.pack.picked.connect(self._check)
        for editor in (self.batch_no, self.expiry, self.quantity, self.cost, self.price):
            editor.textChanged.connect(self._check)
        self.submitted.connect(self._book)
        view_model.state_changed.connect(self._render)
        view_model.booked.connect(self._next)

        self._check()
        self.supplier.setFocus()

    def _take(self, medicine: Medicine, _typed: str) -> None:
        self._medicine = medicine
        self._view_model.ask_packs(medicine)
        self.chosen.setText(_name(medicine))
        self._check()
        self.batch_no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed_goods(self) -> TypedGoods:
        return TypedGoods(
            medicine=self._medicine,
            batch_no=self.batch_no.value(),
            expires_on=read_expiry(self.expiry.value()),
            quantity=self._count(),
            cost=self.cost.amount(),
            price=self.price.amount(),
        )

    def _count(self) -> Decimal | None:
        """`2` in boxes of 100 are 200."""
        count, pack = read_count(self.quantity.value()), self.pack.value()
        return count if count is None or pack is None else count * pack.units

    def _check(self) -> None:
        goods = self._typed_goods()
        in_packs = goods.medicine is not None and self.pack.value() is not None and goods.quantity is not None
        self.together.setVisible(in_packs)
        if goods.medicine is not None and goods.quantity is not None:
            self.together.setText(tr("Together {units}", units=unit_text(goods.medicine.form, goods.quantity)))
        self._expiry.set_error(tr("MM/YYYY") if self.expiry.value() and goods.expires_on is None else "")
        self._quantity.set_error(tr("A number") if self.quantity.value() and goods.quantity is None else "")
        self.primary.set_blocked("" if goods.is_complete else tr("Fill in what is marked with *"))

    def _book(self) -> None:
        opening = self.kind.value() is True
        self._view_model.book(self._typed_goods(), self.supplier.value(), self.note.value(), opening=opening)

    def _render(self, state: ReceivingState) -> None:
        self.set_busy(state.sending)
        packs = ((pack, tr("{pack} × {units}", pack=pack.name, units=number_text(pack.units))) for pack in state.packs)
        self.pack.set_options(((None, tr("one by one")), *packs))
        problem = None if state.problem is None else problem_text(state.problem)
        self.set_error("" if problem is None else problem.sentence)

    def _next(self, goods: TypedGoods) -> None:
        assert goods.medicine is not None
        booked = self._view_model.state.booked
        line = tr("{medicine}, batch {batch}", medicine=_name(goods.medicine), batch=goods.batch_no.upper())
        text = trn(
            "{n} line booked in. The last one: {line}", "{n} lines booked in. The last one: {line}", booked, line=line
        )
        self._booked.set_state(text, "ok")
        self._booked.show()
        self._medicine = None
        self.chosen.setText("")
        for editor in (self.batch_no, self.expiry, self.quantity, self.cost, self.price):
            editor.clear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)


def _name(medicine: Medicine) -> str:
    return tr(
        "{medicine} {strength} {form}",
        medicine=medicine.generic,
        strength=medicine.strength,
        form=form_word(medicine.form),
    )


def _id(medicine: Any) -> object:
    return medicine.id
