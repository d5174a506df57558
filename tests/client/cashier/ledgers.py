"""Reports and drawers as a server answers them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.ids import EmployeeId, PayerId, PostingId
from shared.models.billing import ItemKind, PaymentMode
from shared.models.cash import CashSessionStatus, Count, Pieces
from shared.models.ledger import Account, PostingKind
from shared.models.ledger_reports import (
    Ageing,
    CashierReport,
    CashierRow,
    DayBook,
    DayBookRow,
    DepartmentReport,
    DepartmentRow,
    DoctorReport,
    DoctorRow,
    DuesReport,
    DuesRow,
    PayerReport,
    PayerRow,
    SealLine,
    ShiftRow,
    ShiftSheet,
)
from tests.client.cashier import bills

DAY = bills.NOON.date()
SEAL = SealLine(day=DAY, number=41_207, hash="9f3a5c20" + "d1" * 24 + "07c2e1b4")
HEAD: dict[str, Any] = {"day": DAY, "last_day": DAY, "as_of": bills.NOON, "currency": bills.TAKA}
RAFIQ, NASRIN = EmployeeId(UUID(int=61)), EmployeeId(UUID(int=62))


def money(*amounts):
    return dict(zip(PaymentMode, map(Decimal, amounts), strict=False))


def closed_drawer(number=31, cashier="Rafiq Ahmed", cashier_id=RAFIQ, declared="1795", **changes):
    """Five less than should lie in it, counted by its pieces."""
    pieces = [Pieces(denomination=Decimal(1000), number=1), Pieces(denomination=Decimal(500), number=1)]
    facts = bills.drawer("1000", "800").model_copy(
        update={
            "id": type(bills.drawer().id)(int=500 + number),
            "session_no": f"D-CASH1-2026-{number:06d}",
            "cashier": cashier,
            "cashier_id": cashier_id,
            "status": CashSessionStatus.CLOSED,
            "declared": Decimal(declared),
            "difference": Decimal(declared) - 1800,
            "counted": Count(pieces=pieces, other=Decimal(declared) - 1500),
            "closed_at": bills.NOON,
            "verified_note": "",
            "version": 3,
        }
    )
    return facts.model_copy(update=changes)


def shift_sheet(drawer):
    rows = (
        (PostingKind.DRAWER_OPENED, Account.CASH, 1, "1000"),
        (PostingKind.PAYMENT, Account.CASH, 3, "1050"),
        (PostingKind.REFUND_PAID, Account.CASH, 1, "-250"),
        (PostingKind.PAYMENT, Account.CARD, 2, "640"),
        (PostingKind.DRAWER_CLOSED, Account.CASH_DIFFERENCE, 1, "5"),
    )
    return ShiftSheet(
        **HEAD,
        cash_session_id=drawer.id,
        rows=[ShiftRow(kind=kind, account=where, number=n, amount=Decimal(much)) for kind, where, n, much in rows],
        expected=Decimal(1800),
        declared=drawer.declared,
        difference=drawer.difference,
        seal=SEAL,
    )


def day_book(more=False):
    def row(number, kind, cashier, patient="", patient_id=None, **moved):
        return DayBookRow(
            posting_id=PostingId(UUID(int=600 + number)),
            kind=kind,
            document_no=f"R-CASH1-2026-{number:06d}",
            at=bills.NOON,
            bill_id=None,
            patient_id=patient_id,
            patient=patient,
            cashier=cashier,
            moved={PaymentMode(mode): Decimal(amount) for mode, amount in moved.items()},
        )

    rows = [
        row(1, PostingKind.DRAWER_OPENED, "Rafiq Ahmed", cash="1000"),
        row(2, PostingKind.PAYMENT, "Rafiq Ahmed", "Rahima Begum", bills.RAHIMA.id, cash="1054"),
        row(3, PostingKind.PAYMENT, "Nasrin Sultana", "Kamal Hossain", card="254.50"),
    ]
    return DayBook(**HEAD, rows=rows, more=more, totals=money("2054", "254.50", "0", "0"))


def cashiers():
    rows = [
        CashierRow(
            cashier_id=who,
            cashier=name,
            taken=money(*taken),
            given_back=money(*back),
            rounding=Decimal("0.05"),
            difference=Decimal(difference),
        )
        for who, name, taken, back, difference in (
            (NASRIN, "Nasrin Sultana", ("0", "254.50", "0", "0"), ("0", "0", "0", "0"), "0"),
            (RAFIQ, "Rafiq Ahmed", ("1054", "0", "0", "0"), ("250", "0", "0", "0"), "-5"),
        )
    ]
    return CashierReport(**HEAD, rows=rows)


EARNED: dict[str, Any] = {
    "gross": Decimal(1054),
    "discount": Decimal(54),
    "credited": Decimal(0),
    "net": Decimal(1000),
    "tax": Decimal(50),
}


def departments():
    rows = [
        DepartmentRow(department="Medicine", kind=kind, **EARNED) for kind in (ItemKind.CONSULTATION, ItemKind.TEST)
    ]
    return DepartmentReport(**HEAD, rows=rows)


def doctors():
    row = DoctorRow(
        doctor_id=RAFIQ, doctor="Dr. Farhana Rahman", kind=ItemKind.CONSULTATION, share=Decimal(400), **EARNED
    )
    return DoctorReport(**HEAD, rows=[row])


def dues():
    row = DuesRow(
        patient_id=bills.RAHIMA.id, patient_no="260400", patient="Rahima Begum", owed=Decimal(754), bills=2, since=DAY
    )
    return DuesReport(
        **HEAD,
        rows=[row],
        more=False,
        patients=Decimal(1008),
        payers=Decimal(843),
        deposits=Decimal(300),
        to_pay_back=Decimal(254),
    )


def payers():
    ages = Ageing(up_to_30=Decimal(843), up_to_60=Decimal(1000), up_to_90=Decimal(0), older=Decimal(-100))
    row = PayerRow(payer_id=PayerId(UUID(int=81)), payer="Green Life", ageing=ages)
    return PayerReport(**HEAD, rows=[row], total=ages.total)
