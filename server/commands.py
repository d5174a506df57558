"""What the command line does once the stores answer: each opens the database as the server's role would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from rich.progress import Progress, TaskID

from server.catalogue.loader import load_catalogue
from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.settings import Settings
from server.core.stores import StoreUrls
from server.core.tls import ensure_certificates
from server.demo import load_demo
from server.features.access.service import ensure_roles
from server.features.analysers.setup import SetupRefused, read_setup, set_up
from server.features.workstations.service import open_pairing
from server.importing.columns import read_mapping
from server.importing.dates import DateOrder
from server.importing.patients import ImportOptions, Stage, import_patients
from server.importing.reading import ImportRefused
from server.migrate import is_current, migrate
from shared.rules.pairing import shown


@contextmanager
def _database(settings: Settings, urls: StoreUrls) -> Iterator[Database]:
    """Up to date and able to read encrypted columns."""
    Encrypted.keys = KeyRing.load(settings.keys_dir)
    database = Database(urls.app_url, pool_size=2)
    try:
        if not is_current(database.engine):
            migrate(urls.owner_url)
        yield database
    finally:
        database.close()


def pair(settings: Settings, urls: StoreUrls) -> str:
    """The code for one more computer, as people read it."""
    ensure_certificates(settings.keys_dir)
    with _database(settings, urls) as database, database.transaction() as session:
        return shown(open_pairing(session, SystemClock().now()).code)


def catalogue(settings: Settings, urls: StoreUrls) -> str:
    """Roles and master data; what was added or corrected, in words."""
    with _database(settings, urls) as database, database.transaction() as session:
        ensure_roles(session)
        counts = asdict(load_catalogue(session))
    return "Added or corrected: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())


def analysers(settings: Settings, urls: StoreUrls, file: Path) -> bool:
    """Sets them up and says so; whether the file was right."""
    try:
        setup = read_setup(file)
        with _database(settings, urls) as database, database.transaction() as session:
            done = set_up(session, setup)
    except SetupRefused as refused:
        typer.echo(f"{refused}\nNothing was changed.", err=True)
        return False
    typer.echo(f"{done.in_use} analysers in use, {done.switched_off} switched off.")
    return True


def demo(settings: Settings, urls: StoreUrls) -> str:
    """The demonstration hospital with its catalogue."""
    with _database(settings, urls) as database:
        with database.transaction() as session:
            ensure_roles(session)
            load_catalogue(session)
        counts = asdict(load_demo(database, SystemClock()))
    return "Loaded: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())


def import_file(
    settings: Settings,
    urls: StoreUrls,
    file: Path,
    *,
    mapping: Path | None,
    source: str | None,
    date_order: DateOrder,
    report: Path | None,
    dry_run: bool,
    skip_refused: bool,
) -> bool:
    """Imports and says what came of it; whether anything was, or could be, imported."""
    options = ImportOptions(
        mapping=read_mapping(mapping) if mapping else None,
        source=source,
        date_order=date_order,
        dry_run=dry_run,
        skip_refused=skip_refused,
    )
    with _database(settings, urls) as database, Progress() as bar:
        tasks: dict[Stage, TaskID] = {}

        def show(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage.value.capitalize(), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        try:
            result = import_patients(database, SystemClock(), file, options, show)
        except ImportRefused as refused:
            typer.echo(str(refused), err=True)
            return False
    if report is not None:
        result.write(report)
    typer.echo(
        f"{result.rows} rows read, {result.imported} imported, "
        f"{result.known} known already, {len(result.refused)} refused."
    )
    for refusal in result.refused[:20]:
        typer.echo(f"  line {refusal.line}: {refusal.reason}", err=True)
    if result.refused and not skip_refused:
        typer.echo("Nothing was imported. Mend the file, or repeat with --skip-refused.", err=True)
        return False
    return True
