"""`hms-server run` as a process of its own, on its own data directory, with the small hospital in it."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.settings import Settings
from server.core.stores import StoreUrls, open_stores
from tests.support.house import TestHouse, build_house
from tests.support.stores import Fresh

COST = 4


class ServerProcess:
    """Started, killed and started again by whoever asks; its port stays the same."""

    def __init__(self, home: Path, **env: str) -> None:
        self.data = home / "data"
        self._env = env
        self.port = free_port(*(int(value) for name, value in env.items() if name == "HMS_ANALYSER_PORT"))
        self.log: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def beside(cls, fresh: Fresh, home: Path, keys: Path, **env: str) -> "ServerProcess":
        """On a test's own database and with the keys it was furnished with."""
        shutil.copytree(keys, home / "data" / "keys", dirs_exist_ok=True)  # set up anew when tests are shuffled
        stores = {
            "HMS_DATABASE_URL": fresh.app_url,
            "HMS_DATABASE_OWNER_URL": fresh.owner_url,
            "HMS_REDIS_URL": fresh.redis_url,
        }
        return cls(home, **stores, **env)

    @property
    def ca_pem(self) -> str:
        return (self.data / "keys" / "ca.pem").read_text()

    @property
    def supervisor(self) -> psutil.Process:
        assert self._process
        return psutil.Process(self._process.pid)

    @property
    def urls(self) -> StoreUrls:
        with open_stores(Settings(data_dir=self.data)) as urls:
            return urls

    def start(self) -> None:
        env = {
            **os.environ,
            "HMS_DATA_DIR": str(self.data),
            "HMS_HOST": "127.0.0.1",
            "HMS_PHONE_PORT": "",
            "HMS_PORT": str(self.port),
            "HMS_ANNOUNCE_ON_LAN": "false",
            **self._env,
        }
        with (self.log or Path(os.devnull)).open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "run"], env=env, stdout=output, stderr=output
            )

    def wait_answering(self, within: float = 30.0) -> float:
        """When it answered, on the monotonic clock."""
        deadline = time.monotonic() + within
        while not self._answers():
            assert self._process
            assert self._process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.02)
        return time.monotonic()

    def furnish(self) -> TestHouse:
        Encrypted.keys = KeyRing.load(self.data / "keys")
        database = Database(self.urls.app_url, pool_size=1)
        try:
            with database.transaction() as session:
                return build_house(session, SystemClock().now(), COST)
        finally:
            database.close()

    def child(self, kind: str) -> psutil.Process:
        """The worker that answers, "keeper" that holds it loaded, "postgres" or "redis"."""
        if kind == "worker":
            return self.child("keeper").children()[0]
        for process in self.supervisor.children():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                line = " ".join(process.cmdline())
                named = {"redis": "valkey", "keeper": " worker"}.get(kind, kind)
                if kind in process.name() or named in line:
                    return process
        raise LookupError(kind)

    def kill(self, kind: str) -> None:
        """Without a word of warning."""
        process = self.supervisor if kind == "supervisor" else self.child(kind)
        process.kill()
        if kind == "supervisor":
            assert self._process
            self._process.wait()

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)

    def _answers(self) -> bool:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        request = b"GET /api/health HTTP/1.1\r\nHost: hms\r\nConnection: close\r\n\r\n"
        try:
            with (
                socket.create_connection(("127.0.0.1", self.port), timeout=2) as plain,
                context.wrap_socket(plain) as connection,
            ):
                connection.sendall(request)
                return b" 200 " in connection.recv(100)
        except OSError:
            return False


def free_port(*taken: int) -> int:
    # below the ports that outgoing connections take at random: nobody else gets it while the server is down
    for port in range(14_000 + os.getpid() % 3000, 20_000):
        if port in taken:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port")
