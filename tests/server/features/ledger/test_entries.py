"""What each document moves, worked out by hand."""

from decimal import Decimal
from uuid import UUID

import pytest

from server.features.ledger import entries
from server.features.ledger.entries import BilledLine, Whose
from shared.ids import BillId, BillItemId, CashSessionId, EmployeeId, PatientId, PayerId
from shared.models.billing import ItemKind, PaymentMode
from shared.models.ledger import Account
from shared.rules.bills import LineTotals

BILL = Whose(
    bill_id=BillId(UUID(int=1)),
    patient_id=PatientId(UUID(int=2)),
    doctor_id=EmployeeId(UUID(int=3)),
    department_id=None,
)
COUNTER = Whose(cash_session_id=CashSessionId(UUID(int=4)), cashier_id=EmployeeId(UUID(int=5)))


def line(number, kind, subtotal, discount="0", tax="0"):
    figures = Decimal(subtotal), Decimal(discount), Decimal(tax)
    totals = LineTotals(*figures, figures[0] - figures[1] + figures[2])
    return BilledLine(BillItemId(UUID(int=number)), kind, totals)


def moved(booked):
    return [(entry.account.value, str(entry.amount)) for entry in booked if entry.amount]


def test_a_bill_is_owed_by_the_patient_and_earned_line_by_line():
    booked = entries.bill_issued(
        BILL,
        [line(6, ItemKind.CONSULTATION, "800", "80"), line(7, ItemKind.TEST, "450.00", "0", "67.50")],
    )

    assert moved(booked) == [
        ("patient_dues", "1237.50"),
        ("income", "-800"),
        ("discount", "80"),
        ("income", "-450.00"),
        ("tax", "-67.50"),
    ]
    assert [entry.whose.item_kind for entry in booked[1:]] == [ItemKind.CONSULTATION] * 3 + [ItemKind.TEST] * 3
    assert {entry.whose.doctor_id for entry in booked[1:]} == {BILL.doctor_id}
    assert booked[0].whose.doctor_id is None


@pytest.mark.parametrize(
    ("mode", "amount", "rounding", "expected"),
    [
        (PaymentMode.CASH, "100", "0", [("cash", "100"), ("patient_dues", "-100")]),
        (PaymentMode.CASH, "99.98", "0.02", [("cash", "100.00"), ("patient_dues", "-99.98"), ("rounding", "-0.02")]),
        (PaymentMode.CASH, "100.02", "-0.02", [("cash", "100.00"), ("patient_dues", "-100.02"), ("rounding", "0.02")]),
        (PaymentMode.CARD, "-40", "0", [("card", "-40"), ("patient_dues", "40")]),
    ],
)
def test_a_payment_settles_dues_and_what_came_in_differs_by_the_rounding(mode, amount, rounding, expected):
    assert moved(entries.payment(COUNTER, mode, Decimal(amount), Decimal(rounding))) == expected


def test_a_drawer_gets_its_float_from_the_safe():
    assert moved(entries.drawer_opened(COUNTER, Decimal(1000))) == [("cash", "1000"), ("float", "-1000")]


@pytest.mark.parametrize(
    ("expected", "declared", "booked"),
    [
        ("1800", "1795", [("cash", "-5"), ("cash_difference", "5"), ("float", "1795"), ("cash", "-1795")]),
        ("1800", "1802", [("cash", "2"), ("cash_difference", "-2"), ("float", "1802"), ("cash", "-1802")]),
        ("1800", "1800", [("float", "1800"), ("cash", "-1800")]),
    ],
)
def test_a_count_empties_the_drawer_and_keeps_the_difference(expected, declared, booked):
    assert moved(entries.drawer_closed(COUNTER, Decimal(expected), Decimal(declared))) == booked


def test_a_payers_money_settles_its_share_of_each_bill_and_what_it_does_not_pay_is_anothers_or_a_loss():
    payer = PayerId(UUID(int=8))
    share = Whose(bill_id=BILL.bill_id, patient_id=BILL.patient_id, payer_id=payer)

    paid = entries.claim_paid(Account.BANK, payer, [(share, Decimal("266.64")), (share, Decimal(-16))])
    returned = entries.share_returned(share, Decimal(40))
    lost = entries.share_written_off(share, Decimal(10))

    assert moved(paid) == [("bank", "250.64"), ("payer_dues", "-266.64"), ("payer_dues", "16")]
    assert moved(returned) == [("patient_dues", "40"), ("payer_dues", "-40")]
    assert moved(lost) == [("payer_loss", "10"), ("payer_dues", "-10")]
    assert (returned[0].whose.payer_id, returned[1].whose.payer_id) == (None, payer)
    assert {entry.whose.cash_session_id for entry in (*paid, *returned, *lost)} == {None}
