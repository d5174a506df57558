"""Money counted from the documents: bills, payments, credit notes, refunds. The reports read the ledger."""

from decimal import Decimal
from typing import Any

import pytest

from shared.contracts import ledger
from shared.models.reports import Grouping, ReportKind
from shared.permissions import Role
from tests.server.features.reports.conftest import SINCE, UNTIL
from tests.server.features.reports.counting import by_key, figures

DAY = "((%s AT TIME ZONE 'Asia/Dhaka') - interval '4 hours')::date BETWEEN %%(since)s AND %%(until)s"
# Lines billed, and lines credited as less than nothing.
LINES = f"""
    SELECT i.itemable_type, e.department_id::text, i.amount - i.tax + i.discount AS gross, i.discount, i.tax
    FROM bills b JOIN bill_items i ON i.bill_id = b.id JOIN appointments a ON a.id = b.billable_id
    JOIN employees e ON e.id = a.doctor_id WHERE {DAY % "b.issued_at"}
    UNION ALL
    SELECT i.itemable_type, e.department_id::text, -(l.amount - l.tax + l.discount), -l.discount, -l.tax
    FROM credit_notes n JOIN credit_note_lines l ON l.credit_note_id = n.id JOIN bills b ON b.id = n.bill_id
    JOIN bill_items i ON i.id = l.bill_item_id JOIN appointments a ON a.id = b.billable_id
    JOIN employees e ON e.id = a.doctor_id WHERE {DAY % "n.made_at"}"""


def test_income_by_mode_is_what_went_over_the_counters(days):
    expected = days.counted(
        "SELECT mode, sum(greatest(amount, 0)), sum(greatest(-amount, 0)), sum(amount) FROM ("
        f"SELECT mode, amount FROM payments WHERE mode != 'deposit' AND {DAY % 'taken_at'} "
        f"UNION ALL SELECT mode, amount FROM deposits WHERE {DAY % 'taken_at'}) money GROUP BY 1"
    )

    assert figures(days.table(ReportKind.INCOME), "taken", "given_back", "net") == by_key(expected)


@pytest.mark.parametrize(("by", "key"), [(Grouping.DEPARTMENT, "department_id"), (Grouping.ITEM_KIND, "itemable_type")])
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


def test_discounts_stand_with_all_who_gave_them(days):
    discounts: dict[Any, Any] = {}
    for bill, who, why, amount in days.counted(
        "SELECT b.id, e.full_name, d.reason, b.discount FROM bills b JOIN bill_discounts d ON d.bill_id = b.id "
        "JOIN employees e ON e.id = d.asked_by WHERE d.takes_back IS NULL AND d.id NOT IN "
        "(SELECT takes_back FROM bill_discounts WHERE takes_back IS NOT NULL) AND (d.bill_item_id IS NULL OR "
        f"d.bill_item_id IN (SELECT id FROM bill_items WHERE bill_id = b.id)) AND {DAY % 'b.issued_at'}"
    ):
        names, reasons, _ = discounts.setdefault(bill, (set(), set(), amount))
        names.add(who)
        reasons.add(why)
    credited = days.counted(f"SELECT sum(discount) FROM credit_notes WHERE {DAY % 'made_at'}")[0][0] or 0
    by_who, by_why = days.table(ReportKind.DISCOUNTS), days.table(ReportKind.DISCOUNTS, by=Grouping.REASON)

    assert {row.key: row.cells[1] for row in by_who.rows if row.cells[1]} == _number_of(
        ", ".join(sorted(names)) for names, _, _ in discounts.values()
    )
    assert {row.key: row.cells[1] for row in by_why.rows if row.cells[1]} == _number_of(
        "; ".join(sorted(reasons)) for _, reasons, _ in discounts.values()
    )
    assert by_who.totals[0] == sum(amount for *_, amount in discounts.values()) - credited


def test_refunds_are_those_approved_and_what_was_paid_of_them(days):
    expected = days.counted(
        "SELECT r.decided_by::text, sum(l.amount), coalesce(sum(l.amount) FILTER (WHERE status = 'paid'), 0), "
        f"count(*) FROM refunds r JOIN refund_lines l ON l.refund_id = r.id WHERE {DAY % 'decided_at'} GROUP BY 1"
    )

    table = days.table(ReportKind.REFUNDS, by=Grouping.APPROVER)

    assert figures(table, "approved", "paid_out", "refunds") == by_key(expected)


def test_dues_are_what_bills_say_less_what_came_in_by_that_evening(days):
    paid_by = "((%s AT TIME ZONE 'Asia/Dhaka') - interval '4 hours')::date <= %%(until)s"
    owed = days.counted(
        "SELECT coalesce(sum(total - payer_share), 0) - "
        f"(SELECT coalesce(sum(amount), 0) FROM payments WHERE amount > 0 AND {paid_by % 'taken_at'}) - "
        f"(SELECT coalesce(sum(total), 0) FROM credit_notes WHERE {paid_by % 'made_at'}) + "
        "(SELECT coalesce(sum(l.amount), 0) FROM refunds r JOIN refund_lines l ON l.refund_id = r.id "
        f"WHERE {paid_by % 'decided_at'}) FROM bills WHERE {paid_by % 'issued_at'}"
    )[0][0]
    payers = days.counted(
        "SELECT payer_id::text, sum(payer_share), count(*) FROM bills "
        f"WHERE payer_share > 0 AND {paid_by % 'issued_at'} GROUP BY 1"
    )

    table = days.table(ReportKind.DUES)
    found = figures(table, "net", "bills")
    patients = found.pop("patients")

    assert found == by_key(payers)
    assert patients[0] == owed
    ages = dict(zip([column.key for column in table.columns], table.totals, strict=True))
    assert ages["up_to_30"] == ages["owed"] == ages["net"] + ages["in_credit"]
    ledgers = days.api(Role.MANAGER).send(ledger.dues(day=UNTIL))
    assert (patients[0], sum(cells[0] for cells in found.values())) == (ledgers.patients, ledgers.payers)


def _number_of(keys):
    numbers: dict[str, Decimal] = {}
    for key in keys:
        numbers[key] = numbers.get(key, Decimal(0)) + 1
    return numbers
