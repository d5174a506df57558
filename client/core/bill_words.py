"""What was let off a bill, in the words of the counter and of the paper."""

from client.core.i18n import tr
from shared.models.billing import BillDetails, BillDiscount, DiscountKind
from shared.rules.dosing import plain_number


def discount_text(discount: BillDiscount, bill: BillDetails) -> str:
    """What it is, and on which line where it is not on the whole bill."""
    line = next((item.description for item in bill.items if item.id == discount.bill_item_id), "")
    values = {"percent": plain_number(discount.value), "line": line}
    match discount.kind:
        case DiscountKind.WAIVER:
            return tr("{line}: waived", **values) if line else tr("Waived")
        case DiscountKind.PERCENT:
            return tr("{line}: {percent} % off", **values) if line else tr("{percent} % off", **values)
        case DiscountKind.AMOUNT:
            return tr("{line}: discount", **values) if line else tr("Discount")


def given_text(discount: BillDiscount) -> str:
    """Why, and who gave it."""
    values = {"reason": discount.reason, "asker": discount.asked_by, "second": discount.approved_by}
    if discount.approved_by:
        return tr("{reason} · {asker}, agreed by {second}", **values)
    return tr("{reason} · {asker}", **values)
