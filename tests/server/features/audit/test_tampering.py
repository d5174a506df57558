"""Whoever owns the database can change the logs, and `audit verify` names what was changed."""

import shutil
from typing import TypeAlias
from uuid import UUID, uuid4

import psycopg
import pytest

from server.core.database import Database
from server.features.audit.anchors import HEAD, read_anchors
from server.features.audit.findings import Kind, Report
from server.features.audit.sealing import Sealer
from server.features.audit.seals import GENESIS, LOGS, Seal
from server.features.audit.tables import SealRow
from server.features.audit.verifying import Verifier
from tests.support.server import NOON, TurnedClock

Superuser: TypeAlias = psycopg.Connection

_A_COLUMN = {"appointment_events": "description", "access_log": "part", "audit_log": "call"}


def verified(database: Database) -> Report:
    return Verifier(database).run()


def named(report: Report, kind: Kind) -> set[UUID]:
    """The rows that are said to have met this."""
    return {UUID(found.what.split()[2]) for found in report.findings if found.kind is kind and " row " in found.what}


def rows_of(superuser: Superuser, log: str) -> list[UUID]:
    return [id_ for (id_,) in superuser.execute(f"SELECT id FROM {log} ORDER BY id")]


def test_a_day_that_nobody_touched_is_as_it_was_sealed(sealed, superuser, sealed_day):
    report = Verifier(sealed, anchors=read_anchors(sealed_day)).run()

    assert report.findings == []
    assert report.rows == sum(len(rows_of(superuser, log)) for log in LOGS)
    assert report.anchors == 1
    assert report.lines()[-1] == "Nothing was changed, removed or added."


@pytest.mark.parametrize("log", LOGS)
class TestEachLog:
    def test_a_row_that_was_changed_deleted_swapped_put_in_again_or_added_is_named(self, sealed, superuser, log):
        """All at once, each in a row of its own: none hides another."""
        rows = rows_of(superuser, log)
        changed, deleted, one, other, again = rows[1], rows[3], rows[4], rows[7], rows[9]
        copy, stranger = uuid4(), uuid4()
        superuser.execute(f"CREATE TEMP TABLE aside AS SELECT * FROM {log}")
        superuser.execute(f"UPDATE {log} SET {_A_COLUMN[log]} = 'other' WHERE id = %s", [changed])
        superuser.execute(f"DELETE FROM {log} WHERE id = ANY(%s)", [[deleted, one, other, again]])
        superuser.execute(f"INSERT INTO {log} SELECT * FROM aside WHERE id = %s", [again])  # to the letter
        # a copy of it, a row of a transaction that never was, and two that take each other's id, place and time
        superuser.execute("DELETE FROM aside WHERE id <> ALL (%s)", [[one, other, again, deleted]])
        superuser.execute("UPDATE aside SET id = %s WHERE id = %s", [copy, again])
        superuser.execute("UPDATE aside SET id = %s, transaction_id = 9000000000 WHERE id = %s", [stranger, deleted])
        superuser.execute(
            "UPDATE aside SET id = CASE id WHEN %s THEN %s ELSE %s END WHERE id = ANY(%s)",
            [one, other, one, [one, other]],
        )
        superuser.execute(f"INSERT INTO {log} SELECT * FROM aside")

        report = verified(sealed)

        assert named(report, Kind.CHANGED) == {changed}
        assert named(report, Kind.MISSING) == {deleted}
        assert named(report, Kind.SWAPPED) == {one, other}
        assert named(report, Kind.WRITTEN_AGAIN) == {again}
        assert named(report, Kind.ADDED) == {copy, stranger}
        assert len(report.findings) == 7
        assert report.first_broken is not None

    def test_a_row_that_is_written_today_as_if_it_were_of_last_week_is_named(self, sealed, superuser, log):
        """With the number of its own transaction, as the server writes: the seal itself finds nothing wrong with it."""
        (stranger,) = superuser.execute(
            f"INSERT INTO {log} SELECT (jsonb_populate_record(r, jsonb_build_object('transaction_id', "
            "pg_current_xact_id()::text, 'id', overlay(id::text PLACING "
            f"substr(hms_ulid_floor('2026-11-15T10:00:00Z')::text, 1, 13) FROM 1 FOR 13)))).* FROM {log} r "
            "ORDER BY r.id LIMIT 1 RETURNING id"
        ).fetchone()
        Sealer(sealed, TurnedClock()).seal()

        report = verified(sealed)

        assert named(report, Kind.BACKDATED) == {stranger}
        assert len(report.findings) == 1

    def test_every_column_is_sealed(self, sealed, superuser, log):
        """A column that is added to a log and forgotten here could be changed unseen."""
        columns = superuser.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [log]
        ).fetchall()
        values = {
            "uuid": "gen_random_uuid()",
            "timestamp with time zone": "now()",
            "jsonb": """'{"other": 1}'""",
            "bigint": "1",
            "integer": "7",
            "bytea": "'other'",
        }
        rows = rows_of(superuser, log)
        changed = {name: rows[number] for number, (name, _) in enumerate(columns) if name != "id"}
        for name, kind in columns:
            if name != "id":
                told = values.get(kind, "'other'")
                superuser.execute(f'UPDATE {log} SET "{name}" = {told} WHERE id = %s', [changed[name]])

        assert named(verified(sealed), Kind.CHANGED) == set(changed.values())

    def test_the_last_ten_rows_and_a_whole_day_are_named(self, sealed, superuser, log):
        rows = rows_of(superuser, log)
        superuser.execute(f"DELETE FROM {log} WHERE id = ANY(%s)", [rows[-10:]])
        tail = verified(sealed)
        superuser.execute(f"DELETE FROM {log}")
        day = verified(sealed)

        assert named(tail, Kind.MISSING) == set(rows[-10:])
        assert named(day, Kind.MISSING) == set(rows)
        assert any("is missing" in line for line in day.lines())


class TestTheChain:
    def test_a_verification_may_begin_with_a_later_seal(self, sealed, superuser):
        superuser.execute("UPDATE access_log SET part = 'other'")
        whole = verified(sealed)
        middle = whole.findings[len(whole.findings) // 2].seal or 0
        (since,) = superuser.execute("SELECT at FROM seals WHERE number = %s", [middle]).fetchone() or (NOON,)

        late = Verifier(sealed, since=since).run()

        assert late.seals == whole.seals - middle + 1
        assert late.findings == [found for found in whole.findings if (found.seal or 0) >= middle]
        assert 0 < len(late.findings) < len(whole.findings)

    def test_a_seal_that_was_changed_is_named_alone(self, sealed, superuser):
        superuser.execute("UPDATE seals SET at = at + interval '1 second' WHERE number = 3")

        report = verified(sealed)

        assert [str(found) for found in report.findings] == ["Seal 3 was changed (seal 3)"]

    def test_a_day_cut_with_its_seals_leaves_a_gap(self, sealed, superuser):
        for log in LOGS:
            superuser.execute(
                f"DELETE FROM {log} WHERE transaction_id >= (SELECT from_transaction FROM seals WHERE number = 4)"
                "AND transaction_id < (SELECT to_transaction FROM seals WHERE number = 6)"
            )
        superuser.execute("DELETE FROM seals WHERE number BETWEEN 4 AND 6")

        assert [str(found) for found in verified(sealed).findings] == ["Seals 4 to 6 are missing (seal 4)"]

    def test_a_tail_cut_with_its_seals_is_found_by_the_head_outside(self, sealed, superuser, sealed_day):
        for log in LOGS:
            superuser.execute(f"DELETE FROM {log} WHERE transaction_id >= (SELECT max(from_transaction) FROM seals)")
        superuser.execute("DELETE FROM seals WHERE number = (SELECT max(number) FROM seals)")

        report = Verifier(sealed, anchors=read_anchors(sealed_day)).run()

        assert [found.kind for found in report.findings] == [Kind.SEALS_MISSING]
        assert "head" in report.findings[0].detail

    def test_the_head_outside_stays_though_a_cut_chain_goes_on(self, sealed, superuser, sealed_day, tmp_path):
        folder = shutil.copytree(sealed_day, tmp_path / "audit")
        head = (folder / HEAD).read_text()
        superuser.execute("DELETE FROM seals WHERE number = (SELECT max(number) FROM seals)")
        Sealer(sealed, TurnedClock(), [folder]).seal()

        assert (folder / HEAD).read_text() == head
        assert Verifier(sealed, anchors=read_anchors(folder)).run().findings

    def test_a_chain_written_anew_is_found_by_the_anchor_outside(self, sealed, superuser, sealed_day):
        row = rows_of(superuser, "access_log")[0]
        superuser.execute("UPDATE access_log SET part = 'visits' WHERE id = %s", [row])
        sealer = Sealer(sealed, TurnedClock())
        with sealed.transaction() as session:
            numbers = [seal.number for seal in session.query(SealRow)]
        superuser.execute("DELETE FROM seals")
        # with as many seals as there were
        while sealer.seal():
            pass
        assert verified(sealed).findings == []

        report = Verifier(sealed, anchors=read_anchors(sealed_day)).run()

        assert numbers
        assert {found.kind for found in report.findings} <= {Kind.ANCHOR, Kind.SEALS_MISSING}
        assert report.findings


def test_a_seal_follows_from_all_of_itself_and_the_one_before(sealed):
    with sealed.transaction() as session:
        row = session.query(SealRow).order_by(SealRow.number).first()
        assert row is not None
        seal = Seal.of(row)

    assert seal.hash(GENESIS) == row.hash
    assert seal.hash(row.hash) != row.hash
