"""`hms-server`: the commands of whoever looks after the server."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from server.core.settings import Settings
from server.core.stores import StoreError, open_stores
from server.importing.dates import DateOrder

app = typer.Typer(
    name="hms-server",
    help="The hospital's server: its database, its queues, its screens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
importing = typer.Typer(help="Take over another system's data.", no_args_is_help=True)
app.add_typer(importing, name="import")


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
