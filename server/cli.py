"""`hms-server`: the commands of whoever looks after the server."""

import gc
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.core.settings import Settings
from server.core.stores import StoreError, Stores, open_stores
from server.importing.dates import DateOrder

if TYPE_CHECKING:
    from server.features.audit.archive_file import ArchiveFile
    from server.features.audit.archiving import Archiving

app = typer.Typer(
    name="hms-server",
    help="The hospital's server: its database, its queues, its screens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
importing = typer.Typer(help="Take over another system's data.", no_args_is_help=True)
app.add_typer(importing, name="import")
keys = typer.Typer(help="The keys that sensitive columns and documents are encrypted under.", no_args_is_help=True)
app.add_typer(keys, name="keys")
auditing = typer.Typer(help="Whether the logs are as they were sealed.", no_args_is_help=True)
app.add_typer(auditing, name="audit")
archive = typer.Typer(help="Put old months of the logs into files, and bring them back.", no_args_is_help=True)
app.add_typer(archive, name="archive")
Month = Annotated[datetime, typer.Argument(formats=["%Y-%m"], help="Such as 2024-11.")]
ArchivePath = Annotated[Path, typer.Argument(help="A file of `archive export`.", exists=True, dir_okay=False)]


@app.command()
def run() -> None:
    """Run the server until it is stopped, on stores of its own or those of HMS_DATABASE_URL and HMS_REDIS_URL."""
    from server.run import run as supervise  # the supervisor stays light: nothing else is loaded

    raise typer.Exit(supervise(Settings()))


@app.command(hidden=True)
def worker() -> None:
    """One process that answers requests, and the one that keeps it; `run` starts them."""
    gc.disable()  # while it loads, which makes nothing that goes: it answers a second sooner, and turns it on itself
    from server.keeper import keep
    from server.worker import work  # the supervisor stays light: only the worker loads the application

    settings = Settings()
    raise typer.Exit(keep(lambda: work(settings)))


@app.command(hidden=True)
def listen() -> None:
    """The process that listens to analysers; `run` starts it where there are any."""
    from server.listener import listen as take_results  # the supervisor stays light

    raise typer.Exit(take_results(Settings()))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema; the server also does it at start."""
    from server.migrate import migrate as to_head  # alembic takes half a second to load

    with open_stores(Settings()) as urls:
        to_head(urls.owner_url)
    typer.echo("The database is up to date.")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where it goes: another disk than the server's.", file_okay=False)],
    keys: Annotated[Path | None, typer.Option(help="Where a copy of the keys goes: neither here nor there.")] = None,
) -> None:
    """Back the database up, while the server runs or not; read back whole before it counts."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        typer.echo(commands.back_up(settings, urls, folder, keys))


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup: the folder named hms-…", exists=True, file_okay=False)],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Though there is a hospital in the database.")] = False,
) -> None:
    """Put a backup back. The server must be stopped, and the keys of the backup be in its data directory."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    stores = Stores(settings)
    urls = stores.start()  # refused while a server runs on them
    try:
        typer.echo(commands.restore(settings, urls, folder, replace=replace))
    finally:
        stores.stop()


@app.command()
def pair() -> None:
    """Let one more computer in: shows a code to type there, good for ten minutes."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        code = commands.pair(settings, urls)
    typer.echo(f"Type this code on the new computer within ten minutes:\n\n    {code}\n")


@app.command()
def catalogue() -> None:
    """Load ICD-10, medicines, instructions, tests and ranges; safe to repeat."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        typer.echo(commands.catalogue(settings, urls))


@app.command()
def analysers(
    file: Annotated[Path, typer.Argument(help="A TOML file, see docs/analysers.md.", exists=True, dir_okay=False)],
) -> None:
    """Say which analysers there are and what their codes mean; safe to repeat, others are switched off."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        done = commands.analysers(settings, urls, file)
    raise typer.Exit(0 if done else 1)


@importing.command("patients")
def import_patients(
    file: Annotated[Path, typer.Argument(help="A CSV file, UTF-8.", exists=True, dir_okay=False)],
    mapping: Annotated[Path | None, typer.Option(help="A TOML file that says which column is what.")] = None,
    source: Annotated[str | None, typer.Option(help="The other system's name: its records are imported once.")] = None,
    date_order: Annotated[DateOrder, typer.Option(help="How 03/04/2020 is meant.")] = DateOrder.AUTO,
    report: Annotated[Path | None, typer.Option(help="Where refused rows are written, with line and reason.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, import nothing.")] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help="Import the good rows though others are refused.")
    ] = False,
) -> None:
    """Import patients from another system's export. One bad row and nothing is imported, unless --skip-refused."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        done = commands.import_file(
            settings,
            urls,
            file,
            mapping=mapping,
            source=source,
            date_order=date_order,
            report=report,
            dry_run=dry_run,
            skip_refused=skip_refused,
        )
    raise typer.Exit(0 if done else 1)


@keys.command("add")
def add_key() -> None:
    """Only for a server of several machines: make the next key, to copy it to all of them before it is used."""
    from server import commands  # loads the application, which most commands need not

    typer.echo(commands.add_key(Settings()))


@keys.command("rotate")
def rotate_keys() -> None:
    """Encrypt under a new key from now on and write anew what is there, while the server runs. Safe to cut off."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        done = commands.rotate_keys(settings, urls)
    raise typer.Exit(0 if done else 1)


@app.command("reset-second-proof")
def reset_second_proof(
    user_name: Annotated[str, typer.Argument(help="Whose: the name typed at the sign-in.")],
) -> None:
    """For the administrator who lost phone and recovery codes: a new second proof is set up at the next sign-in."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        done = commands.reset_second_proof(settings, urls, user_name)
    raise typer.Exit(0 if done else 1)


@auditing.command("verify")
def audit_verify(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Begin with this day's seals.")] = None,
    anchors: Annotated[
        list[Path] | None, typer.Option(help="Anchors that were kept elsewhere: a file, or a folder.", exists=True)
    ] = None,
    archives: Annotated[
        Path | None, typer.Option(help="The folder of the archived months: each file is read.", file_okay=False)
    ] = None,
    *,
    records: Annotated[
        bool, typer.Option("--records", help="Also hold the ledger and all else that only grows against the log.")
    ] = False,
) -> None:
    """Find what was changed, removed or added behind the server's back; 1 if anything was. Safe while it runs."""
    from server import audit_commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        whole = audit_commands.verify(
            settings,
            urls,
            since=since.date() if since else None,
            anchors=anchors or [],
            records=records,
            archives=archives,
        )
    raise typer.Exit(0 if whole else 1)


@archive.command("list")
def archive_list() -> None:
    """Where each month of the logs lies."""
    _archive(lambda archiving: archiving.standing())


@archive.command("export")
def archive_export(
    month: Month, to: Annotated[Path, typer.Option(help="The folder for the file.", file_okay=False)] = Path()
) -> None:
    """Write a month's logs into a file, read it again, and compare it with the database and the seals."""
    _archive(lambda archiving: [f"Written and compared: {_told(archiving.export(month.date(), to))}"])


@archive.command("verify")
def archive_verify(file: ArchivePath) -> None:
    """Whether a file is as it was written, and as its rows were sealed."""
    _archive(lambda archiving: [f"As it was sealed: {_told(archiving.verify(file))}"])


@archive.command("detach")
def archive_detach(
    month: Month,
    file: ArchivePath,
    *,
    force: Annotated[bool, typer.Option("--force", help="Also a month younger than two years.")] = False,
) -> None:
    """Compare a month with its file once more, and take it out of the database."""
    _archive(
        lambda archiving: [f"Taken out of the database: {_told(archiving.detach(month.date(), file, force=force))}"]
    )


@archive.command("restore")
def archive_restore(file: ArchivePath) -> None:
    """Bring a month back into the database."""
    _archive(lambda archiving: [f"Brought back: {_told(archiving.restore(file))}"])


def _archive(do: "Callable[[Archiving], list[str]]") -> None:
    from server import audit_commands  # loads the application, which most commands need not
    from server.features.audit.archive_file import ArchiveRefused  # as above

    settings = Settings()
    with open_stores(settings) as urls, audit_commands.archiving(settings, urls) as archiving:
        try:
            typer.echo("\n".join(do(archiving)))
        except ArchiveRefused as refused:
            typer.echo(f"{refused}\nNothing was changed.", err=True)
            raise typer.Exit(1) from refused


def _told(file: "ArchiveFile") -> str:
    return f"{file.rows} rows of {file.month:%Y-%m} in {file.path}, SHA-256 {file.digest.hex()}"


@app.command()
def demo() -> None:
    """Load the demonstration hospital into an empty database. Its passwords are public: never for real patients."""
    from server import commands  # loads the application, which most commands need not

    settings = Settings()
    with open_stores(settings) as urls:
        typer.echo(commands.demo(settings, urls))


def main() -> None:
    """The entry point: a sentence for people instead of a traceback when the stores are the matter."""
    try:
        app()
    except StoreError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
