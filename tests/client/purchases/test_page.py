from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.purchases.desk import Act
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.purchases.price_sheet import PriceSheet
from client.views.purchases.return_sheet import ReturnSheet
from client.views.purchases.supplier_sheet import SupplierSheet
from client.widgets.dialog import Confirm
from shared.contracts import documents, purchases
from shared.contracts.purchases import SupplierNameTaken
from shared.models.common import Page
from shared.models.documents import PaperKind
from tests.client.purchases import papers
from tests.client.spoken import silent
from tests.client.stock import goods
from tests.client.stock.conftest import APPROVAL
from tests.client.stock.test_page import ALT, CONTROL

Key = Qt.Key


def rows(table):
    return [[column.text(row) for column in table.rows_model.columns] for row in table.rows_model.rows]


def look_at(page, answered, order):
    page.orders.select(order.id)
    answered(lambda: page._desk.state.order == order)


def test_orders_stand_with_their_state_and_the_chosen_one_with_its_lines(page, answered):
    assert rows(page.orders) == [
        ["Draft", "Padma Medical Stores", "2", "794.65", "Draft"],
        ["PO-2026-000002", "Padma Medical Stores", "2", "794.65", "Late"],
        ["PO-2026-000003", "Padma Medical Stores", "2", "794.65", "Came in part"],
    ]

    look_at(page, answered, papers.PART)

    assert rows(page.order.lines) == [["Paracetamol", "2", "1"], ["Amoxicillin", "1", "0"]]


def test_an_order_shows_what_can_be_done_with_it(page, answered):
    on_its_way = {Act.RECEIVE, Act.PRINT, Act.CLOSE}
    for order, acts in (
        (papers.DRAFT, {Act.CHANGE, Act.PLACE, Act.CLOSE}),
        (papers.ORDERED, on_its_way),
        (papers.PART, on_its_way),
    ):
        look_at(page, answered, order)

        assert {act for act, button in page.order.acts.items() if button.isVisible()} == acts


def test_a_draft_goes_out_by_keyboard_and_gets_its_number(page, calls, answered, sheet, said):
    QTest.keyClick(page, Key.Key_F9)
    sheet(Confirm).primary.click()
    answered(lambda: said)

    (request,) = calls.requests(purchases.place)
    assert request.order_id == papers.DRAFT.id
    assert said == ["PO-2026-000002: Late"]


def test_an_order_is_closed_with_a_reason(page, calls, answered, sheet):
    look_at(page, answered, papers.ORDERED)

    QTest.keyClick(page, Key.Key_C, ALT)
    confirm = sheet(Confirm)
    QTest.keyClicks(confirm._reason, "out of stock")
    confirm.primary.click()
    answered(lambda: calls.requests(purchases.close))

    assert calls.requests(purchases.close)[0].reason == "out of stock"


def test_orders_and_debit_notes_are_printed(page, calls, answered):
    look_at(page, answered, papers.ORDERED)
    QTest.keyClick(page, Key.Key_P, CONTROL)
    answered(lambda: calls.requests(documents.record_print))

    QTest.keyClick(page, Key.Key_4, ALT)
    answered(lambda: page.returns.rows_model.rows)
    page.returns.opened.emit(papers.RETURNED)
    answered(lambda: len(calls.requests(documents.record_print)) == 2)

    assert [(each.kind, each.subject_id) for each in calls.requests(documents.record_print)] == [
        (PaperKind.PURCHASE_ORDER, papers.ORDERED.id),
        (PaperKind.DEBIT_NOTE, papers.RETURNED.id),
    ]


def test_what_was_paid_is_a_key_away_and_rises_are_marked(page, answered, sheet):
    page.order.lines.select(1)
    page.order.lines.opened.emit(papers.DRAFT.lines[0])
    prices = sheet(PriceSheet)
    answered(lambda: prices.prices.rows_model.rows)

    assert [row[1:] for row in rows(prices.prices)] == [
        ["Padma Medical Stores", "Box × 100", "110.00", "1.10", "+28.7 %"],
        ["Padma Medical Stores", "Box × 100", "85.50", "0.855", ""],
        ["Meghna Pharma", "Box × 100", "80.00", "0.80", ""],
    ]


def test_a_supplier_is_added_and_a_taken_name_stays_typed(page, calls, answered, sheet):
    calls.answers(purchases.save_supplier, SupplierNameTaken())
    QTest.keyClick(page, Key.Key_U, CONTROL)
    supplier = sheet(SupplierSheet)
    QTest.keyClicks(supplier.name, "Padma Medical Stores")
    supplier.lead_days.setText("3")
    QTest.keyClick(supplier, Key.Key_Return, CONTROL)
    answered(supplier._error.isVisible)

    assert supplier.name.value() == "Padma Medical Stores"
    calls.answers(purchases.save_supplier, papers.PADMA)
    supplier.primary.click()
    answered(lambda: len(calls.requests(purchases.save_supplier)) == 2)
    assert calls.requests(purchases.save_supplier)[-1].lead_days == 3


def test_a_supplier_is_retired(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_3, ALT)
    answered(page.suppliers.isVisible)
    assert [row[3] for row in rows(page.suppliers)] == ["Retired", "In use", "In use"]

    page.suppliers.opened.emit(papers.PADMA)
    supplier = sheet(SupplierSheet)
    supplier.retired.setChecked(True)
    supplier.primary.click()
    answered(lambda: calls.requests(purchases.save_supplier))

    (request,) = calls.requests(purchases.save_supplier)
    assert (request.supplier_id, request.version, request.is_active) == (papers.PADMA.id, 1, False)


def test_goods_go_back_with_a_reason_and_a_second_person(page, calls, answered, sheet, said):
    QTest.keyClick(page, Key.Key_R, CONTROL)
    back = sheet(ReturnSheet)
    back.supplier.set_value(papers.PADMA.id)
    answered(lambda: back.batches.rows_model.rows)
    back.batches.select((goods.RECALLED.batch_id, False))
    assert back.quantity.amount() == 1800
    back.quantity.setFocus()
    back.quantity.setText("600")
    QTest.keyClick(back.quantity, Key.Key_Return)
    QTest.keyClicks(back.reason, "glass found")
    assert back.total.text() == "Together 480.00"

    QTest.keyClick(back, Key.Key_Return, CONTROL)
    second = sheet(SecondPersonSheet)
    QTest.keyClicks(second.user_name, "habibur.rahman")
    QTest.keyClicks(second.password, "secret-enough")
    second.primary.click()
    answered(lambda: said)

    (request,) = calls.requests(purchases.return_goods)
    assert (request.supplier_id, request.store_id, request.approval_id) == (
        papers.PADMA.id,
        goods.PHARMACY.id,
        APPROVAL,
    )
    (line,) = request.lines
    assert (line.batch_id, line.quantity, line.quarantined) == (goods.RECALLED.batch_id, Decimal(600), False)
    assert said == ["Debit note DN-2026-000001 for Padma Medical Stores"]


def test_no_more_goes_back_than_is_there(page, answered, sheet):
    page.open_return()
    back = sheet(ReturnSheet)
    answered(lambda: back.batches.rows_model.rows)
    back.batches.select((goods.RECALLED.batch_id, False))

    back.quantity.setText("1801")

    assert back.put.reason_label().text() == "There are 1,800 tablets"


def test_it_fits_a_small_screen_and_every_stop_says_what_it_is(page):
    assert page.minimumSizeHint().width() <= 1286
    assert page.minimumSizeHint().height() <= 640
    assert silent(page) == []


@pytest.mark.parametrize(
    ("key", "modifier", "endpoint"),
    [(Key.Key_F9, Qt.KeyboardModifier.NoModifier, purchases.place), (Key.Key_C, ALT, purchases.close)],
    ids=("placed", "closed"),
)
def test_the_order_that_was_asked_about_is_placed_or_closed_whichever_is_shown_by_then(
    page, desk, calls, answered, sheet, key, modifier, endpoint
):
    QTest.keyClick(page, key, modifier)
    confirm = sheet(Confirm)
    QTest.keyClicks(confirm._reason, "out of stock")
    calls.answers(purchases.orders, Page(items=[papers.summary(papers.ORDERED)]))

    desk.refresh()
    answered(lambda: desk.state.order == papers.ORDERED)
    confirm.primary.click()
    answered(lambda: calls.requests(endpoint))

    assert [(one.order_id, one.version) for one in calls.requests(endpoint)] == [
        (papers.DRAFT.id, papers.DRAFT.version)
    ]
