from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.stock.count_sheet import CountSheet
from client.views.stock.found_sheet import FoundSheet
from client.views.stock.open_count_sheet import OpenCountSheet
from client.views.stock.post_sheet import PostSheet
from shared.contracts import stock
from shared.contracts.stock import CountedElsewhere, CountOverrun
from shared.models.stock_counts import CountPart, Tally
from shared.topics import Topic
from tests.client.spoken import silent
from tests.client.stock import goods
from tests.client.stock.conftest import APPROVAL
from tests.client.stock.test_page import ALT, CONTROL, sheet

__all__ = ["sheet"]

Key = Qt.Key


@pytest.fixture
def count(page, answered, sheet):
    page.open_count(goods.COUNT)
    opened = sheet(CountSheet)
    answered(lambda: opened.lines.rows_model.rows)
    return opened


def shown(table):
    return [[column.text(row) for column in table.rows_model.columns] for row in table.rows_model.rows]


def tally(sheet, *numbers):
    for number in numbers:
        QTest.keyClicks(sheet.number, number)
        QTest.keyClick(sheet.number, Key.Key_Return)


def test_a_store_is_drawn_up_and_opened_by_keyboard(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_K, CONTROL)
    new = sheet(OpenCountSheet)
    new.part.set_value(CountPart.LETTERS)
    new.part.picked.emit(CountPart.LETTERS)
    new.first.setText("a")
    new.last.setText("c")
    QTest.keyClick(new, Key.Key_Return, CONTROL)
    answered(lambda: calls.requests(stock.open_count))

    (request,) = calls.requests(stock.open_count)
    assert (request.store_id, request.first_letter, request.last_letter) == (goods.PHARMACY.id, "A", "C")
    answered(lambda: any(each.isVisible() for each in page.findChildren(CountSheet)))
    answered(lambda: page.counts.rows_model.rows)
    assert shown(page.counts) == [["SC-2026-000001", "Pharmacy", "The whole store", "0 of 4", "Being counted"]]


def test_a_refused_list_stays_as_it_was_typed(page, calls, answered, sheet):
    calls.answers(stock.open_count, CountedElsewhere("SC-2026-000009"))
    page.open_new_count()
    new = sheet(OpenCountSheet)

    new.primary.click()
    answered(new._error.isVisible)

    assert new._error.text == "Some of it is being counted in SC-2026-000009"


def test_enter_counts_and_goes_down_and_the_card_shows_only_then(count, calls, answered):
    assert [row[4] for row in shown(count.lines)] == [""] * 4

    tally(count, "1800", "12 x 10", "0")
    answered(lambda: len(count._view_model.state.left) == 1)

    assert [(each.lines[0].batch_id, each.lines[0].counted) for each in calls.requests(stock.tally)] == [
        (goods.ASIDE.batch_id, 1800),
        (goods.SOON.batch_id, 120),
        (goods.GOOD.batch_id, 0),
    ]
    assert [row[3:] for row in shown(count.lines)] == [
        ["1,800 tablets", "1,800", "", ""],
        ["120 tablets", "140", "−20", "−16.00"],
        ["0 tablets", "1,800", "−1,800", "−1,440.00"],
        ["–", "", "", ""],
    ]
    assert count.summary.text() == "3 of 4 counted · 2 differ · −1,456.00"
    assert count.now.text() == "Tramadol 50 mg capsule, batch TRM901"
    assert count.number.hasFocus()

    tally(count, "many")
    assert count._field.has_error
    assert len(calls.requests(stock.tally)) == 3


def test_what_others_count_appears_and_the_typed_number_stays(count, calls, stream, answered):
    QTest.keyClicks(count.number, "12")
    theirs = goods.tallied(Tally(batch_id=goods.GOOD.batch_id, counted=Decimal(1799)))
    lines = [theirs if line.batch_id == theirs.batch_id else line for line in goods.COUNT.lines]
    calls.answers(stock.get_count, goods.COUNT.model_copy(update={"lines": lines}))

    stream.tell(Topic.STOCK_COUNTS)
    answered(lambda: count._view_model.state.differing)

    assert shown(count.lines)[2][3:6] == ["1,799 tablets", "1,800", "−1"]
    assert count.number.value() == "12"


def test_what_is_found_and_on_no_line_joins_the_list(count, calls, answered, sheet):
    QTest.keyClick(count, Key.Key_F, ALT)
    found = sheet(FoundSheet)
    QTest.keyClicks(found.search, "metro")
    QTest.keyClick(found.search, Key.Key_Return)
    answered(lambda: found.batch.count() == 4)
    assert found.primary.reason_label().text() == "Which batch?"
    found.batch.set_value(goods.EXPIRED.batch_id)
    found.batch.picked.emit(goods.EXPIRED.batch_id)
    QTest.keyClicks(found.number, "5")
    QTest.keyClick(found, Key.Key_Return, CONTROL)
    answered(lambda: len(count.lines.rows_model.rows) == 5)

    assert calls.requests(stock.tally)[-1].lines == [
        Tally(batch_id=goods.EXPIRED.batch_id, quarantined=False, counted=Decimal(5))
    ]
    assert shown(count.lines)[-1][1:6] == ["MTZ209", "09/2026", "5 tablets", "75", "−70"]


def test_the_arrows_walk_the_list_and_keys_choose_what_is_shown(count, answered):
    QTest.keyClick(count.number, Key.Key_Down)
    assert count.now.text().startswith("Paracetamol 500 mg tablet, batch PCM2401")
    tally(count, "1")
    answered(lambda: count._view_model.state.differing)

    QTest.keyClick(count, Key.Key_3, ALT)
    assert [row[1] for row in shown(count.lines)] == ["PCM2401"]
    QTest.keyClick(count, Key.Key_2, ALT)
    assert [row[1] for row in shown(count.lines)] == ["CLV083", "PCM2402", "TRM901"]


def test_lines_that_are_left_are_named_before_a_second_person_agrees(count, calls, answered, sheet):
    tally(count, "1800", "137")
    answered(lambda: count._view_model.state.differing)

    QTest.keyClick(count, Key.Key_Return, CONTROL)
    post = sheet(PostSheet)
    assert post.differences.text() == "Paracetamol 500 mg tablet, batch PCM2401: −3"
    assert post.primary.reason_label().text() == "Count the rest, or leave it"
    post.leave.setChecked(True)
    post.primary.click()
    second = sheet(SecondPersonSheet)
    QTest.keyClicks(second.user_name, "habibur.rahman")
    QTest.keyClicks(second.password, "secret-enough")
    second.primary.click()
    answered(lambda: calls.requests(stock.post_count))

    (request,) = calls.requests(stock.post_count)
    assert (request.leave_rest, request.reason, request.approval_id) == (True, "Stock count", APPROVAL)


def test_a_refused_posting_says_which_line_to_count_again(count, calls, answered):
    calls.answers(stock.post_count, CountOverrun("Paracetamol", "PCM2401"))

    count._view_model.post("yearly", APPROVAL)
    answered(count._error.isVisible)

    assert count._error.text.startswith("Count Paracetamol, batch PCM2401, again.")


def test_every_stop_of_the_count_says_what_it_is(count):
    assert silent(count) == []
