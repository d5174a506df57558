"""From a document of a report to what can be opened of it: the bill it belongs to, the medicine whose card it is on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.ids import BillId, MedicineId

# What belongs to several bills, as the payment of a claim, leads to none.
_LEADS: Final = text("""
    SELECT p.document_id AS id, min(e.bill_id::text)::uuid AS bill_id, NULL::uuid AS medicine_id
    FROM ledger_postings p JOIN ledger_entries e ON e.posting_id = p.id
    WHERE p.document_id = ANY(:ids) GROUP BY p.document_id HAVING count(DISTINCT e.bill_id) = 1
    UNION ALL
    SELECT move.id, NULL, batch.medicine_id FROM stock_moves move JOIN stock_batches batch ON batch.id = move.batch_id
    WHERE move.id = ANY(:ids)
    UNION ALL
    SELECT id, NULL, medicine_id FROM stock_batches WHERE id = ANY(:ids)
""")


@dataclass(frozen=True)
class Lead:
    bill_id: BillId | None = None
    medicine_id: MedicineId | None = None


class LeadsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, ids: Collection[UUID]) -> Mapping[UUID, Lead]:
        if not ids:
            return {}
        found = self._session.execute(_LEADS, {"ids": list(ids)})
        return {row.id: Lead(row.bill_id, row.medicine_id) for row in found}
