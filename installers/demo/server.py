"""The demonstration's own server: a real one, on a free port, in a data directory of its own."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from installers.demo.places import DATA, say

_LOWEST_PORT, _HIGHEST_PORT = 20000, 32000  # above these, ports given out for a moment may be in the way


class DemoServer:
    """`hms-server run` as anybody would start it, and its other commands beside it."""

    def __init__(self) -> None:
        self.data_dir = DATA / "server"
        self.port = _free_port()
        self._environment = {
            **os.environ,
            "HMS_DATA_DIR": str(self.data_dir),
            "HMS_PORT": str(self.port),
            "HMS_HOST": "127.0.0.1",
            "HMS_PHONE_PORT": "0",
            "HMS_ANNOUNCE_ON_LAN": "false",
            "HMS_LOG_LEVEL": "WARNING",
        }
        self._log = (DATA / "server.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "run"],
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Until it answers."""
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE  # only to see whether anything answers; the clients check it
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise SystemExit(f"The server stopped at its start. What it said is in {DATA / 'server.log'}")
            try:
                with urllib.request.urlopen(self.url + "/api/health", context=trusting, timeout=2):  # noqa: S310 our own
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit(f"The server did not answer in time. What it said is in {DATA / 'server.log'}")

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def command(self, *words: str) -> str:
        """What `hms-server …` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "server", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"hms-server {' '.join(words)} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def pairing_code(self) -> str:
        return next(line.strip() for line in self.command("pair").splitlines() if line.startswith("    "))

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._log.close()


def is_of_today(marker: Path) -> bool:
    """Whether the demonstration was loaded today: yesterday's queues are no demonstration."""
    return marker.exists() and marker.read_text() == _today()


def mark_today(marker: Path) -> None:
    marker.write_text(_today())


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _free_port() -> int:
    for port in range(_LOWEST_PORT + os.getpid() % 5000, _HIGHEST_PORT):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    say("No free port.")
    raise SystemExit(1)
