"""Each look at a chart is kept: who, when, where, at whom, and why."""

import itertools
from datetime import timedelta

import psycopg
import pytest

from server.core.housekeeping import tidy
from shared.contracts import charts
from shared.models.charts import OpenedBy
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting

ATTEMPTS = ("UPDATE {} SET part = 'x'", "DELETE FROM {}", "TRUNCATE {}")


@pytest.fixture
def patient_id(api, house):
    return waiting(api(Role.RECEPTIONIST), house.doctor).patient.id


def looks(owner, columns="part"):
    return owner.execute(f"SELECT {columns} FROM access_log ORDER BY id").fetchall()


def test_opening_a_chart_says_who_when_where_and_why(api, house, owner, clock, patient_id):
    api(Role.DOCTOR).send(charts.open_chart(patient_id=patient_id, opened_by=OpenedBy.CARD))

    ((patient, part, why, who, where, when),) = looks(
        owner, "patient_id, part, opened_by, employee_id, workstation_id, looked_at"
    )

    assert (patient, part, why) == (patient_id, "timeline", "card")
    assert (who, where) == (house.doctor, house.workstations[WorkstationKind.CONSULTING])
    assert clock.now() - when < timedelta(seconds=1)


def test_opening_it_twice_is_two_looks(api, owner, patient_id):
    for _ in range(2):
        api(Role.DOCTOR).send(charts.open_chart(patient_id=patient_id))

    assert len(looks(owner)) == 2


def test_what_is_open_and_refreshes_itself_is_one_look(api, owner, clock, patient_id):
    doctor = api(Role.DOCTOR)
    doctor.send(charts.open_chart(patient_id=patient_id))

    clock.advance(timedelta(minutes=6))
    doctor.send(charts.open_chart(patient_id=patient_id, opened_by=OpenedBy.AGAIN))
    doctor.send(charts.tests(patient_id=patient_id))

    assert len(looks(owner)) == 1


def test_what_stays_open_for_long_is_told_again(api, owner, clock, patient_id):
    doctor = api(Role.DOCTOR)
    doctor.send(charts.open_chart(patient_id=patient_id))

    clock.advance(timedelta(minutes=6))
    doctor.send(charts.visits(patient_id=patient_id))
    clock.advance(timedelta(minutes=6))
    doctor.send(charts.visits(patient_id=patient_id))

    assert looks(owner) == [("timeline",), ("visits",)]


def test_nobody_reads_a_part_unseen_by_saying_it_was_open_already(api, owner, patient_id):
    api(Role.NURSE).send(charts.open_chart(patient_id=patient_id))

    api(Role.DOCTOR).send(charts.open_chart(patient_id=patient_id, opened_by=OpenedBy.AGAIN))
    api("doctor_b").send(charts.prescriptions(patient_id=patient_id))

    assert looks(owner, "part, opened_by") == [
        ("timeline", "choice"),
        ("timeline", "again"),
        ("prescriptions", "again"),
    ]


def test_the_log_only_grows(api, owner, fresh, patient_id):
    api(Role.DOCTOR).send(charts.open_chart(patient_id=patient_id))
    (place,) = owner.execute("SELECT tableoid::regclass::text FROM access_log").fetchone()

    for table, attempt in itertools.product(("access_log", place), ATTEMPTS):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(attempt.format(table))
        with (
            psycopg.connect(fresh.app_url.replace("+psycopg", "")) as server_role,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            server_role.execute(attempt.format(table))

    assert len(looks(owner)) == 1


def test_it_lies_in_months_made_ahead_of_time(api, owner, database, clock, patient_id):
    api(Role.DOCTOR).send(charts.open_chart(patient_id=patient_id))
    last = "SELECT max(relname) FROM pg_class WHERE relname ~ '^access_log_\\d{4}_\\d{2}$'"
    (missing,) = owner.execute(last).fetchone()
    owner.execute(f"DROP TABLE {missing}")

    assert tidy(database, clock.now()) == 0

    assert owner.execute(last).fetchone() == (missing,)
    (place,) = owner.execute("SELECT tableoid::regclass::text FROM access_log").fetchone()
    (this_month,) = owner.execute("SELECT to_char(now() AT TIME ZONE 'UTC', '\"access_log_\"YYYY_MM')").fetchone()
    assert place == this_month
