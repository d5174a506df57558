"""Words of the purchases page."""

from decimal import Decimal
from typing import Final

from client.core.i18n import money_text, number_text, tr, trn
from client.core.medicine_words import form_word
from client.viewmodels.purchases.desk import Act, Shown
from client.views.stock.words import price_text, unit_text
from client.widgets.tokens import Tone
from shared.models.prescriptions import Medicine
from shared.models.purchases import Offer, OrderStatus, PurchaseOrderSummary, PurchasePrice, SupplierReturn
from shared.models.stock_packs import Pack

_HUNDRED: Final = Decimal(100)


def list_text(shown: Shown) -> str:
    return {
        Shown.OPEN: tr("Orders"),
        Shown.CLOSED: tr("Closed"),
        Shown.SUPPLIERS: tr("Suppliers"),
        Shown.RETURNS: tr("Sent back"),
    }[shown]


def act_text(act: Act) -> str:
    return {
        Act.CHANGE: tr("Change the draft"),
        Act.PLACE: tr("Order"),
        Act.RECEIVE: tr("Receive goods"),
        Act.PRINT: tr("Print"),
        Act.CLOSE: tr("Close"),
    }[act]


def number_of(order: PurchaseOrderSummary) -> str:
    return order.order_no or tr("Draft")


def status_text(order: PurchaseOrderSummary) -> str:
    if order.is_late:
        return tr("Late")
    return {
        OrderStatus.DRAFT: tr("Draft"),
        OrderStatus.ORDERED: tr("Ordered"),
        OrderStatus.PARTLY_RECEIVED: tr("Came in part"),
        OrderStatus.RECEIVED: tr("Received"),
        OrderStatus.CANCELLED: tr("Cancelled"),
    }[order.status]


def status_tone(order: PurchaseOrderSummary) -> Tone:
    if order.is_late:
        return "bad"
    tones: dict[OrderStatus, Tone] = {
        OrderStatus.DRAFT: "grey",
        OrderStatus.ORDERED: "info",
        OrderStatus.PARTLY_RECEIVED: "warn",
        OrderStatus.RECEIVED: "ok",
        OrderStatus.CANCELLED: "grey",
    }
    return tones[order.status]


def medicine_text(medicine: Medicine) -> str:
    return tr(
        "{medicine} {strength} {form}",
        medicine=medicine.generic,
        strength=medicine.strength,
        form=form_word(medicine.form),
    )


def product_text(medicine: Medicine) -> str:
    return tr("{strength} {form}", strength=medicine.strength, form=form_word(medicine.form))


def pack_text(pack: Pack) -> str:
    """`Box × 100`."""
    if pack.units == 1:
        return pack.name
    return tr("{pack} × {units}", pack=pack.name, units=number_text(pack.units))


def packs_text(medicine: Medicine, pack: Pack, packs: int) -> str:
    """`2 Box × 100 = 200 tablets`."""
    units = unit_text(medicine.form, packs * pack.units)
    if pack.units == 1:
        return units
    return tr("{n} {pack} = {units}", n=packs, pack=pack_text(pack), units=units)


def percent_text(part: Decimal) -> str:
    return tr("{percent} %", percent=number_text(part * _HUNDRED, 1))


def amount_text(amount: Decimal, digits: int) -> str:
    return money_text(amount, digits)


def last_price_text(offer: Offer) -> str:
    """What is known before a price is typed."""
    if offer.last is None:
        last = tr("Never bought from this supplier.")
    else:
        last = tr("Last time: {price}.", price=paid_text(offer.last))
    cheaper = offer.cheapest
    if cheaper is None or (offer.last is not None and cheaper.unit_price >= offer.last.unit_price):
        return last
    other = tr("{supplier} took {price}.", supplier=cheaper.supplier, price=paid_text(cheaper))
    return f"{last} {other}"


def paid_text(price: PurchasePrice) -> str:
    pack = Pack(name=price.pack, units=price.pack_size)
    if pack.units == 1:
        return tr("{price} each", price=price_text(price.unit_price))
    return tr(
        "{pack_price} for {pack}, {price} each",
        pack_price=price_text(price.pack_price),
        pack=pack_text(pack),
        price=price_text(price.unit_price),
    )


def rises_text(prices: list[PurchasePrice]) -> str:
    """Empty where nothing rose so much that it is worth saying."""
    risen = [(price, price.rise) for price in prices if price.rise is not None]
    if not risen:
        return ""
    price, by = risen[0]
    assert by is not None
    first = tr("{medicine} rose by {percent}", medicine=medicine_text(price.medicine), percent=percent_text(by))
    if len(risen) == 1:
        return first
    return trn("{first}, and {n} more", "{first}, and {n} more", len(risen) - 1, first=first)


def what_went_back(returned: SupplierReturn) -> str:
    first, *others = returned.lines
    name = tr("{medicine} {strength}", medicine=first.medicine, strength=first.strength)
    return name if not others else trn("{first} and {n} more", "{first} and {n} more", len(others), first=name)
