"""What a keeper of a store sets up: levels, the stores themselves, and what a pack really says."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.stock.correct_sheet import CorrectSheet
from client.views.stock.levels_sheet import LevelsSheet
from client.views.stock.page import build_stock
from client.views.stock.receive_sheet import ReceiveSheet
from client.views.stock.stores_sheet import StoresSheet
from shared.contracts import stock
from shared.contracts.stock import StoreNameTaken
from shared.models.stock import DepartmentName, KeptStores, StoreKind
from shared.permissions import Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.spoken import silent
from tests.client.stock import goods
from tests.client.stock.conftest import APPROVAL
from tests.client.stock.test_page import ALT, CONTROL, choose, sheet

__all__ = ["sheet"]

Key = Qt.Key


def test_levels_are_typed_down_the_list_beside_what_the_use_suggests(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_Y, CONTROL)
    levels = sheet(LevelsSheet)
    answered(lambda: levels.lines.rows_model.rows)
    columns = levels.lines.rows_model.columns
    rows = levels.lines.rows_model.rows
    assert [column.text(rows[0]) for column in columns] == ["Amoxicillin", "76", "420", "5 days", "196", "300"]
    assert levels.level.amount() == 300

    levels.level.setText("250")
    QTest.keyClick(levels.level, Key.Key_Return)
    assert levels.now.text() == "Paracetamol 500 mg tablet"
    QTest.keyClick(levels, Key.Key_P, ALT)
    answered(lambda: len(calls.requests(stock.set_reorder_level)) == 2)

    assert [(each.medicine_id, each.level) for each in calls.requests(stock.set_reorder_level)] == [
        (goods.TO_ORDER.medicine.id, 250),
        (goods.PARACETAMOL.id, 140),
    ]
    answered(lambda: [columns[5].text(row) for row in levels.lines.rows_model.rows] == ["250", "140"])
    assert silent(levels) == []


def test_a_medicine_is_not_reordered_any_more(page, calls, answered, sheet):
    page.open_levels()
    levels = sheet(LevelsSheet)
    answered(lambda: levels.lines.rows_model.rows)

    QTest.keyClick(levels, Key.Key_X, ALT)
    answered(lambda: calls.requests(stock.set_reorder_level))

    assert calls.requests(stock.set_reorder_level)[0].level is None


def test_a_store_is_added_and_another_is_given_up(page, calls, answered, sheet):
    QTest.keyClick(page, Key.Key_M, CONTROL)
    stores = sheet(StoresSheet)
    answered(lambda: stores.stores.rows_model.rows)
    stores.stores.select(goods.WARD.id)
    assert stores.name.value() == "Ward 3"
    stores.in_use.setChecked(False)
    QTest.keyClick(stores, Key.Key_Return, CONTROL)
    saved: list[object] = []
    stores._view_model.saved.connect(saved.append)
    answered(lambda: saved)

    QTest.keyClick(stores, Key.Key_N, ALT)
    calls.answers(stock.save_store, StoreNameTaken())
    QTest.keyClicks(stores.name, "Pharmacy")
    stores.primary.click()
    answered(stores._error.isVisible)

    given_up, new = calls.requests(stock.save_store)
    assert (given_up.store_id, given_up.version, given_up.is_active) == (goods.WARD.id, 1, False)
    assert (new.store_id, new.name, new.kind, new.soon_days) == (None, "Pharmacy", StoreKind.WARD, 90)
    assert stores.name.value() == "Pharmacy"
    assert silent(stores) == []


def test_a_store_is_given_to_the_department_whose_own_it_is(page, calls, answered, sheet):
    calls.answers(
        stock.save_store, lambda request: goods.WARD.model_copy(update=request.model_dump(exclude={"version"}))
    )
    page.open_stores()
    stores = sheet(StoresSheet)
    answered(lambda: stores.stores.rows_model.rows)
    stores.stores.select(goods.WARD.id)
    assert stores.department.currentText() == "None"

    QTest.keyClick(stores, Key.Key_D, ALT)
    QTest.keyClicks(stores.department, "lab")
    QTest.keyClick(stores, Key.Key_Return, CONTROL)
    answered(lambda: calls.requests(stock.save_store))

    assert calls.requests(stock.save_store)[0].department_id == goods.LABORATORY
    assert silent(stores) == []


def test_who_sees_no_stock_keeps_the_stores_all_the_same(calls, stream, qtbot, answered):
    own = goods.WARD.model_copy(update={"department_id": goods.MEDICINE})
    departments = [DepartmentName(id=goods.MEDICINE, name="Medicine")]
    calls.answers(stock.kept_stores, KeptStores(stores=[goods.PHARMACY, own], departments=departments))
    desk = SimpleNamespace(
        calls=calls,
        changes=Changes(cast("Any", stream), debounce_ms=1),
        session=FakeSession(me(Role.ADMINISTRATOR)),
    )
    page: Any = build_stock(cast("Any", desk))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    answered(lambda: page.stores.rows_model.rows)
    owners = [page.stores.rows_model.columns[2].text(row) for row in page.stores.rows_model.rows]
    assert owners == ["–", "Medicine"]

    page.stores.select(goods.WARD.id)
    page.stores.opened.emit(own)
    sheet = page.findChild(StoresSheet)
    answered(lambda: sheet.department.currentText() == "Medicine")

    assert sheet.name.value() == "Ward 3"
    assert {call.endpoint for call in calls.sent} == {stock.kept_stores}
    sheet.reject()


def test_what_was_typed_wrongly_of_a_batch_is_put_right_by_two(page, calls, answered, sheet):
    choose(page, goods.GOOD)
    said: list[str] = []
    page.said.connect(said.append)
    QTest.keyClick(page, Key.Key_W, ALT)
    correct = sheet(CorrectSheet)
    assert (correct.batch_no.value(), correct.expiry.value()) == ("PCM2402", "03/2028")
    assert correct.primary.reason_label().text() == "That is what was typed"

    correct.expiry.setText("08/2028")
    QTest.keyClicks(correct.reason, "read the wrong line")
    QTest.keyClick(correct, Key.Key_Return, CONTROL)
    second = sheet(SecondPersonSheet)
    QTest.keyClicks(second.user_name, "habibur.rahman")
    QTest.keyClicks(second.password, "secret-enough")
    second.primary.click()
    answered(lambda: said)

    (request,) = calls.requests(stock.correct_batch)
    assert (request.batch_id, request.batch_no, request.expires_on) == (
        goods.GOOD.batch_id,
        "PCM2402",
        date(2028, 8, 31),
    )
    assert request.approval_id == APPROVAL
    assert said == ["The batch says now what its pack says"]


def test_goods_are_counted_in_the_packs_of_the_medicine(page, calls, answered, sheet):
    page.open_receiving()
    receive = sheet(ReceiveSheet)
    receive._take(goods.PARACETAMOL, "para")
    answered(lambda: receive.pack.count() == 2)

    receive.pack.set_value(goods.BOX)
    receive.quantity.setText("2")

    assert receive.together.text() == "Together 200 tablets"
    assert receive._typed_goods().quantity == 200
