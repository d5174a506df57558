"""The seal keeps up with writers, never alarms about them, and follows the database to another place."""

import asyncio
import threading
from datetime import timedelta

import pytest

from server.audit_commands import verify
from server.core.clock import SystemClock
from server.core.settings import Settings
from server.core.stores import StoreUrls
from server.features.audit import seal_repository, sealing, seals, verifying
from server.features.audit.anchors import ANCHORS, read_anchors
from server.features.audit.findings import Kind, Report
from server.features.audit.records import compare_records
from server.features.audit.seal_repository import SealRepository
from server.features.audit.sealing import Sealer, keep_seal
from server.features.audit.verifying import Stalled, Verifier
from shared.contracts import audit, charts, ledger, patients
from shared.ids import CashSessionId, new_id
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting
from tests.server.features.patients.people import registered
from tests.support.server import NOON, TurnedClock

WRITERS = 8


def test_eight_writers_and_two_sealers_never_make_it_alarm(api, house, database, clock):
    """Each writes at once what the others write; half of them in savepoints, as an import does."""
    api(Role.RECEPTIONIST), api("doctor")  # signed in before the threads ask
    done = threading.Event()
    reports: list[Report] = []
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            for turn in range(3):
                visit = waiting(api(Role.RECEPTIONIST), house.doctor, f"Patient {number} {turn}")
                api("doctor").send(charts.open_chart(patient_id=visit.patient.id))
        except Exception as failure:  # noqa: BLE001 told by the test
            failures.append(failure)

    def look() -> None:
        while not done.is_set():
            reports.append(Verifier(database).run())

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    sealers = [Sealer(database, clock) for _ in range(2)]
    watcher = threading.Thread(target=look)
    for thread in (*writers, watcher):
        thread.start()
    while any(writer.is_alive() for writer in writers):
        for sealer in sealers:
            sealer.seal()
    done.set()
    watcher.join()
    sealers[0].seal()
    reports.append(Verifier(database).run())

    assert failures == []
    assert [finding for report in reports for finding in report.findings] == []
    assert reports[-1].rows > WRITERS * 3 * 6


def test_the_last_seal_of_a_day_is_anchored_when_it_is_over_and_in_every_folder(sealed, tmp_path):
    clock = TurnedClock()
    here, there = tmp_path / "here", tmp_path / "there"
    sealer = Sealer(sealed, clock, [here, there])
    sealer.anchor()
    assert not (here / ANCHORS).exists()  # the day is not over

    clock.advance(timedelta(days=1))
    assert sealer.anchor()
    assert not sealer.anchor()

    assert (here / ANCHORS).read_text() == (there / ANCHORS).read_text()
    assert (here / ANCHORS).read_text().startswith("2026-11-22 ")
    assert len(read_anchors(here)) == 1
    # a folder that was away gets what it lacks
    late = Sealer(sealed, clock, [tmp_path / "late"])
    late.anchor()
    assert read_anchors(tmp_path / "late")[0].hash == read_anchors(here)[0].hash


def test_a_folder_that_is_away_keeps_neither_the_other_nor_the_check(sealed, superuser, tmp_path, caplog):
    clock = TurnedClock()
    here, away = tmp_path / "here", tmp_path / "away"
    away.write_text("a file where the folder should be")
    sealer = Sealer(sealed, clock, [away, here])
    clock.advance(timedelta(days=1))

    assert sealer.anchor()
    sealer.check_when_due()
    sealer.check_when_due()
    assert not sealer.anchor()

    assert sealer.lacking == [away]
    assert caplog.text.count(f"no anchors can be written to {away}") == 1
    assert len(read_anchors(here)) == 1
    assert superuser.execute("SELECT count(*) FROM audit_checks").fetchone() == (1,)
    away.unlink()
    sealer.anchor()
    assert sealer.lacking == []
    assert len(read_anchors(away)) == 1


def test_what_waited_for_days_is_sealed_in_parts_and_none_of_it_alarms(sealed, superuser, monkeypatch):
    """A server that was down while commands wrote."""
    clock = TurnedClock()
    for turn in range(3):
        superuser.execute(
            "INSERT INTO access_log SELECT (jsonb_populate_record(r, jsonb_build_object('transaction_id', "
            "pg_current_xact_id()::text, 'id', overlay(gen_random_uuid()::text PLACING substr(id::text, 1, 13) "
            "FROM 1 FOR 13)))).* FROM access_log r ORDER BY id LIMIT %s",
            [10 - turn],
        )
    clock.advance(timedelta(days=30))
    for module in (sealing, seals, seal_repository):
        monkeypatch.setattr(module, "MOST_ROWS", 9)
    before = superuser.execute("SELECT max(number) FROM seals").fetchone()

    Sealer(sealed, clock).seal()

    number, last = superuser.execute("SELECT max(number) - 3, max(at) FROM seals").fetchone() or (0, NOON)
    assert (number,) == before
    assert Verifier(sealed).run().findings == []
    assert Verifier(sealed, since=last).run().findings == []


def test_a_file_of_anchors_that_was_damaged_counts_as_lacking(sealed, tmp_path):
    clock = TurnedClock()
    clock.advance(timedelta(days=1))
    damaged, blank = tmp_path / "damaged", tmp_path / "blank"
    for folder, content in ((damaged, b"\xff\xfe\n"), (blank, b"  \n")):
        folder.mkdir()
        (folder / ANCHORS).write_bytes(content)
    sealer = Sealer(sealed, clock, [tmp_path / "here", damaged, blank])

    assert sealer.anchor()

    assert sealer.lacking == [damaged]
    assert len(read_anchors(tmp_path / "here")) == 1


def test_the_sealer_goes_on_after_what_nobody_thought_of(caplog):
    class Odd(Sealer):
        def __init__(self) -> None:
            self.tried = 0

        def seal(self) -> int:
            self.tried += 1
            raise LookupError

        def anchor(self) -> bool:
            return self.seal() > 0

        def check_when_due(self) -> None:
            self.seal()

    odd, stop = Odd(), asyncio.Event()
    stop.set()

    asyncio.run(keep_seal(odd, stop))

    assert odd.tried == 3
    assert caplog.text.count("LookupError") == 3


def test_a_verification_that_is_kept_waiting_ends_with_words(sealed, superuser, monkeypatch):
    monkeypatch.setattr(verifying, "_MOST", timedelta(milliseconds=200))

    with superuser.transaction():
        superuser.execute("LOCK TABLE audit_log")
        with pytest.raises(Stalled, match="did not answer in time: somebody may hold the logs"):
            Verifier(sealed).run()


def test_what_was_sealed_lately_is_checked_by_itself(sealed, superuser, caplog):
    sealer = Sealer(sealed, TurnedClock())
    sealer.check()
    assert caplog.records == []

    superuser.execute("DELETE FROM access_log")
    sealer.check()

    checks = superuser.execute("SELECT findings > 0 FROM audit_checks ORDER BY id").fetchall()
    assert checks == [(False,), (True,)]
    assert "findings in the logs" in caplog.text


def test_the_command_says_what_it_found_and_how_the_seal_stands(day, sealed, superuser, api, tmp_path, capsys, keys):
    urls = StoreUrls(day.app_url, day.owner_url, day.redis_url)
    settings = Settings(data_dir=tmp_path)

    assert verify(settings, urls, since=None, anchors=[], records=True)
    assert "Nothing was changed, removed or added." in capsys.readouterr().out

    superuser.execute("UPDATE access_log SET part = 'bills' WHERE id = (SELECT min(id::text)::uuid FROM access_log)")
    assert not verify(settings, urls, since=None, anchors=[], records=False)
    assert "was changed" in capsys.readouterr().err


def test_how_the_seal_stands_is_told(api, house, database):
    Sealer(database, SystemClock()).seal()

    standing = api(Role.ADMINISTRATOR).send(audit.standing())

    assert standing.seals > 0
    assert standing.sealed_at is not None
    assert (standing.verified_at, standing.findings) == (None, None)
    sheet = api(Role.MANAGER).send(ledger.shift_sheet(cash_session_id=CashSessionId(new_id())))
    with database.transaction() as session:
        head = SealRepository(session).last()
    assert sheet.seal is not None
    assert head is not None
    assert (sheet.seal.number, sheet.seal.hash) == (head.number, head.hash.hex())


def test_a_record_that_only_grows_is_held_against_the_log(api, house, database, owner):
    desk, manager = api(Role.RECEPTIONIST), api(Role.MANAGER)
    for name in ("Asha Rahman", "Rahim Uddin"):
        one = registered(desk, name)
        manager.send(patients.put_away(patient_id=one.id, version=1, reason="moved away"))
    whole = Report()
    compare_records(database, whole)
    changed, gone = (id_ for (id_,) in owner.execute("SELECT id FROM patient_archivings ORDER BY id"))
    owner.execute("SET session_replication_role = replica")
    owner.execute("CREATE TEMP TABLE aside AS SELECT * FROM patient_archivings WHERE id = %s", [gone])
    owner.execute("UPDATE patient_archivings SET reason = 'other' WHERE id = %s", [changed])
    owner.execute("DELETE FROM patient_archivings WHERE id = %s", [gone])
    owner.execute("UPDATE aside SET id = gen_random_uuid()")
    (added,) = owner.execute("INSERT INTO patient_archivings SELECT * FROM aside RETURNING id").fetchone() or ("",)
    report = Report()

    compare_records(database, report)

    assert (whole.records, whole.findings) == (2, [])
    assert {(found.kind, found.what.split()[1]) for found in report.findings} == {
        (Kind.RECORD_CHANGED, str(changed)),
        (Kind.RECORD_MISSING, str(gone)),
        (Kind.RECORD_ADDED, str(added)),
    }
