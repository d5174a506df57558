"""The supervisor process of `hms-server run`: its stores, its workers, and nothing of the application."""

import errno
import logging
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from types import FrameType

from server.core.settings import Settings
from server.core.stores import StoreError, Stores, StoreUrls
from server.core.stores.process import Child, stop_all

logger = logging.getLogger(__name__)

_WORKER = (sys.executable, "-m", "server", "worker")
_LISTENER = (sys.executable, "-m", "server", "listen")
_LOOK_EVERY_S = 0.1
_STOP_WITHIN_S = 10.0
_BACKLOG = 1024
# A larger buffer lets a stalled screen read minutes of old queue pictures when it wakes.
_SEND_BUFFER = 64 * 1024
_SIDE_PORT_WITHIN_S = 2.0
_PHONE_GONE_MS = 30_000


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
        with (
            _listen(settings) as listener,
            _listen_for_phones(settings) or nullcontext() as phones,
            _listen_for_analysers(settings) or nullcontext() as analysers,
        ):
            if settings.workers > 1:  # what the last run counted is no part of this one
                shutil.rmtree(settings.metrics_dir, ignore_errors=True)
                settings.metrics_dir.mkdir()
            workers += _workers(settings, urls, listener, phones, worker_command)
            if analysers is not None or settings.analyser_folder is not None:
                workers.append(_analyser_listener(settings, urls, analysers))
            for worker in workers:
                worker.start()
            if phones is not None:
                _say(f"Patients' phones follow their number on port {phones.getsockname()[1]}")
            if analysers is not None:
                _say(f"Analysers send their results to {settings.analyser_host}, port {analysers.getsockname()[1]}")
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
    try:
        return _bound(settings.host, settings.port, _STOP_WITHIN_S)
    except OSError as error:
        raise StoreError(f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}.") from error


def _listen_for_phones(settings: Settings) -> socket.socket | None:
    """A taken port costs the phone page, never the hospital."""
    if settings.phone_port is None:
        return None
    try:
        listener = _bound(settings.host, settings.phone_port, _SIDE_PORT_WITHIN_S)
    except OSError as error:
        _say(f"No phone page: port {settings.phone_port} on {settings.host} cannot be used: {error.strerror}.")
        return None
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A phone that left the Wi-Fi says nothing more: its connection is over when it answers no beat.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _PHONE_GONE_MS)
    return listener


def _listen_for_analysers(settings: Settings) -> socket.socket | None:
    """A taken port costs the analysers, never the hospital: their results are typed meanwhile."""
    if settings.analyser_port is None:
        return None
    host, port = settings.analyser_host, settings.analyser_port
    try:
        return _bound(host, port, _SIDE_PORT_WITHIN_S)
    except OSError as error:
        _say(f"No results of analysers: port {port} on {host} cannot be used: {error.strerror}.")
        return None


def _bound(host: str, port: int, within: float) -> socket.socket:
    """The workers of a killed supervisor hold a port until they have ended their streams."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + within
    while True:
        try:
            listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            return listener


def _workers(
    settings: Settings,
    urls: StoreUrls,
    listener: socket.socket,
    phones: socket.socket | None,
    command: Sequence[str],
) -> list[Child]:
    common = {
        **_environment(settings, urls),
        "HMS_LISTEN_FD": str(listener.fileno()),
        "HMS_PORT": str(listener.getsockname()[1]),
        "HMS_PHONE_PORT": "" if phones is None else str(phones.getsockname()[1]),
        "HMS_PHONE_FD": "" if phones is None else str(phones.fileno()),
        # As prometheus_client names it; one worker alone counts in its memory.
        **({"PROMETHEUS_MULTIPROC_DIR": str(settings.metrics_dir)} if settings.workers > 1 else {}),
    }
    inherited = tuple(one.fileno() for one in (listener, phones) if one is not None)
    return [
        Child(
            name=f"Worker {index}",
            command=list(command),
            stop_signal=signal.SIGTERM,
            stop_within=_STOP_WITHIN_S,
            env={**common, "HMS_WORKER_INDEX": str(index)},
            pass_fds=inherited,
        )
        for index in range(settings.workers)
    ]


def _analyser_listener(settings: Settings, urls: StoreUrls, analysers: socket.socket | None) -> Child:
    """One, however many workers there are."""
    number = "" if analysers is None else str(analysers.fileno())
    return Child(
        name="Listener to analysers",
        command=list(_LISTENER),
        stop_signal=signal.SIGTERM,
        stop_within=_STOP_WITHIN_S,
        env={**_environment(settings, urls), "HMS_ANALYSER_FD": number},
        pass_fds=() if analysers is None else (analysers.fileno(),),
    )


def _environment(settings: Settings, urls: StoreUrls) -> dict[str, str]:
    told = settings.model_dump(mode="json", exclude_none=True)
    return {
        **os.environ,
        **{f"HMS_{name.upper()}": str(value) for name, value in told.items()},
        "HMS_DATABASE_URL": urls.app_url,
        "HMS_DATABASE_OWNER_URL": urls.owner_url,
        "HMS_REDIS_URL": urls.redis_url,
    }


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
