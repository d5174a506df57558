"""Lists longer than a page: their pages together are what the figure counts, whatever comes in between."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from shared.contracts import dashboard
from shared.errors import InvalidRequest
from shared.models.dashboard import VisitPart
from shared.permissions import Role
from tests.server.features.dashboard.made_up import TODAY, Chosen, made_up, with_tests
from tests.support.server import NOON
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


@pytest.mark.parametrize("query", [dashboard.visits, dashboard.tests])
@pytest.mark.parametrize("after", BAD)
def test_what_no_page_said_is_refused(api, house, query, after):
    with pytest.raises(InvalidRequest):
        api(Role.MANAGER).send(query(after=after))
