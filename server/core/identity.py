"""What a request shows of who sends it, before anyone has looked it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from server.core.context import Actor


@dataclass(frozen=True)
class Proof:
    """The raw headers: an access token, a computer's token, a command's key; and where it came from."""

    bearer: str = ""
    device: str = ""
    command_key: str = ""
    address: str = ""


class Identify(Protocol):
    """Finds out who a request is from; implemented by the access feature."""

    def __call__(self, session: Session, proof: Proof, now: datetime) -> Actor:
        """Raises SignedOut for a token that is no longer good."""
        ...


def proof_of(headers: Mapping[str, str], address: str = "") -> Proof:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return Proof(
        bearer=token.strip() if scheme.lower() == "bearer" else "",
        device=headers.get("workstation", ""),
        command_key=headers.get("command-key", ""),
        address=address,
    )
