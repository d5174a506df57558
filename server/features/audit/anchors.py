"""The heads of the chain outside the database: plain text, one line a day, for anybody's eyes and any second place."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.features.audit.tables import SealAnchor

ANCHORS: Final = "anchors.txt"
HEAD: Final = "head.txt"


@dataclass(frozen=True)
class Anchor:
    """What the chain's seal of this number must be."""

    number: int
    hash: bytes
    said_by: str


def append_anchors(folder: Path, anchors: Iterable[SealAnchor]) -> None:
    """The days that are not in the file yet; no line is ever written again. Raises ValueError for what is no text."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ANCHORS
    known = {line.partition(" ")[0] for line in _lines(path)}
    fresh = [one for one in anchors if one.day.isoformat() not in known]
    if fresh:
        with path.open("a", encoding="ascii") as file:
            file.writelines(f"{one.day.isoformat()} {one.number} {one.hash.hex()}\n" for one in fresh)
            file.flush()
            os.fsync(file.fileno())


def write_head(folder: Path, number: int, hashed: bytes) -> None:
    """The last seal: a tail that was cut off since shows by it."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{HEAD}.{os.getpid()}"
    with draft.open("w", encoding="ascii") as file:
        file.write(f"head {number} {hashed.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / HEAD)


def set_aside(folder: Path, when: str) -> None:
    """A backup was put back: what was anchored since is of another chain, and stays to be looked at."""
    for name in (ANCHORS, HEAD):
        path = folder / name
        if path.exists():
            path.rename(path.with_name(f"{path.stem}-before-{when}{path.suffix}"))


def read_anchors(path: Path) -> list[Anchor]:
    """Of a file of either kind, or of a folder that has both. Raises ValueError for what is neither."""
    if path.is_dir():
        return [anchor for name in (ANCHORS, HEAD) for anchor in read_anchors(path / name)]
    anchors = []
    for line in _lines(path):
        day, _, rest = line.partition(" ")
        number, _, hashed = rest.partition(" ")
        try:
            anchors.append(Anchor(int(number), bytes.fromhex(hashed), f"{path} ({day})"))
        except ValueError as error:
            raise ValueError(f"{path} is no file of anchors") from error
    return anchors


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="ascii").splitlines() if line] if path.exists() else []
