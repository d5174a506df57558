"""A claim on paper: what a payer is asked for, as it was submitted."""

from client.core.i18n import date_text, datetime_text, short_date_text, tr
from client.core.zone import day_of
from client.printing.papers import ClaimLine, ClaimSheet, Footer, Letterhead
from shared.models.claims import ClaimDetails


def claim_sheet(claim: ClaimDetails, letterhead: Letterhead, footer: Footer, in_words: str, copy: int) -> ClaimSheet:
    """What became of it since stands on no paper."""
    days = (date_text(claim.period_from), date_text(claim.period_to))
    return ClaimSheet(
        letterhead=letterhead,
        footer=footer,
        number=claim.claim_no or "",
        at=datetime_text(claim.submitted_at) if claim.submitted_at is not None else footer.printed_at,
        period=days[0] if days[0] == days[1] else tr("{first} to {last}", first=days[0], last=days[1]),
        payer=claim.payer,
        currency=claim.currency,
        lines=tuple(
            ClaimLine(
                bill_number=item.bill_no,
                day=short_date_text(day_of(item.issued_at)),
                patient=item.patient,
                patient_number=item.patient_no,
                policy=item.policy_no,
                amount=item.amount,
            )
            for item in claim.items
        ),
        total=claim.amount,
        amount_in_words=in_words,
        submitted_by=claim.submitted_by,
        copy=copy,
    )
