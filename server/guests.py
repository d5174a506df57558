"""The phones' listener: without TLS, in the worker's own loop, and never at the clinic's expense."""

import asyncio
import contextlib
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_GUESTS: Final = 3_000
MOST_OF_ONE_ADDRESS: Final = 1_000
"""Behind some access points a whole waiting room has one address."""
FIRST_WORDS_SECONDS: Final = 10.0
_FILES_OF_THE_CLINIC: Final = 1_000
_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

# Whatever a guest sends, the log does not fill with it.
_QUIET: Final = logging.getLogger("hms.guests")
_QUIET.setLevel(logging.ERROR)


class Guest(H11Protocol):
    """One request a connection, soon after it was opened; of all together no more than the process can hold."""

    guests: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        super().connection_made(transport)
        self.logger = _QUIET
        self._address = self.client[0] if self.client else ""
        self.guests[self._address] += 1
        self._impatience = self.loop.call_later(FIRST_WORDS_SECONDS, self._let_go)
        if self.guests.total() > MOST_GUESTS or self.guests[self._address] > MOST_OF_ONE_ADDRESS:
            transport.write(_FULL)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._impatience.cancel()
        self.guests[self._address] -= 1
        if not self.guests[self._address]:
            del self.guests[self._address]
        super().connection_lost(exc)

    def _let_go(self) -> None:
        if not self._asked:
            self.transport.close()

    @property
    def _asked(self) -> bool:
        return bool(self.cycle)  # declared as always there, and not there before the first request


class GuestServer(uvicorn.Server):
    """Runs beside the clinic's server and ends with it."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Guest,
                ws="none",
                lifespan="off",
                log_config=None,  # uvicorn keeps one for the whole process: the clinic's
                access_log=False,  # the paths are keys
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=2,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The clinic's server hears them."""
        yield


def make_room_for_guests() -> None:
    """Raises this process's limit of open files to what the guests may take besides the clinic."""
    if sys.platform == "win32":
        return
    import resource  # not on Windows, which has no such limit

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_GUESTS + _FILES_OF_THE_CLINIC
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))
