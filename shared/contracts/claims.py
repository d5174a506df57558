"""The remote calls about claims: asking insurers and companies for what they owe of bills."""

from dataclasses import dataclass
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.payers import PayerNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import BillId, ClaimId
from shared.models.claims import (
    AnswerClaim,
    ClaimDetails,
    ClaimStatus,
    ClaimSummary,
    DecideRefused,
    DiscardClaim,
    ExportClaim,
    GatherClaim,
    GetClaim,
    LeaveOut,
    ListClaims,
    Standings,
    SubmitClaim,
)
from shared.models.common import Nothing, Page
from shared.models.spreadsheets import SpreadsheetFile
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class ClaimNotFound(NotFound):
    claim_id: ClaimId


@dataclass(eq=False)
class NotOnClaim(NotFound):
    """The claim asks for nothing of this bill."""

    bill_id: BillId


@dataclass(eq=False)
class ClaimStateConflict(Conflict):
    """A draft is changed and submitted; what was submitted is answered."""

    status_found: ClaimStatus


class NothingToClaim(ApiError):
    """No share of this payer is open in these days, or none is left on the draft."""

    status = 422


@dataclass(eq=False)
class MoreThanOpen(Conflict):
    """More than is open of a bill, or more given back than the house owes of it."""

    bill_no: str
    left: Decimal


@dataclass(eq=False)
class NothingRefused(Conflict):
    """Nothing of this bill waits to be decided."""

    bill_no: str


_ALLOW = Permission.CLAIMS_MANAGE
_CHANGES = {Topic.CLAIMS}
_MONEY = {Topic.CLAIMS, Topic.BILLING}

standings = query("/payer-standings", Nothing, Standings, allow=_ALLOW)

claims = query("/claims", ListClaims, Page[ClaimSummary], allow=_ALLOW)

get = query("/claims/{claim_id}", GetClaim, ClaimDetails, allow=_ALLOW, raises=(ClaimNotFound,))

# As the audit's files: what is taken out twice is told twice.
export = command(
    "/claims/{claim_id}/file",
    ExportClaim,
    SpreadsheetFile,
    allow=_ALLOW,
    changes=set(),
    raises=(ClaimNotFound,),
    keyed=False,
)

gather = command(
    "/claims", GatherClaim, ClaimDetails, allow=_ALLOW, changes=_CHANGES, raises=(PayerNotFound, NothingToClaim)
)

_OF_CLAIM = (ClaimNotFound, ClaimStateConflict, StaleVersion)

leave_out = command(
    "/claims/{claim_id}/leave-out",
    LeaveOut,
    ClaimDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(*_OF_CLAIM, NotOnClaim),
)

discard = command("/claims/{claim_id}/discard", DiscardClaim, Nothing, allow=_ALLOW, changes=_CHANGES, raises=_OF_CLAIM)

submit = command(
    "/claims/{claim_id}/submit",
    SubmitClaim,
    ClaimDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(*_OF_CLAIM, NothingToClaim),
)

answer = command(
    "/claims/{claim_id}/answer",
    AnswerClaim,
    ClaimDetails,
    allow=_ALLOW,
    changes=_MONEY,
    raises=(*_OF_CLAIM, NotOnClaim, MoreThanOpen),
)

decide = command(
    "/claims/{claim_id}/decide",
    DecideRefused,
    ClaimDetails,
    allow=_ALLOW,
    changes=_MONEY,
    raises=(*_OF_CLAIM, NotOnClaim, NothingRefused, ApprovalNeeded, ApprovalNotValid),
)
