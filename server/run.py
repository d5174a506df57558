"""The supervisor process of `hms-server run`: its stores, its workers, and nothing of the application."""

import errno
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from types import FrameType

from server.core.settings import Settings
from server.core.stores import StoreError, Stores, StoreUrls
from server.core.stores.process import Child, stop_all

logger = logging.getLogger(__name__)

_WORKER = (sys.executable, "-m", "server", "worker")
_LOOK_EVERY_S = 0.1
_STOP_WITHIN_S = 10.0
_BACKLOG = 1024
# A larger buffer lets a stalled screen read minutes of old queue pictures when it wakes.
_SEND_BUFFER = 64 * 1024


class _StopRequestedError(Exception):
    """Ends start-up and supervision alike, at whatever point they are."""


class _StopSignals:
    """Raises once in the main thread; later signals change nothing, so that stopping is never interrupted."""

    def __init__(self) -> None:
        self.received = False
        for number in (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if sys.platform != "win32" else [])):
            signal.signal(number, self._receive)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        if not self.received:
            self.received = True
            raise _StopRequestedError


def run(settings: Settings, *, worker_command: Sequence[str] = _WORKER) -> int:
    """Serve until asked to stop; the exit code."""
    stop_signals = _StopSignals()
    stores = Stores(settings)
    workers: list[Child] = []
    try:
        urls = stores.start()
        with _listen(settings) as listener:
            workers += _workers(settings, urls, listener, worker_command)
            for worker in workers:
                worker.start()
            _say(f"HMS server ready on {settings.host}, port {listener.getsockname()[1]}")
            while not stop_signals.received:
                stores.check()
                for worker in workers:
                    worker.keep_alive()
                time.sleep(_LOOK_EVERY_S)
    except _StopRequestedError:
        logger.info("stopping")
    except StoreError as error:
        _say(str(error))
        return 1
    finally:
        stop_signals.received = True
        stop_all(workers)
        stores.stop()
    return 0


def _listen(settings: Settings) -> socket.socket:
    """The supervisor's own socket: while a worker comes back, connections wait instead of being refused."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    deadline = time.monotonic() + _STOP_WITHIN_S
    while True:
        try:
            listener = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
        except OSError as error:
            # the workers of a killed supervisor hold the port until they have ended their streams
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise StoreError(
                    f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}."
                ) from error
            time.sleep(0.05)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            return listener


def _workers(settings: Settings, urls: StoreUrls, listener: socket.socket, command: Sequence[str]) -> list[Child]:
    told = settings.model_dump(mode="json", exclude_none=True)
    common = {
        **os.environ,
        **{f"HMS_{name.upper()}": str(value) for name, value in told.items()},
        "HMS_DATABASE_URL": urls.app_url,
        "HMS_DATABASE_OWNER_URL": urls.owner_url,
        "HMS_REDIS_URL": urls.redis_url,
        "HMS_LISTEN_FD": str(listener.fileno()),
        "HMS_PORT": str(listener.getsockname()[1]),
    }
    return [
        Child(
            name=f"Worker {index}",
            command=list(command),
            stop_signal=signal.SIGTERM,
            stop_within=_STOP_WITHIN_S,
            env={**common, "HMS_WORKER_INDEX": str(index)},
            pass_fds=(listener.fileno(),),
        )
        for index in range(settings.workers)
    ]


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
