"""Taxes on the page of prices: what there is, and one more, agreed to by two."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.widgets.basics import Label
from shared.contracts import access, prices
from shared.contracts.access import ApprovalNeeded
from shared.models.prices import tax_subject
from shared.permissions import Permission
from tests.client.examples import TODAY
from tests.client.prices.conftest import VAT
from tests.client.prices.test_page import WORD, agree, press, type_over

Key = Qt.Key


def test_a_tax_is_set_in_per_cent(page, calls, answered):
    calls.answers(prices.set_tax_class, VAT)
    press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(page.editor.code, "VAT")
    QTest.keyClicks(page.editor.name, "Value added tax")
    type_over(page.editor.percent, "7.5")
    page.editor.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(prices.set_tax_class)
    assert (sent.rate, sent.inclusive, sent.valid_from) == (Decimal("0.075"), False, TODAY)


def ask_for_tax(page, calls):
    needed = ApprovalNeeded(Permission.PRICES_MANAGE)
    calls.answers(prices.set_tax_class, lambda ask: VAT if ask.approval_id else needed)
    calls.answers(access.approve, WORD)
    press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(page.editor.code, "VAT")
    QTest.keyClicks(page.editor.name, "Value added tax")
    type_over(page.editor.percent, "7.5")
    page.editor.primary.click()


def test_the_taxes_stand_beside_the_new_one_with_what_each_takes_from_which_day(page):
    press(Key.Key_T, Qt.KeyboardModifier.AltModifier)

    model = page.editor.taxes.rows_model
    assert [[column.text(row) for column in model.columns] for row in model.rows] == [
        ["VAT", "Value added tax", "15 %", "within the price", "23 Nov 26"]
    ]
    page.editor.reject()


def test_a_tax_is_agreed_to_by_a_second_person_who_reads_how_much_and_from_when(page, calls, answered):
    ask_for_tax(page, calls)
    answered(lambda: page.editor.findChildren(SecondPersonSheet))
    (second,) = page.editor.findChildren(SecondPersonSheet)
    agreed = "From Mon 23 Nov 2026 on the tax VAT is 7.5 % on top of the price, for all lists."
    assert agreed in [label.text() for label in second.findChildren(Label)]
    agree(page, answered)
    answered(lambda: page.editor is None)

    assert calls.requests(access.approve)[0].subject_id == tax_subject("VAT")
    assert calls.requests(prices.set_tax_class)[-1].approval_id == WORD.id


def test_what_was_agreed_after_its_sheet_was_closed_closes_no_other(page, calls, answered):
    ask_for_tax(page, calls)
    page.editor.reject()
    page._ask_service()
    sheet = page.editor
    told: list[str] = []
    page.said.connect(told.append)
    agree(page, answered)
    answered(lambda: told)

    assert page.editor is sheet
    sheet.reject()
