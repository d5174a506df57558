"""The whole database in one folder, read back before it counts; and the way back. The keys go apart: see README."""

import hashlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.engine import make_url

from server.core.account import Account
from server.core.crypto import CannotDecrypt, KeyRing
from server.core.settings import Settings
from server.core.stores.binaries import find_postgres
from server.core.stores.errors import StoreError
from server.migrate import knows
from shared.version import VERSION

_DUMP: Final = "database.dump"
_ABOUT: Final = "about.json"
_PLACE: Final = "backup"
_CHUNK: Final = 1 << 20
_SEALED: Final = b"what these keys have sealed"
_INDEX: Final = "index.key"
# Whoever is connected all the same is not waited for.
_ROOM: Final = b"""
    SET client_min_messages = error;
    BEGIN;
    SET LOCAL lock_timeout = '5s';
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public;
"""
_HEART: Final = "TABLE DATA public patients"
"""What no hospital's backup is without."""


class BackupError(StoreError):
    """A sentence for whoever typed the command; nothing was lost."""


@dataclass(frozen=True)
class About:
    """What lies beside the dump and says what it is."""

    made_at: str
    version: str
    tables: int
    sha256: str
    sealed: dict[str, str]
    """Under each key of then, by its file's name: a restore with others is refused before it begins."""


def back_up(
    settings: Settings, owner_url: str, folder: Path, now: datetime, *, has_its_keys: bool = True
) -> tuple[Path, int]:
    """A new folder within `folder` and its size. Raises BackupError; what is half made is called so.

    Where the keys here are not those of the database, it is tied to none.
    """
    made = _free_name(folder, now)
    part = made.with_name(f"{made.name}.part")
    try:
        part.mkdir(parents=True)
    except OSError as error:
        raise BackupError(f"Nothing can be written to {folder}: {error.strerror}.") from error
    dump = part / _DUMP
    _run(settings, owner_url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    proofs = _proofs(KeyRing.load(settings.keys_dir)) if has_its_keys else {}
    about = About(
        made_at=now.isoformat(timespec="seconds"),
        version=VERSION,
        tables=_tables_in(settings, owner_url, dump),
        sha256=_sha256(dump),
        sealed={name: b64encode(proof).decode() for name, proof in proofs.items()},
    )
    (part / _ABOUT).write_text(json.dumps(asdict(about), indent=2), encoding="utf-8")
    for path in (dump, part / _ABOUT, part):
        _sync(path)
    part.rename(made)
    _sync(folder)
    return made, (made / _DUMP).stat().st_size


def copy_keys(settings: Settings, folder: Path) -> Path:
    """For the safe: they open every backup of this hospital."""
    target = folder / "hms-keys"
    shutil.copytree(settings.keys_dir, target, dirs_exist_ok=True)
    target.chmod(0o700)
    return target


def read_back(settings: Settings, owner_url: str, made: Path) -> About:
    """What the folder holds, once it is whole and these keys open it. Raises BackupError."""
    try:
        about = _about((made / _ABOUT).read_text(encoding="utf-8"))
        whole = _sha256(made / _DUMP) == about.sha256
    except (OSError, LookupError, ValueError, TypeError) as error:
        raise BackupError(f"{made} holds no backup that can be read.") from error
    if not whole:
        raise BackupError(f"The backup in {made} is damaged: take another one.")
    _check_keys(about, KeyRing.load(settings.keys_dir), settings.keys_dir)
    _tables_in(settings, owner_url, made / _DUMP)
    revision = _revision_in(settings, owner_url, made / _DUMP)
    if not knows(revision):
        raise BackupError(
            f"This backup was made by version {about.version}, which is newer than {VERSION} here: install it."
        )
    return about


def put_back(settings: Settings, owner_url: str, made: Path) -> None:
    """In the place of all that is there; in one transaction, so that a failure leaves what was."""
    read = _command(settings, owner_url, "pg_restore", "--no-owner", "--no-privileges", "--file=-", str(made / _DUMP))
    write = _command(
        settings, owner_url, "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output", os.devnull
    )
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(**read, stdout=subprocess.PIPE, stderr=words) as source,
        subprocess.Popen(**write, stdin=subprocess.PIPE, stderr=words) as target,
    ):
        if source.stdout is None or target.stdin is None:
            raise AssertionError
        with suppress(BrokenPipeError):  # it has said why by then
            target.stdin.write(_ROOM)
            shutil.copyfileobj(source.stdout, target.stdin, _CHUNK)
            if source.wait() == 0:  # what ends before is rolled back
                target.stdin.write(b"COMMIT;\n\\set ON_ERROR_STOP 0\nANALYZE;\n")
        source.stdout.close()  # or it would write on, and wait, where nobody reads any more
        with suppress(BrokenPipeError):
            target.stdin.close()
        if target.wait() or source.wait():
            words.seek(0)
            raise BackupError(f"The backup could not be put back: {_last_line(words.read().decode())}")


def _about(text: str) -> About:
    """Raises ValueError, LookupError or TypeError for what is none."""
    told = json.loads(text)
    if isinstance(told["sealed"], str):  # until there was a proof of each key: of the one that encrypted
        told["sealed"] = {f"data-{b64decode(told['sealed'])[0]}.key": told["sealed"]}
    return About(**told)


def _proofs(keys: KeyRing) -> dict[str, bytes]:
    """What only these keys make or open, by the file each lies in."""
    sealed = {f"data-{number}.key": proof for number, proof in keys.proofs(_SEALED, _PLACE).items()}
    return {**sealed, _INDEX: keys.blind_index(_SEALED.decode(), _PLACE)}


def _check_keys(about: About, keys: KeyRing, folder: Path) -> None:
    wrong = [name for name, proof in about.sealed.items() if not _is_there(keys, name, b64decode(proof))]
    if wrong:
        raise BackupError(
            f"This backup needs the keys {', '.join(about.sealed)}. In {folder} there is not the right "
            f"{', '.join(wrong)}: put its keys there first, then restore."
        )


def _is_there(keys: KeyRing, name: str, proof: bytes) -> bool:
    if name == _INDEX:
        return keys.blind_index(_SEALED.decode(), _PLACE) == proof
    try:
        return keys.decrypt(proof, _PLACE) == _SEALED
    except CannotDecrypt:
        return False


def _free_name(folder: Path, now: datetime) -> Path:
    """A restore that backs up first may come within the second of the backup it restores."""
    names = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    return next(path for rest in names if not (path := folder / f"hms-{now:%Y-%m-%d-%H%M%S}{rest}").exists())


def _tables_in(settings: Settings, owner_url: str, dump: Path) -> int:
    """Reads every byte of it, as a restore would."""
    _run(settings, owner_url, "pg_restore", f"--file={os.devnull}", str(dump))
    listed = _run(settings, owner_url, "pg_restore", "--list", str(dump))
    if _HEART not in listed:
        raise BackupError(f"{dump} is no database of a hospital.")
    return listed.count(" TABLE DATA ")


def _revision_in(settings: Settings, owner_url: str, dump: Path) -> str:
    """Of its schema."""
    told = _run(settings, owner_url, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(dump))
    lines = told.splitlines()
    return next((lines[at + 1] for at, line in enumerate(lines) if line.startswith("COPY ")), "")


def _run(settings: Settings, url: str, program: str, *arguments: str) -> str:
    """Its words."""
    done = subprocess.run(**_command(settings, url, program, *arguments), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed: {_last_line(done.stderr)}")
    return str(done.stdout)


def _command(settings: Settings, url: str, program: str, *arguments: str) -> dict[str, Any]:
    """The password goes by the environment, where no other account sees it."""
    folder = find_postgres(settings.postgres_dir, settings.binaries_dir, Account.choose()).folder
    place = make_url(url)
    known = {
        "PGHOST": place.host or str(place.query.get("host", "")),
        "PGPORT": str(place.port or ""),
        "PGUSER": place.username,
        "PGPASSWORD": place.password,
        "PGDATABASE": place.database,
    }
    told = {name: str(value) for name, value in known.items() if value}
    return {"args": [folder / program, *arguments], "env": {**os.environ, **told}}


def _last_line(words: str) -> str:
    return next(iter(reversed(words.strip().splitlines())), "?")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
