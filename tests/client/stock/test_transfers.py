from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.stock.transfer_sheets import ArrivalSheet, SendSheet
from shared.contracts import stock
from tests.client.stock import goods
from tests.client.stock.test_page import ALT, choose, sheet

__all__ = ["sheet"]

Key = Qt.Key


def test_a_batch_is_sent_to_another_store(page, calls, answered, sheet):
    choose(page, goods.GOOD)
    said: list[str] = []
    page.said.connect(said.append)

    QTest.keyClick(page, Key.Key_T, ALT)
    send = sheet(SendSheet)
    assert send.store.value() == goods.WARD.id
    send.quantity.setText("30")
    send.primary.click()
    answered(lambda: said)

    (request,) = calls.requests(stock.send)
    (line,) = request.lines
    assert (request.store_id, request.to_store_id) == (goods.PHARMACY.id, goods.WARD.id)
    assert (line.batch_id, line.quantity) == (goods.GOOD.batch_id, 30)
    assert said == ["ST-2026-000001 is on its way to Ward 3"]


def test_what_arrives_as_it_was_sent_needs_no_words(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_6, ALT)
    answered(lambda: page.transfers.rows_model.rows)

    page.transfers.opened.emit(goods.TRANSFER)
    sheet(ArrivalSheet).primary.click()
    answered(lambda: calls.requests(stock.accept))

    (request,) = calls.requests(stock.accept)
    assert [line.received for line in request.lines] == [30, 30]
    assert request.explanation == ""


def test_what_is_missing_is_explained_before_it_is_booked(page, calls, answered, sheet):
    page.open_arrival(goods.TRANSFER)
    arrival = sheet(ArrivalSheet)

    arrival.counts[goods.SOON.batch_id].setText("25")
    assert arrival.primary.reason_label().text() == "Say why"
    arrival.explanation.setText("one strip torn")
    arrival.back.setChecked(True)
    arrival.primary.click()
    answered(lambda: calls.requests(stock.accept))

    (request,) = calls.requests(stock.accept)
    assert [line.received for line in request.lines] == [25, 30]
    assert (request.explanation, request.back_to_sender) == ("one strip torn", True)


def test_more_than_was_sent_is_not_accepted(page, sheet):
    page.open_arrival(goods.TRANSFER)
    arrival = sheet(ArrivalSheet)

    arrival.counts[goods.SOON.batch_id].setText("31")

    assert arrival.primary.reason_label().text() == "At most what was sent"
