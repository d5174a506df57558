"""Stock and people, counted move by move and act by act."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from shared.models.reports import Figure, Grouping, ReportKind
from tests.server.features.reports.conftest import SINCE, UNTIL
from tests.server.features.reports.counting import figures, tenths

MOVES = """
    SELECT b.medicine_id::text, m.store_id::text, b.id, b.expires_on, b.recalled, b.cost, m.type, m.quantity,
        m.quarantined, m.business_date, b.batch_no
    FROM stock_moves m JOIN stock_batches b ON b.id = m.batch_id"""
GIVEN = {"dispense", "sale", "patient_return"}


def test_what_was_given_out_is_counted_move_by_move(days):
    moved: dict[str, dict[str, Any]] = {name: defaultdict(int) for name in ("given", "value", "wasted", "lies")}
    given, value, wasted, lies = moved.values()
    today = days.counted("SELECT %(today)s::date")[0][0]
    for medicine, _, _, expires, recalled, cost, kind, quantity, aside, day, _ in days.counted(MOVES):
        if SINCE <= day <= UNTIL:
            given[medicine] -= quantity if kind in GIVEN else 0
            value[medicine] += round(-quantity * cost, 2) if kind in GIVEN else 0
            wasted[medicine] -= quantity if kind in {"expire", "destroy"} else 0
        if not aside and not recalled and expires >= today:
            lies[medicine] += quantity

    table = days.table(ReportKind.CONSUMPTION)

    expected = {
        medicine: (*(each[medicine] for each in moved.values()), tenths(lies[medicine] * 3 / given[medicine]))
        for medicine in given
        if given[medicine]
    }
    assert {medicine: cells for medicine, cells in figures(table).items() if cells[0]} == expected


def test_what_was_given_out_of_one_store_is_told_apart(days):
    (store,) = days.counted("SELECT id FROM stores WHERE name = 'Ward cupboard'")[0]

    expected: dict[str, Any] = defaultdict(int)
    value = 0
    for medicine, where, _, _, _, cost, kind, quantity, _, day, _ in days.counted(MOVES):
        if where == str(store) and kind in GIVEN and SINCE <= day <= UNTIL:
            expected[medicine] -= quantity
            value += round(-quantity * cost, 2)

    table = days.table(ReportKind.CONSUMPTION, store_id=store)

    found = {key: consumed for key, (consumed,) in figures(table, "consumed").items() if consumed}
    assert found == expected
    assert figures(days.table(ReportKind.CONSUMPTION, by=Grouping.STORE, store_id=store), "value") == {
        str(store): (value,)
    }


def test_tablets_and_bottles_make_no_sum(days):
    by_store, by_medicine = days.table(ReportKind.CONSUMPTION, by=Grouping.STORE), days.table(ReportKind.CONSUMPTION)

    unlike = ("consumed", "wasted", "on_hand", "days_of_stock")
    assert set(figures(by_store, *unlike).values()) == {(None,) * 4}
    assert [by_medicine.totals[place] for place in (0, 2, 3, 4)] == [None] * 4


def test_nothing_is_said_of_what_lay_there_before(days):
    consumption = days.table(ReportKind.CONSUMPTION, compare=True)
    expiry = days.table(ReportKind.EXPIRY, until=UNTIL + timedelta(days=90), compare=True)

    before = [row.before for row in consumption.rows if row.before]
    assert {cells[0] is None for cells in before} == {False}
    assert {tuple(cells[3:]) for cells in before} == {(None, None)}
    assert (expiry.before, expiry.totals_before) == (None, None)


@pytest.mark.parametrize("by", [Grouping.MEDICINE, Grouping.STORE, Grouping.MONTH])
def test_what_expires_is_what_lies_there(days, by):
    until = date(2028, 4, 30)
    left: dict[Any, Any] = defaultdict(int)
    for medicine, store, batch, expires, _, cost, _, quantity, _, _, _ in days.counted(MOVES):
        if until - timedelta(days=365) <= expires <= until:
            left[medicine, store, batch, expires, cost] += quantity
    expected: dict[str, Any] = {}
    for (medicine, store, _, expires, cost), quantity in left.items():
        if quantity:
            row = {Grouping.MEDICINE: medicine, Grouping.STORE: store, Grouping.MONTH: f"{expires:%Y-%m}"}[by]
            value, on_hand, batches, first = expected.get(row, (0, 0, 0, expires))
            expected[row] = value + round(quantity * cost, 2), on_hand + quantity, batches + 1, min(first, expires)
    if by is not Grouping.MEDICINE:  # tablets and bottles make no sum
        expected = {row: (value, None, *rest) for row, (value, _, *rest) in expected.items()}

    table = days.table(ReportKind.EXPIRY, by=by, since=until - timedelta(days=365), until=until)

    assert len(expected) > 1
    assert figures(table, "value", "on_hand", "batches", "first_expiry") == expected


@pytest.mark.parametrize("by", [Grouping.EMPLOYEE, Grouping.DAY])
def test_what_each_person_did_is_counted_act_by_act(days, by):
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, query in enumerate(
        (
            "SELECT employee_id::text, performed_at FROM appointment_events",
            "SELECT employee_id::text, looked_at FROM access_log",
            "SELECT employee_id::text, started_at FROM sessions JOIN users ON users.id = user_id",
        )
    ):
        for person, at in days.counted(query):
            day = (at + timedelta(hours=6 - 4)).date()
            if SINCE <= day <= UNTIL:
                expected[person if by is Grouping.EMPLOYEE else str(day)][place] += 1

    table = days.table(ReportKind.USER_ACTIVITY, by=by)

    assert figures(table, "actions", "looks", "sign_ins") == {row: tuple(each) for row, each in expected.items()}


def test_one_person_s_acts_are_told_by_themselves(days):
    cashier = next(one for one in days.people() if one.name == "Cashier")

    (row,) = days.table(ReportKind.USER_ACTIVITY, employee_id=cashier.id).rows
    signed_in = days.documents(ReportKind.USER_ACTIVITY, employee_id=cashier.id, column=Figure.SIGN_INS)

    assert (row.key, row.label) == (str(cashier.id), "Cashier")
    assert len(signed_in) == row.cells[-1]


def test_whom_a_report_of_users_can_be_of_is_told_to_who_may_see_it(days):
    assert {"Manager", "Cashier"} <= {one.name for one in days.people()}
    assert days.people(who="doctor") == []
