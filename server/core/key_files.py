"""The keys folder: secrets that are whole and on disk before anything is written under them."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

_KEY_BYTES: Final = 32
_LAST_NUMBER: Final = 255


class NoKeyNumberLeft(Exception):
    """A value names its key in one byte."""


class KeyFiles:
    """`data-1.key`, `data-2.key` …, and in `data.current` the number of the one that encrypts.

    A key encrypts only once that file names it, which is written after the key itself is safe: a power cut between
    the two costs nothing, and whoever meets a value under a new key finds its file.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._pointer = folder / "data.current"

    def read(self) -> dict[int, bytes]:
        """Makes the first one."""
        found = {int(path.stem.removeprefix("data-")): path.read_bytes() for path in self._folder.glob("data-*.key")}
        return found or {1: kept_secret(self._path(1))}

    def named(self) -> int:
        """The number in `data.current`; 0 where nothing was ever rotated."""
        try:
            return int(self._pointer.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0

    def stamp(self) -> tuple[int, int]:
        """Another one whenever another key was named."""
        try:
            found = self._pointer.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def index_key(self) -> bytes:
        return kept_secret(self._folder / "index.key")

    def add(self) -> int:
        """A key nobody encrypts with yet. Raises NoKeyNumberLeft."""
        number = max(*self.read(), self.named()) + 1  # never that of a key that was lost
        if number > _LAST_NUMBER:
            raise NoKeyNumberLeft
        kept_secret(self._path(number))
        return number

    def name(self, number: int) -> None:
        """From now on this one encrypts."""
        _written(self._pointer, str(number).encode()).replace(self._pointer)
        _sync(self._folder)

    def _path(self, number: int) -> Path:
        return self._folder / f"data-{number}.key"


def kept_secret(path: Path, size: int = _KEY_BYTES) -> bytes:
    """Random bytes that outlive restarts, made on first need; readable by the server's account only."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _written(path, secrets.token_bytes(size))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)  # whole or not there: nobody reads half a key
        draft.unlink()
        _sync(path.parent)
    return path.read_bytes()


def _written(path: Path, content: bytes) -> Path:
    """A draft beside `path` that has reached the disk."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 private from its first byte
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    owner = path.parent.stat()
    if hasattr(os, "chown") and os.geteuid() == 0 != owner.st_uid:
        os.chown(draft, owner.st_uid, owner.st_gid)  # root typed the command; the server runs as somebody else
    return draft


def _sync(folder: Path) -> None:
    """A name is on disk when its folder is; Windows knows no such thing."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
