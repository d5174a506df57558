"""The period before stands beside the rows: of all that was there then, and its figures come to its total."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts import reports
from shared.models.reports import GROUPINGS, CellKind, Figure, Grouping, ReportKind
from shared.permissions import Role
from tests.server.features.patients.people import registered
from tests.server.features.reports.conftest import UNTIL

TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)
SEEN = """
INSERT INTO appointments (id, patient_id, doctor_id, assigned_by, appointment_date, appointment_type, priority, status,
    serial_number, booked_at, checked_in_at, calls, room_seconds, version)
VALUES (gen_random_uuid(), %s, %s, %s, %s, 'new', 'normal', 'completed', %s, now(), now(), 0, 60, 1)
"""


def seen(owner, patient, doctor, day, number):
    for serial in range(1, number + 1):
        owner.execute(SEEN, (patient.id, doctor, doctor, day, serial))


def table_of(api, **asked):
    return api(Role.MANAGER).send(reports.start(kind=ReportKind.DOCTORS, compare=True, **asked)).table


@pytest.fixture
def patient(api):
    return registered(api("receptionist"), "Asha Rahman")


def test_a_doctor_who_worked_only_in_the_period_before_is_there_with_nothing_now(api, house, owner, patient):
    seen(owner, patient, house.doctor, YESTERDAY, 1)
    seen(owner, patient, house.doctor, TODAY, 2)
    seen(owner, patient, house.employees["doctor_b"], YESTERDAY, 3)
    asked: dict[str, Any] = {"by": Grouping.DOCTOR, "since": TODAY, "until": TODAY}

    table = table_of(api, **asked)

    attended = [column.key for column in table.columns].index(Figure.ATTENDED)
    here, gone = table.rows
    assert (here.key, here.cells[attended], here.before[attended]) == (str(house.doctor), 2, 1)
    assert (gone.key, gone.before[attended]) == (str(house.employees["doctor_b"]), 3)
    assert gone.label
    assert gone.cells == [Decimal(0) if column.kind is CellKind.COUNT else None for column in table.columns]
    assert (table.totals[attended], table.totals_before[attended]) == (2, 4)
    behind = reports.documents(kind=ReportKind.DOCTORS, row=gone.key, column=Figure.ATTENDED, **asked)
    page = api(Role.MANAGER).send(behind)
    assert (page.items, page.number, page.total, page.next) == ([], 0, 0, None)


def test_a_day_without_visits_stands_in_its_place_beside_the_one_before(api, house, owner, patient):
    seen(owner, patient, house.doctor, YESTERDAY, 1)
    seen(owner, patient, house.doctor, YESTERDAY - timedelta(days=4), 4)
    seen(owner, patient, house.doctor, YESTERDAY - timedelta(days=3), 5)

    table = table_of(api, by=Grouping.DAY, since=YESTERDAY - timedelta(days=1), until=TODAY)

    assert [(row.key, row.cells[0], row.before and row.before[0]) for row in table.rows] == [
        ("2026-11-20", 0, 4),
        ("2026-11-21", 1, 5),
    ]


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.EXPIRY])
def test_the_figures_of_before_come_to_their_total(days, kind):
    for by in GROUPINGS[kind]:
        table = days.table(kind, by=by, since=UNTIL, compare=True)
        for place, column in enumerate(table.columns):
            if column.summable and table.totals_before[place] is not None:
                told = sum(row.before[place] for row in table.rows if row.before)
                assert told == table.totals_before[place], (by, column.key)
        now = {row.key for row in days.table(kind, by=by, since=UNTIL).rows}
        gone = [row.key for row in table.rows if row.key not in now]
        for column in table.columns if gone else ():
            assert days.documents(kind, by=by, since=UNTIL, column=column.key, row=gone[-1]) == [], by
