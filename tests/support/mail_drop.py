"""A mail server in a process of its own, which is killed and comes back: `python -m tests.support.mail_drop PORT FILE`.

What it took stands in the file before it says so. With a third word it is moody: it puts off, hangs up before it took
a letter, and after.
"""

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_TAKES_S = 0.08


class _Drop:
    def __init__(self, file: Path, *, moody: bool) -> None:
        self._file = file.open("ab", buffering=0)
        self._moody = moody

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd names it
        content = envelope.content
        assert isinstance(content, bytes)
        await asyncio.sleep(_TAKES_S)
        mood = random.random() if self._moody else 1
        if mood < 0.08:
            return "451 later"
        if mood < 0.09:
            return self._hang_up(server)
        self._file.write((message_from_bytes(content)["Message-ID"].partition("@")[0].strip("<") + "\n").encode())
        os.fsync(self._file.fileno())
        return self._hang_up(server) if mood < 0.1 else "250 OK"

    def _hang_up(self, server: SMTP) -> str:
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return "250 never heard"


class MailDrop:
    """Started and killed by whoever asks; its port and its file stay."""

    def __init__(self, port: int, file: Path, *, moody: bool = False) -> None:
        self.port = port
        self._file = file
        self._moody = ["moody"] if moody else []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.support.mail_drop", str(self.port), str(self._file), *self._moody]
        self._process = subprocess.Popen(command)
        while True:  # until it listens
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def taken(self) -> list[str]:
        """The messages' ids, as often as they came."""
        return self._file.read_text().split() if self._file.exists() else []


def _serve(port: int, file: Path, *, moody: bool) -> None:
    Controller(_Drop(file, moody=moody), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]), moody=len(sys.argv) > 3)
