"""SQL of packages on bills: which act each of their lines stands for."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, String, Uuid, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.features.billing.tables import Bill, BillItemRow, PackageUse
from shared.ids import BillItemId
from shared.models.billing import BillStatus, ItemKind

_STANDING: Final = (BillStatus.DRAFT, BillStatus.ISSUED, BillStatus.PARTLY_PAID, BillStatus.PAID)


class PackageRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def free_for(self, of: tuple[str, UUID]) -> set[tuple[ItemKind, UUID | None]]:
        """What the packages on a bill of `of` still hold: mostly nothing, and then nothing has to be locked."""
        rows = self._session.execute(
            select(BillItemRow.itemable_type, BillItemRow.priced_id).where(*_free_on(of)).distinct()
        )
        return {(kind, priced_id) for kind, priced_id in rows}

    def use(self, of: tuple[str, UUID], kind: ItemKind, itemable_id: UUID, priced_id: UUID, now: datetime) -> bool:
        """Whether a line of a package on a bill of `of` stands for this act from now on.

        A line that another act takes at the same moment is taken: the keys decide.
        """
        free = (
            select(
                BillItemRow.id,
                literal(kind.value, String),
                literal(itemable_id, Uuid),
                literal(now, DateTime(timezone=True)),
            )
            .where(*_free_on(of), BillItemRow.itemable_type == kind, BillItemRow.priced_id == priced_id)
            .order_by(BillItemRow.id)
            .limit(1)
            # A package that is being taken off just now is waited for, and then not found.
            .with_for_update(read=True, of=(Bill, BillItemRow))
        )
        columns = ["bill_item_id", "itemable_type", "itemable_id", "used_at"]
        made = self._session.execute(
            insert(PackageUse).from_select(columns, free).on_conflict_do_nothing().returning(PackageUse.bill_item_id)
        )
        return made.scalar_one_or_none() is not None

    def used_for(self, acts: Collection[UUID]) -> set[tuple[ItemKind, UUID]]:
        """Those of these acts that a line of a package stands for."""
        uses = select(PackageUse.itemable_type, PackageUse.itemable_id).where(PackageUse.itemable_id.in_(acts))
        return {(kind, act) for kind, act in self._session.execute(uses)}

    def give_back(self, kind: ItemKind, itemable_id: UUID) -> None:
        """The act will not be done: another one of the visit may take the line."""
        self._session.execute(
            delete(PackageUse).where(PackageUse.itemable_type == kind, PackageUse.itemable_id == itemable_id)
        )

    def take_uses(self, lines: Iterable[BillItemId]) -> dict[BillItemId, tuple[ItemKind, UUID]]:
        """The acts that these lines stood for; they do no more."""
        rows = self._session.execute(
            delete(PackageUse)
            .where(PackageUse.bill_item_id.in_(list(lines)))
            .returning(PackageUse.bill_item_id, PackageUse.itemable_type, PackageUse.itemable_id)
        )
        return {line: (kind, itemable_id) for line, kind, itemable_id in rows}

    def unsettled(self, kind: ItemKind, itemable_ids: Collection[UUID]) -> set[UUID]:
        """Those of these acts whose package stands on a bill which is not paid in full, or not issued yet."""
        rows = self._session.scalars(
            select(PackageUse.itemable_id)
            .join(BillItemRow, BillItemRow.id == PackageUse.bill_item_id)
            .join(Bill, Bill.id == BillItemRow.bill_id)
            .where(
                PackageUse.itemable_type == kind,
                PackageUse.itemable_id.in_(itemable_ids),
                Bill.status.in_((BillStatus.DRAFT, BillStatus.ISSUED, BillStatus.PARTLY_PAID)),
            )
        )
        return set(rows)


def _free_on(of: tuple[str, UUID]) -> tuple[ColumnElement[bool], ...]:
    """Lines of packages on its standing bills that stand for no act yet."""
    billable_type, billable_id = of
    return (
        Bill.id == BillItemRow.bill_id,
        Bill.billable_type == billable_type,
        Bill.billable_id == billable_id,
        Bill.status.in_(_STANDING),
        BillItemRow.package_of.is_not(None),
        ~exists().where(PackageUse.bill_item_id == BillItemRow.id),
    )
