"""One price, the day prices count from, a new list, a new service, a tax."""

from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import short_date_text, tr
from client.viewmodels.patient.payers import category_options, payer_options
from client.viewmodels.prices.price_desk import PriceState
from client.views.prices.words import kind_word, per_cent, price_text
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, hbox
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput, NumberInput
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.contracts import prices
from shared.ids import PatientCategoryId, PayerId
from shared.models.prices import PriceLine, PriceList, PriceVersion, TaxClass

_PLACES: Final = 4
_HUNDRED: Final = Decimal(100)


class PriceSheet(CallSheet):
    def __init__(self, line: PriceLine, draft: PriceVersion, state: PriceState, parent: QWidget) -> None:
        super().__init__(line.name, tr("Save"), parent, subtitle=kind_word(line.kind), width=460)
        self._line, self._draft = line, draft
        self.amount = NumberInput(_PLACES, size="big")
        self.tax: Combo[str] = Combo((("", tr("No tax")), *_known(state.taxes)))
        self.amount.set_amount(line.amount)
        self.tax.set_value(_proposed(line, state))
        before = tr("Before: {price}", price=price_text(line.before, state.currency))
        self.add(
            Field(tr("Price"), self.amount),
            Field(tr("Tax"), self.tax),
            Label(before, "muted"),
            Label(tr("Empty takes it off this list: then the general price counts."), "small", wrap=True),
        )
        self.submitted.connect(self._submit)
        self.amount.setFocus()
        self.amount.selectAll()

    def _submit(self) -> None:
        wrong = tr("This is no amount")
        if self.amount.value() and self.amount.amount() is None:
            self.set_error(wrong)
            return
        self._hand_up(
            wrong,
            prices.put,
            price_version_id=self._draft.id,
            version=self._draft.version,
            kind=self._line.kind,
            priced_id=self._line.priced_id,
            amount=self.amount.amount(),
            tax_class=self.tax.value() or "",
        )


class PublishSheet(CallSheet):
    """Of the draft as it was looked at: what a colleague has set in it since is published by nobody unseen."""

    def __init__(self, draft: PriceVersion, today: date | None, parent: QWidget) -> None:
        super().__init__(
            tr("Publish prices"),
            tr("Publish"),
            parent,
            subtitle=tr("What is published is never changed: another price is another version."),
            width=460,
        )
        self.day = DateInput()
        self.day.set_day(today)
        self._draft, self._today = draft, today
        self.add(Field(tr("They count from the beginning of"), self.day, required=True))
        self.submitted.connect(self._submit)
        self.day.setFocus()

    def _submit(self) -> None:
        day, wrong = self.day.day(), tr("Choose today or a later day.")
        if day is None or (self._today is not None and day < self._today):
            self.set_error(wrong)
            return
        draft = self._draft
        self._hand_up(wrong, prices.publish, price_version_id=draft.id, version=draft.version, valid_from=day)


class NewSheet(CallSheet):
    def _offer(self, build: Any, **said: object) -> None:
        self._hand_up(tr("Fill in all of it: a code of letters and digits, and a name."), build, **said)


class ListSheet(NewSheet):
    def __init__(self, state: PriceState, parent: QWidget) -> None:
        super().__init__(
            tr("New price list"),
            tr("Add"),
            parent,
            subtitle=tr("It says only what differs: for all else the general list counts."),
        )
        self.code, self.name = LineInput(most=20), LineInput(most=120)
        self.category: Combo[PatientCategoryId | None] = Combo(
            [(None, tr("Any category")), *category_options(state.choices, None)[1:]]
        )
        self.payer: Combo[PayerId | None] = Combo([(None, tr("Any payer")), *payer_options(state.choices, None)[1:]])
        self.add(
            hbox(Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12),
            hbox(Field(tr("Patient category"), self.category), Field(tr("Who pays"), self.payer), spacing=12),
        )
        self.submitted.connect(self._submit)
        self.code.setFocus()

    def _submit(self) -> None:
        self._offer(
            prices.add_list,
            code=self.code.value(),
            name=self.name.value(),
            category_id=self.category.value(),
            payer_id=self.payer.value(),
        )


class ListChangeSheet(NewSheet):
    def __init__(self, price_list: PriceList, parent: QWidget) -> None:
        super().__init__(
            price_list.name,
            tr("Save"),
            parent,
            subtitle=tr("A list that is retired counts for nobody: what was charged by it stays."),
        )
        self._list = price_list
        self.name = LineInput(price_list.name, most=120)
        self.active = QCheckBox(tr("In use"))
        self.active.setChecked(price_list.is_active)
        self.active.setVisible(not price_list.is_general)
        self.add(Field(tr("Name"), self.name, required=True), self.active)
        self.submitted.connect(self._submit)
        self.name.setFocus()

    def _submit(self) -> None:
        self._offer(
            prices.change_list,
            price_list_id=self._list.id,
            name=self.name.value(),
            is_active=self.active.isChecked(),
        )


class ServiceSheet(NewSheet):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("New service"), tr("Add"), parent, subtitle=tr("Its price is typed in a draft."))
        self.code, self.name = LineInput(most=20), LineInput(most=120)
        self.add(
            hbox(Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12)
        )
        self.submitted.connect(self._submit)
        self.code.setFocus()

    def _submit(self) -> None:
        self._offer(prices.add_service, code=self.code.value(), name=self.name.value())


class TaxSheet(NewSheet):
    def __init__(self, state: PriceState, parent: QWidget) -> None:
        super().__init__(
            tr("Set a tax"),
            tr("Set"),
            parent,
            subtitle=tr("From a day on; what was charged before stays as it is. A second person has to agree."),
            width=640,
        )
        self.code, self.name = LineInput(most=20), LineInput(most=120)
        self.percent = NumberInput(_PLACES)
        self.inclusive: Segmented[bool] = Segmented(
            ((False, tr("On top of the price")), (True, tr("Within the price")))
        )
        self.inclusive.set_value(state.tax_inclusive)
        self.day = DateInput()
        self.day.set_day(state.today)
        self.taxes: RowsTable[TaxClass] = RowsTable(
            (
                Column(tr("Code"), attrgetter("code"), width=90, look="strong"),
                Column(tr("Name"), attrgetter("name")),
                Column(tr("Tax"), lambda tax: per_cent(tax.rate), width=80),
                Column(
                    tr("The tax is"),
                    lambda tax: tr("within the price") if tax.inclusive else tr("on top of the price"),
                    width=140,
                ),
                Column(tr("From"), lambda tax: short_date_text(tax.valid_from), width=100),
            ),
            key=lambda tax: (tax.code, tax.valid_from),
            name=tr("Taxes"),
            row_height=30,
        )
        self.taxes.set_empty(EmptyState("percent", tr("No tax yet"), ""))
        self.taxes.show_rows(4)
        self.taxes.set_rows(state.taxes)
        self.add(
            hbox(Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12),
            hbox(
                Field(tr("Per cent"), self.percent, required=True),
                Field(tr("From"), self.day, required=True),
                spacing=12,
            ),
            Field(tr("The tax is"), self.inclusive),
            self.taxes,
        )
        self.submitted.connect(self._submit)
        self.code.setFocus()

    def _submit(self) -> None:
        percent = self.percent.amount()
        self._offer(
            prices.set_tax_class,
            code=self.code.value(),
            name=self.name.value(),
            rate=None if percent is None else percent / _HUNDRED,
            inclusive=self.inclusive.value(),
            valid_from=self.day.day(),
        )


def _proposed(line: PriceLine, state: PriceState) -> str:
    """The house's tax for what has no price yet, where there is such a tax."""
    is_first = line.amount is None and line.before is None
    return state.tax_default if is_first and state.tax_default in dict(_known(state.taxes)) else line.tax_class


def _known(taxes: tuple[TaxClass, ...]) -> list[tuple[str, str]]:
    """Each class once, by its newest line."""
    names = {tax.code: tr("{code} · {name}", code=tax.code, name=tax.name) for tax in reversed(taxes)}
    return sorted(names.items())
