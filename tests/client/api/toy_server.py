"""A small server over real TLS that fails to order: it cuts, delays, refuses and falls silent."""

import asyncio
import json
import ssl
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import BaseModel

from shared.contract import encode_error
from shared.errors import ApiError, NoSuchCall


@dataclass(frozen=True)
class Authority:
    """A hospital's own CA and the one server it certifies."""

    ca_pem: str
    chain: Path


def new_authority(folder: Path, name: str) -> Authority:
    now = datetime.now(UTC)

    def certificate(subject, issuer, key, signer, *, ca):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if not ca:
            names = x509.SubjectAlternativeName([x509.DNSName("hms-server")])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(signer, hashes.SHA256())

    def called(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def pem(thing):
        return thing.public_bytes(serialization.Encoding.PEM).decode()

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = certificate(called(name), called(name), ca_key, ca_key, ca=True)
    leaf = certificate(called("hms-server"), called(name), key, ca_key, ca=False)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    chain = folder / f"{name}.pem"
    chain.write_text(secret + pem(leaf))
    return Authority(pem(ca), chain)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def call(self) -> str:
        return f"{self.method} {self.path.removeprefix('/api')}"

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


Answer = BaseModel | ApiError
Handler = Callable[[Request], Answer]


@dataclass
class ToyServer:
    """Runs in a thread of its own; the test says what it answers and what goes wrong."""

    authority: Authority
    port: int = 0
    handlers: dict[str, Answer | Handler] = field(default_factory=dict)
    before: Handler | None = None
    faults: deque[str] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    greeting: list[tuple[str, str]] = field(default_factory=list)
    streams: list[tuple[Request, asyncio.StreamWriter]] = field(default_factory=list)
    beat: float = 0.05
    mute: bool = False

    def start(self) -> "ToyServer":
        self._loop = asyncio.new_event_loop()
        self._answers: dict[str, tuple[int, bytes]] = {}
        listening = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
        self._thread.start()
        assert listening.wait(5)
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(5)

    def sent(self, call: str) -> list[Request]:
        return [request for request in self.requests if request.call == call]

    def push(self, kind: str, data: BaseModel | dict[str, Any]) -> None:
        text = data.model_dump_json() if isinstance(data, BaseModel) else json.dumps(data)
        frame = f"event: {kind}\ndata: {text}\n\n".encode()
        for _, writer in self.streams:
            self._loop.call_soon_threadsafe(writer.write, frame)

    def cut_streams(self) -> None:
        for _, writer in self.streams:
            self._loop.call_soon_threadsafe(writer.transport.abort)

    def _run(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(listening))
        self._loop.close()

    async def _serve(self, listening: threading.Event) -> None:
        self._ending = asyncio.Event()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.authority.chain)
        server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        await self._ending.wait()
        # Who was just accepted needs one turn and an open server to get a transport: else its socket stays open, with
        # nobody to close it (asyncio refuses it silently), and a later test's garbage collection finds it.
        for listener in server.sockets:
            self._loop.remove_reader(listener.fileno())
        await asyncio.sleep(0)
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Also those in the midst of a handshake, which have no writer yet: nobody else closes them.
        for transport in tuple(self._loop._transports.values()):  # type: ignore[attr-defined]  # named nowhere else
            transport.abort()
        for _ in range(10):  # what was aborted is closed in the turns that follow
            await asyncio.sleep(0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            while True:
                request = await _read(reader)
                self.requests.append(request)
                if request.path == "/api/events":
                    await self._stream(request, writer)
                    break
                if not await self._answer(request, writer):
                    break
        writer.transport.abort()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        fault = self.faults.popleft() if self.faults else ""
        if fault == "drop before":
            return False
        if fault == "unavailable":
            _write(writer, 503, b'{"code": "unavailable", "params": {}}')
            return True
        if fault == "bad gateway":
            _write(writer, 502, b"<html>no server behind me</html>")
            return True
        status, body = self._done_once(request)
        if fault == "drop after":
            return False
        if fault == "cut short":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{")
            await writer.drain()
            return False
        if fault == "delay":
            await asyncio.sleep(1.0)
        _write(writer, status, body)
        await writer.drain()
        return fault != "close after"

    def _done_once(self, request: Request) -> tuple[int, bytes]:
        key = request.headers.get("command-key", "")
        if key and key in self._answers:
            return self._answers[key]
        try:
            answer = self._handled(request)
        except ApiError as refusal:
            answer = refusal
        if isinstance(answer, ApiError):
            return answer.status, json.dumps(encode_error(answer)).encode()
        if key:
            self.done.append(request.call)
            self._answers[key] = (200, answer.model_dump_json().encode())
        return 200, answer.model_dump_json().encode()

    def _handled(self, request: Request) -> Answer:
        if self.before is not None:
            self.before(request)
        handler = self.handlers.get(request.call, NoSuchCall())
        return handler if isinstance(handler, BaseModel | ApiError) else handler(request)

    async def _stream(self, request: Request, writer: asyncio.StreamWriter) -> None:
        try:
            self.before and self.before(request)
        except ApiError as refusal:
            _write(writer, refusal.status, json.dumps(encode_error(refusal)).encode())
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for kind, data in self.greeting:
            writer.write(f"event: {kind}\ndata: {data}\n\n".encode())
        stream = (request, writer)
        self.streams.append(stream)
        try:
            while not writer.is_closing():
                if not self.mute:
                    writer.write(b": beat\n\n")
                    await writer.drain()
                await asyncio.sleep(self.beat)
        finally:
            self.streams.remove(stream)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    url = urlsplit(target)
    return Request(method, url.path, parse_qs(url.query), headers, body)


def _write(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    head = (
        f"HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Server-Time: {datetime.now(UTC).isoformat(timespec='milliseconds')}\r\n\r\n"
    )
    writer.write(head.encode() + body)
