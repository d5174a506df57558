"""One line of a bill, as it is charged."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.billing.tables import BillItemRow
from shared.ids import BillItemId, new_id
from shared.models.billing import ItemKind
from shared.money import ZERO
from shared.rules.bills import UnitPrice

_ONE: Final = Decimal(1)


@dataclass(frozen=True)
class Act:
    """Something done that is to be paid; `priced_id` is what it is of: the test's type, the doctor, the medicine."""

    kind: ItemKind
    id: UUID
    description: str
    price: UnitPrice
    priced_id: UUID
    quantity: Decimal = _ONE


def line_of(ctx: Context, act: Act) -> BillItemRow:
    return charged_line(ctx, act.kind, act.id, act.description, act.price, act.quantity, priced_id=act.priced_id)


def charged_line(
    ctx: Context,
    kind: ItemKind,
    itemable_id: UUID | None,
    description: str,
    price: UnitPrice,
    quantity: Decimal,
    *,
    priced_id: UUID | None = None,
    package_of: BillItemId | None = None,
) -> BillItemRow:
    """Of an act; what no act is kept of stands for itself."""
    line_id = BillItemId(new_id())
    line = BillItemRow(
        id=line_id,
        itemable_type=kind,
        itemable_id=itemable_id or line_id,
        priced_id=priced_id,
        description=description,
        quantity=quantity,
        unit_price=price.amount,
        tax_rate=price.tax_rate,
        tax_inclusive=price.tax_inclusive,
        price_version_id=price.version_id,
        free_because=price.free_because,
        package_of=package_of,
        discount=ZERO,
        charged_by=ctx.person.employee_id,
        charged_at=ctx.now,
    )
    line.work_out(ctx.house.currency)
    return line
