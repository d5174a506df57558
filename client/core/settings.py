"""What this computer remembers: its pairing, its printers, its looks. Never a patient, never a password."""

import logging
import os
import re
from pathlib import Path
from typing import Any, Final

from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, ValidationError

from client.api.pairing import PairedComputer
from shared.models.documents import PaperKind

_FILE: Final = "settings.json"
_LAST_USERS: Final = 5
_PROFILE: Final = re.compile(r"[a-zA-Z0-9._-]{1,40}")

_log = logging.getLogger(__name__)


class ClientSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    pairing: PairedComputer | None = None
    theme: str = ""
    language: str = ""
    last_users: tuple[str, ...] = ()
    printers: dict[PaperKind, dict[str, Any]] = {}
    """Each paper's printer here, as client.printing describes it."""

    def with_user(self, user_name: str) -> "ClientSettings":
        """This one signed in last: offered first at the next sign-in."""
        others = tuple(user for user in self.last_users if user != user_name)
        return self.model_copy(update={"last_users": (user_name, *others)[:_LAST_USERS]})


def profile_directory(profile: str = "") -> Path:
    """HMS_CLIENT_DIR, or the user's own place; several profiles make several workstations of one computer."""
    base = os.environ.get("HMS_CLIENT_DIR")
    directory = Path(base) if base else user_config_path("hms-client", appauthor=False)
    if not profile:
        return directory
    if not _PROFILE.fullmatch(profile) or not profile.strip("."):
        raise ValueError("a profile's name has letters, digits, dots, dashes and underscores")
    return directory / "profiles" / profile


def load(directory: Path) -> ClientSettings:
    """A damaged file is put aside, not overwritten: the computer must be paired anew then."""
    path = directory / _FILE
    try:
        return ClientSettings.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return ClientSettings()
    except ValidationError:
        broken = path.with_suffix(".broken")
        path.replace(broken)
        _log.error("the settings are damaged and were put aside as %s", broken)  # its text holds the device token
        return ClientSettings()


def save(settings: ClientSettings, directory: Path) -> None:
    """All or nothing, and for this user's eyes only: the file holds the device token."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = directory / _FILE
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(settings.model_dump_json(indent=2))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
