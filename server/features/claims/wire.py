"""Claims as they travel: amounts in the currency's own minor unit."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from server.features.billing.tables import Bill
from server.features.claims.figures import ItemFigures, status_of
from server.features.claims.tables import ClaimFactRow, ClaimItemRow, ClaimPaymentRow, ClaimRow
from server.features.workstations.names_repository import Names
from shared.ids import BillId
from shared.models.claims import ClaimDetails, ClaimFact, ClaimItem, ClaimPayment, ClaimStatus, ClaimSummary
from shared.money import ZERO, rounded


def item_of(bill: Bill) -> ClaimItemRow:
    """What a draft asks for of this bill."""
    return ClaimItemRow(bill_id=bill.id, amount=bill.payer_due, policy_no=bill.patient.policy_no)


def status(claim: ClaimRow, items: Iterable[ItemFigures]) -> ClaimStatus:
    return status_of(items, submitted=claim.claim_no is not None)


def summary(claim: ClaimRow, items: Iterable[ItemFigures]) -> ClaimSummary:
    return ClaimSummary(**_summary(claim, tuple(items)))


def details(claim: ClaimRow, items: Mapping[BillId, ItemFigures], names: Names) -> ClaimDetails:
    numbers = {item.bill_id: item.bill.bill_no or "" for item in claim.items}
    rows = sorted(claim.items, key=lambda item: (item.bill.issued_at, item.bill_id))
    return ClaimDetails(
        **_summary(claim, tuple(items.values())),
        items=[_item(claim, item, items[item.bill_id]) for item in rows],
        payments=[_payment(claim, row, names) for row in claim.payments],
        history=[_fact(claim, row, numbers[row.bill_id], names) for row in claim.facts],
        begun_by=names.employees[claim.begun_by],
        submitted_by=names.employees[claim.submitted_by] if claim.submitted_by else "",
    )


def _summary(claim: ClaimRow, items: tuple[ItemFigures, ...]) -> dict[str, Any]:
    def total(of: str) -> Decimal:
        return rounded(sum((getattr(item, of) for item in items), ZERO), claim.money)

    is_draft = claim.claim_no is None
    return {
        "id": claim.id,
        "claim_no": claim.claim_no,
        "payer_id": claim.payer_id,
        "payer": claim.payer.name,
        "status": status(claim, items),
        "period_from": claim.period_from,
        "period_to": claim.period_to,
        "currency": claim.money,
        "bills": len(items),
        "amount": total("open" if is_draft else "amount"),
        **{of: total(of) for of in ("paid", "open", "to_decide", "owed_back")},
        "submitted_at": claim.submitted_at,
        "version": claim.version,
    }


def _item(claim: ClaimRow, row: ClaimItemRow, figures: ItemFigures) -> ClaimItem:
    bill = row.bill
    assert bill.bill_no is not None  # no draft is claimed
    assert bill.issued_at is not None
    sums = ("amount", "paid", "to_decide", "returned", "written_off", "resubmitted", "credited", "open", "owed_back")
    return ClaimItem(
        bill_id=bill.id,
        bill_no=bill.bill_no,
        issued_at=bill.issued_at,
        patient_id=bill.patient_id,
        patient_no=bill.patient.patient_no,
        patient=bill.patient.name,
        policy_no=row.policy_no,
        **{of: rounded(getattr(figures, of), claim.money) for of in sums},
    )


def _payment(claim: ClaimRow, row: ClaimPaymentRow, names: Names) -> ClaimPayment:
    return ClaimPayment(
        id=row.id,
        receipt_no=row.receipt_no,
        mode=row.mode,
        reference=row.reference,
        amount=rounded(row.amount, claim.money),
        received_on=row.received_on,
        taken_by=names.employees[row.taken_by],
        taken_at=row.taken_at,
    )


def _fact(claim: ClaimRow, row: ClaimFactRow, bill_no: str, names: Names) -> ClaimFact:
    return ClaimFact(
        id=row.id,
        kind=row.kind,
        bill_no=bill_no,
        amount=rounded(row.amount, claim.money),
        reason=row.reason,
        by=names.employees[row.done_by],
        approved_by=names.employees[row.approved_by] if row.approved_by else "",
        at=row.done_at,
    )
