"""Lists longer than a page: their pages together are what the figure counts, whatever comes in between."""

from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from shared.contracts import dashboard
from shared.errors import InvalidRequest
from shared.models.dashboard import BatchRisk, VisitPart
from shared.permissions import Role
from tests.server.features.dashboard.made_up import TODAY, Chosen, made_up, with_tests
from tests.support.server import NOON
from tests.support.shelves import PHARMACY
from tests.support.ward import crowd

ARRIVED = """
    SELECT id FROM appointments
    WHERE appointment_date = %s AND checked_in_at IS NOT NULL AND appointment_type <> 'laboratory'
    ORDER BY checked_in_at, id
"""
BAD = ("", "no place", "[]", '["2026-11-22T06:00:00Z"]', '["2026-11-22T06:00:00", "x"]', "[1e999, null]", '{"came": 1}')


@pytest.fixture
def full(house, database):
    """More visits than two pages have, and more tests than one."""
    chance = Random(20261122)
    with database.transaction() as session:
        patients = crowd(session, 1300, NOON)
        session.flush()
        visits = list(made_up(house, patients, chance))
        session.add_all(visits)
        session.flush()
        list(with_tests(house, session, visits, chance, 620))


def pages(api, query, between=lambda: None, **asked):
    """One after the other, and something that happens after each."""
    answers = [api.send(query(**asked))]
    while answers[-1].next is not None:
        between()
        answers.append(api.send(query(**asked, after=answers[-1].next)))
    return answers


def rows(answers):
    return [row for answer in answers for row in answer.items]


def test_the_pages_of_visits_are_together_what_the_figure_counts(api, full, owner):
    manager = api(Role.MANAGER)

    answers = pages(manager, dashboard.visits)

    assert len(answers) > 2
    assert [row.appointment_id for row in rows(answers)] == [one for (one,) in owner.execute(ARRIVED, (TODAY,))]
    heads = manager.send(dashboard.show()).heads
    for part in (VisitPart.ARRIVED, VisitPart.OPEN, VisitPart.COMPLETED, VisitPart.CANCELLED, VisitPart.BOOKED):
        listed = [row.appointment_id for row in rows(pages(manager, dashboard.visits, part=part))]
        assert len(listed) == len(set(listed)) == getattr(heads, part.value)


def test_who_comes_while_one_reads_on_repeats_nobody_and_hides_nobody(api, house, full, owner, database):
    chance = Random(3)
    before = {one for (one,) in owner.execute(ARRIVED, (TODAY,))}

    def somebody_comes():
        with database.transaction() as session:
            patients = crowd(session, 20, NOON)
            session.flush()
            for patient in patients:
                (visit,) = made_up(house, [patient], Chosen())
                visit.appointment_date = TODAY
                visit.checked_in_at = NOON - timedelta(minutes=chance.randint(0, 310))
                session.add(visit)

    answers = pages(api(Role.MANAGER), dashboard.visits, somebody_comes)

    listed = Counter(row.appointment_id for row in rows(answers))
    assert max(listed.values()) == 1
    assert before <= set(listed)


def test_the_pages_of_tests_are_together_what_the_stage_counts(api, full):
    manager, pathologist = api(Role.MANAGER), api("doctor_b")

    answers = pages(manager, dashboard.tests)

    (whole,) = [one for one in manager.send(dashboard.show()).laboratory if one.stage is None]
    assert len(answers) > 1
    listed = rows(answers)
    assert len(listed) == whole.tests
    assert [row.minutes for row in listed] == sorted((row.minutes for row in listed), reverse=True)
    own = [row.test_order_id for row in rows(pages(pathologist, dashboard.tests))]
    assert len(own) == len(set(own)) > 0


def test_where_a_page_of_tests_ends_tells_no_number(api, full, owner):
    (answer, *_) = pages(api(Role.MANAGER), dashboard.tests)

    orders = {str(one) for (one,) in owner.execute("SELECT id FROM test_orders")}
    assert not any(one in answer.next for one in orders)


# Of every name: those of the last letters too.
SHELVES = """
    WITH medicine AS (
        INSERT INTO medicines (id, generic, form, strength, search, controlled, is_active)
        SELECT gen_random_uuid(), chr(65 + n %% 26) || ' medicine ' || n, 'tablet', '5 mg', '', false, true
        FROM generate_series(1, 1400) n RETURNING id, generic
    ), numbered AS (
        SELECT *, row_number() OVER (ORDER BY generic) AS n FROM medicine
    ), batch AS (
        INSERT INTO stock_batches (id, medicine_id, batch_no, expires_on, cost, price, supplier, first_seen_at)
        SELECT gen_random_uuid(), id, 'B' || n, CAST(%(today)s AS date) + CAST(CASE n %% 2 WHEN 0 THEN -1 ELSE 1 END
            * (1 + n %% 40) AS integer), 1, 2, '', now() FROM numbered RETURNING id, medicine_id
    ), lying AS (
        INSERT INTO stock_levels (store_id, batch_id, quarantined, medicine_id, on_hand)
        SELECT %(store)s, batch.id, n %% 4 = 1, medicine_id, 7 FROM batch JOIN numbered ON numbered.id = medicine_id
    )
    INSERT INTO reorder_levels (store_id, medicine_id, level) SELECT %(store)s, id, 5 + n %% 90 FROM numbered
"""
AT_RISK = """
    SELECT l.batch_id FROM stock_levels l JOIN stock_batches b ON b.id = l.batch_id JOIN stores s ON s.id = l.store_id
    WHERE l.on_hand > 0 AND s.is_active
      AND CASE %(risk)s WHEN 'expired' THEN b.expires_on < %(today)s
                        WHEN 'soon' THEN b.expires_on BETWEEN %(today)s AND CAST(%(today)s AS date) + s.soon_days
                        ELSE l.quarantined OR b.recalled END
"""
RECEIVED = """
    WITH batch AS (
        INSERT INTO stock_batches (id, medicine_id, batch_no, expires_on, cost, price, supplier, first_seen_at)
        SELECT gen_random_uuid(), id, %(number)s, %(expires)s, 1, 2, '', now() FROM medicines LIMIT 1
        RETURNING id, medicine_id
    )
    INSERT INTO stock_levels (store_id, batch_id, quarantined, medicine_id, on_hand)
    SELECT %(store)s, id, false, medicine_id, 7 FROM batch
"""


@pytest.fixture
def shelves(house, owner):
    """More batches than a page has of every risk, and more medicines that are low or out."""
    owner.execute("SET session_replication_role = replica")  # a batch that comes has not expired
    owner.execute(SHELVES, {"today": TODAY, "store": PHARMACY})
    owner.execute("SET session_replication_role = origin")


@pytest.mark.parametrize("risk", list(BatchRisk))
def test_the_pages_of_batches_are_together_what_the_risk_counts(api, shelves, owner, risk):
    manager = api(Role.MANAGER)

    answers = pages(manager, dashboard.batches, risk=risk)

    listed = rows(answers)
    assert len(answers) > 1
    assert Counter(row.batch_id for row in listed) == Counter(
        one for (one,) in owner.execute(AT_RISK, {"risk": risk.value, "today": TODAY})
    )
    assert len(listed) == getattr(manager.send(dashboard.show()).stock, risk.value)
    assert [row.expires_on for row in listed] == sorted(row.expires_on for row in listed)
    if risk is not BatchRisk.ASIDE:
        assert {row.is_expired for row in listed} == {risk is BatchRisk.EXPIRED}
        assert any(row.medicine.startswith("Z") for row in listed)


@pytest.mark.parametrize("out", [True, False])
def test_the_pages_of_what_runs_out_are_together_what_the_figure_counts(api, shelves, owner, out):
    manager = api(Role.MANAGER)

    answers = pages(manager, dashboard.low_stock, out=out)

    listed = rows(answers)
    assert len(answers) > 1
    usable = (
        "SELECT coalesce(sum(l.on_hand), 0) FROM stock_levels l JOIN stock_batches b ON b.id = l.batch_id "
        "WHERE l.medicine_id = r.medicine_id AND l.store_id = r.store_id AND NOT l.quarantined AND NOT b.recalled "
        "AND b.expires_on >= %s"
    )
    found = owner.execute(f"SELECT medicine_id, ({usable}), level FROM reorder_levels r", (TODAY,))
    assert Counter(row.medicine_id for row in listed) == Counter(
        medicine for medicine, left, level in found if left <= level and (left == 0) is out
    )
    stock = manager.send(dashboard.show()).stock
    assert len(listed) == (stock.out if out else stock.low)
    assert [int(row.on_hand * 100 / row.level) for row in listed] == sorted(
        int(row.on_hand * 100 / row.level) for row in listed
    )


def test_a_batch_that_comes_while_one_reads_on_repeats_none(api, shelves, owner):
    chance = Random(5)

    def somebody_receives():
        owner.execute("SET session_replication_role = replica")
        for _ in range(20):
            expires = TODAY + timedelta(days=chance.randint(0, 40))
            owner.execute(RECEIVED, {"number": f"N{chance.random()}", "expires": expires, "store": PHARMACY})
        owner.execute("SET session_replication_role = origin")

    before = {one for (one,) in owner.execute(AT_RISK, {"risk": "soon", "today": TODAY})}

    answers = pages(api(Role.MANAGER), dashboard.batches, somebody_receives, risk=BatchRisk.SOON)

    listed = Counter(row.batch_id for row in rows(answers))
    assert max(listed.values()) == 1
    assert before <= set(listed)


QUERIES: dict[str, Any] = {
    "visits": dashboard.visits,
    "tests": dashboard.tests,
    "batches": partial(dashboard.batches, risk=BatchRisk.SOON),
    "low": partial(dashboard.low_stock, out=True),
}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("after", BAD)
def test_what_no_page_said_is_refused(api, house, query, after):
    with pytest.raises(InvalidRequest):
        api(Role.MANAGER).send(QUERIES[query](after=after))
