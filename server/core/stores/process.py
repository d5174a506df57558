"""Child processes that die with their supervisor, come back when they die, and stop when asked."""

import ctypes
import functools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from server.core.account import Account
from server.core.stores.errors import StoreError

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_QUICK_DEATH_S = 2.0
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_LOG_BYTES = 10_000_000

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A program kept running: at once after a death, with growing pauses while it dies at every start."""

    name: str
    command: Sequence[str | Path]
    stop_signal: signal.Signals
    stop_within: float
    folder: Path | None = None
    account: Account | None = None
    log: Path | None = None
    env: Mapping[str, str] | None = None
    pass_fds: tuple[int, ...] = ()
    quick_deaths: int = field(default=0, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _pause_until: float = field(default=0.0, init=False)

    def start(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            # the death signal is bound to the thread that forks: it would come when that thread ends
            raise RuntimeError(f"{self.name} must be started from the main thread.")
        output = _open_log(self.log) if self.log else None
        try:
            self._process = subprocess.Popen(  # noqa: S603 the command is our own
                self.command,
                cwd=self.folder,
                env=self.env,
                pass_fds=self.pass_fds,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the rest in order
                # after the change of account, which would clear the death signal
                preexec_fn=functools.partial(die_with, os.getpid(), self.stop_signal),  # noqa: PLW1509 the supervisor has one thread
                **(self.account.identity if self.account else {}),
            )
        finally:
            if output:
                output.close()
        self._started = time.monotonic()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def keep_alive(self, before_start: Callable[[], None] = lambda: None) -> None:
        """Start it again if it died, unless it is in a pause; never waits."""
        if self._process and not self.running:
            self._note_death(self._process.returncode)
        if self._process or time.monotonic() < self._pause_until:
            return
        before_start()
        self.start()

    def _note_death(self, code: int) -> None:
        self._process = None
        lived = time.monotonic() - self._started
        self.quick_deaths = self.quick_deaths + 1 if lived < _QUICK_DEATH_S else 0
        pause = 0.0
        if self.quick_deaths > 1:
            pause = min(_FIRST_PAUSE_S * 2 ** (self.quick_deaths - 2), _LONGEST_PAUSE_S)
        self._pause_until = time.monotonic() + pause
        logger.warning("%s ended with %d after %.1f s; starting again in %.1f s", self.name, code, lived, pause)

    def wait_until(self, answers: Callable[[], bool], within: float) -> None:
        """Wait for a child that may need several starts (the last one's memory is still in use) to answer."""
        deadline = time.monotonic() + within
        while not answers():
            self.keep_alive()
            if self.quick_deaths > 6 or time.monotonic() > deadline:
                raise StoreError(f"{self.name} does not start. {self._last_words()}")
            time.sleep(0.02)

    def _last_words(self) -> str:
        if not self.log:
            return ""
        lines = self.log.read_text("utf-8", errors="replace").splitlines() or [""]
        return f"Its log, {self.log}, ends with: {lines[-1]}"

    def ask_to_stop(self) -> None:
        if self._process and self.running:
            self._process.send_signal(self.stop_signal)

    def wait_stopped(self) -> None:
        if not self._process:
            return
        try:
            self._process.wait(self.stop_within)
        except subprocess.TimeoutExpired:
            logger.warning("%s did not stop within %.0f s and was killed", self.name, self.stop_within)
            self._process.kill()
            self._process.wait()
        self._process = None


def stop_all(children: Iterable[Child]) -> None:
    """Ask all first, then wait: together they take as long as the slowest."""
    asked = list(children)
    for child in asked:
        child.ask_to_stop()
    for child in asked:
        child.wait_stopped()


def stop_predecessor(pid_file: Path, folder: Path, stop_signal: signal.Signals, *, within: float) -> None:
    """Wait for a store whose supervisor was killed: it got the death signal and is still writing.

    Whoever calls holds the data directory's lock, so nobody else looks after that process.
    """
    deadline = time.monotonic() + within
    asked = False
    while pid := running_in(pid_file, folder):
        if not asked:
            os.kill(pid, stop_signal)  # again, for systems that know no death signal
            asked = True
        if time.monotonic() > deadline:
            raise StoreError(f"Process {pid} still works in {folder} and does not stop: end it, then start again.")
        time.sleep(0.02)


def running_in(pid_file: Path, folder: Path) -> int | None:
    """The process named in `pid_file` if it really works in `folder`: numbers are used again."""
    try:
        pid = int(pid_file.read_text("ascii").split()[0])
        os.kill(pid, 0)
        if Path("/proc/self/cmdline").exists():
            # not its working folder: in a container even root may not read that of another account's process
            return pid if os.fsencode(folder) in Path(f"/proc/{pid}/cmdline").read_bytes() else None
    except (OSError, ValueError, IndexError):
        return None
    return pid


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def die_with(parent: int, death_signal: signal.Signals) -> None:
    """In a child, after the fork: it gets this signal when its parent dies."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != parent:
        os._exit(1)  # the parent died before it could be watched
