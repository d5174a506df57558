"""What the command line does once the stores answer: each opens the database as the server's role would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import typer
from redis import Redis
from rich.progress import Progress, TaskID
from sqlalchemy.exc import SQLAlchemyError

from server import backup
from server.catalogue.loader import load_catalogue
from server.core.clock import SystemClock, business_date
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.house import load_house
from server.core.key_files import KeyFiles, NoKeyNumberLeft
from server.core.rotation import MayNotRotate, Rotation, RotationRuns, opens_what_is_there
from server.core.settings import Settings
from server.core.stores import StoreUrls
from server.core.tls import ensure_certificates
from server.demo import load_demo
from server.features.access.second_factor import forget_second_factor
from server.features.access.service import ensure_roles
from server.features.analysers.setup import SetupRefused, read_setup, set_up
from server.features.audit.anchors import set_aside
from server.features.reminders.repository import ReminderRepository
from server.features.reminders.restored import doubt_what_was_due
from server.features.reports.restored import begin_anew, doubt_letters_due
from server.features.reports.saved_repository import SavedReportsRepository
from server.features.system.repository import SystemRepository
from server.features.system.tables import Backup
from server.features.workstations.service import open_pairing
from server.importing.columns import read_mapping
from server.importing.dates import DateOrder
from server.importing.patients import ImportOptions, Stage, import_patients
from server.importing.reading import ImportRefused
from server.migrate import empty, is_current, is_empty, migrate
from server.schema import METADATA
from shared.ids import new_id
from shared.rules.pairing import shown
from shared.version import VERSION


@contextmanager
def opened(settings: Settings, urls: StoreUrls, *, as_owner: bool = False) -> Iterator[Database]:
    """Up to date and able to read encrypted columns."""
    Encrypted.keys = KeyRing.load(settings.keys_dir)
    database = Database(urls.owner_url if as_owner else urls.app_url, pool_size=2, name="hms-server command")
    try:
        if not is_current(database.engine):
            migrate(urls.owner_url)
        yield database
    finally:
        database.close()


def back_up(settings: Settings, urls: StoreUrls, folder: Path, keys: Path | None) -> str:
    """Where the backup is and what else belongs in a safe."""
    clock = SystemClock()
    with opened(settings, urls) as database:
        made, size = backup.back_up(settings, urls.owner_url, folder.resolve(), clock.now())
        with database.transaction() as session:
            SystemRepository(session).add(Backup(id=new_id(), made_at=clock.now(), place=str(made), size=size))
    told = f"The backup is in {made} ({-(-size // 1_000_000)} MB), and was read back whole."
    if keys is None:
        return f"{told}\nIts keys are not in it: keep a copy of {settings.keys_dir} elsewhere, or no one can read it."
    return f"{told}\nIts keys are in {backup.copy_keys(settings, keys.resolve())}: keep them apart from it."


def restore(settings: Settings, urls: StoreUrls, made: Path, *, replace: bool) -> str:
    """Puts a backup back; what was there before is backed up beside it first. Raises BackupError."""
    about = backup.read_back(settings, urls.owner_url, made)
    kept, has_its_keys = None, True
    if not is_empty(urls.owner_url):
        if not replace:
            raise backup.BackupError(
                "There is a hospital in this database already. Say --replace if its present state shall go; "
                "it is backed up first."
            )
        has_its_keys = _has_its_keys(settings, urls)
        kept, _ = backup.back_up(
            settings, urls.owner_url, made.resolve().parent, SystemClock().now(), has_its_keys=has_its_keys
        )
    backup.put_back(settings, urls.owner_url, made)
    try:
        migrate(urls.owner_url)
        doubted = _doubt(settings, urls)  # before whatever else may fail: the server may be started all the same
    except SQLAlchemyError as error:
        if kept is None:
            empty(urls.owner_url)
        else:
            backup.put_back(settings, urls.owner_url, kept)
        raise backup.BackupError(
            f"The backup of version {about.version} could not be brought up to {VERSION} ({error.__cause__ or error}). "
            "All is as it was before."
        ) from error
    for anchors in settings.anchor_dirs:
        set_aside(anchors, f"{SystemClock().now():%Y-%m-%d-%H%M%S}")
    Redis.from_url(urls.redis_url).flushdb()  # its pictures are of the state before
    told = [f"Restored: the state of {about.made_at}, {about.tables} tables.", *doubted]
    if kept is not None:
        told.append(f"What was there before is in {kept}.")
    if not has_its_keys:
        told.append(f"It needs other keys than those in {settings.keys_dir}: keep them, or no one can read it.")
    return "\n".join(told)


def _has_its_keys(settings: Settings, urls: StoreUrls) -> bool:
    """Whether the database that is there was written with the keys that are here: those of the backup by now."""
    database = Database(urls.owner_url, pool_size=1)
    try:
        return opens_what_is_there(database, KeyRing.load(settings.keys_dir), METADATA)
    finally:
        database.close()


def _doubt(settings: Settings, urls: StoreUrls) -> list[str]:
    """What may have gone out since the backup, in words."""
    now = SystemClock().now()
    with opened(settings, urls) as database, database.transaction() as session:
        house, reports = load_house(session), SavedReportsRepository(session)
        messages = doubt_what_was_due(ReminderRepository(session), now)
        letters = doubt_letters_due(reports, now)
        mailed = begin_anew(reports, business_date(now, ZoneInfo(house.timezone), house.day_starts))
    told = []
    if messages:
        told.append(
            f"{messages} messages to patients were due by now and may have been sent since the backup: "
            "they are listed as perhaps sent, and none is repeated by itself."
        )
    if letters:
        told.append(
            f"{letters} reports by e-mail were due by now and may have gone out since the backup: "
            "they are listed so, and none is repeated by itself."
        )
    if mailed:
        told.append(f"{mailed} reports that go out by e-mail begin anew today: what was due before is not made up.")
    return told


def pair(settings: Settings, urls: StoreUrls) -> str:
    """The code for one more computer, as people read it."""
    ensure_certificates(settings.keys_dir)
    with opened(settings, urls) as database, database.transaction() as session:
        return shown(open_pairing(session, SystemClock().now()).code)


def catalogue(settings: Settings, urls: StoreUrls) -> str:
    """Roles and master data; what was added or corrected, in words."""
    with opened(settings, urls) as database, database.transaction() as session:
        ensure_roles(session)
        counts = asdict(load_catalogue(session))
    return "Added or corrected: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())


def analysers(settings: Settings, urls: StoreUrls, file: Path) -> bool:
    """Sets them up and says so; whether the file was right."""
    try:
        setup = read_setup(file)
        with opened(settings, urls) as database, database.transaction() as session:
            done = set_up(session, setup)
    except SetupRefused as refused:
        typer.echo(f"{refused}\nNothing was changed.", err=True)
        return False
    typer.echo(f"{done.in_use} analysers in use, {done.switched_off} switched off.")
    return True


def demo(settings: Settings, urls: StoreUrls) -> str:
    """The demonstration hospital with its catalogue."""
    with opened(settings, urls) as database:
        with database.transaction() as session:
            ensure_roles(session)
            load_catalogue(session)
        counts = asdict(load_demo(database, SystemClock()))
    return "Loaded: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())


def reset_second_proof(settings: Settings, urls: StoreUrls, user_name: str) -> bool:
    """Says so; whether there was one."""
    with opened(settings, urls) as database, database.transaction() as session:
        done = forget_second_factor(session, user_name)
    if done:
        typer.echo(f"{user_name} sets up a new second proof at the next sign-in.")
    else:
        typer.echo(f"Nobody called {user_name} has set one up.", err=True)
    return done


def add_key(settings: Settings) -> str:
    """For a server of several machines: a key that nobody encrypts with yet, to be copied to all of them first."""
    number = KeyFiles(settings.keys_dir).add()
    return (
        f"Copy {settings.keys_dir / f'data-{number}.key'} to the server's other machines, then: hms-server keys rotate"
    )


def rotate_keys(settings: Settings, urls: StoreUrls) -> bool:
    """Writes every encrypted value under a new key and says so; whether it could."""
    with opened(settings, urls, as_owner=True) as database, Progress() as bar:
        tasks: dict[str, TaskID] = {}

        def show(table: str, done: int, total: int) -> None:
            if table not in tasks:
                tasks[table] = bar.add_task(table.replace("_", " "), total=total)
            bar.update(tasks[table], completed=done, total=total)

        try:
            rotated = Rotation(database, KeyFiles(settings.keys_dir), METADATA, show).run()
        except (RotationRuns, MayNotRotate, NoKeyNumberLeft) as refused:
            typer.echo(f"{_WHY_NOT_ROTATED[type(refused)]}\nNothing was changed.", err=True)
            return False
    if rotated.ended_earlier_one:
        typer.echo("A rotation that was cut off earlier is complete now.")
    typer.echo(
        f"{rotated.rows} records were written anew under key {rotated.number}; "
        "nothing but the audit log is left under an older one.\n"
        f"Back up {settings.keys_dir} now, and keep the older keys in it: "
        "earlier backups and the sealed audit log are read with them."
    )
    for row in rotated.unreadable[:20]:
        typer.echo(f"  No key here opens {row}: it stayed as it was.", err=True)
    return not rotated.unreadable


_WHY_NOT_ROTATED: Final[dict[type[Exception], str]] = {
    RotationRuns: "Another hms-server keys rotate is at work.",
    MayNotRotate: "The database's owner role may not write past the guards of signed notes and logs. As a superuser: "
    "GRANT SET ON PARAMETER session_replication_role TO <the role of HMS_DATABASE_OWNER_URL>;",
    NoKeyNumberLeft: "All 255 key numbers are used.",
}


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
    with opened(settings, urls) as database, Progress() as bar:
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
