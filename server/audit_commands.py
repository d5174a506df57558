"""What `hms-server audit` and `hms-server archive` do once the stores answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import typer

from server.commands import opened
from server.core.clock import SystemClock
from server.core.database import Database
from server.core.settings import Settings
from server.core.stores import StoreError, StoreUrls
from server.features.audit.anchors import Anchor, read_anchors
from server.features.audit.archiving import Archiving
from server.features.audit.excuses import compare_files
from server.features.audit.records import compare_records
from server.features.audit.service import note_check
from server.features.audit.verifying import Verifier


def verify(
    settings: Settings,
    urls: StoreUrls,
    *,
    since: date | None,
    anchors: list[Path],
    records: bool,
    archives: Path | None = None,
) -> bool:
    """Says what was checked and found; whether all is as it was sealed."""
    # The anchors first: what is sealed meanwhile is then ahead of them, never behind.
    known = [anchor for place in (*settings.anchor_dirs, *anchors) for anchor in _read(place)]
    start = datetime.combine(since, time(), UTC) if since else None
    with opened(settings, urls) as database:
        report = Verifier(database, since=start, anchors=known).run()
        if records:
            compare_records(database, report)
        if archives is not None:
            compare_files(database, archives, report)
        note_check(database, SystemClock().now(), report)
    for line in report.lines():
        typer.echo(line, err=bool(report.findings))
    return not report.findings


def _read(place: Path) -> list[Anchor]:
    """Raises StoreError, in words."""
    try:
        return read_anchors(place)
    except (OSError, ValueError) as error:
        raise StoreError(f"The anchors in {place} can't be read: {error}. Nothing was verified.") from error


@contextmanager
def archiving(settings: Settings, urls: StoreUrls) -> Iterator[Archiving]:
    """As the database's owner, who alone may drop a month."""
    with opened(settings, urls):
        database = Database(urls.owner_url, pool_size=1, name="hms-server archive")
        try:
            yield Archiving(database, SystemClock())
        finally:
            database.close()
