from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.purchases.goods_sheet import GoodsSheet
from shared.contracts import purchases
from shared.contracts.stock import BatchExpired
from tests.client.purchases import papers
from tests.client.purchases.test_page import look_at, rows
from tests.client.spoken import silent
from tests.client.stock.test_page import ALT, CONTROL

Key = Qt.Key


@pytest.fixture
def unpack(page, answered, sheet):
    look_at(page, answered, papers.ORDERED)
    QTest.keyClick(page, Key.Key_R, ALT)
    return sheet(GoodsSheet)


def count_in(sheet, batch, expiry, packs="", free=""):
    sheet.batch_no.setText(batch)
    sheet.expiry.setText(expiry)
    if packs:
        sheet.packs.setText(packs)
    sheet.free.setText(free)
    sheet.free.setFocus()
    QTest.keyClick(sheet.free, Key.Key_Return)


def test_a_delivery_is_counted_in_line_by_line_and_booked_at_once(unpack, calls, answered, said):
    unpack.note.setText("DN 17")
    unpack.cost.setText("100")
    assert unpack.risen.text == "That is 17.0 % more than it was ordered at."
    unpack.cost.setText("85.50")
    assert (unpack.packs.amount(), unpack.cost.amount(), unpack.price.amount()) == (2, Decimal("85.50"), Decimal("1.2"))

    count_in(unpack, "p1", "03/2028", "1", "1")
    assert unpack.what.text() == "Paracetamol: 1 Box × 100 = 100 tablets"
    count_in(unpack, "p2", "04/2028")
    assert unpack.what.text() == "Amoxicillin: 1 Box × 100 = 100 capsules"
    count_in(unpack, "a1", "05/2028")
    assert [row[3:] for row in rows(unpack.ordered)] == [["2", "0"], ["1", "0"]]
    assert [row[1:4] for row in rows(unpack.came)] == [
        ["P1", "03/2028", "1 + 1 free"],
        ["P2", "04/2028", "1"],
        ["A1", "05/2028", "1"],
    ]
    QTest.keyClick(unpack, Key.Key_Return, CONTROL)
    answered(lambda: said)

    (request,) = calls.requests(purchases.receive)
    assert (request.delivery_note, request.more_than_ordered) == ("DN 17", False)
    assert [(line.line, line.packs, line.free_packs, line.expires_on) for line in request.lines] == [
        (1, 1, 1, date(2028, 3, 31)),
        (1, 1, 0, date(2028, 4, 30)),
        (2, 1, 0, date(2028, 5, 31)),
    ]
    assert said == ["GR-2026-000003 is booked in. Paracetamol 500 mg tablet rose by 28.7 %"]


def test_more_than_was_ordered_is_said_and_kept_only_on_purpose(unpack, calls, answered):
    count_in(unpack, "p1", "03/2028", "3")

    assert unpack.too_many.text == "More than was ordered: Paracetamol"
    assert unpack.primary.reason_label().text() == "More than was ordered: say that you keep it"
    unpack.keep.setChecked(True)
    unpack.primary.click()
    answered(lambda: calls.requests(purchases.receive))

    assert calls.requests(purchases.receive)[0].more_than_ordered


def test_a_line_that_is_not_whole_is_not_counted_in_and_a_wrong_one_comes_off(unpack):
    count_in(unpack, "p1", "13/2028")
    assert unpack._expiry.has_error
    assert rows(unpack.came) == []

    count_in(unpack, "p1", "03/2028")
    unpack.came.select_first()
    QTest.keyClick(unpack, Key.Key_X, ALT)

    assert rows(unpack.came) == []
    assert unpack.packs.amount() == 2


def test_a_refused_delivery_stays_as_it_was_counted(unpack, calls, answered):
    calls.answers(purchases.receive, BatchExpired("P1", date(2026, 3, 31)))
    count_in(unpack, "p1", "03/2026")

    unpack.primary.click()
    answered(unpack._error.isVisible)

    assert unpack._error.text.startswith("Batch P1 has expired.")
    assert len(rows(unpack.came)) == 1


def test_every_stop_of_the_delivery_says_what_it_is_and_it_fits_a_small_screen(unpack):
    count_in(unpack, "p1", "03/2028", "3")
    unpack.cost.setText("900")

    assert silent(unpack) == []
    assert unpack.height() <= 700
