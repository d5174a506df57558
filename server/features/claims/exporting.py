"""A claim as a file, for the payer's own programs."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from server.core import spreadsheet
from server.core.clock import business_date
from server.core.context import Context
from server.core.spreadsheet import Row, Table
from server.features.claims.service import ClaimService
from shared.models.claims import ClaimDetails, ExportClaim
from shared.models.spreadsheets import SpreadsheetFile

_SUMS: Final = ("amount", "paid", "to_decide", "returned", "written_off", "resubmitted", "credited", "open")
_COLUMNS: Final = ("claim_no", "payer", "bill_no", "date", "patient_no", "patient", "policy_no", "currency", *_SUMS)
_WIDE: Final = frozenset({"payer", "patient"})


class ExportService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def export(self, request: ExportClaim) -> SpreadsheetFile:
        """With names and policy numbers: that it left the house is kept in the log."""
        claim = ClaimService(self._ctx).get(request.claim_id)
        table = Table(_COLUMNS, self._rows(claim), _WIDE)
        data = spreadsheet.write_as(request.form, {"Claim": table})
        self._ctx.exported("claim", request.form, len(claim.items), {"claim_id": str(claim.id)})
        return SpreadsheetFile(name=f"{claim.claim_no or 'claim-draft'}.{request.form}", data=data)

    def _rows(self, claim: ClaimDetails) -> Iterator[Row]:
        zone, starts = ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts
        for item in claim.items:
            yield {
                "claim_no": claim.claim_no,
                "payer": claim.payer,
                "bill_no": item.bill_no,
                "date": business_date(item.issued_at, zone, starts),
                "patient_no": item.patient_no,
                "patient": item.patient,
                "policy_no": item.policy_no,
                "currency": claim.currency,
                **{of: getattr(item, of) for of in _SUMS},
            }
