"""An open event stream of the application in this process, as a screen reads it."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.server import Api

Event = tuple[str, Any]


@dataclass
class Stream:
    """All that came, and whether it ended; `stall` keeps the reader from taking more."""

    status: int = 0
    raw: bytes = b""
    ended: bool = False
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _reads: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def events(self) -> list[Event]:
        frames = [frame.decode().split("\n") for frame in self.raw.split(b"\n\n") if frame.startswith(b"event:")]
        return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in frames]

    def of(self, kind: str) -> list[Any]:
        return [data for found, data in self.events if found == kind]

    async def run(self, app: Any, scope: dict[str, Any]) -> None:
        self._reads.set()
        await app(scope, self._receive, self._send)
        self.ended = True

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self._reads.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.raw += message["body"]


class Screens:
    """Opens streams on the loop the application runs in, and closes them."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._open: list[Stream] = []

    def open(self, api: Api, *watches: str) -> Stream:
        headers = [(b"workstation", api.device.encode()), (b"authorization", f"Bearer {api.bearer}".encode())]
        query = "&".join(f"watch={watch}" for watch in watches)
        return self.follow(self._client.app, "/api/events", query, headers if api.bearer else headers[:1])

    def follow(self, app: Any, path: str, query: str = "", headers: Sequence[tuple[bytes, bytes]] = ()) -> Stream:
        """Any stream of any application."""
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": list(headers),
        }
        stream = Stream()
        self._open.append(stream)
        self._client.portal.start_task_soon(stream.run, app, scope)
        eventually(lambda: stream.status)
        return stream

    def do(self, stream: Stream, *, read: bool) -> None:
        """Let the reader take what comes, or nothing."""
        self._client.portal.call(stream._reads.set if read else stream._reads.clear)

    def close(self, stream: Stream) -> None:
        self._client.portal.call(stream._gone.set)
        self.do(stream, read=True)
        eventually(lambda: stream.ended)

    def close_all(self) -> None:
        for stream in self._open:
            self.close(stream)


def eventually(condition: Any, within: float = 5.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)
