"""What the laboratory has said: no call and not even the server's own database role changes it."""

import psycopg
import pytest

from shared.contracts import lab
from shared.contracts.lab import TestOrderStateConflict
from shared.errors import StaleVersion
from tests.server.features.lab.papers import handing_over, printing

ELEC = {"NA": "140", "K": "7.1", "CL": "101"}


ATTEMPTS = (
    "UPDATE test_results SET text = '4.1', number = 4.1",
    "UPDATE test_results SET flag = 'normal'",
    "UPDATE test_results SET entered_by = (SELECT id FROM employees WHERE full_name = 'Pathologist')",
    "DELETE FROM test_results",
    "TRUNCATE test_results",
    "UPDATE result_versions SET age_days = 1",
    "UPDATE result_versions SET verified_by = released_by",
    "UPDATE result_versions SET released_at = NULL, released_by = NULL",
    "UPDATE result_versions SET withdrawn_at = now()",
    "DELETE FROM result_versions",
    "TRUNCATE result_versions CASCADE",
    "UPDATE critical_calls SET told_to = 'somebody'",
    "DELETE FROM critical_calls",
    "UPDATE report_deliveries SET taken_by = 'somebody'",
    "DELETE FROM report_deliveries",
    "DELETE FROM sample_tests",
    "UPDATE report_papers SET code_hash = 'another'",
    "DELETE FROM report_papers",
    "UPDATE report_paper_versions SET number = 2",
    "TRUNCATE report_paper_versions",
    (
        "INSERT INTO test_results SELECT * FROM jsonb_populate_record((SELECT r FROM test_results r LIMIT 1), "
        "jsonb_build_object('id', gen_random_uuid(), 'text', '4.1'))"
    ),
    (
        "INSERT INTO result_versions SELECT * FROM jsonb_populate_record((SELECT v FROM result_versions v LIMIT 1), "
        "jsonb_build_object('id', gen_random_uuid(), 'number', 2))"
    ),
)


@pytest.fixture
def order(bench):
    """Released, with a critical value that was told, printed and given out."""
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)
    bench.tell(order)
    bench.out(order)
    bench.doctor.send(printing(order))
    bench.doctor.send(handing_over(order))
    return order


@pytest.fixture
def server_role(fresh):
    with psycopg.connect(fresh.app_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def told(owner):
    tables = ("test_results", "result_versions", "critical_calls", "report_deliveries", "sample_tests", "report_papers")
    return [owner.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]


def test_the_servers_role_changes_nothing_of_it_nor_does_the_owner(order, server_role, owner):
    before = told(owner)

    for attempt in ATTEMPTS:
        for connection in (server_role, owner):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)

    assert told(owner) == before


def test_no_call_changes_it(order, bench, owner):
    """Whatever is tried: only a correction makes something, and that is a version of its own."""
    before = told(owner)
    for attempt in (
        lambda: bench.enter(order, {"K": "4.1"}),
        lambda: bench.verify(order),
        lambda: bench.review(order),
        lambda: bench.release(order),
        lambda: bench.repeat(order),
        lambda: bench.doctor.send(lab.cancel(test_order_id=order, version=bench.version(order), reason="a mistake")),
        lambda: bench.path.send(
            lab.correct(test_order_id=order, version=1, values=bench.typed(order, ELEC), reason="wrong")
        ),
    ):
        with pytest.raises((TestOrderStateConflict, StaleVersion)):
            attempt()
    assert told(owner) == before

    bench.correct(order, {"K": "4.1"})

    assert [rows[: len(old)] for rows, old in zip(told(owner), before, strict=True)] == before


def test_a_verified_version_is_not_unverified_nor_given_to_another(bench, server_role):
    (order,) = bench.received("ELEC")
    bench.enter(order, {**ELEC, "K": "4.1"})
    bench.verify(order)

    for attempt in (
        "UPDATE result_versions SET verified_by = NULL, verified_at = NULL",
        "UPDATE result_versions SET verified_by = (SELECT id FROM employees WHERE full_name = 'Pathologist')",
        "UPDATE result_versions SET sex = 'male'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server_role.execute(attempt)
    assert server_role.execute("UPDATE result_versions SET reviewed_at = now()").rowcount == 1
