from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.purchases.order_sheet import OrderSheet
from client.views.purchases.packs_sheet import PacksSheet
from shared.contracts import purchases, stock
from tests.client.purchases import papers
from tests.client.purchases.test_page import rows
from tests.client.spoken import silent
from tests.client.stock import goods
from tests.client.stock.test_page import ALT, CONTROL

Key = Qt.Key


@pytest.fixture
def order(page, sheet):
    """A new order for Padma, begun by keyboard."""
    QTest.keyClick(page, Key.Key_N, CONTROL)
    opened = sheet(OrderSheet)
    opened.supplier.set_value(papers.PADMA.id)
    opened.supplier.picked.emit(papers.PADMA.id)
    return opened


def take(order, answered):
    order.search.setFocus()
    QTest.keyClicks(order.search, "para")
    QTest.keyClick(order.search, Key.Key_Return)
    answered(lambda: order._draft.state.offer is not None)


def test_two_boxes_are_two_hundred_tablets_beside_what_they_cost_the_last_time(order, calls, answered):
    take(order, answered)
    order.packs.setText("2")
    order.price.setText("85.50")

    assert order.what.text() == "Paracetamol 500 mg tablet: 2 Box × 100 = 200 tablets"
    assert order.known.text == (
        "Last time: 85.50 for Box × 100, 0.855 each. Meghna Pharma took 80.00 for Box × 100, 0.80 each."
    )
    assert order.tax.amount() == 15
    QTest.keyClick(order.price, Key.Key_Return)
    assert rows(order.lines) == [["Paracetamol", "2 Box × 100", "85.50", "15.0 %", "196.65"]]
    assert order.search.hasFocus()

    QTest.keyClick(order, Key.Key_Return, CONTROL)
    answered(lambda: calls.requests(purchases.save_order))
    (request,) = calls.requests(purchases.save_order)
    (line,) = request.lines
    assert (line.pack, line.pack_size, line.packs, line.pack_price, line.tax_rate) == (
        "Box",
        100,
        2,
        Decimal("85.50"),
        Decimal("0.15"),
    )
    assert (request.supplier_id, request.store_id) == (papers.PADMA.id, goods.PHARMACY.id)


def test_a_price_that_rose_by_more_than_a_tenth_is_said_while_it_is_typed(order, answered):
    take(order, answered)
    order.price.setText("94.05")
    assert "more than the last time" not in order.known.text

    order.price.setText("96.50")

    assert order.known.text.startswith("That is 12.9 % more than the last time.")


def test_what_is_needed_is_proposed_and_a_line_without_a_price_is_not_ordered(order, answered):
    QTest.keyClick(order, Key.Key_P, ALT)
    answered(lambda: order.lines.rows_model.rows)

    assert rows(order.lines) == [["Amoxicillin", "6 Box × 100", "0.00", "0.0 %", "0.00"]]
    assert order.propose.text() == "1 line proposed"
    assert order.primary.reason_label().text() == "A line has no price: Enter opens it"

    order.lines.opened.emit(order.lines.rows_model.rows[0])
    order.price.setText("520")
    order.put.click()
    assert rows(order.lines) == [["Amoxicillin", "6 Box × 100", "520.00", "0.0 %", "3,120.00"]]
    assert order.primary.reason_label().text() == ""


def test_the_packs_of_a_medicine_are_kept(order, calls, answered, sheet):
    take(order, answered)

    QTest.keyClick(order, Key.Key_K, ALT)
    packs = sheet(PacksSheet)
    assert [name.value() for name, _ in packs.rows] == ["Box", "Strip", "", ""]
    packs.rows[2][0].setText("Carton")
    packs.primary.click()
    assert packs._error.text == "Each pack has a name of its own and says how many are in it."
    packs.rows[2][1].setText("1000")
    packs.primary.click()
    answered(lambda: calls.requests(stock.save_packs))

    assert [(pack.name, pack.units) for pack in calls.requests(stock.save_packs)[0].packs] == [
        ("Box", 100),
        ("Strip", 10),
        ("Carton", 1000),
    ]


def test_a_draft_is_opened_with_its_lines_and_saved_as_the_version_it_was(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_E, ALT)
    order = sheet(OrderSheet)
    order.lines.select((papers.AMOXICILLIN.id, "Box", Decimal(100)))
    QTest.keyClick(order, Key.Key_X, ALT)
    order.primary.click()
    answered(lambda: calls.requests(purchases.save_order))

    (request,) = calls.requests(purchases.save_order)
    assert (request.order_id, request.version, len(request.lines)) == (papers.DRAFT.id, 1, 1)
    assert request.expected_on == papers.DRAFT.expected_on


def test_every_stop_of_the_order_says_what_it_is_and_it_fits_a_small_screen(order, answered):
    take(order, answered)

    assert silent(order) == []
    assert order.height() <= 700
