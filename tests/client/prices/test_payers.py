"""Payers and patients' categories, with the keyboard alone."""

from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.viewmodels.prices.payer_desk import PayerDesk
from client.viewmodels.prices.price_desk import PriceDesk
from client.views.prices.page import PricesPage
from client.views.prices.payers_page import PayersPage
from client.views.prices.tabs import price_tabs
from client.widgets.theme import theme
from shared.contracts import payers
from shared.contracts.payers import PayerCodeTaken
from shared.models.payers import PayerKind
from tests.client.prices.test_page import press, type_over
from tests.client.reception import people

Key = Qt.Key


@pytest.fixture
def tabs(calls, stream, qtbot, answered):
    theme()
    changes = Changes(cast("Any", stream), debounce_ms=1)
    desk = PayerDesk(calls, changes)
    tabs = price_tabs(PricesPage(PriceDesk(calls, changes)), PayersPage(desk))
    qtbot.addWidget(tabs)
    tabs.resize(1278, 640)
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    answered(lambda: desk.state.known)
    press(Key.Key_2, Qt.KeyboardModifier.AltModifier)
    return tabs


@pytest.fixture
def page(tabs):
    return tabs.pages[1]


def test_a_key_leads_to_payers_and_back(tabs, page):
    assert page.isVisible()

    press(Key.Key_1, Qt.KeyboardModifier.AltModifier)

    assert tabs.pages[0].isVisible()
    assert not page.isVisible()


def test_payers_and_categories_say_which_are_in_use(page):
    assert list(page.payers.rows_model.rows) == people.CHOICES.payers
    states = [page.categories.rows_model.data(page.categories.rows_model.index(row, 1)) for row in range(2)]
    assert states == ["In use", "Retired"]


def test_a_payer_is_added_and_a_refusal_keeps_what_is_typed(page, calls, answered):
    calls.answers(payers.add, PayerCodeTaken("GREEN"))
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    sheet = page.editor
    QTest.keyClicks(sheet.code, "green")
    QTest.keyClicks(sheet.name, "Green Life")
    QTest.keyClicks(sheet.share, "80")
    sheet.primary.click()
    answered(lambda: not page._desk.state.busy)
    assert page.editor is sheet
    calls.answers(payers.add, people.DELTA)

    sheet.primary.click()
    answered(lambda: page.editor is None)

    sent = calls.requests(payers.add)[-1]
    assert (sent.code, sent.name, sent.kind, sent.default_share) == ("GREEN", "Green Life", PayerKind.INSURER, 80)


def test_a_payer_is_changed_and_retired(page, calls, answered):
    calls.answers(payers.change, people.DELTA)
    page.payers.select_first()
    page.payers.setFocus()
    press(Key.Key_Return)
    sheet = page.editor
    assert sheet.code.isReadOnly()
    type_over(sheet.share, "66.67")
    sheet.active.setChecked(False)
    sheet.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(payers.change)
    assert (sent.payer_id, sent.version) == (people.DELTA.id, people.DELTA.version)
    assert (sent.default_share, sent.is_active) == (Decimal("66.67"), False)


def test_a_category_is_added(page, calls, answered):
    calls.answers(payers.add_category, people.STAFF)
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(page.editor.code, "student")
    QTest.keyClicks(page.editor.name, "Student")
    page.editor.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(payers.add_category)
    assert (sent.code, sent.name) == ("STUDENT", "Student")


def test_a_category_is_retired(page, calls, answered):
    calls.answers(payers.change_category, people.STAFF)
    page.categories.select(people.STAFF.id)
    page.categories.setFocus()
    press(Key.Key_Return)
    page.editor.active.setChecked(False)
    page.editor.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(payers.change_category)
    assert (sent.category_id, sent.name, sent.is_active) == (people.STAFF.id, "Staff", False)
