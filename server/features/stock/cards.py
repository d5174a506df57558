"""Reading what moved: the card of a medicine, which is the register of a controlled one, and what is to be ordered."""

from datetime import timedelta

from server.core.context import Context
from server.features.stock.card_repository import CardRepository, CardRow
from server.features.stock.repository import StockRepository
from shared.models.common import Page
from shared.models.prescriptions import Medicine
from shared.models.stock import CardLine, GetStockCard, ListReorder, ReorderLine, StockCard
from shared.rules.stock import level_for, need


class StockCards:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stock = StockRepository(ctx.session)
        self._cards = CardRepository(ctx.session)

    def card(self, request: GetStockCard) -> StockCard:
        """Raises MedicineNotFound."""
        medicine = self._stock.medicine(request.medicine_id)
        rows = self._cards.card(medicine.id, request.store_id, request.limit + 1)
        return StockCard(
            medicine=Medicine.model_validate(medicine),
            lines=[_line(row) for row in rows[: request.limit]],
            more=len(rows) > request.limit,
        )

    def reorder(self, request: ListReorder) -> Page[ReorderLine]:
        """The most urgent first, all of them by name. Raises StoreNotFound."""
        store = self._stock.store(request.store_id)
        since = self._ctx.today - timedelta(days=request.days - 1)
        lines = []
        for medicine, on_hand, level, used in self._cards.use(store.id, since, self._ctx.today):
            wants = need(on_hand, level, used, request.days)
            if wants.suggested > 0 or request.all:
                lines.append(
                    ReorderLine(
                        medicine=Medicine.model_validate(medicine),
                        on_hand=on_hand,
                        level=level,
                        used=used,
                        lasts_days=wants.lasts_days,
                        suggested=wants.suggested,
                        suggested_level=level_for(used, request.days),
                    )
                )
        if request.all:
            return Page(items=lines)
        return Page(items=sorted(lines, key=lambda line: (line.on_hand > 0, line.lasts_days or 0)))


def _line(row: CardRow) -> CardLine:
    move = row.move
    return CardLine(
        id=move.id,
        at=move.moved_at,
        business_date=move.business_date,
        type=move.type,
        quantity=move.quantity,
        balance=row.balance,
        batch_no=row.batch_no,
        store=row.store,
        quarantined=move.quarantined,
        reason=move.reason,
        reference=move.reference_no,
        moved_by=row.moved_by,
        second_person=row.second_person or "",
        workstation=row.workstation,
    )
