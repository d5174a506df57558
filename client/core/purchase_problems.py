"""The refusals of purchasing, said to who orders and who unpacks."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr, trn
from client.core.problem import Problem, warn
from shared.contracts import purchases
from shared.models.purchases import OrderStatus


def order_found(status: OrderStatus) -> str:
    return {
        OrderStatus.DRAFT: tr("The order is a draft: it was not sent yet."),
        OrderStatus.ORDERED: tr("The order has been sent."),
        OrderStatus.PARTLY_RECEIVED: tr("A part of the order has come."),
        OrderStatus.RECEIVED: tr("The order is complete or closed."),
        OrderStatus.CANCELLED: tr("The order was cancelled."),
    }[status]


PURCHASE_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    purchases.SupplierNotFound: lambda _: warn(
        tr("This supplier does not exist"), tr("Nothing was changed. Choose the supplier again.")
    ),
    purchases.SupplierNameTaken: lambda _: warn(
        tr("Another supplier has this name"), tr("Nothing was saved. Look whether it is the same one.")
    ),
    purchases.SupplierRetired: lambda _: warn(
        tr("This supplier is retired"), tr("Nothing was ordered. Choose another, or bring this one back first.")
    ),
    purchases.OrderNotFound: lambda _: warn(
        tr("This order does not exist"), tr("Nothing was changed. Look at the list again.")
    ),
    purchases.OrderStateConflict: lambda e: warn(
        tr("Not possible any more, nothing was changed"), order_found(e.status_found)
    ),
    purchases.OrderLineNotFound: lambda _: warn(
        tr("The order has no such line"), tr("Nothing was booked in. Open the order again.")
    ),
    purchases.MoreThanOrdered: lambda e: warn(
        trn(
            "Only {n} pack of {medicine} is still to come",
            "Only {n} packs of {medicine} are still to come",
            e.left,
            medicine=e.medicine,
        ),
        tr("Nothing was booked in. Count again, or say that you keep more than was ordered."),
    ),
}
