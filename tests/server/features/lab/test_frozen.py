"""What a second person has verified stays verified, before anything of it is released.

That nothing released changes, tests/server/frozen shows.
"""

import psycopg
import pytest

ELEC = {"NA": "140", "K": "7.1", "CL": "101"}


@pytest.fixture
def server_role(fresh):
    with psycopg.connect(fresh.app_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


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
