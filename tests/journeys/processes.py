"""A hospital's server as a process of its own."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

from tests.server.core.stores.helpers import eventually

_START_SECONDS = 60


class ServerProcess:
    """`hms-server run` in a fresh directory; it can be ended and started again at the same address."""

    def __init__(self, home):
        self.port = _free_port()
        self._log = (home / "server.log").open("ab")
        self._environment = {
            **os.environ,
            "HMS_DATA_DIR": str(home / "server"),
            "HMS_HOST": "127.0.0.1",
            "HMS_PHONE_PORT": "",
            "HMS_PORT": str(self.port),
            "HMS_ANNOUNCE_ON_LAN": "false",
            "HMS_LOG_LEVEL": "WARNING",
        }

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def start(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "run"], env=self._environment, stdout=self._log, stderr=self._log
        )
        eventually(self._answers, within=_START_SECONDS)

    def pairing_code(self):
        done = subprocess.run(
            [sys.executable, "-m", "server", "pair"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return next(line.strip() for line in done.stdout.splitlines() if line.startswith("    "))

    def stop(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)

    def close(self):
        self.stop()
        self._log.close()

    def _answers(self):
        assert self._process.poll() is None, "the server ended at its start"
        unverified = ssl.create_default_context()
        unverified.check_hostname = False
        unverified.verify_mode = ssl.CERT_NONE
        try:
            with urllib.request.urlopen(f"{self.url}/api/health", context=unverified, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
