"""What was asked, answered and decided stays, whoever tries."""

import psycopg
import pytest

from shared.contracts import claims
from shared.models.claims import Decision
from tests.server.features.billing.test_frozen_bills import attempts
from tests.server.frozen.test_unchangeable import is_refused

TABLES = ("claims", "claim_items", "claim_payments", "claim_facts")
MOVES = {"claims": {"version"}, "claim_items": {"released"}}
A_BILL_MORE = """
    INSERT INTO claim_items (claim_id, bill_id, policy_no, amount, released)
    SELECT c.id, b.id, '', 1, true FROM claims c, bills b
    WHERE NOT EXISTS (SELECT FROM claim_items i WHERE (i.claim_id, i.bill_id) = (c.id, b.id)) LIMIT 1
"""
BACK_ON_IT = "UPDATE claim_items SET released = false WHERE released"


@pytest.fixture
def told(office):
    """Paid in part, a loss, one that is asked for again, and a bill on no claim."""
    bills = [office.billed(amount) for amount in (1000, 500)]
    claim = office.answered(office.submitted(), (bills[0], 700, 100), (bills[1], 0, 400))
    claim = office.written_off(claim, bills[0])
    office.decided(claim, Decision.RESUBMIT, bills[1])
    draft = office.send(claims.claims()).items[0]
    office.send(claims.discard(claim_id=draft.id, version=draft.version))
    office.billed(77)


@pytest.mark.usefixtures("told")
def test_neither_role_of_the_database_changes_a_row(fresh, owner):
    before = dump(owner)
    tries = [*attempts(owner, TABLES, MOVES), A_BILL_MORE, BACK_ON_IT]

    for dsn in (fresh.owner_dsn, fresh.app_url.replace("postgresql+psycopg", "postgresql")):
        with psycopg.connect(dsn, autocommit=True) as role:
            assert [attempt for attempt in tries if not is_refused(role, attempt)] == []

    assert dump(owner) == before


def dump(owner):
    return {table: owner.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY 1").fetchall() for table in TABLES}
