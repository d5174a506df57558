"""The unprivileged account the stores run as: PostgreSQL refuses to run as root."""

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

if sys.platform != "win32":
    import pwd

_ACCOUNT = "hms"


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that make a child run as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @classmethod
    def choose(cls) -> Self:
        """Ourselves; for root the system account `hms`, made when missing, else one that is surely there."""
        if os.geteuid() != 0:
            return cls(name=f"user {os.geteuid()}", uid=os.geteuid(), gid=os.getegid())
        found = cls._named(_ACCOUNT) or cls._created() or cls._named("postgres") or cls._named("nobody")
        if not found:
            raise LookupError("This system has not even the account nobody.")
        return found

    @classmethod
    def _named(cls, name: str) -> Self | None:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            return None
        return cls(name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None

    @classmethod
    def _created(cls) -> Self | None:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if not useradd:
            return None
        no_login = "/usr/sbin/nologin"
        command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", no_login, _ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603 fixed words; without the right, a fallback serves
        return cls._named(_ACCOUNT)

    @property
    def is_ourselves(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def identity(self) -> Identity:
        if self.is_ourselves:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def barrier(self, path: Path) -> Path | None:
        """The first folder on the way to `path`, or `path` itself, that this account may not enter."""
        if self.is_ourselves:
            return None
        way = [*reversed(path.resolve().parents), path.resolve()]
        return next((step for step in way if not self._may_enter(step)), None)

    def _may_enter(self, path: Path) -> bool:
        status = path.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def own_folder(self, folder: Path) -> None:
        """Make `folder` private to this account, with what is in it (a restored copy belongs to root)."""
        folder.mkdir(exist_ok=True)
        if folder.stat().st_uid != self.uid:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(0o700)

    def own_file(self, path: Path, content: str) -> None:
        """Write a file that only this account, and root, can read."""
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 private from its first byte
            file.write(content)
        os.chown(path, self.uid, self.gid)
