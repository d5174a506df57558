"""Our own Redis or Valkey: the live picture, the pushed messages and the rate limits."""

import signal
import socket
from pathlib import Path

from server.core.account import Account
from server.core.settings import Settings
from server.core.stores.binaries import find_redis
from server.core.stores.datadir import kept_password, kept_port, last_port
from server.core.stores.process import Child, stop_predecessor

_START_WITHIN_S = 60.0
_STOP_WITHIN_S = 10.0

# Nothing here is the only copy, so a second may be lost with the power; but nothing may be evicted unseen.
# The title stays as it is, since a predecessor is known by the folder in its command line.
_CONFIG = """\
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
dir {folder}
pidfile {pid_file}
daemonize no
set-proc-title no
save ""
appendonly yes
appendfsync {fsync}
maxmemory 256mb
maxmemory-policy noeviction
"""


class Redis:
    def __init__(self, settings: Settings, account: Account, *, durable: bool) -> None:
        self._folder = settings.redis_dir.resolve()
        self._pid_file = self._folder / "redis.pid"
        self._config_file = self._folder / "redis.conf"
        self._port_file = settings.keys_dir / "redis.port"
        self._port = last_port(self._port_file)
        self._password = kept_password(settings.keys_dir / "redis.password")
        self._account = account
        self._durable = durable
        program = find_redis(settings.binaries_dir, account)
        command: list[str | Path] = [program, self._config_file]
        self.child = Child(
            name="Redis",
            command=command,
            stop_signal=signal.SIGTERM,
            stop_within=_STOP_WITHIN_S,
            folder=self._folder,
            account=account,
            log=settings.log_dir / "redis.log",
        )

    def start(self) -> None:
        self._account.own_folder(self._folder)
        stop_predecessor(self._pid_file, self._folder, signal.SIGTERM, within=_STOP_WITHIN_S)
        self._port = kept_port(self._port_file)
        config = _CONFIG.format(
            port=self._port,
            password=self._password,
            folder=self._folder,
            pid_file=self._pid_file,
            fsync="everysec" if self._durable else "no",
        )
        self._account.own_file(self._config_file, config)  # a password among the arguments would be seen by all
        self.child.start()

    def wait(self) -> None:
        self.child.wait_until(self.answers, _START_WITHIN_S)

    def answers(self) -> bool:
        """Whether it has its data in memory and serves; asked without the client library, slow to import."""
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\nQUIT\r\n".encode())
                with connection.makefile("rb") as answer:
                    return b"+PONG" in answer.read()
        except OSError:
            return False

    def keep_alive(self) -> None:
        self.child.keep_alive()

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"
