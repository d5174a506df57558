"""How the hospital's computers join and leave."""

import hmac
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from server.core.context import Context
from server.core.tokens import hash_of, new_token
from server.features.workstations.repository import MOST_WORKSTATIONS, WorkstationRepository
from server.features.workstations.tables import Pairing, Workstation
from shared.contracts.workstations import PairingRefused, StaysADisplay
from shared.ids import WorkstationId, new_id
from shared.models.common import Page
from shared.models.workstations import (
    ChangeWorkstation,
    ChoosePrinters,
    Pair,
    Paired,
    PairingCode,
    Printers,
    ReportWorkstation,
    Workplace,
    WorkstationKind,
    WorkstationSummary,
)
from shared.rules import pairing
from shared.topics import Topic
from shared.version import VERSION

CODE_LIFE: Final = timedelta(minutes=10)
_PRINTERS: Final[TypeAdapter[Printers]] = TypeAdapter(Printers)


class WorkstationService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._workstations = WorkstationRepository(ctx.session)

    def open_pairing(self) -> PairingCode:
        return open_pairing(self._ctx.session, self._ctx.now)

    def pair(self, request: Pair, ca_pem: str) -> Paired:
        """Lets in whoever shows a proof made with an open code and the certificate that we really have."""
        opened, key = self._proven(request, ca_pem)
        if not self._workstations.claim(opened.id, self._ctx.now):
            raise PairingRefused
        token = new_token()
        workstation = Workstation(
            id=WorkstationId(new_id()),
            name=request.name,
            kind=request.kind,
            token_hash=hash_of(token),
            paired_at=self._ctx.now,
        )
        self._workstations.add(workstation)
        self._ctx.touched(workstation.id)
        return Paired(workstation_id=workstation.id, device_token=token, proof=pairing.server_proof(key, request.nonce))

    def workstations(self) -> Page[WorkstationSummary]:
        found = self._workstations.all_newest_first()
        return Page(items=[_summary(one) for one in found[:MOST_WORKSTATIONS]], more=len(found) > MOST_WORKSTATIONS)

    def report(self, request: ReportWorkstation) -> Workplace:
        """Tells the computer how it is called and where it prints."""
        workstation = self._workstations.get_locked(self._ctx.device.id)
        told = request.model_dump(mode="json")
        if _troubles(workstation.report) != _troubles(told):
            self._ctx.announcement.topics.add(Topic.WORKSTATIONS)
        workstation.report, workstation.reported_at = told, self._ctx.now
        workstation.seen_at = self._ctx.now
        return Workplace.model_validate(workstation)

    def change(self, request: ChangeWorkstation) -> None:
        """It takes its new name when it hears of it, and its new first page with the next sign-in."""
        workstation = self._workstations.get_locked(request.workstation_id)
        if (workstation.kind is WorkstationKind.DISPLAY) != (request.kind is WorkstationKind.DISPLAY):
            raise StaysADisplay
        workstation.name, workstation.kind = request.name, request.kind
        self._ctx.touched(workstation.id)

    def choose_printers(self, request: ChoosePrinters) -> None:
        workstation = self._workstations.get_locked(request.workstation_id)
        workstation.printers = request.model_dump(mode="json")["printers"]
        self._ctx.touched(workstation.id)

    def revoke(self, workstation_id: WorkstationId) -> None:
        """Its sessions end with it: a session counts only while its computer does."""
        workstation = self._workstations.get_locked(workstation_id)
        workstation.revoked_at = workstation.revoked_at or self._ctx.now
        self._ctx.ended(workstation_id, "revoked")
        self._ctx.touched(workstation_id)

    def _proven(self, request: Pair, ca_pem: str) -> tuple[Pairing, bytes]:
        """The open pairing whose code the proof was made with, and the key of both. Raises PairingRefused."""
        opened = self._workstations.open_pairings(self._ctx.now)
        for one in opened:
            key = pairing.key(one.code, ca_pem)
            if hmac.compare_digest(pairing.client_proof(key, request.nonce), request.proof):
                return one, key
        if opened:
            with self._ctx.apart() as session:
                WorkstationRepository(session).count_wrong_try([one.id for one in opened])
        raise PairingRefused


def open_pairing(session: Session, now: datetime) -> PairingCode:
    """Lets one computer in; also from the server's own console, where nobody is signed in."""
    workstations = WorkstationRepository(session)
    workstations.forget_expired(now)
    opened = Pairing(id=new_id(), code=pairing.new_code(), until=now + CODE_LIFE, tries=0)
    workstations.add(opened)
    return PairingCode(code=opened.code, until=opened.until)


def _summary(workstation: Workstation) -> WorkstationSummary:
    return WorkstationSummary(
        id=workstation.id,
        name=workstation.name,
        kind=workstation.kind,
        paired_at=workstation.paired_at,
        seen_at=workstation.seen_at,
        revoked=workstation.revoked_at is not None,
        report=_readable(workstation.report),
        outdated=is_outdated((workstation.report or {}).get("version", "")),
        reported_at=workstation.reported_at,
        printers=None if workstation.printers is None else _PRINTERS.validate_python(workstation.printers),
    )


def is_outdated(version: str) -> bool:
    """One that has not said its version is none that is old."""
    return version not in ("", VERSION)


def _readable(report: dict[str, Any] | None) -> ReportWorkstation | None:
    try:
        return None if report is None else ReportWorkstation.model_validate(report)
    except ValidationError:
        return None  # of another version: that computer will report anew


def _troubles(report: dict[str, Any] | None) -> tuple[object, object]:
    return (report["stuck"], report["trouble"]) if report else (0, "")
