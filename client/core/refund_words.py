"""The states of a refund as people read them."""

from typing import Final

from client.core.i18n import tr
from client.core.words import Tone
from shared.models.refunds import RefundStatus


def refund_status_word(status: RefundStatus) -> str:
    return {
        RefundStatus.REQUESTED: tr("To decide"),
        RefundStatus.APPROVED: tr("To pay out"),
        RefundStatus.REJECTED: tr("Rejected"),
        RefundStatus.PAID: tr("Paid out"),
    }[status]


REFUND_TONES: Final[dict[RefundStatus, Tone]] = {
    RefundStatus.REQUESTED: "warn",
    RefundStatus.APPROVED: "info",
    RefundStatus.REJECTED: "grey",
    RefundStatus.PAID: "ok",
}
