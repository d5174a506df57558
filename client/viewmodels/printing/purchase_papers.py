"""An order and a debit note as they go to the supplier."""

from decimal import Decimal

from client.core.i18n import date_text, datetime_text, tr
from client.core.medicine_words import form_word
from client.printing.figures import quantity
from client.printing.papers import Footer, Letterhead
from client.printing.purchase_sheet import PurchaseLine, PurchaseSheet
from shared.models.purchases import PurchaseOrder, PurchaseOrderLine, Supplier, SupplierReturn, SupplierReturnLine
from shared.money import ZERO, Currency


def order_sheet(
    order: PurchaseOrder, supplier: Supplier, letterhead: Letterhead, footer: Footer, currency: Currency, copy: int
) -> PurchaseSheet:
    assert order.ordered_at is not None  # a draft goes to nobody
    about = [(tr("Order no."), order.order_no), (tr("Date"), datetime_text(order.ordered_at))]
    about.append((tr("For the store"), order.store))
    if order.expected_on is not None:
        about.append((tr("Expected on"), date_text(order.expected_on)))
    net, tax = sum((line.net for line in order.lines), ZERO), sum((line.tax for line in order.lines), ZERO)
    totals = [(tr("Subtotal"), net, False), (tr("Tax"), tax, False)] if tax else []
    return PurchaseSheet(
        letterhead=letterhead,
        footer=footer,
        title=tr("Purchase order"),
        number=order.order_no,
        supplier=_address(supplier),
        about=tuple(about),
        currency=currency,
        lines=tuple(_ordered(line) for line in order.lines),
        totals=(*totals, (tr("Total"), order.total, True)),
        signed_by=order.ordered_by,
        copy=copy,
    )


def debit_sheet(
    returned: SupplierReturn, supplier: Supplier, letterhead: Letterhead, footer: Footer, currency: Currency, copy: int
) -> PurchaseSheet:
    return PurchaseSheet(
        letterhead=letterhead,
        footer=footer,
        title=tr("Debit note"),
        number=returned.return_no,
        supplier=_address(supplier),
        about=(
            (tr("Number"), returned.return_no),
            (tr("Date"), datetime_text(returned.returned_at)),
            (tr("Out of the store"), returned.store),
            (tr("Seen by"), returned.second_person),
        ),
        currency=currency,
        lines=tuple(_returned(line) for line in returned.lines),
        totals=((tr("Total"), returned.total, True),),
        signed_by=returned.returned_by,
        reason=returned.reason,
        copy=copy,
    )


def _address(supplier: Supplier) -> tuple[str, ...]:
    rest = (supplier.contact, supplier.address, supplier.phone, supplier.email)
    return (supplier.name, *(line for line in rest if line))


def _ordered(line: PurchaseOrderLine) -> PurchaseLine:
    medicine = line.medicine
    units = line.packs * line.pack_size
    return PurchaseLine(
        what=_named(medicine.generic, medicine.strength, form_word(medicine.form)),
        detail=tr("{n} in all", n=quantity(units)) if line.pack_size != 1 else "",
        quantity=_packs(line.packs, line.pack, line.pack_size),
        price=line.pack_price,
        amount=line.net,
    )


def _packs(packs: int, pack: str, size: Decimal) -> str:
    if size == 1:
        return tr("{n} {pack}", n=packs, pack=pack)
    return tr("{n} {pack} × {units}", n=packs, pack=pack, units=quantity(size))


def _returned(line: SupplierReturnLine) -> PurchaseLine:
    return PurchaseLine(
        what=_named(line.medicine, line.strength, form_word(line.form)),
        detail=tr("Batch {batch}, expires {month}", batch=line.batch_no, month=f"{line.expires_on:%m/%Y}"),
        quantity=quantity(line.quantity),
        price=line.cost,
        amount=line.amount,
    )


def _named(medicine: str, strength: str, form: str) -> str:
    return tr("{medicine} {strength} {form}", medicine=medicine, strength=strength, form=form)
