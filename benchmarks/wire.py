"""Requests as bytes, sent over TLS by a process of their own, so that measuring costs the server nothing."""

import asyncio
import multiprocessing
import ssl
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from shared.contract import Call
from tests.support.server import Api


@dataclass(frozen=True)
class Load:
    """How long each request took, and all of them together."""

    each: list[float]
    together: float

    @property
    def per_second(self) -> float:
        return len(self.each) / self.together


def request_of(call: Call[Any], api: Api, key: str = "") -> bytes:
    wire = call.wire()
    query = f"?{urlencode(dict(wire.query), doseq=True)}" if wire.query else ""
    body = wire.body or b""
    lines = [
        f"{call.endpoint.method} /api{wire.path}{query} HTTP/1.1",
        "Host: hms-server",
        f"Workstation: {api.device}",
        f"Authorization: Bearer {api.bearer}",
        f"Content-Length: {len(body)}",
    ]
    if key:
        lines.append(f"Command-Key: {key}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def measure(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """All of them as fast as they are answered, in another process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, port, requests, connections).result()


def trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Connection:
    """One kept open, as a client does."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port, ssl=trusting()))

    async def send(self, request: bytes) -> bytes:
        """The body of a success; anything else ends the measuring."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = await self._reader.readexactly(length)
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(body.decode())
        return body

    def close(self) -> None:
        self._writer.close()


def _run(port: int, requests: Sequence[bytes], connections: int) -> Load:
    return asyncio.run(_all(port, requests, connections))


async def _all(port: int, requests: Sequence[bytes], connections: int) -> Load:
    opened = [await Connection.open(port) for _ in range(connections)]
    waiting = iter(requests)
    each: list[float] = []

    async def work(connection: Connection) -> None:
        for request in waiting:
            begun = time.perf_counter()
            await connection.send(request)
            each.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*map(work, opened))
    together = time.perf_counter() - begun
    for connection in opened:
        connection.close()
    return Load(each, together)
