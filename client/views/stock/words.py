"""Words of the stock page."""

from decimal import Decimal

from client.core import stock_words
from client.core.i18n import number_text, tr, trn
from client.core.medicine_words import form_word
from client.core.stock_problems import quantity_text
from client.viewmodels.stock.shelf import Act, Shown
from client.widgets.tokens import Tone
from shared.models.stock import MoveType, ReorderLine, StoredBatch

unit_text = stock_words.unit_text


def product_text(row: StoredBatch) -> str:
    return tr("{strength} {form}", strength=row.strength, form=form_word(row.form))


def expiry_text(row: StoredBatch) -> str:
    """As packs say it: month and year."""
    return f"{row.expires_on:%m/%Y}"


def state_text(row: StoredBatch) -> str:
    if row.recalled:
        return tr("Recalled")
    if row.is_expired:
        return tr("Expired")
    if row.quarantined:
        return tr("Set aside")
    return tr("Expires soon") if row.expires_soon else tr("Fit")


def state_tone(row: StoredBatch) -> Tone:
    if row.recalled or row.is_expired:
        return "bad"
    return "warn" if row.quarantined or row.expires_soon else "ok"


def price_text(amount: Decimal) -> str:
    """Two digits, and more only where tablets cost fractions."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return number_text(amount, max(2, -exponent))


def move_text(move: MoveType) -> str:
    return {
        MoveType.OPENING: tr("Opening stock"),
        MoveType.RECEIVE: tr("Received"),
        MoveType.DISPENSE: tr("Dispensed"),
        MoveType.SALE: tr("Sold"),
        MoveType.PATIENT_RETURN: tr("Brought back"),
        MoveType.SUPPLIER_RETURN: tr("Back to supplier"),
        MoveType.TRANSFER_OUT: tr("Sent to a store"),
        MoveType.TRANSFER_IN: tr("Came from a store"),
        MoveType.ADJUST: tr("Adjusted"),
        MoveType.EXPIRE: tr("Expired, off the shelf"),
        MoveType.DESTROY: tr("Destroyed"),
        MoveType.QUARANTINE: tr("Set aside"),
        MoveType.RELEASE: tr("Released"),
    }[move]


def signed_text(quantity: Decimal) -> str:
    return f"+{quantity_text(quantity)}" if quantity > 0 else quantity_text(quantity)


def list_text(shown: Shown) -> str:
    return {
        Shown.ALL: tr("On hand"),
        Shown.SOON: tr("Expiring"),
        Shown.ASIDE: tr("Set aside"),
        Shown.CONTROLLED: tr("Controlled"),
        Shown.ORDER: tr("To order"),
        Shown.ON_THE_WAY: tr("Transfers"),
        Shown.COUNTS: tr("Counts"),
    }[shown]


def act_text(act: Act) -> str:
    return {
        Act.SET_ASIDE: tr("Set aside"),
        Act.RELEASE: tr("Release"),
        Act.DESTROY: tr("Destroy"),
        Act.COUNT: tr("Correct the count"),
        Act.RECALL: tr("Recall"),
        Act.TAKE_BACK: tr("Take the recall back"),
    }[act]


def done_text(act: Act, row: StoredBatch) -> str:
    about = {"medicine": row.medicine, "batch": row.batch_no}
    return {
        Act.SET_ASIDE: tr("{medicine}, batch {batch}: set aside", **about),
        Act.RELEASE: tr("{medicine}, batch {batch}: back on the shelf", **about),
        Act.DESTROY: tr("{medicine}, batch {batch}: off the shelf for good", **about),
        Act.COUNT: tr("{medicine}, batch {batch}: the count is corrected", **about),
        Act.RECALL: tr("{medicine}, batch {batch}: recalled in every store", **about),
        Act.TAKE_BACK: tr("{medicine}, batch {batch}: may be given again", **about),
    }[act]


def lasts_text(line: ReorderLine) -> str:
    if line.lasts_days is None:
        return tr("none used")
    return trn("{n} day", "{n} days", line.lasts_days)
