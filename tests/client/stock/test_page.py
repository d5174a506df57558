from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.stock.shelf import Act
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.stock.act_sheet import ActSheet
from client.views.stock.card_sheet import CardSheet
from client.views.stock.receive_sheet import ReceiveSheet
from shared.contracts import stock
from shared.contracts.stock import BatchKnownOtherwise, NotEnoughStock
from shared.models.common import Page
from shared.models.stock import StockView
from shared.topics import Topic
from tests.client.spoken import silent
from tests.client.stock import goods
from tests.client.stock.conftest import APPROVAL

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sheet(page, qtbot):
    """The open sheet of a kind."""

    def of(kind):
        qtbot.waitUntil(lambda: any(s.isVisible() for s in page.findChildren(kind)))
        found = next(s for s in page.findChildren(kind) if s.isVisible())
        found.activateWindow()
        qtbot.waitUntil(found.isActiveWindow)
        return found

    return of


def names(table):
    return [row.medicine for row in table.rows_model.rows]


def choose(page, row):
    page.batches.select((row.store_id, row.batch_id, row.quarantined))


def test_the_first_batch_is_looked_at_with_what_can_be_done_with_it(page):
    choose(page, goods.SOON)

    assert page.batch.medicine.text() == "Paracetamol"
    assert page.batch.on_hand.text() == "140 tablets"
    assert page.batch.pill.text == "Expires soon"
    shown = [button.text() for button in page.batch.acts.values() if button.isVisible()]
    assert shown == ["Set aside", "Correct the count", "Destroy", "Recall"]


@pytest.mark.parametrize(
    ("row", "said"),
    [(goods.EXPIRED, "Expired"), (goods.RECALLED, "Recalled"), (goods.ASIDE, "Set aside"), (goods.GOOD, "Fit")],
)
def test_what_is_not_fit_says_why(page, row, said):
    choose(page, row)

    assert page.batch.pill.text == said
    assert page.batch.why.isVisible() == row.recalled


def test_the_lists_have_keys_and_the_search_narrows_them(page, calls, answered, shelf):
    QTest.keyClick(page, Key.Key_2, ALT)
    answered(lambda: names(page.batches) == ["Metronidazole", "Paracetamol"])

    QTest.keyClick(page, Key.Key_F4)
    QTest.keyClicks(page.search, "metro")
    answered(lambda: names(page.batches) == ["Metronidazole"])

    assert calls.requests(stock.on_hand)[-1].view is StockView.SOON


def test_what_is_to_be_ordered_says_how_long_it_lasts_and_how_much(page, answered):
    QTest.keyClick(page, Key.Key_5, ALT)
    answered(lambda: page.orders.rows_model.rows)

    row = page.orders.rows_model.rows[0]
    assert [column.text(row) for column in page.orders.rows_model.columns] == [
        "Amoxicillin",
        "76",
        "300",
        "420",
        "5 days",
        "524 capsules",
    ]
    assert not page.batches.isVisible()


def test_a_batch_is_set_aside_by_keyboard_alone(page, calls, answered, sheet):
    choose(page, goods.GOOD)
    said: list[str] = []
    page.said.connect(said.append)

    QTest.keyClick(page, Key.Key_Q, ALT)
    act = sheet(ActSheet)
    act.quantity.setText("30")
    QTest.keyClicks(act.reason, "box is wet")
    QTest.keyClick(act, Key.Key_Return, CONTROL)
    answered(lambda: said)

    (request,) = calls.requests(stock.set_aside)
    assert (request.quantity, request.reason, request.batch_id) == (30, "box is wet", goods.GOOD.batch_id)
    assert said == ["Paracetamol, batch PCM2402: set aside"]


def test_more_than_there_is_cannot_be_asked_for(page, sheet):
    choose(page, goods.SOON)
    QTest.keyClick(page, Key.Key_Q, ALT)
    act = sheet(ActSheet)
    QTest.keyClicks(act.reason, "box is wet")

    act.quantity.setText("141")

    assert act.primary.reason_label().text() == "There are 140 tablets"


def test_a_count_is_corrected_by_what_is_there_with_a_second_person(page, calls, answered, sheet):
    choose(page, goods.SOON)
    QTest.keyClick(page, Key.Key_J, ALT)
    act = sheet(ActSheet)
    act.quantity.setText("137")
    QTest.keyClicks(act.reason, "counted twice")
    QTest.keyClick(act, Key.Key_Return, CONTROL)
    second = sheet(SecondPersonSheet)
    QTest.keyClicks(second.user_name, "habibur.rahman")
    QTest.keyClicks(second.password, "secret-enough")
    second.primary.click()
    answered(lambda: calls.requests(stock.adjust))

    (request,) = calls.requests(stock.adjust)
    assert (request.change, request.approval_id) == (Decimal(-3), APPROVAL)


def test_a_refusal_stands_beside_the_batch(page, calls, answered, shelf):
    choose(page, goods.GOOD)
    calls.answers(stock.set_aside, NotEnoughStock(goods.PARACETAMOL.id, "Paracetamol 500 mg", Decimal(20)))

    shelf.do(Act.SET_ASIDE, goods.GOOD, Decimal(30), "box is wet")
    answered(page.batch.problem.isVisible)

    assert page.batch.problem.text.startswith("Only 20 of Paracetamol 500 mg left.")


def test_the_card_of_a_controlled_medicine_is_its_register(page, answered, sheet):
    choose(page, goods.CONTROLLED)

    QTest.keyClick(page, Key.Key_C, ALT)
    card = sheet(CardSheet)
    answered(lambda: card.lines.rows_model.rows)

    assert card.windowTitle() == "Register of a controlled medicine"
    columns = card.lines.rows_model.columns
    destroyed, dispensed, _ = card.lines.rows_model.rows
    assert [column.text(destroyed) for column in columns][1:4] == ["Destroyed", "−2", "90"]
    assert columns[5].detail(destroyed) == "with Habibur Rahman"
    assert columns[1].detail(dispensed) == "RX-2026-000007"


def test_goods_are_booked_in_line_by_line_and_counted_in_packs(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_N, CONTROL)
    receive = sheet(ReceiveSheet)
    receive.supplier.setText("Padma")
    receive.note.setText("DN 17")
    receive.search.setFocus()
    QTest.keyClicks(receive.search, "para")
    QTest.keyClick(receive.search, Key.Key_Return)
    answered(lambda: receive.chosen.text() == "Paracetamol 500 mg tablet")
    for editor, typed in (
        (receive.batch_no, "b7"),
        (receive.expiry, "11/2027"),
        (receive.quantity, "12 x 10"),
        (receive.cost, "0.8"),
        (receive.price, "1.25"),
    ):
        editor.setText(typed)
    QTest.keyClick(receive, Key.Key_Return, CONTROL)
    answered(receive._booked.isVisible)

    (request,) = calls.requests(stock.receive)
    (line,) = request.lines
    assert (line.quantity, line.expires_on, line.price) == (120, date(2027, 11, 30), Decimal("1.25"))
    assert (request.supplier, request.note, request.store_id) == ("Padma", "DN 17", goods.PHARMACY.id)
    assert receive.batch_no.text() == ""
    assert receive.supplier.text() == "Padma"
    assert receive.search.hasFocus()


def test_goods_that_cannot_be_right_stay_typed(page, calls, answered, sheet):
    calls.answers(stock.receive, BatchKnownOtherwise("B7", date(2027, 12, 31), Decimal("1.3")))
    QTest.keyClick(page, Key.Key_N, CONTROL)
    receive = sheet(ReceiveSheet)
    receive._take(goods.PARACETAMOL, "para")
    for editor, typed in ((receive.batch_no, "b7"), (receive.expiry, "13/2027"), (receive.quantity, "12")):
        editor.setText(typed)
    receive.cost.setText("1")
    receive.price.setText("2")
    assert receive._expiry.has_error

    receive.expiry.setText("11/2027")
    receive.primary.click()
    answered(receive._error.isVisible)

    assert receive.batch_no.text() == "b7"
    assert "sells at 1.30" in receive._error.text


def test_what_others_change_appears_and_the_chosen_batch_stays(page, calls, stream, answered, shelf):
    choose(page, goods.GOOD)
    less = goods.GOOD.model_copy(update={"on_hand": Decimal(1790)})
    calls.answers(stock.on_hand, Page(items=[goods.SOON, less]))

    stream.tell(Topic.STOCK)
    answered(lambda: page.batch.on_hand.text() == "1,790 tablets")

    assert page.batches.current().batch_id == goods.GOOD.batch_id


def test_it_fits_a_small_screen(page):
    assert page.minimumSizeHint().width() <= 1286
    assert page.minimumSizeHint().height() <= 640


def test_every_stop_of_the_tab_key_says_what_it_is(page):
    assert silent(page) == []
