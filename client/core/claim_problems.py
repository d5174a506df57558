"""What is refused of claims, said to whoever asks payers for their shares."""

from collections.abc import Callable
from typing import Any, Final

from client.core.cash_problems import exact_money
from client.core.i18n import tr
from client.core.problem import Problem, info, warn
from shared.contracts import claims
from shared.models.claims import ClaimStatus


def _claim_moved(error: claims.ClaimStateConflict) -> Problem:
    found = {
        ClaimStatus.DRAFT: tr("The claim is a draft: submit it first."),
        ClaimStatus.SUBMITTED: tr("The claim was submitted and is changed no more."),
        ClaimStatus.PARTLY_SETTLED: tr("The payer has answered a part of the claim."),
        ClaimStatus.SETTLED: tr("The claim is settled."),
        ClaimStatus.REJECTED: tr("The payer has rejected the claim."),
        ClaimStatus.CLOSED: tr("The claim is closed."),
    }
    return warn(tr("Not possible any more, nothing was changed"), found[error.status_found])


def _gone(title: str) -> Problem:
    return warn(title, tr("Nothing was changed. Search again: the list may be out of date."))


CLAIM_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    claims.ClaimNotFound: lambda _: _gone(tr("This claim does not exist any more")),
    claims.NotOnClaim: lambda _: _gone(tr("This bill is not on the claim any more")),
    claims.ClaimStateConflict: _claim_moved,
    claims.NothingToClaim: lambda _: info(
        tr("Nothing to claim"), tr("This payer owes nothing of these days that was not asked for already.")
    ),
    claims.MoreThanOpen: lambda e: warn(
        tr("More than is open of bill {number}", number=e.bill_no),
        tr("Only {left} is open. Nothing was booked.", left=exact_money(e.left)),
    ),
    claims.NothingRefused: lambda e: info(
        tr("Nothing of bill {number} waits to be decided", number=e.bill_no),
        tr("Nothing was changed. Somebody may have been quicker."),
    ),
}
