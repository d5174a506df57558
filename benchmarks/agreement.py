"""What must agree whatever happened at the counters: documents, ledger and the six reports."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.till import Till
from server.features.ledger.reports import ReportService
from shared.ids import EmployeeId
from shared.models.billing import PaymentMode
from shared.models.ledger_reports import GetDayBook, GetShiftSheet, ReportOfDays

_BEGINS: Final = date(2026, 11, 23)


def disagreements(till: Till, session: Session) -> list[str]:
    """What documents, ledger and reports say differently; nothing, whatever happened."""
    session.flush()  # what is compared is what is written
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    return [*_documents(session), *_reports(till, session)]


_AGREE: Final = {
    "a posting balances": "SELECT posting_id FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0",
    "a bill is its lines": """
        SELECT b.id FROM bills b LEFT JOIN bill_items i ON i.bill_id = b.id
        GROUP BY b.id HAVING b.total <> coalesce(sum(i.amount), 0)""",
    "paid less refunded is settled": """
        SELECT b.id FROM bills b LEFT JOIN payments p ON p.bill_id = b.id
        GROUP BY b.id HAVING b.paid <> coalesce(sum(p.amount), 0)""",
    "a bill is credited by its notes": """
        SELECT b.id FROM bills b LEFT JOIN credit_notes n ON n.bill_id = b.id GROUP BY b.id
        HAVING (b.credited, b.payer_credited) <> (coalesce(sum(n.total), 0), coalesce(sum(n.payer_part), 0))""",
    "a patient owes in the ledger what is left of the bill": """
        SELECT b.id FROM bills b LEFT JOIN ledger_entries e
        ON e.bill_id = b.id AND e.account IN ('patient_dues', 'refunds_payable')
        WHERE b.bill_no IS NOT NULL GROUP BY b.id
        HAVING CASE WHEN b.status = 'cancelled' THEN 0
        ELSE b.total - b.payer_share - (b.credited - b.payer_credited) - b.paid END <> coalesce(sum(e.amount), 0)""",
    "a payer owes in the ledger what is left of the share": """
        SELECT b.id FROM bills b LEFT JOIN ledger_entries e ON e.bill_id = b.id AND e.account = 'payer_dues'
        WHERE b.bill_no IS NOT NULL GROUP BY b.id
        HAVING CASE WHEN b.status = 'cancelled' THEN 0 ELSE b.payer_share - b.payer_credited END
        <> coalesce(sum(e.amount), 0)""",
    "nothing was paid of a cancelled bill": "SELECT id FROM bills WHERE status = 'cancelled' AND paid <> 0",
    "no line is credited above what it was": """
        SELECT i.id FROM bill_items i JOIN credit_note_lines l ON l.bill_item_id = i.id
        GROUP BY i.id, i.quantity, i.amount HAVING sum(l.quantity) > i.quantity OR sum(l.amount) > i.amount""",
    "an approved refund is payable until it is paid": """
        SELECT r.bill_id FROM refunds r JOIN refund_lines l ON l.refund_id = r.id GROUP BY r.bill_id
        HAVING coalesce(sum(l.amount) FILTER (WHERE status = 'approved'), 0) <> coalesce(
            (SELECT -sum(amount) FROM ledger_entries e
             WHERE e.bill_id = r.bill_id AND account = 'refunds_payable'), 0)""",
    "no line gave back more than was paid of it": """
        SELECT i.id FROM bill_items i JOIN refund_lines l ON l.bill_item_id = i.id
        JOIN refunds r ON r.id = l.refund_id AND r.status <> 'rejected'
        GROUP BY i.id, i.amount HAVING sum(l.amount) > i.amount""",
    "no payment gave back more than it was": """
        SELECT o.id FROM payments o JOIN payments r ON r.refund_of = o.id
        GROUP BY o.id HAVING o.amount + sum(r.amount) < 0""",
    "deposits are what was paid in and not used": """
        SELECT 1 WHERE (SELECT coalesce(sum(amount), 0) FROM deposits)
        - (SELECT coalesce(sum(amount), 0) FROM payments WHERE mode = 'deposit')
        <> (SELECT coalesce(-sum(amount), 0) FROM ledger_entries WHERE account = 'deposits')""",
    "no deposit is below nothing": """
        SELECT patient_id FROM ledger_entries WHERE account = 'deposits' GROUP BY 1 HAVING sum(amount) > 0""",
    "a counted drawer is empty": """
        SELECT s.id FROM cash_sessions s JOIN ledger_entries e ON e.cash_session_id = s.id AND e.account = 'cash'
        WHERE s.status IN ('closed', 'verified') GROUP BY s.id HAVING sum(e.amount) <> 0""",
    "no drawer is below nothing": """
        SELECT cash_session_id FROM ledger_entries WHERE account = 'cash' GROUP BY 1 HAVING sum(amount) < 0""",
}

_DAY: Final = "((at AT TIME ZONE :zone) - make_interval(hours => :day_starts))::date"
"""The business day of a moment, as the documents themselves say it."""

_MONEY_OF_DOCUMENTS: Final = text(f"""
    SELECT taken_by, mode, {_DAY} AS day, sum(amount) AS amount FROM (
        SELECT taken_by, mode, taken_at AS at, amount + rounding AS amount FROM payments WHERE mode <> 'deposit'
        UNION ALL SELECT taken_by, mode, taken_at, amount FROM deposits
    ) AS moved GROUP BY 1, 2, 3
""")

_BILLED: Final = text(f"""
    SELECT {_DAY} AS day, sum(subtotal) AS gross, sum(discount) AS discount, sum(tax) AS tax FROM (
        SELECT issued_at AS at, subtotal, discount, tax FROM bills WHERE bill_no IS NOT NULL
        UNION ALL SELECT c.cancelled_at, -b.subtotal, -b.discount, -b.tax
        FROM bill_cancellations c JOIN bills b ON b.id = c.bill_id
        UNION ALL SELECT made_at, -subtotal, -discount, -tax FROM credit_notes
    ) AS billed GROUP BY 1
""")

_OWED: Final = text("""
    SELECT (SELECT coalesce(sum(total - payer_share - (credited - payer_credited) - paid), 0) FROM bills
     WHERE bill_no IS NOT NULL AND status <> 'cancelled'),
    (SELECT coalesce(sum(l.amount), 0) FROM refunds r JOIN refund_lines l ON l.refund_id = r.id
     WHERE r.status = 'approved')
""")

_OWED_BY_PAYERS: Final = text("""
    SELECT payer_id, sum(payer_share - payer_credited) FROM bills
    WHERE bill_no IS NOT NULL AND status <> 'cancelled' AND payer_share > 0 GROUP BY 1
""")

_DRAWERS: Final = text("""
    SELECT s.id, s.cashier_id, s.status, s.expected, coalesce(h.accepted, s.declared) AS declared
    FROM cash_sessions s LEFT JOIN cash_hand_overs h ON h.from_session_id = s.id AND h.accepted_at IS NOT NULL
""")
"""What is declared of a drawer that was handed over is what the next cashier accepted."""


def _documents(session: Session) -> Iterator[str]:
    for rule, breaks in _AGREE.items():
        broken = session.execute(text(breaks)).all()
        if broken:
            yield f"{rule}: {broken[:3]}"


def _reports(till: Till, session: Session) -> Iterator[str]:
    """For each cashier, mode and day: documents, day book, cashiers and shift sheets; for each day: what was billed."""
    reports = ReportService(till.context(session, "manager"))
    here = {"zone": till.settings.timezone, "day_starts": till.settings.day_starts}
    documents = _money(
        (row[0], PaymentMode(row[1]), row[2], row[3]) for row in session.execute(_MONEY_OF_DOCUMENTS, here)
    )
    billed = {row.day: [row.gross, row.discount, row.tax] for row in session.execute(_BILLED, here)}
    days = sorted({day for _, _, day in documents} | set(billed))
    by_cashier: list[tuple[EmployeeId, PaymentMode, date, Decimal]] = []
    names: dict[str, EmployeeId] = {}
    by_day_book = []
    for day in days:
        asked = ReportOfDays(day=day)
        for row in reports.cashiers(asked).rows:
            names[row.cashier] = row.cashier_id
            for mode, amount in row.taken.items():
                by_cashier.append((row.cashier_id, mode, day, amount - row.given_back[mode]))
        book = reports.day_book(GetDayBook(day=day))
        counted = [row for row in book.rows if row.kind in _AT_THE_COUNTER]
        by_day_book += [
            (names.get(row.cashier), mode, day, amount) for row in counted for mode, amount in row.moved.items()
        ]
        departments, doctors = reports.departments(asked).rows, reports.doctors(asked).rows
        for name, rows in (("departments", departments), ("doctors", doctors)):
            figures = [sum((getattr(row, of) for row in rows), Decimal(0)) for of in ("gross", "discount", "tax")]
            if figures != billed.get(day, [0, 0, 0]):
                yield f"{name} on {day}: {figures}, documents {billed.get(day)}"
    for name, found in (("cashiers", _money(by_cashier)), ("day book", _money(by_day_book))):
        if found != documents:
            yield f"{name} and documents differ: {set(found.items()) ^ set(documents.items())}"
    yield from _shift_sheets(session, reports, documents)
    yield from _dues(session, reports, max(days, default=_BEGINS))


def _shift_sheets(session: Session, reports: ReportService, documents: dict[Any, Decimal]) -> Iterator[str]:
    of_sheets: dict[tuple[Any, str], Decimal] = defaultdict(Decimal)
    for drawer in session.execute(_DRAWERS):
        sheet = reports.shift_sheet(GetShiftSheet(cash_session_id=drawer.id))
        for row in sheet.rows:
            if row.kind in _AT_THE_COUNTER and row.account in _MODES_OF_MONEY:
                of_sheets[drawer.cashier_id, row.account] += row.amount
        if drawer.status in ("closed", "verified") and (sheet.declared or sheet.expected):
            figures = (sheet.expected, sheet.declared or Decimal(0))
            if figures != (drawer.expected, drawer.declared):
                yield f"shift sheet {figures}, drawer {drawer.expected, drawer.declared}"
    of_documents: dict[tuple[Any, str], Decimal] = defaultdict(Decimal)
    for (cashier, mode, _), amount in documents.items():
        of_documents[cashier, mode.value] += amount
    if {k: v for k, v in of_sheets.items() if v} != {k: v for k, v in of_documents.items() if v}:
        yield f"shift sheets {dict(of_sheets)} and documents {dict(of_documents)} differ"


def _dues(session: Session, reports: ReportService, day: date) -> Iterator[str]:
    dues = reports.dues(ReportOfDays(day=day))
    owed, approved = session.execute(_OWED).one()
    if (dues.patients, dues.to_pay_back) != (owed + approved, approved):
        yield f"dues {dues.patients} and {dues.to_pay_back}, documents {owed + approved} and {approved}"
    if not dues.more and sum((row.owed for row in dues.rows), Decimal(0)) != owed:
        yield "the dues of all patients are not the dues"
    owed_by = {row.payer_id: row.ageing.total for row in reports.payers(ReportOfDays(day=day)).rows}
    payers = {payer: amount for payer, amount in owed_by.items() if amount}
    of_bills = {payer: owed for payer, owed in session.execute(_OWED_BY_PAYERS).all() if owed}
    if payers != of_bills or sum(payers.values(), Decimal(0)) != dues.payers:
        yield f"payers {payers}, documents {of_bills}, dues {dues.payers}"


_AT_THE_COUNTER: Final = ("payment", "deposit", "refund_paid")
_MODES_OF_MONEY: Final = ("cash", "card", "mobile", "bank")


def _money(rows: Any) -> dict[Any, Decimal]:
    """Summed by cashier, mode and day; what comes to nothing is left out."""
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for cashier, mode, day, amount in rows:
        sums[cashier, mode, day] += amount
    return {key: amount for key, amount in sums.items() if amount}
