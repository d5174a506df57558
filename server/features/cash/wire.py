"""Drawers and what goes through them as they travel: amounts in the currency's own minor unit."""

from decimal import Decimal

from server.features.billing.wire import patient_of
from server.features.cash.tables import (
    CashMoveRow,
    CashSessionRow,
    DepositRow,
    HandOverRow,
    PaymentAttemptRow,
    RefundRow,
)
from server.features.workstations.names_repository import Names
from shared.models.cash import CashMove, CashSession, Count, HandOver
from shared.models.cash_payments import Deposit, PaymentAttempt
from shared.models.refunds import Refund, RefundedLine
from shared.money import Currency, rounded


def cash_session(row: CashSessionRow, expected: Decimal, cash_step: Decimal, names: Names) -> CashSession:
    """A drawer; while it is open `expected` is what should lie in it now."""
    currency = Currency(row.currency)
    return CashSession(
        id=row.id,
        session_no=row.session_no,
        status=row.status,
        cashier_id=row.cashier_id,
        cashier=names.employees[row.cashier_id],
        workstation=names.workstations[row.workstation_id],
        currency=currency,
        cash_step=rounded(cash_step, currency),
        opening_float=rounded(row.opening_float, currency),
        cash_taken=rounded(expected - row.opening_float, currency),
        expected=rounded(expected, currency),
        declared=_maybe(row.declared, currency),
        difference=None if row.declared is None else rounded(row.declared - expected, currency),
        counted=Count.model_validate(row.counted) if row.counted else None,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        verified_by=names.employees[row.verified_by] if row.verified_by else "",
        verified_at=row.verified_at,
        version=row.version,
    )


def hand_over(row: HandOverRow, drawer: CashSessionRow, names: Names, to_cashier: str = "") -> HandOver:
    """The difference is between the two counts."""
    currency = Currency(drawer.currency)
    return HandOver(
        id=row.id,
        session_no=drawer.session_no,
        from_cashier=names.employees[drawer.cashier_id],
        to_cashier=to_cashier,
        currency=currency,
        declared=rounded(row.declared, currency),
        offered_at=row.offered_at,
        accepted=_maybe(row.accepted, currency),
        difference=None if row.accepted is None else rounded(row.accepted - row.declared, currency),
        accepted_at=row.accepted_at,
    )


def move(row: CashMoveRow, drawer: CashSessionRow, names: Names) -> CashMove:
    return CashMove(
        id=row.id,
        move_no=row.move_no,
        amount=rounded(row.amount, Currency(drawer.currency)),
        reason=row.reason,
        made_by=names.employees[row.made_by],
        made_at=row.made_at,
    )


def attempt(row: PaymentAttemptRow, currency: Currency, names: Names) -> PaymentAttempt:
    return PaymentAttempt(
        id=row.id,
        bill_id=row.bill_id,
        mode=row.mode,
        amount=rounded(row.amount, currency),
        reference=row.reference,
        asked_by=names.employees[row.asked_by],
        asked_at=row.asked_at,
        outcome=row.outcome,
    )


def deposit(row: DepositRow, currency: Currency, names: Names) -> Deposit:
    return Deposit(
        id=row.id,
        receipt_no=row.receipt_no,
        mode=row.mode,
        amount=rounded(row.amount, currency),
        tendered=_maybe(row.tendered, currency),
        change=_maybe(row.change, currency),
        reference=row.reference,
        taken_by=names.employees[row.taken_by],
        workstation=names.workstations[row.workstation_id],
        taken_at=row.taken_at,
    )


def refund(row: RefundRow, names: Names) -> Refund:
    currency = Currency(row.bill.currency)
    return Refund(
        id=row.id,
        refund_no=row.refund_no,
        status=row.status,
        bill_id=row.bill_id,
        bill_no=row.bill.bill_no or "",
        patient=patient_of(row.bill),
        currency=currency,
        lines=[
            RefundedLine(
                bill_item_id=line.bill_item_id,
                amount=rounded(line.amount, currency),
                description=line.item.description,
            )
            for line in row.lines
        ],
        reason=row.reason,
        requested_by=names.employees[row.requested_by],
        requested_at=row.requested_at,
        decided_by=names.employees[row.decided_by] if row.decided_by else "",
        decided_at=row.decided_at,
        decision=row.decision,
        paid_at=row.paid_at,
    )


def _maybe(amount: Decimal | None, currency: Currency) -> Decimal | None:
    return None if amount is None else rounded(amount, currency)
