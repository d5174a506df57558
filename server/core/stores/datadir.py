"""What the data directory keeps for the stores: its lock, their passwords, their ports."""

import os
import random
import secrets
import socket
import sys
import time
from pathlib import Path
from typing import IO

from server.core.account import Account
from server.core.settings import Settings
from server.core.stores.errors import DataDirInUseError, StoreError

if sys.platform != "win32":
    import fcntl

_LOCK_PATIENCE_S = 1.0
_PORTS = range(20_000, 32_000)  # from 32768 on, outgoing connections of this machine take ports at random


def prepare(settings: Settings, account: Account) -> None:
    """Make the data directory and its private folders, or say why the stores could not live there."""
    home = settings.data_dir
    try:
        for folder in reversed([home, *home.parents]):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o700 if account.is_ourselves and folder == home else 0o711)
        for folder in (settings.keys_dir, settings.log_dir):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The data directory {home} cannot be used: {error.strerror}.") from error
    barrier = account.barrier(home)
    if barrier:
        raise StoreError(
            f"The stores run as the account {account.name}, which may not enter {barrier}: "
            f"set HMS_DATA_DIR to a directory outside of it, or start the server as an ordinary user."
        )


def lock(home: Path) -> IO[bytes]:
    """Hold the data directory until the file is closed; the system lets go of it when this process dies."""
    file = (home / "server.lock").open("ab")
    if sys.platform == "win32":
        return file
    # a child between fork and exec still has its killed parent's lock: hence the patience
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                raise DataDirInUseError(f"Another server is running on the data directory {home}.") from None
            time.sleep(0.02)
        else:
            return file


def kept_password(path: Path) -> str:
    """The password in `path`, made on first use."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 private from its first byte
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    return path.read_text("ascii")


def last_port(path: Path) -> int:
    """The port in `path`: where the store listens, if it runs."""
    return int(path.read_text("ascii")) if path.exists() else 0


def kept_port(path: Path) -> int:
    """The last port, so that it stays over restarts; another one if somebody else listens there now."""
    if (port := last_port(path)) and is_free(port):
        return port
    port = next(port for port in random.sample(_PORTS, len(_PORTS)) if is_free(port))
    path.write_text(str(port), "ascii")
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of an ended server linger
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
