"""Our own PostgreSQL: made on first start, private to this machine, durable."""

import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from server.core.account import Account
from server.core.settings import Settings
from server.core.stores.binaries import EXTENSIONS, PostgresBinaries, find_postgres
from server.core.stores.datadir import kept_password, kept_port, last_port
from server.core.stores.errors import StoreError
from server.core.stores.process import Child, running_in, stop_predecessor

if TYPE_CHECKING:
    import psycopg

OWNER = "hms_owner"
APP = "hms_app"
DATABASE = "hms"

_START_WITHIN_S = 60.0
_STOP_WITHIN_S = 30.0

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",  # many short statements: compiling costs more than it gives
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    # a failing statement would carry a patient's data into the log; whoever sent it reports the error
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
# What a power cut needs (a killed PostgreSQL forgets nothing without), and tidying, for which a test is too short.
_FOR_YEARS = ("fsync", "full_page_writes", "autovacuum")


class Postgres:
    def __init__(self, settings: Settings, account: Account, *, durable: bool) -> None:
        self._folder = settings.postgres_dir.resolve()
        self._pid_file = self._folder / "postmaster.pid"
        self._keys_dir = settings.keys_dir
        self._owner_password = kept_password(settings.keys_dir / "postgres-owner.password")
        self._app_password = kept_password(settings.keys_dir / "postgres-app.password")
        self._port_file = settings.keys_dir / "postgres.port"
        self._port = last_port(self._port_file)
        self._account = account
        self._durable = durable
        self._binaries: PostgresBinaries = find_postgres(self._folder, settings.binaries_dir, account)
        self.child = Child(
            name="PostgreSQL",
            command=[],
            stop_signal=signal.SIGINT,  # its fast shutdown: sessions are ended, everything is written
            stop_within=_STOP_WITHIN_S,
            folder=self._folder,
            account=account,
            log=settings.log_dir / "postgres.log",
        )

    def start(self) -> None:
        if not self._folder.exists():
            self._make()
        self._account.own_folder(self._folder)
        stop_predecessor(self._pid_file, self._folder, signal.SIGINT, within=_STOP_WITHIN_S)
        self._port = kept_port(self._port_file)
        self.child.command = self._command()
        self._forget_stale_pid()
        self.child.start()

    def _make(self) -> None:
        """Beside its final name first, so that a machine switched off meanwhile leaves nothing half made."""
        part = self._folder.with_suffix(".part")
        failure = ""
        for locale in ("C.UTF-8", "C"):  # names in other scripts are searchable with the first only
            failure = self._initdb(part, locale)
            if not failure:
                part.rename(self._folder)
                return
        raise StoreError(f"PostgreSQL could not make its data directory: {failure}")

    def _initdb(self, part: Path, locale: str) -> str:
        """What it complained about, or nothing."""
        shutil.rmtree(part, ignore_errors=True)
        self._account.own_folder(part)
        # initdb wants an empty folder and reads the password as the account: so from a file beside it
        password_file = part.with_suffix(".password")
        self._account.own_file(password_file, self._owner_password)
        command: list[str | Path] = [
            self._binaries.initdb,
            f"--pgdata={part}",
            f"--username={OWNER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            f"--locale={locale}",
            "--data-checksums",
            *([] if self._durable else ["--no-sync"]),
        ]
        try:
            subprocess.run(  # noqa: S603 our own words
                command, cwd=part, capture_output=True, text=True, check=True, **self._account.identity
            )
        except subprocess.CalledProcessError as error:
            return str(error.stderr).strip()
        finally:
            password_file.unlink()
        return ""

    def _command(self) -> list[str | Path]:
        for_years = dict.fromkeys(_FOR_YEARS, "on" if self._durable else "off")
        options = {"port": str(self._port), **_SETTINGS, **for_years}
        command: list[str | Path] = [self._binaries.postgres, "-D", self._folder]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _forget_stale_pid(self) -> None:
        """After a crash the number may be another program's by now, which PostgreSQL takes for itself."""
        if not running_in(self._pid_file, self._folder):
            self._pid_file.unlink(missing_ok=True)

    def keep_alive(self) -> None:
        self.child.keep_alive(self._forget_stale_pid)

    def wait(self) -> None:
        self.child.wait_until(self.answers, _START_WITHIN_S)
        with self._connect("postgres") as connection:
            self._ensure_roles(connection)
        with self._connect(DATABASE) as connection:
            self._ensure_extensions(connection)

    def answers(self) -> bool:
        """Whether it accepts connections: not while it still recovers from a crash."""
        import psycopg  # here, as PostgreSQL starts while this imports

        try:
            self._connect("postgres").close()
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise StoreError(
                    f"The passwords in {self._keys_dir} are not those of the data in {self._folder}: "
                    "restore both from the same backup."
                ) from error
            return False
        return True

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        import psycopg  # as above

        return psycopg.connect(
            host="127.0.0.1",
            port=self._port,
            user=OWNER,
            password=self._owner_password,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def _ensure_roles(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            connection.execute(f"CREATE ROLE {APP}")
        # sent as its hash: the password itself would show in the server's statistics
        secret = connection.pgconn.encrypt_password(self._app_password.encode(), APP.encode(), b"scram-sha-256")
        rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        connection.execute(f"ALTER ROLE {APP} WITH {rights} PASSWORD '{secret.decode()}'")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
        connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
        connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP}")

    def _ensure_extensions(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        present = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        for name in EXTENSIONS:
            if name not in present:
                connection.execute(f"CREATE EXTENSION {name}")

    def url(self, role: str) -> str:
        password = self._owner_password if role == OWNER else self._app_password
        return f"postgresql+psycopg://{role}:{password}@127.0.0.1:{self._port}/{DATABASE}"
