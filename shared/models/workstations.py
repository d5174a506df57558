"""What travels about the hospital's computers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.ids import WorkstationId
from shared.models.common import Model, Name


class WorkstationKind(StrEnum):
    """Where a computer stands decides its first screen, its printers and its counters."""

    RECEPTION = "reception"
    CONSULTING = "consulting"
    CASHIER = "cashier"
    LAB = "lab"
    PHARMACY = "pharmacy"
    DISPLAY = "display"
    OFFICE = "office"


Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Nonce = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Certificate(Model):
    """The hospital's own authority, as the server shows it to a computer that isn't paired yet."""

    ca_pem: str


class Pair(Model):
    """A computer joins: `proof` shows that it holds the code and sees the true certificate."""

    nonce: Nonce
    proof: Hex
    name: Name
    kind: WorkstationKind


class Paired(Model):
    workstation_id: WorkstationId
    device_token: str
    proof: str
    """The server's answer to the same code: only the true server can make it."""


class OpenPairing(Model):
    """Lets one computer in during the next minutes."""


class PairingCode(Model):
    code: str
    until: datetime


class WorkstationSummary(Model):
    id: WorkstationId
    name: str
    kind: WorkstationKind
    paired_at: datetime
    seen_at: datetime | None
    revoked: bool


class RevokeWorkstation(Model):
    workstation_id: WorkstationId
