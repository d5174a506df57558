"""MLLP: messages on a TCP stream, each between a start and an end byte, each answered before the next."""

import asyncio
import ipaddress
import logging
import socket
from contextlib import suppress
from typing import Final, Protocol

_START: Final = b"\x0b"
_END: Final = b"\x1c"
_READ: Final = 64 * 1024
_MOST_CONNECTIONS: Final = 64
# A message that began comes to its end, and an answer is taken, or the connection is of no use.
_WITHIN_S: Final = 30.0
# A peer that is gone without a word is noticed in two minutes.
_KEEPALIVE: Final = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))
_log = logging.getLogger("hms.analysers")


class TooLong(Exception):
    """A message that is longer than may be kept."""


class Framing:
    """Finds the messages in a stream, however it is cut; what stands outside of the frames is nothing."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._inside: bytearray | None = None
        self.began_anew = False
        """Whether any message began before the last one had ended."""

    @property
    def is_inside(self) -> bool:
        """Whether a message has begun and not ended."""
        return self._inside is not None

    def feed(self, data: bytes) -> list[bytes]:
        """Those that end in it. Raises TooLong."""
        whole = []
        for piece, ends in _pieces(data):
            head, start, tail = piece.rpartition(_START)
            if start:
                self.began_anew |= _START in head or self._inside is not None
                self._inside = bytearray()
            if self._inside is None:
                continue
            if len(self._inside) + len(tail) > self._longest:
                raise TooLong
            self._inside += tail
            if ends:
                whole.append(bytes(self._inside))
                self._inside = None
        return whole


def _pieces(data: bytes) -> list[tuple[bytes, bool]]:
    """Cut at the end bytes, and whether one follows. The carriage return after it belongs to no frame."""
    *ended, rest = data.split(_END)
    return [*((piece, True) for piece in ended), (rest, False)]


class Handler(Protocol):
    """Whoever answers; both are told the peer's address."""

    async def admits(self, peer: str) -> bool: ...

    async def answer(self, peer: str, message: bytes) -> bytes: ...

    async def broke_off(self, peer: str, *, too_long: bool) -> None: ...


class MllpServer:
    """Any number of connections up to a limit; none of them waits for another."""

    def __init__(
        self,
        handler: Handler,
        *,
        longest: int,
        most_connections: int = _MOST_CONNECTIONS,
        within: float = _WITHIN_S,
    ) -> None:
        self._handler = handler
        self._longest = longest
        self._most = most_connections
        self._within = within
        self._talks: set[asyncio.Task[None]] = set()

    async def serve(self, listener: socket.socket, stop: asyncio.Event) -> None:
        """Until told to stop. What is just being stored is stored; without an answer it comes again, and is known."""
        server = await asyncio.start_server(self._begin, sock=listener, limit=_READ)
        await stop.wait()
        server.close()
        for talk in self._talks:
            talk.cancel()
        if self._talks:
            await asyncio.wait(self._talks)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._talks) >= self._most:
            _log.warning("too many connections of analysers: one was closed")
            writer.close()
            return
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = _address(writer)
        _keep_alive(writer.get_extra_info("socket"))
        try:
            if await self._handler.admits(peer):
                await self._listen(peer, reader, writer)
            else:
                _log.warning("%s is no analyser's address: its connection was closed", peer)
        finally:
            writer.close()

    async def _listen(self, peer: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        framing = Framing(self._longest)
        try:
            while data := await self._read(reader, framing):
                for message in framing.feed(data):
                    writer.write(_START + await self._handler.answer(peer, message) + _END + b"\r")
                    async with asyncio.timeout(self._within):
                        await writer.drain()
        except TooLong:
            await self._handler.broke_off(peer, too_long=True)
            return
        except OSError:
            # Gone, or silent where it should not be: what was stored is stored. Closing would wait for its reading.
            writer.transport.abort()
        if framing.is_inside or framing.began_anew:
            await self._handler.broke_off(peer, too_long=False)

    async def _read(self, reader: asyncio.StreamReader, framing: Framing) -> bytes:
        """Between messages a connection may be silent for days."""
        async with asyncio.timeout(self._within if framing.is_inside else None):
            return await reader.read(_READ)


def _address(writer: asyncio.StreamWriter) -> str:
    """As it is configured, also where the socket speaks IPv6."""
    said = str((writer.get_extra_info("peername") or [""])[0])
    with suppress(ValueError):
        address = ipaddress.ip_address(said)
        return str(getattr(address, "ipv4_mapped", None) or address)
    return said


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in _KEEPALIVE:
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)
