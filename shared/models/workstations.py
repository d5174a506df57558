"""What travels about the hospital's computers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from shared.ids import WorkstationId
from shared.models.common import Explained, Line, Model, Name
from shared.models.documents import PaperKind


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


class SystemPrinter(Model):
    """A printer of that computer's operating system, by its queue's name."""

    kind: Literal["system"] = "system"
    printer: Name


class NetworkPrinter(Model):
    """A receipt printer that listens on the network."""

    kind: Literal["escpos"] = "escpos"
    host: Annotated[Name, Field(pattern=r"^[A-Za-z0-9._:-]+$")]
    port: int = Field(default=9100, ge=1, le=65535)
    dots: int = Field(default=576, ge=200, le=1000)
    """Across the paper: 576 on 80 mm, 384 on 58 mm."""
    cut: bool = True
    drawer: bool = False
    """Whether a cash drawer hangs on this printer."""


Printer: TypeAlias = Annotated[SystemPrinter | NetworkPrinter, Field(discriminator="kind")]
Printers: TypeAlias = dict[PaperKind, Printer]
"""A paper that is not named goes to the folder `prints` of that computer, where it is not lost."""


class ReportWorkstation(Model):
    """What a computer says of itself when it connects, and when its printing goes wrong or right again."""

    version: Line
    found: list[Name] = Field(max_length=100)
    """The printers its operating system knows."""
    printers: Printers
    """What its own file says; it counts until the server was told otherwise."""
    stuck: int = Field(ge=0, le=100_000)
    """Papers that wait for a printer."""
    trouble: Line = ""
    """Why the oldest of them was not printed, as a word of the client's."""


class Workplace(Model):
    """How the hospital calls this computer, and where it wants it to print; None leaves that to its own file."""

    name: str
    kind: WorkstationKind
    printers: Printers | None


class WorkstationSummary(Model):
    id: WorkstationId
    name: str
    kind: WorkstationKind
    paired_at: datetime
    seen_at: datetime | None
    revoked: bool
    report: ReportWorkstation | None
    """None of one that has not reported since this version runs."""
    outdated: bool
    """It runs another version than the server."""
    reported_at: datetime | None
    printers: Printers | None
    """What was chosen for it here."""


class ChangeWorkstation(Explained):
    """A display stays one, and nothing else becomes one: names could reach it, or never would."""

    workstation_id: WorkstationId
    name: Name
    kind: WorkstationKind


class ChoosePrinters(Explained):
    """Where that computer prints from now on."""

    workstation_id: WorkstationId
    printers: Printers


class RevokeWorkstation(Explained):
    workstation_id: WorkstationId
