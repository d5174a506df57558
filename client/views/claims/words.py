"""Claims in words."""

from decimal import Decimal

from client.core.i18n import datetime_text, short_date_text, tr, trn
from client.core.numbers import plain
from client.core.zone import day_of
from client.widgets.tokens import Tone
from shared.models.claims import (
    ClaimDetails,
    ClaimFact,
    ClaimItem,
    ClaimMode,
    ClaimStatus,
    ClaimSummary,
    FactKind,
    PayerStanding,
)
from shared.money import Currency


def status_word(status: ClaimStatus) -> str:
    return {
        ClaimStatus.DRAFT: tr("Draft"),
        ClaimStatus.SUBMITTED: tr("Submitted"),
        ClaimStatus.PARTLY_SETTLED: tr("Partly settled"),
        ClaimStatus.SETTLED: tr("Settled"),
        ClaimStatus.REJECTED: tr("Rejected"),
        ClaimStatus.CLOSED: tr("Closed"),
    }[status]


def status_tone(status: ClaimStatus) -> Tone:
    tones: dict[ClaimStatus, Tone] = {
        ClaimStatus.DRAFT: "grey",
        ClaimStatus.SUBMITTED: "info",
        ClaimStatus.PARTLY_SETTLED: "warn",
        ClaimStatus.SETTLED: "ok",
        ClaimStatus.REJECTED: "bad",
        ClaimStatus.CLOSED: "grey",
    }
    return tones[status]


def mode_word(mode: ClaimMode) -> str:
    return {
        ClaimMode.TRANSFER: tr("Bank transfer"),
        ClaimMode.CHEQUE: tr("Cheque"),
        ClaimMode.MOBILE: tr("Mobile money"),
    }[mode]


def fact_word(kind: FactKind) -> str:
    return {
        FactKind.PAID: tr("Paid"),
        FactKind.REFUSED: tr("Refused"),
        FactKind.RETURNED: tr("Back to the patient"),
        FactKind.WRITTEN_OFF: tr("Written off"),
        FactKind.RESUBMITTED: tr("Asked for again"),
    }[kind]


def claim_title(claim: ClaimSummary) -> str:
    return claim.claim_no or tr("Draft")


def period_text(claim: ClaimSummary) -> str:
    if claim.period_from == claim.period_to:
        return short_date_text(claim.period_from)
    return tr("{first} to {last}", first=short_date_text(claim.period_from), last=short_date_text(claim.period_to))


def unclaimed_text(payer: PayerStanding, currency: Currency) -> str:
    if not payer.unclaimed_bills:
        return tr("All is asked for")
    return trn(
        "{n} bill not asked for: {amount}",
        "{n} bills not asked for: {amount}",
        payer.unclaimed_bills,
        amount=plain(payer.unclaimed, currency),
    )


def bill_detail(item: ClaimItem) -> str:
    return short_date_text(day_of(item.issued_at))


def patient_detail(item: ClaimItem) -> str:
    if not item.policy_no:
        return item.patient_no
    return tr("{number} · policy {policy}", number=item.patient_no, policy=item.policy_no)


def item_state(item: ClaimItem) -> str:
    """What of it somebody has to do something about, else what became of most of it."""
    if item.owed_back:
        return tr("Owed back")
    if item.to_decide:
        return tr("To decide")
    if item.open:
        return tr("Short paid") if item.paid else tr("Open")
    ends = (
        (item.paid, tr("Paid")),
        (item.returned, tr("To the patient")),
        (item.written_off, tr("Written off")),
        (item.resubmitted, tr("Asked again")),
        (item.credited, tr("Credited")),
    )
    return max(ends, key=lambda end: end[0])[1]


def item_tone(item: ClaimItem) -> Tone:
    if item.owed_back or item.to_decide:
        return "bad"
    if item.open:
        return "warn" if item.paid else "info"
    return "ok" if item.paid == item.amount else "grey"


def sums_text(claim: ClaimDetails) -> str:
    """The figures that matter now, each with its word."""
    said = [
        trn("{n} bill", "{n} bills", claim.bills),
        tr("claimed {amount}", amount=plain(claim.amount, claim.currency)),
    ]
    others: tuple[tuple[Decimal, str], ...] = (
        (claim.paid, tr("paid {amount}", amount=plain(claim.paid, claim.currency))),
        (claim.to_decide, tr("to decide {amount}", amount=plain(claim.to_decide, claim.currency))),
        (claim.owed_back, tr("owed back {amount}", amount=plain(claim.owed_back, claim.currency))),
    )
    said += [words for amount, words in others if amount]
    return " · ".join([*said, tr("open {amount}", amount=plain(claim.open, claim.currency))])


def fact_text(fact: ClaimFact, currency: Currency) -> str:
    return tr(
        "{what} {amount}, bill {number}",
        what=fact_word(fact.kind),
        amount=plain(fact.amount, currency),
        number=fact.bill_no,
    )


def fact_detail(fact: ClaimFact) -> str:
    who = tr("{who}, {time}", who=fact.by, time=datetime_text(fact.at))
    if fact.approved_by:
        who = tr("{who}, agreed by {second}, {time}", who=fact.by, second=fact.approved_by, time=datetime_text(fact.at))
    return tr("{reason} · {who}", reason=fact.reason, who=who) if fact.reason else who
