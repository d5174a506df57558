"""A month of the logs goes into a file, is compared, dropped, and comes back; the verification stays right."""

import gzip
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import ProgrammingError
from typer.testing import CliRunner

import server
from server.cli import app
from server.core.clock import SystemClock
from server.core.database import Database
from server.features.audit import verifying
from server.features.audit.archive_file import ArchiveRefused
from server.features.audit.archive_repository import ArchiveRepository
from server.features.audit.archiving import Archiving
from server.features.audit.excuses import compare_files
from server.features.audit.findings import Kind, Report
from server.features.audit.seal_repository import SealRepository
from server.features.audit.sealing import Sealer
from server.features.audit.seals import GENESIS, LOGS, Seal
from server.features.audit.verifying import Verifier
from tests.server.features.audit.conftest import VISITS
from tests.support.server import TurnedClock
from tests.support.stores import Fresh

MONTH = date(2024, 3, 1)
ARRIVALS = Path(server.__file__).parent / "migrations" / "versions" / "0055_arrivals.py"


class MarchClock:
    """In which the old month was sealed, and the day of today after it."""

    def now(self):
        return SystemClock().now().replace(year=2024, month=3, day=20)


@pytest.fixture
def old_month(sealed: Database, superuser: psycopg.Connection):
    """The day's rows as if they were of that month and sealed then; and once more after them, as they are."""
    superuser.execute("DELETE FROM seals")
    for log in LOGS:
        superuser.execute("SELECT hms_make_partition(%s, '2024-03-01T00:00:00Z')", [log])
        superuser.execute(f"CREATE TEMP TABLE {log}_aside AS SELECT * FROM {log}")
        superuser.execute(f"DELETE FROM {log}")
    march = "overlay(id::text PLACING substr(hms_ulid_floor('2024-03-20T10:00:00Z')::text, 1, 13) FROM 1 FOR 13)"
    for clock, id_ in ((MarchClock(), march), (TurnedClock(), "id::text")):
        for log in LOGS:
            changed = f"jsonb_build_object('id', {id_}, 'transaction_id', pg_current_xact_id()::text)"
            superuser.execute(
                f"INSERT INTO {log} SELECT (jsonb_populate_record(aside, {changed})).* FROM {log}_aside aside"
            )
        Sealer(sealed, clock).seal()
    return Verifier(sealed).run().rows


@pytest.fixture
def archiving(day: Fresh):
    database = Database(day.owner_url, pool_size=1)
    yield Archiving(database, SystemClock())
    database.close()


def test_a_month_goes_into_a_file_and_comes_back(archiving, old_month, sealed, superuser, tmp_path):
    file = archiving.export(MONTH, tmp_path)
    assert Verifier(sealed).run().findings == []

    archiving.detach(MONTH, file.path)

    gone = Verifier(sealed).run()
    assert superuser.execute("SELECT to_regclass('access_log_2024_03')").fetchone() == (None,)
    assert gone.findings == []
    assert gone.archived == {file.path.name: file.rows}
    assert gone.rows == old_month - file.rows
    assert any(f"2024-03  in {file.path.name}" in line for line in archiving.standing())
    archiving.verify(file.path)

    archiving.restore(file.path)

    back = Verifier(sealed).run()
    assert (back.findings, back.rows, dict(back.archived)) == ([], old_month, {})
    row = superuser.execute("SELECT id FROM access_log_2024_03").fetchone()
    superuser.execute("UPDATE access_log SET part = 'bills' WHERE id = %s", row)
    assert len(Verifier(sealed).run().findings) == 1


def test_a_file_that_was_changed_or_cut_is_refused(archiving, old_month, tmp_path):
    file = archiving.export(MONTH, tmp_path)
    lines = gzip.decompress(file.path.read_bytes()).decode().splitlines(keepends=True)

    for number, told in enumerate(("".join(lines[:-1]), "".join(lines).replace('"timeline"', '"bills"', 1))):
        forged = tmp_path / f"{number}.jsonl.gz"
        forged.write_bytes(gzip.compress(told.encode()))
        with pytest.raises(ArchiveRefused):
            archiving.detach(MONTH, forged)
    (tmp_path / "no.gz").write_bytes(b"nothing of the kind")
    with pytest.raises(ArchiveRefused, match="can't be read"):
        archiving.verify(tmp_path / "no.gz")


def test_a_row_that_was_tampered_with_is_not_put_away_unseen(archiving, old_month, superuser, tmp_path):
    superuser.execute("DELETE FROM access_log_2024_03 WHERE id = (SELECT min(id::text)::uuid FROM access_log_2024_03)")

    with pytest.raises(ArchiveRefused, match="is not what was sealed"):
        archiving.export(MONTH, tmp_path)


def test_a_note_alone_excuses_nothing(archiving, old_month, sealed, superuser, tmp_path):
    """Each a way to take a month away with a word in the table of those that lie in files."""
    file = archiving.export(MONTH, tmp_path)
    superuser.execute(
        "INSERT INTO audit_archives (month, file_name, digest, rows, archived_at, sealed) "
        "VALUES ('2024-03-01', 'none.gz', '', 3, now(), '')"
    )
    superuser.execute("DELETE FROM access_log_2024_03")

    here = Verifier(sealed).run()
    for log in LOGS:
        superuser.execute(f"DROP TABLE {log}_2024_03")
    gone = Verifier(sealed).run()
    superuser.execute("UPDATE audit_archives SET rows = %s, sealed = %s", [file.rows, sealed_of(sealed)])
    unlogged = Verifier(sealed).run()
    superuser.execute("UPDATE audit_archives SET archived_at = '1999-01-01T00:00:00Z'")
    early = Verifier(sealed).run()

    for report, missing, why in (
        (here, VISITS, "the month is in the database"),
        (gone, file.rows, "it is not of what was sealed"),
        (unlogged, file.rows, "the log knows nothing of it"),
        (early, file.rows, "before the month was over"),
    ):
        assert sum(found.kind is Kind.MISSING for found in report.findings) == missing
        assert [found.what for found in report.findings if why in found.detail] == ["2024-03 in none.gz"]
    with sealed.engine.connect() as app, pytest.raises(ProgrammingError, match="permission denied"):
        app.exec_driver_sql("UPDATE audit_archives SET restored_at = now()")


def test_a_month_may_be_put_away_again_and_the_log_of_that_after_it(
    archiving, old_month, sealed, superuser, day, tmp_path
):
    file = archiving.export(MONTH, tmp_path)
    archiving.detach(MONTH, file.path)
    archiving.restore(file.path)
    archiving.detach(MONTH, file.path)
    again = Verifier(sealed).run()

    superuser.execute("UPDATE audit_archives SET archived_at = archived_at + interval '1 second'")
    unlogged = Verifier(sealed).run()
    superuser.execute("UPDATE audit_archives SET archived_at = '2024-04-03T00:00:00Z'")
    unknown = Verifier(sealed).run()
    with psycopg.connect(day.owner_dsn, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO audit_archives (month, file_name, digest, rows, archived_at, sealed) "
            "VALUES ('2024-04-01', 'april.gz', '', 0, now(), sha256(''))"
        )
    known = Verifier(sealed).run()

    assert again.findings == known.findings == []
    for report in (unlogged, unknown):
        assert sum(found.kind is Kind.MISSING for found in report.findings) == file.rows


def test_a_month_put_away_by_an_older_version_gets_what_was_sealed_of_it(
    archiving, old_month, sealed, superuser, tmp_path
):
    archiving.detach(MONTH, archiving.export(MONTH, tmp_path).path)
    was = sealed_of(sealed)

    for first in (0, 1):  # of an arrival, or one by one
        superuser.execute("UPDATE seals SET from_transaction = %s", [first])
        superuser.execute("UPDATE audit_archives SET sealed = ''")
        superuser.execute(runpy.run_path(str(ARRIVALS))["_SEALED"])
        assert superuser.execute("SELECT sealed FROM audit_archives").fetchone() == (was,)


def test_a_month_of_another_place_comes_back_and_only_a_stranger_in_it_is_named(
    archiving, old_month, sealed, superuser, monkeypatch, tmp_path
):
    """Its transactions bear numbers that this place gave to others since."""
    with sealed.transaction() as session:
        march, today = map(Seal.of, SealRepository(session).seals(0, 2))
    superuser.execute("DELETE FROM seals")
    previous = GENESIS
    arrival = Seal(2, march.place, 0, 1, 1, b"", march.at)
    for seal in (replace(march, place="elsewhere"), arrival, replace(today, number=3, from_transaction=1)):
        with sealed.transaction() as session:
            previous = SealRepository(session).add(seal, previous)
    file = archiving.export(MONTH, tmp_path)
    archiving.detach(MONTH, file.path)
    archiving.restore(file.path)
    monkeypatch.setattr(verifying, "_SEALS", 1)

    back = Verifier(sealed).run()
    superuser.execute(
        "INSERT INTO access_log SELECT (jsonb_populate_record(r, jsonb_build_object('id', overlay(gen_random_uuid()"
        "::text PLACING substr(id::text, 1, 13) FROM 1 FOR 13)))).* FROM access_log_2024_03 r LIMIT 1"
    )
    named = Verifier(sealed).run()

    assert back.findings == []
    assert [found.kind for found in named.findings] == [Kind.ADDED]


def test_the_files_themselves_are_looked_at_when_asked(archiving, old_month, sealed, tmp_path):
    file = archiving.export(MONTH, tmp_path)
    archiving.detach(MONTH, file.path)
    whole, gone = Report(), Report()

    compare_files(sealed, tmp_path, whole)
    file.path.rename(tmp_path / "elsewhere.gz")
    compare_files(sealed, tmp_path, gone)

    assert whole.findings == []
    assert [found.kind for found in gone.findings] == [Kind.FILE]


def test_a_month_before_the_first_seal_is_put_away_as_any_other(archiving, old_month, sealed, superuser, tmp_path):
    """An upgrade: all that is there is sealed years later."""
    superuser.execute("DELETE FROM seals")
    Sealer(sealed, TurnedClock()).seal()

    file = archiving.export(MONTH, tmp_path)
    archiving.detach(MONTH, file.path)

    assert Verifier(sealed).run().findings == []


def sealed_of(database: Database) -> bytes:
    with database.transaction() as session:
        return ArchiveRepository(session).sealed(MONTH)[1]


def test_what_is_young_going_on_or_not_there_stays(archiving, old_month, tmp_path):
    path = archiving.export(MONTH, tmp_path).path
    now = SystemClock().now().date().replace(day=1)

    with pytest.raises(ArchiveRefused, match="is not over"):
        archiving.detach(now, path, force=True)
    with pytest.raises(ArchiveRefused, match="younger than 24 months"):
        archiving.detach(now.replace(year=now.year - 1), path)
    with pytest.raises(ArchiveRefused, match="is of 2024-03"):
        archiving.detach(date(2024, 2, 1), path)
    with pytest.raises(ArchiveRefused, match="not in the database"):
        archiving.export(date(2001, 1, 1), tmp_path)
    with pytest.raises(ArchiveRefused, match="is in the database"):
        archiving.restore(path)


def test_the_commands_are_there_with_their_help():
    told = CliRunner().invoke(app, ["archive", "--help"]).output

    assert all(command in told for command in ("list", "export", "verify", "detach", "restore"))
