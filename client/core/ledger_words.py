"""The ledger's words as people read them."""

from client.core.i18n import tr
from shared.models.ledger import PostingKind


def posting_word(kind: PostingKind) -> str:
    return {
        PostingKind.BILL_ISSUED: tr("Bill issued"),
        PostingKind.BILL_CANCELLED: tr("Bill cancelled"),
        PostingKind.CREDIT_NOTE: tr("Credit note"),
        PostingKind.PAYMENT: tr("Payment"),
        PostingKind.DRAWER_OPENED: tr("Opening float"),
        PostingKind.DRAWER_CLOSED: tr("Drawer counted"),
        PostingKind.HAND_OVER: tr("Hand-over"),
        PostingKind.CASH_MOVE: tr("Petty cash"),
        PostingKind.DEPOSIT: tr("Deposit"),
        PostingKind.REFUND_APPROVED: tr("Refund approved"),
        PostingKind.REFUND_PAID: tr("Refund"),
        PostingKind.CLAIM_PAID: tr("Claim paid"),
        PostingKind.SHARE_RETURNED: tr("Share back to the patient"),
        PostingKind.SHARE_WRITTEN_OFF: tr("Share written off"),
    }[kind]
