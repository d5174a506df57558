"""No released result, signed note, issued prescription, letter or certificate is changed: by no call, by no role.

What may be tried is read from the database and from the contract, so that nothing new is forgotten.
"""

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from shared.contract import Call, Endpoint
from shared.contracts import certificates, consultations, endpoints, lab, prescriptions, referrals
from shared.errors import ApiError, Unexpected
from shared.permissions import HOLDERS, Permission, Role
from tests.server.frozen.aiming import Aim, aimed_at
from tests.support.server import Api

FROZEN: Final = (
    "consultations",
    "consultation_amendments",
    "diagnoses",
    "prescriptions",
    "prescription_items",
    "prescription_warnings",
    "result_versions",
    "test_results",
    "sample_tests",
    "critical_calls",
    "report_deliveries",
    "report_papers",
    "report_paper_versions",
    "referrals",
    "certificates",
    "certificate_cancellations",
)
SEALED: Final = ("diagnoses", "prescription_items", "prescription_warnings", "test_results", "result_versions")
"""Of these a row more would change what was signed; of the others it is a fact of its own, with its own time."""
PLACES: Final = {
    "diagnoses": "'code', 'I10'",
    "prescription_items": "'line', r.line + 1",
    "result_versions": "'number', r.number + 1",
}
"""Another place than the one that is taken."""
MOVES: Final = {"prescriptions": {"status", "cancelled_because", "cancelled_by", "cancelled_at"}}
"""What becomes of an issued prescription is not what was issued."""
ADDS: Final[dict[Endpoint[..., Any, Any], set[str]]] = {
    consultations.amend: {"consultation_amendments"},
    prescriptions.amend: {"prescriptions", "prescription_items", "prescription_warnings"},
    prescriptions.cancel: set(),
    lab.deliver: {"report_deliveries"},
    lab.print_reports: {"report_papers", "report_paper_versions"},
    lab.correct: {"result_versions", "test_results"},
    referrals.refer_inside: {"referrals"},
    referrals.write_letter: {"referrals"},
    certificates.issue: {"certificates"},
    certificates.cancel: {"certificate_cancellations"},
}
"""The calls that say something new, and where: a correction, an addition, another paper."""
CLEVER: Final = (
    "UPDATE prescriptions SET status = 'cancelled'",
    "UPDATE prescriptions SET status = 'expired', lines = 9",
    "UPDATE consultations SET patient_id = (SELECT p.id FROM patients p WHERE p.id <> patient_id LIMIT 1)",
    "UPDATE result_versions SET released_at = NULL, released_by = NULL",
    "UPDATE result_versions SET verified_by = released_by",
)
"""What a column alone does not try."""
NEW_VALUES: Final = {
    "text": "coalesce({0}, '') || 'x'",
    "character varying": "coalesce({0}, '') || 'x'",
    "bytea": "coalesce({0}, '') || '\\x00'",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 day'",
    "date": "coalesce({0}, current_date) + 1",
    "boolean": "NOT coalesce({0}, false)",
    "numeric": "coalesce({0}, 0) + 1",
    "integer": "coalesce({0}, 0) + 1",
    "smallint": "coalesce({0}, 0) + 1",
    "jsonb": "'{}'",
    "ARRAY": "'{}'",
}


def dump(owner: psycopg.Connection) -> dict[str, dict[str, Any]]:
    """Every row of every frozen table, by its key."""
    return {
        table: {
            str(row.get("id") or sorted(row.items())): row
            for (row,) in owner.execute(f"SELECT to_jsonb(t) FROM {table} t").fetchall()
        }
        for table in FROZEN
    }


def attempts(owner: psycopg.Connection) -> Iterator[str]:
    for table in FROZEN:
        columns = owner.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", (table,)
        ).fetchall()
        for column, kind in columns:
            yield f"UPDATE {table} SET {column} = {NEW_VALUES[kind].replace('{0}', column)}"
            yield f"UPDATE {table} SET {column} = NULL"
        yield f"DELETE FROM {table}"
        yield f"TRUNCATE {table} CASCADE"
    yield from map(_one_more, SEALED)
    yield from CLEVER


def _one_more(table: str) -> str:
    """A copy, with a key and a place of its own."""
    place = PLACES.get(table, "'id', r.id")
    changes = f"jsonb_build_object({place}) || jsonb_build_object('id', gen_random_uuid())"
    return f"INSERT INTO {table} SELECT (jsonb_populate_record(r, {changes})).* FROM {table} r LIMIT 1"


def guards_off(table: str, owner: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"ALTER TABLE {table} OWNER TO CURRENT_USER",
        f"ALTER TABLE {table} RENAME TO another",
        f"DROP TABLE {table} CASCADE",
        f"CREATE RULE away AS ON INSERT TO {table} DO INSTEAD NOTHING",
        f"CREATE TRIGGER a BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        f"COPY {table} FROM PROGRAM 'echo'",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION hms_append_only() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "DROP FUNCTION hms_append_only() CASCADE",
        f"SET ROLE {owner}",
        f"SET SESSION AUTHORIZATION {owner}",
    )


def is_refused(connection: psycopg.Connection, attempt: str) -> bool:
    try:
        connection.execute(attempt)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_there_is_something_of_every_kind_to_try_it_on(visit, owner):
    assert [table for table, rows in dump(owner).items() if not rows] == []


def test_neither_role_of_the_database_changes_a_column_or_a_row(visit, roles, owner):
    before, tried = dump(owner), list(attempts(owner))

    went_through = [
        (role, attempt)
        for role, connection in roles.items()
        for attempt in tried
        if not is_refused(connection, attempt)
    ]

    assert went_through == []
    assert dump(owner) == before


def test_the_servers_role_switches_no_guard_off(visit, roles, owner):
    guards = (
        "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE tgrelid = ANY (%s::regclass[]) ORDER BY 1, 2"
    )
    before, triggers = dump(owner), owner.execute(guards, (list(FROZEN),)).fetchall()
    tried = [attempt for table in FROZEN for attempt in guards_off(table, owner.info.user)]
    tried += [f'DROP TRIGGER "{name}" ON {table}' for table, name, *_ in triggers]

    went_through = [attempt for attempt in tried if not is_refused(roles["server"], attempt)]

    assert went_through == []
    assert owner.execute(guards, (list(FROZEN),)).fetchall() == triggers
    assert dump(owner) == before


def test_no_call_of_the_contract_changes_any_of_it(visit, bench, owner):
    """Each that can be aimed at it is sent by everybody who may make it, with the version that stands."""
    aim = Aim(visit, bench, owner)
    aimed = sorted(filter(aimed_at, endpoints()), key=_turn)
    added: dict[Endpoint[..., Any, Any], set[str]] = {}

    for endpoint in aimed:
        before = dump(owner)
        failed = [role for role in _who_may(endpoint) if _fails(bench.api(role), aim.request(endpoint))]
        assert not failed, (str(endpoint), failed)
        changed, grown = _compared(before, dump(owner))
        assert not changed, (str(endpoint), changed)
        assert grown <= ADDS.get(endpoint, set()), (str(endpoint), grown)
        added[endpoint] = grown

    said = {endpoint: grown for endpoint, grown in added.items() if grown or endpoint in ADDS}
    assert said == ADDS, "what says something new did say it: nothing else was in the way"
    assert {consultations.save_note, prescriptions.prescribe, lab.enter_results, lab.repeat} <= set(aimed)


def _fails(person: Api, call: Call[Any]) -> bool:
    """Done or refused is the same here: the dump shows what came of it."""
    try:
        person.send(call)
    except ApiError as refusal:
        return isinstance(refusal, Unexpected)
    return False


def _turn(endpoint: Endpoint[..., Any, Any]) -> int:
    """The free queue first, then all that should be refused, and last what makes the papers void."""
    if endpoint is referrals.refer_inside:
        return -1
    return list(ADDS).index(endpoint) + 1 if endpoint in ADDS else 0


def _who_may(endpoint: Endpoint[..., Any, Any]) -> list[Role]:
    """A doctor first, of whom the visit is one."""
    assert isinstance(endpoint.allow, Permission)
    held = [role for role in HOLDERS[endpoint.allow] if role is not Role.DISPLAY]
    return sorted(held, key=lambda role: role is not Role.DOCTOR)


def _compared(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> tuple[list[tuple[str, str]], set[str]]:
    """Rows that are gone or others than they were, and tables that have more."""
    changed = [
        (table, key)
        for table, rows in before.items()
        for key, row in rows.items()
        if _still(table, row) != _still(table, after[table].get(key, {}))
    ]
    return changed, {table for table, rows in after.items() if rows.keys() - before[table].keys()}


def _still(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in MOVES.get(table, ())}
