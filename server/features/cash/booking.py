"""Drawers and what goes through them, as the ledger knows them."""

from server.features.billing.tables import Bill, PaymentRow
from server.features.cash.tables import CashMoveRow, CashSessionRow, DepositRow, HandOverRow, RefundRow
from server.features.ledger.entries import Whose
from server.features.ledger.service import Document


def of_drawer(drawer: CashSessionRow) -> Document:
    return Document(drawer.id, drawer.session_no, drawer.currency)


def of_hand_over(offer: HandOverRow, drawer: CashSessionRow) -> Document:
    return Document(offer.id, drawer.session_no, drawer.currency)


def of_move(move: CashMoveRow, drawer: CashSessionRow) -> Document:
    return Document(move.id, move.move_no, drawer.currency)


def of_payment(payment: PaymentRow, bill: Bill) -> Document:
    return Document(payment.id, payment.receipt_no, bill.currency)


def of_deposit(deposit: DepositRow, drawer: CashSessionRow) -> Document:
    return Document(deposit.id, deposit.receipt_no, drawer.currency)


def of_refund(refund: RefundRow) -> Document:
    return Document(refund.id, refund.refund_no, refund.bill.currency)


def whose(drawer: CashSessionRow) -> Whose:
    """Where the money lies, and who answers for it."""
    return Whose(cash_session_id=drawer.id, cashier_id=drawer.cashier_id)
