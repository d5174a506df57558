"""A mail server and an SMS gateway on loopback, which do as they are told."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.processes import free_port

DROP = "drop"
"""Says nothing and hangs up."""


@dataclass
class MailServer:
    """Answers `answer` to RCPT or DATA, for as long as there is one."""

    port: int = 0
    rcpt: str = ""
    data: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    tries: int = 0

    async def handle_RCPT(  # noqa: N802 aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tries += 1
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 as above
        if self.data == DROP:
            transport = server.transport
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return "250 never heard"
        if self.data:
            return self.data
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.taken.append(letter)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    handler = MailServer(free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Gateway:
    """`answers` in turn, then 200 each time."""

    url: str = ""
    answers: list[tuple[int, str] | str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def gateway() -> Iterator[Gateway]:
    known = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            known.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            answer = known.answers.pop(0) if known.answers else (200, "queued")
            if isinstance(answer, str):
                self.close_connection = True
                return
            status, text = answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()
