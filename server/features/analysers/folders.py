"""Watched folders: a file is read when it is whole, and moved away once what it says is stored."""

import asyncio
import codecs
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool

from server.features.analysers.astm import is_astm, read_astm
from server.features.analysers.csv_files import read_csv
from server.features.analysers.inbox import Inbox
from server.features.analysers.sent import MOST_BYTES, SentMessage, Unreadable
from server.features.analysers.tables import Analyser
from shared.errors import ApiError
from shared.models.analysers import AnalyserKind, MessageProblem

LOOK_EVERY_S: Final = 2.0
DONE: Final = "done"
REFUSED: Final = "refused"
# How programs call what they are still writing.
_UNFINISHED: Final = (".tmp", ".part", ".partial")
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_log = logging.getLogger("hms.analysers")

_Look = tuple[int, int]


class Folders:
    """Dying between the commit and the move is harmless: the same file a second time is known."""

    def __init__(self, root: Path, inbox: Inbox) -> None:
        self._root = root
        self._inbox = inbox
        self._seen: dict[Path, _Look] = {}
        self._troubled: set[Path] = set()

    async def watch(self, stop: asyncio.Event) -> None:
        """Until told to stop."""
        while not stop.is_set():
            try:
                await run_in_threadpool(self.look)
            except ApiError as error:
                _log.warning("analysers' files wait: %s", error.code)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)

    def look(self) -> None:
        """Takes every file that is as it was at the look before. Raises Unavailable."""
        seen: dict[Path, _Look] = {}
        for analyser in self._inbox.analysers(AnalyserKind.FOLDER):
            folder = self._root / analyser.folder
            with self._trouble_told(analyser, folder):
                for path in _files_in(folder):
                    with self._trouble_told(analyser, path):
                        self._look_at(analyser, path, seen)
        self._seen = seen

    def _look_at(self, analyser: Analyser, path: Path, seen: dict[Path, _Look]) -> None:
        facts = path.lstat()
        # No link: it could lead to what an analyser has no business to show us.
        if not stat.S_ISREG(facts.st_mode):
            return
        now = (facts.st_size, facts.st_mtime_ns)
        if self._seen.get(path) == now:
            self._take(analyser, path)
        else:
            seen[path] = now

    def _take(self, analyser: Analyser, path: Path) -> None:
        try:
            self._inbox.take(analyser, self._read(analyser, path))
        except Unreadable as problem:
            self._inbox.note_problem(analyser, problem.problem)
            moved = _moved(path, REFUSED)
            moved.with_name(f"{moved.name}.reason.txt").write_text(f"Not taken: {problem}\n", encoding="utf-8")
        else:
            _moved(path, DONE)

    def _read(self, analyser: Analyser, path: Path) -> SentMessage:
        """Raises Unreadable."""
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Unreadable(MessageProblem.TOO_LONG)
        text = _text(content)
        if is_astm(text):
            return read_astm(content, text)
        if "accession" not in analyser.columns:
            raise Unreadable(MessageProblem.NO_COLUMNS, "no column is named for this analyser")
        return read_csv(content, text, analyser.columns, self._inbox.codes(analyser))

    @contextmanager
    def _trouble_told(self, analyser: Analyser, place: Path) -> Iterator[None]:
        """Once, however often it is met; one file's trouble is not the next one's."""
        try:
            yield
        except FileNotFoundError:
            pass  # it was renamed under our eyes
        except OSError as error:
            if place not in self._troubled:
                self._troubled.add(place)
                _log.warning("files of analyser %s: %s", analyser.name, error.strerror)
                self._inbox.note_problem(analyser, MessageProblem.FOLDER)
        else:
            self._troubled.discard(place)


def _files_in(folder: Path) -> list[Path]:
    for name in (DONE, REFUSED):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.suffix not in _UNFINISHED)


def _text(content: bytes) -> str:
    """As it is marked, else UTF-8, else as an older Windows wrote. Raises Unreadable."""
    marked = next((charset for mark, charset in _MARKS.items() if content.startswith(mark)), None)
    try:
        text = content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise Unreadable(MessageProblem.UNREADABLE_TEXT, marked) from error
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise Unreadable(MessageProblem.UNREADABLE_TEXT) from error
    if "\x00" in text:
        raise Unreadable(MessageProblem.UNREADABLE_TEXT, "NUL")
    return text


def _moved(path: Path, folder: str) -> Path:
    """Under its name, or the next that is free: a file that came twice is kept twice."""
    place, count = path.parent / folder / path.name, 1
    while place.exists():
        count += 1
        place = path.parent / folder / f"{path.stem}-{count}{path.suffix}"
    os.rename(path, place)  # noqa: PTH104 within one folder's file system
    return place
