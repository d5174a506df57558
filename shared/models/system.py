"""What travels about how the system itself is."""

from datetime import datetime
from enum import StrEnum

from shared.models.common import Model


class CheckKind(StrEnum):
    """What is looked at; the client has its words and what to do."""

    SERVER = "server"
    DATABASE = "database"
    LIVE = "live"
    DISK = "disk"
    BACKUP = "backup"
    COMPUTERS = "computers"
    PRINTERS = "printers"
    MESSAGES = "messages"
    REPORTS = "reports"
    """Those that are made by themselves."""
    SEAL = "seal"


class CheckState(StrEnum):
    OK = "ok"
    LOOK = "look"
    """Somebody should look at it, today or tomorrow."""
    ACT = "act"
    """Now."""


class Check(Model):
    kind: CheckKind
    state: CheckState
    figures: dict[str, int | str]
    """Named for the client's sentence: times as ISO 8601, sizes in megabytes."""


class SystemHealth(Model):
    at: datetime
    version: str
    checks: list[Check]
