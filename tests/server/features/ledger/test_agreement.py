"""Whatever happens at the counters: documents, ledger and the six reports say the same to the last minor unit."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.agreement import disagreements
from benchmarks.cashiers import TurnedClock
from benchmarks.till import Till
from server.core.house import House


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(chance=st.integers(0, 2**32), step=st.sampled_from(["0", "0.05", "1", "5"]))
def test_documents_ledger_and_reports_agree(database, house, chance, step):
    """Undone at its end, so that each example begins with an empty book."""
    till = Till(house, House(cash_step=Decimal(step)), Random(chance), TurnedClock(NOON))
    with database.transaction() as session:
        for _ in range(80):
            till.step(session)
        found = disagreements(till, session)
        session.rollback()

    assert found == []


def test_a_difference_would_be_found(database, house, owner):
    """A payment that the ledger does not know."""
    till = Till(house, House(), Random(1), TurnedClock(NOON))
    with database.transaction() as session:
        for _ in range(60):
            till.step(session)
    assert till.done["pay"]
    owner.execute("SET session_replication_role = replica")
    owner.execute(
        "INSERT INTO payments (id, receipt_no, bill_id, cash_session_id, workstation_id, mode, amount, reference, "
        "due_after, taken_by, taken_at) SELECT gen_random_uuid(), 'R-X', bill_id, cash_session_id, workstation_id, "
        "'card', 0.01, '', due_after, taken_by, taken_at FROM payments LIMIT 1"
    )

    with database.transaction() as session:
        found = disagreements(till, session)

    assert any(line.startswith("paid less refunded") for line in found)


NOON = datetime(2026, 11, 23, 6, tzinfo=UTC)
