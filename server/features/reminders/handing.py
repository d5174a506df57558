"""What is handed over, to whom, and what came of it: the same for every channel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, TypeAlias
from uuid import UUID

from shared.models.reminders import Outcome

Begun: TypeAlias = Callable[[], None]
"""To be called right before the last word: from then on the other side may have it, whatever we hear."""

WITHIN_S: Final = 30.0
"""The other side answers each step within that, or is given up."""


@dataclass(frozen=True)
class Attachment:
    name: str
    type: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    id: UUID
    address: str
    title: str
    text: str
    hospital: str
    at: datetime = field(compare=False)
    """When it is handed over, by the server's clock: the same letter whenever that is."""
    attachment: Attachment | None = None
    """Of a letter alone: a short message has none."""


@dataclass(frozen=True)
class Handed:
    """The code is the other side's own; no words of it, which may name the patient."""

    outcome: Outcome
    code: str = ""


class Carrier(Protocol):
    repeats_safely: bool
    """Whether a letter of the same id goes out once only, however often it is handed over."""

    def hand_over(self, letter: Letter, begun: Begun) -> Handed:
        """Raises only what `begun` raises."""
        ...
