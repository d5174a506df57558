"""A bill's lines as people read them: a package as one, and why something costs nothing."""

from collections.abc import Sequence

from client.core.i18n import tr
from client.core.words import line_text
from shared.models.billing import BillItem


def parts_of(items: Sequence[BillItem], head: BillItem) -> list[BillItem]:
    """What is in a package."""
    return [item for item in items if item.package_of == head.id]


def shown_items(items: Sequence[BillItem]) -> list[BillItem]:
    """A package's head stands for all that is in it, and comes to its price."""
    return [_whole(item, parts_of(items, item)) for item in items if item.package_of is None]


def with_parts(items: Sequence[BillItem], head: BillItem) -> str:
    """What it is, on paper: a package with what is in it."""
    parts = ", ".join(part.description for part in parts_of(items, head))
    return tr("{what}: {parts}", what=head.description, parts=parts) if parts else head.description


def _whole(head: BillItem, parts: Sequence[BillItem]) -> BillItem:
    everything = (head, *parts)
    sums = {name: sum(getattr(one, name) for one in everything) for name in ("unit_price", "discount", "tax", "amount")}
    return head.model_copy(update={**sums, "description": line_text(head)})
