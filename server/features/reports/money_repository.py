"""Reports of money: each a query of the ledger, and of documents only for who and why."""

from typing import Final
from uuid import UUID

from server.features.reports.sources import (
    BY_DEPARTMENT,
    BY_DOCTOR,
    EMPLOYEE,
    Key,
    Named,
    Reads,
    Source,
    counted,
    summed,
)
from shared.models.reports import CellKind, Figure, Grouping, Meaning, ReportKind

# Accounts are said as their partial indexes say them.
_TAKEN: Final = """
    SELECT p.kind, p.document_id AS id, p.document_no AS number, p.at, e.patient_id,
        coalesce(cashier.full_name, '') AS words, e.posting_id, e.account AS mode, e.amount > 0 AS came_in, e.amount
    FROM ledger_postings p
    JOIN ledger_entries e ON e.posting_id = p.id
    LEFT JOIN employees cashier ON cashier.id = e.cashier_id
    WHERE p.business_date BETWEEN :since AND :until
        AND p.kind IN ('payment', 'deposit', 'refund_paid', 'claim_paid')
        AND e.account IN ('cash', 'card', 'mobile', 'bank')
"""

_BILLED: Final = """
    SELECT p.kind, p.document_id AS id, p.document_no AS number, p.at, e.patient_id,
        coalesce(doctor.full_name, '') AS words, e.posting_id, e.account, e.amount, e.item_kind, e.doctor_id,
        e.department_id
    FROM ledger_postings p
    JOIN ledger_entries e ON e.posting_id = p.id
    LEFT JOIN employees doctor ON doctor.id = e.doctor_id
    WHERE p.business_date BETWEEN :since AND :until AND e.account IN ('income', 'discount', 'tax')
"""

# Of several discounts on a bill the ledger knows the sum: it stands with all who gave them.
_DISCOUNTS: Final = """
    SELECT p.kind, p.document_id AS id, p.document_no AS number, p.at, e.patient_id, given.reason AS words,
        p.id AS posting_id, e.amount, p.kind = 'bill_issued' AS issued, given.asked_by, given.approved_by, given.reason
    FROM ledger_postings p
    JOIN (
        SELECT posting_id, bill_id, patient_id, sum(amount) AS amount FROM ledger_entries
        WHERE account = 'discount' GROUP BY posting_id, bill_id, patient_id
    ) e ON e.posting_id = p.id
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(DISTINCT asker.full_name, ', '), '') AS asked_by,
            coalesce(string_agg(DISTINCT approver.full_name, ', '), '') AS approved_by,
            left(coalesce(string_agg(DISTINCT d.reason, '; '), ''), 1000) AS reason
        FROM bill_discounts d
        JOIN employees asker ON asker.id = d.asked_by
        LEFT JOIN employees approver ON approver.id = d.approved_by
        WHERE d.bill_id = e.bill_id AND d.takes_back IS NULL
            AND NOT EXISTS (SELECT FROM bill_discounts back WHERE back.takes_back = d.id)
            AND (d.bill_item_id IS NULL
                OR EXISTS (SELECT FROM bill_items line WHERE line.id = d.bill_item_id AND line.bill_id = d.bill_id))
    ) given
    WHERE p.business_date BETWEEN :since AND :until
"""

_REFUNDS: Final = """
    SELECT 'refund' AS kind, refund.id, refund.refund_no AS number, p.at, e.patient_id, refund.reason AS words,
        -e.amount AS amount, refund.paid_at IS NOT NULL AS paid_out, refund.requested_by, refund.decided_by,
        refund.reason
    FROM refunds refund
    JOIN ledger_postings p ON p.document_id = refund.id AND p.kind = 'refund_approved'
    JOIN ledger_entries e ON e.posting_id = p.id AND e.account = 'refunds_payable'
    WHERE p.business_date BETWEEN :since AND :until
"""

# A patient's own part names no payer. What was booked later is left out, since it is little: of all that was booked
# before, the days need not be looked up.
_DUES: Final = """
    SELECT 'bill' AS kind, owed.bill_id AS id, bill.bill_no AS number, bill.issued_at AS at, bill.patient_id,
        coalesce(payer.name, '') AS words, owed.debtor, owed.amount, owed.amount > 0 AS is_owed, owed.ident,
        :until - (
            SELECT min(p.business_date) FROM ledger_entries e JOIN ledger_postings p ON p.id = e.posting_id
            WHERE e.bill_id = owed.bill_id AND e.payer_id IS NOT DISTINCT FROM owed.debtor
                AND e.account IN ('patient_dues', 'payer_dues')
        ) AS age
    FROM (
        SELECT e.bill_id, e.payer_id AS debtor, sum(e.amount) AS amount,
            md5(e.bill_id::text || coalesce(e.payer_id::text, ''))::uuid AS ident
        FROM ledger_entries e
        WHERE e.account IN ('patient_dues', 'payer_dues')
            AND NOT EXISTS (SELECT FROM ledger_postings p WHERE p.id = e.posting_id AND p.business_date > :until)
        GROUP BY e.bill_id, e.payer_id
        HAVING sum(e.amount) <> 0
    ) owed
    LEFT JOIN bills bill ON bill.id = owed.bill_id
    LEFT JOIN payers payer ON payer.id = owed.debtor
"""

_INCOME_OR_DISCOUNT: Final = "account IN ('income', 'discount')"

BY_MODE: Final = Source(
    Meaning.MONEY_TAKEN,
    _TAKEN,
    {Grouping.MODE: Key("mode")},
    {
        Figure.TAKEN: summed(CellKind.MONEY, "amount", "came_in"),
        Figure.GIVEN_BACK: summed(CellKind.MONEY, "amount", "NOT came_in", sign="-"),
        Figure.NET: summed(CellKind.MONEY, "amount"),
    },
    ("came_in",),
    ("amount",),
    "posting_id",
    reads=Reads.BY_PARTS,
)
"""Income as it came in; as it was billed it is another source."""

SOURCES: Final = {
    ReportKind.INCOME: Source(
        Meaning.BILLED,
        _BILLED,
        {
            Grouping.DEPARTMENT: BY_DEPARTMENT,
            Grouping.ITEM_KIND: Key("item_kind"),
            Grouping.DOCTOR: BY_DOCTOR,
        },
        {
            Figure.BILLED: summed(CellKind.MONEY, "amount", "account = 'income'", sign="-"),
            Figure.DISCOUNT: summed(CellKind.MONEY, "amount", "account = 'discount'"),
            Figure.NET: summed(CellKind.MONEY, "amount", _INCOME_OR_DISCOUNT, sign="-"),
            Figure.TAX: summed(CellKind.MONEY, "amount", "account = 'tax'", sign="-"),
        },
        ("account",),
        ("amount",),
        "posting_id",
        reads=Reads.BY_PARTS,
    ),
    ReportKind.DISCOUNTS: Source(
        Meaning.DISCOUNTS_BILLED,
        _DISCOUNTS,
        {
            Grouping.EMPLOYEE: Key("asked_by"),
            Grouping.APPROVER: Key("approved_by"),
            Grouping.REASON: Key("reason"),
        },
        {Figure.DISCOUNT: summed(CellKind.MONEY, "amount"), Figure.BILLS: counted("issued")},
        ("issued",),
        ("amount",),
        "posting_id",
        reads=Reads.ONCE,
    ),
    ReportKind.REFUNDS: Source(
        Meaning.REFUNDS_APPROVED,
        _REFUNDS,
        {
            Grouping.EMPLOYEE: Key("requested_by", EMPLOYEE, kind=UUID),
            Grouping.APPROVER: Key("decided_by", EMPLOYEE, kind=UUID),
            Grouping.REASON: Key("reason"),
        },
        {
            Figure.APPROVED: summed(CellKind.MONEY, "amount"),
            Figure.PAID_OUT: summed(CellKind.MONEY, "amount", "paid_out"),
            Figure.REFUNDS: counted(),
        },
        ("paid_out",),
        ("amount",),
    ),
    ReportKind.DUES: Source(
        Meaning.OWED_AT_THE_END,
        _DUES,
        {Grouping.DEBTOR: Key("debtor", Named("payers", "name"), kind=UUID, nothing="patients")},
        {
            Figure.OWED: summed(CellKind.MONEY, "amount", "is_owed"),
            Figure.UP_TO_30: summed(CellKind.MONEY, "amount", "is_owed AND age <= 30"),
            Figure.UP_TO_60: summed(CellKind.MONEY, "amount", "is_owed AND age BETWEEN 31 AND 60"),
            Figure.UP_TO_90: summed(CellKind.MONEY, "amount", "is_owed AND age BETWEEN 61 AND 90"),
            Figure.OLDER: summed(CellKind.MONEY, "amount", "is_owed AND age > 90"),
            Figure.BILLS: counted("is_owed"),
            Figure.IN_CREDIT: summed(CellKind.MONEY, "amount", "NOT is_owed", sign="-"),
            Figure.NET: summed(CellKind.MONEY, "amount"),
        },
        ("age", "is_owed"),
        ("amount",),
        "ident",
        reads=Reads.ONCE,
    ),
}
