"""Money counted from the documents: bills, payments, credit notes, refunds. The reports read the ledger."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from shared.contracts import ledger
from shared.models.reports import Grouping, ReportKind
from shared.permissions import Role
from tests.server.features.reports.conftest import SINCE, UNTIL
from tests.server.features.reports.counting import by_key, cells_of, figures

DAY = "((%s AT TIME ZONE 'Asia/Dhaka') - interval '4 hours')::date BETWEEN %%(since)s AND %%(until)s"
# Lines billed, and lines credited as less than nothing.
LINES = f"""
    SELECT i.itemable_type, a.doctor_id::text, e.department_id::text, i.amount - i.tax + i.discount AS gross,
        i.discount, i.tax
    FROM bills b JOIN bill_items i ON i.bill_id = b.id JOIN appointments a ON a.id = b.billable_id
    JOIN employees e ON e.id = a.doctor_id WHERE {DAY % "b.issued_at"}
    UNION ALL
    SELECT i.itemable_type, a.doctor_id::text, e.department_id::text, -(l.amount - l.tax + l.discount),
        -l.discount, -l.tax
    FROM credit_notes n JOIN credit_note_lines l ON l.credit_note_id = n.id JOIN bills b ON b.id = n.bill_id
    JOIN bill_items i ON i.id = l.bill_item_id JOIN appointments a ON a.id = b.billable_id
    JOIN employees e ON e.id = a.doctor_id WHERE {DAY % "n.made_at"}"""

AGES = {"up_to_30": range(31), "up_to_60": range(31, 61), "up_to_90": range(61, 91), "older": range(91, 1000)}


def test_income_by_mode_is_what_went_over_the_counters(days):
    expected = days.counted(
        "SELECT mode, sum(greatest(amount, 0)), sum(greatest(-amount, 0)), sum(amount) FROM ("
        f"SELECT mode, amount FROM payments WHERE mode != 'deposit' AND {DAY % 'taken_at'} "
        f"UNION ALL SELECT mode, amount FROM deposits WHERE {DAY % 'taken_at'}) money GROUP BY 1"
    )

    assert figures(days.table(ReportKind.INCOME), "taken", "given_back", "net") == by_key(expected)


@pytest.mark.parametrize(
    ("by", "key"),
    [(Grouping.DEPARTMENT, "department_id"), (Grouping.ITEM_KIND, "itemable_type"), (Grouping.DOCTOR, "doctor_id")],
)
def test_income_by_what_was_billed_is_that_of_the_lines(days, by, key):
    expected = days.counted(
        f"SELECT {key}, sum(gross), sum(discount), sum(gross) - sum(discount), sum(tax) FROM ({LINES}) lines GROUP BY 1"
    )

    table = days.table(ReportKind.INCOME, by=by)

    assert figures(table, "billed", "discount", "net", "tax") == by_key(expected)


def test_income_is_what_the_ledger_s_own_report_says(days):
    own = days.table(ReportKind.INCOME, by=Grouping.DOCTOR)

    theirs = days.api(Role.MANAGER).send(ledger.doctors(day=SINCE, last_day=UNTIL))

    assert own.totals[2] == sum(row.net for row in theirs.rows)


@pytest.mark.parametrize(
    ("by", "said", "between"),
    [
        (Grouping.EMPLOYEE, "asker.full_name", ", "),
        (Grouping.APPROVER, "approver.full_name", ", "),
        (Grouping.REASON, "d.reason", "; "),
    ],
)
def test_discounts_stand_with_all_who_gave_them(days, by, said, between):
    given = defaultdict(set)
    for bill, words in days.counted(
        f"SELECT d.bill_id, {said} FROM bill_discounts d JOIN employees asker ON asker.id = d.asked_by "
        "LEFT JOIN employees approver ON approver.id = d.approved_by WHERE d.takes_back IS NULL AND d.id NOT IN "
        "(SELECT takes_back FROM bill_discounts WHERE takes_back IS NOT NULL) AND (d.bill_item_id IS NULL OR "
        "d.bill_item_id IN (SELECT id FROM bill_items WHERE bill_id = d.bill_id))"
    ):
        given[bill].add(words)
    expected: dict[str, Any] = defaultdict(lambda: (0, 0))
    for bill, amount, issued in days.counted(
        f"SELECT id, discount, 1 FROM bills WHERE discount > 0 AND {DAY % 'issued_at'} UNION ALL "
        f"SELECT bill_id, -discount, 0 FROM credit_notes WHERE discount > 0 AND {DAY % 'made_at'}"
    ):
        row = between.join(sorted(given[bill] - {None}))
        expected[row] = expected[row][0] + amount, expected[row][1] + issued

    assert len(expected) > 1
    assert figures(days.table(ReportKind.DISCOUNTS, by=by), "discount", "bills") == expected


@pytest.mark.parametrize(
    ("by", "key"),
    [(Grouping.EMPLOYEE, "requested_by"), (Grouping.APPROVER, "decided_by"), (Grouping.REASON, "reason")],
)
def test_refunds_are_those_approved_and_what_was_paid_of_them(days, by, key):
    expected = days.counted(
        f"SELECT {key}::text, sum(l.amount), coalesce(sum(l.amount) FILTER (WHERE status = 'paid'), 0), "
        f"count(*) FROM refunds r JOIN refund_lines l ON l.refund_id = r.id WHERE {DAY % 'decided_at'} GROUP BY 1"
    )

    assert len(expected) > 1
    assert figures(days.table(ReportKind.REFUNDS, by=by), "approved", "paid_out", "refunds") == by_key(expected)


def test_dues_are_what_bills_say_less_what_came_in_by_that_evening_by_their_age(days):
    day = "((%s AT TIME ZONE 'Asia/Dhaka') - interval '4 hours')::date"
    settled = dict(
        days.counted(
            "SELECT bill_id, sum(amount) FROM (SELECT bill_id, amount, taken_at AS at FROM payments WHERE amount > 0 "
            "UNION ALL SELECT bill_id, total, made_at FROM credit_notes "
            "UNION ALL SELECT bill_id, -amount, decided_at FROM refunds JOIN refund_lines ON refund_id = id) each "
            f"WHERE {day % 'at'} <= %(until)s GROUP BY 1"
        )
    )
    expected: dict[str, Any] = defaultdict(Counter)
    ages = set()
    for bill, age, payer, total, share in days.counted(
        f"SELECT id, %(until)s - {day % 'issued_at'}, payer_id::text, total, payer_share FROM bills"
    ):
        for debtor, due in ((payer, share), ("patients", total - share - settled.get(bill, 0))):
            if age < 0 or not due:
                continue
            band = next(band for band, inside in AGES.items() if age in inside)
            expected[debtor].update({"owed": due, band: due, "bills": 1} if due > 0 else {"in_credit": -due}, net=due)
            ages.add(age)

    table = days.table(ReportKind.DUES)

    assert figures(table) == cells_of(table, expected)
    assert ages >= {30, 31, 60, 61, 90, 91}
    net = {debtor: each["net"] for debtor, each in expected.items()}
    ledgers = days.api(Role.MANAGER).send(ledger.dues(day=UNTIL))
    assert (net.pop("patients"), sum(net.values())) == (ledgers.patients, ledgers.payers)
