from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.cashier.deposit_sheet import Way
from client.views.cashier.line_sheets import ForWhomSheet
from shared.contracts import billing, cash, documents
from shared.ids import DepositId
from shared.models.billing import PaymentMode
from shared.models.cash_payments import Deposit, DepositAccount, DepositTaken
from shared.models.documents import PaperKind
from tests.client.cashier import bills

Key = Qt.Key


def deposit(amount="500", tendered=None):
    handed = Decimal(tendered) if tendered else None
    return Deposit(
        id=DepositId(UUID(int=401)),
        receipt_no="R-CASH1-2026-000031",
        mode=PaymentMode.CASH,
        amount=Decimal(amount),
        tendered=handed,
        change=handed - Decimal(amount) if handed is not None else None,
        reference="",
        taken_by="Rafiq Ahmed",
        workstation="Cashier 1",
        taken_at=bills.NOON,
    )


def taken(amount="500", balance="500", tendered=None):
    return DepositTaken(
        deposit=deposit(amount, tendered), balance=Decimal(balance), currency=bills.TAKA, patient=bills.RAHIMA
    )


def account(balance="0", *deposits, step="0"):
    return DepositAccount(
        balance=Decimal(balance), currency=bills.TAKA, cash_step=Decimal(step), deposits=list(deposits)
    )


@pytest.fixture
def sheet(calls, page, answered):
    """Of the patient whose bill is open."""
    calls.answers(cash.deposits, account("300", deposit("300"), step="5"))
    calls.answers(billing.get, bills.bill())
    page.open_bill(bills.BILL)
    answered(lambda: page.checkout.bill is not None)
    QTest.keyClick(page, Key.Key_A, Qt.KeyboardModifier.AltModifier)
    answered(lambda: page.deposit_sheet.balance.text() == "BDT 300.00")
    return page.deposit_sheet


def test_money_in_advance_is_taken_with_its_change_and_a_receipt(sheet, calls, page, answered):
    calls.answers(cash.take_deposit, taken(balance="800", tendered="1000"))
    said: list[Any] = []
    page.said.connect(said.append)

    QTest.keyClicks(sheet.amount, "500")
    QTest.keyClicks(sheet.tendered, "1000")
    change = sheet.change.text()
    sheet.primary.click()
    answered(lambda: page.deposit_sheet is None and calls.requests(documents.record_print))

    (sent,) = calls.requests(cash.take_deposit)
    (printed,) = calls.requests(documents.record_print)
    assert change == "500.00"
    assert (sent.patient_id, sent.mode, sent.amount, sent.tendered) == (
        bills.RAHIMA.id,
        PaymentMode.CASH,
        Decimal(500),
        Decimal(1000),
    )
    assert (printed.kind, printed.subject_id) == (PaperKind.DEPOSIT, deposit().id)
    assert said == ["Receipt R-CASH1-2026-000031. 800.00 is left in advance."]


def test_no_more_goes_back_than_is_left_and_only_in_coins_there_are(sheet, calls, answered):
    calls.answers(cash.return_deposit, taken("-200", "100"))
    sheet.way.button(Way.GIVE_BACK).click()

    QTest.keyClicks(sheet.amount, "305")
    too_much = sheet.primary.blocked_reason
    sheet.amount.set_amount(Decimal(201))
    no_coin = sheet.primary.blocked_reason
    sheet.amount.set_amount(Decimal(200))
    sheet.primary.click()
    answered(lambda: calls.requests(cash.return_deposit))

    assert (too_much, no_coin) == ("More than is left in advance", "Cash has no coin for this amount")
    assert calls.requests(cash.return_deposit)[0].amount == Decimal(200)


def test_a_receipt_is_printed_again(sheet, calls, answered):
    sheet.receipts.select_first()
    QTest.keyClick(sheet.receipts, Key.Key_Return)
    answered(lambda: calls.requests(documents.record_print))

    assert calls.requests(documents.record_print)[0].subject_id == deposit().id


def test_without_a_bill_the_patient_is_asked_for(page):
    QTest.keyClick(page, Key.Key_A, Qt.KeyboardModifier.AltModifier)

    assert page.deposit_sheet is None
    assert [sheet.windowTitle() for sheet in page.findChildren(ForWhomSheet)] == ["Deposit"]
