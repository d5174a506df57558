"""The page of prices, with the keyboard alone."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.prices.sheets import PriceSheet
from client.widgets.dialog import Confirm
from shared.contracts import access, prices, staff
from shared.contracts.access import ApprovalNeeded
from shared.errors import StaleVersion, Unreachable
from shared.ids import ApprovalId, PackageId, ServiceId
from shared.models.access import Approval
from shared.models.common import Page
from shared.models.prices import (
    Package,
    PackageItem,
    PriceKind,
    Service,
)
from shared.permissions import Permission
from tests.client.examples import NOON, TODAY
from tests.client.prices import conftest
from tests.client.prices.conftest import CBC, CHANGE, DRAFT, FIRST, GENERAL, LINES, STAFF, VAT, WITH_DRAFT
from tests.client.reception import people
from tests.client.why import why_of

Key = Qt.Key
PACKAGE = Package(
    id=PackageId(UUID(int=40)),
    code="CHECK",
    name="Check-up",
    is_active=True,
    items=[PackageItem(kind=PriceKind.TEST, priced_id=CBC.priced_id)],
    version=3,
)
WORD = Approval(id=ApprovalId(UUID(int=5)), approved_by="Habibur Rahman", until=NOON)


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def type_over(editor, text):
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


def agree(page, answered):
    answered(lambda: page.editor.findChildren(SecondPersonSheet))
    second = page.editor.findChildren(SecondPersonSheet)[0]
    type_over(second.user_name, "habib")
    type_over(second.password, "secret word")
    second.primary.click()


def with_version(number):
    """The general list, its draft changed by somebody else."""
    return conftest.price_list(1, "General", DRAFT.model_copy(update={"version": number}), FIRST)


def open_price(page, line=CBC):
    page.lines.select((line.kind, line.priced_id))
    page.lines.setFocus()
    press(Key.Key_Return)
    return page.editor


def test_the_general_list_is_shown_as_it_counts_today_with_its_history(page, calls):
    (asked,) = calls.requests(prices.lines)

    assert (asked.price_version_id, page.version.text) == (FIRST.id, "Version 1, from Sat 1 Jan 2000")
    assert list(page.lines.rows_model.rows) == LINES
    assert page.begin.isVisible()
    assert not page.publish.isVisible()


def test_the_history_is_that_of_the_list_or_of_the_thing_under_the_cursor_and_goes_on_to_older_ones(
    page, calls, answered
):
    calls.answers(prices.changes, Page(items=[CHANGE], more=True))
    visit, follow_up = LINES[0], LINES[1]  # of one doctor

    def asked():
        (*_, last) = calls.requests(prices.changes)
        return last.price_list_id, last.kind, last.priced_id, last.before

    assert asked() == (GENERAL.id, None, None, None)
    page.lines.select((visit.kind, visit.priced_id))
    press(Key.Key_H, Qt.KeyboardModifier.AltModifier)
    answered(page.history.older.isVisible)
    assert asked() == (GENERAL.id, visit.kind, visit.priced_id, None)
    page.lines.select((follow_up.kind, follow_up.priced_id))
    answered(page.history.older.isVisible)
    press(Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert asked() == (GENERAL.id, follow_up.kind, follow_up.priced_id, CHANGE.id)

    page.lists.select(STAFF.id)
    assert asked() == (STAFF.id, None, None, None)
    assert not page.history.name.isVisible()


def test_words_find_what_is_priced(page, calls, answered):
    QTest.keyClicks(page.box, "crp")
    answered(lambda: calls.requests(prices.lines)[-1].term == "crp")


def test_a_list_that_is_cut_off_says_so(page, calls, answered):
    calls.answers(prices.lines, Page(items=LINES, more=True))
    QTest.keyClicks(page.box, "a")
    answered(lambda: page._desk.state.more)

    assert page.more.text() == "There are more: type on"


def test_a_published_price_is_not_opened_and_says_what_to_do(page, qtbot):
    with qtbot.waitSignal(page.said) as said:
        open_price(page)

    assert page.editor is None
    assert "F6" in said.args[0]


def test_a_key_begins_a_draft(page, calls, answered):
    calls.answers(prices.begin_draft, DRAFT)
    calls.answers(prices.lists, Page(items=[WITH_DRAFT, STAFF]))

    press(Key.Key_F6)
    answered(lambda: calls.requests(prices.lines)[-1].price_version_id == DRAFT.id)

    assert [ask.price_list_id for ask in calls.requests(prices.begin_draft)] == [GENERAL.id]
    assert page.publish.isVisible()


@pytest.mark.usefixtures("drafting")
class TestADraft:
    def test_a_price_and_its_tax_are_changed(self, page, calls, answered):
        calls.answers(prices.put, DRAFT)
        sheet = open_price(page)
        type_over(sheet.amount, "480.5")
        QTest.keyClick(sheet.tax, Key.Key_Down)
        QTest.keyClick(sheet.amount, Key.Key_Return)
        answered(lambda: page.editor is None)

        (sent,) = calls.requests(prices.put)
        assert (sent.price_version_id, sent.version) == (DRAFT.id, DRAFT.version)
        assert (sent.kind, sent.priced_id, sent.amount) == (PriceKind.TEST, CBC.priced_id, Decimal("480.5"))
        assert sent.tax_class == VAT.code

    def test_an_empty_price_takes_it_off_the_list(self, page, calls, answered):
        calls.answers(prices.put, DRAFT)
        sheet = open_price(page)
        sheet.amount.clear()
        sheet.primary.click()
        answered(lambda: page.editor is None)

        assert calls.requests(prices.put)[0].amount is None

    def test_a_refusal_keeps_the_sheet_and_what_is_typed(self, page, calls, answered):
        calls.answers(prices.put, StaleVersion(5))
        sheet = open_price(page)
        type_over(sheet.amount, "480")
        sheet.primary.click()
        answered(lambda: not page._desk.state.busy)

        assert page.editor is sheet
        assert sheet.amount.amount() == 480

    def test_it_is_published_from_a_day_on(self, page, calls, answered):
        calls.answers(prices.publish, FIRST)
        press(Key.Key_F9)
        page.editor.day.set_day(TODAY + timedelta(days=30))
        page.editor.primary.click()
        answered(lambda: page.editor is None)

        (sent,) = calls.requests(prices.publish)
        assert (sent.price_version_id, sent.valid_from) == (DRAFT.id, TODAY + timedelta(days=30))

    @pytest.mark.parametrize(
        ("key", "modifier", "endpoint"),
        [
            (Key.Key_F9, Qt.KeyboardModifier.NoModifier, prices.publish),
            (Key.Key_D, Qt.KeyboardModifier.AltModifier, prices.discard),
        ],
        ids=("published", "discarded"),
    )
    def test_what_a_colleague_sets_behind_the_open_sheet_is_not_published_or_discarded_unseen(
        self, page, calls, answered, key, modifier, endpoint
    ):
        calls.answers(endpoint, StaleVersion(5))
        press(key, modifier)
        sheet = page.editor
        calls.answers(prices.lists, Page(items=[with_version(5), STAFF]))

        page._desk.refresh()
        answered(lambda: page._desk.state.draft.version == 5)
        sheet.primary.click()
        answered(lambda: calls.requests(endpoint))

        assert [one.version for one in calls.requests(endpoint)] == [DRAFT.version]

    def test_a_price_is_that_of_the_line_on_the_sheet_though_the_line_has_left_the_list(self, page, calls, answered):
        calls.answers(prices.put, DRAFT)
        sheet = open_price(page)
        calls.answers(prices.lines, Page(items=[LINES[0]]))

        page._desk.search("rahman")
        answered(lambda: list(page.lines.rows_model.rows) == [LINES[0]])
        type_over(sheet.amount, "480")
        sheet.primary.click()
        answered(lambda: calls.requests(prices.put))

        assert [one.priced_id for one in calls.requests(prices.put)] == [CBC.priced_id]

    def test_whoever_types_on_is_not_refused_for_the_own_price_before(self, page, calls, answered):
        calls.answers(prices.put, DRAFT.model_copy(update={"version": 5}))
        sheet = open_price(page)
        type_over(sheet.amount, "480")
        sheet.primary.click()
        calls.answers(staff.hospital, Unreachable())  # the list is not read anew before the next sheet is open
        answered(lambda: page.editor is None)

        page.publish.click()
        calls.answers(prices.publish, FIRST)
        page.editor.primary.click()
        answered(lambda: calls.requests(prices.publish))

        assert [one.version for one in calls.requests(prices.publish)] == [5]

    def test_a_day_that_has_passed_is_refused_at_once(self, page, calls):
        press(Key.Key_F9)
        page.editor.day.set_day(TODAY - timedelta(days=1))
        page.editor.primary.click()

        assert calls.requests(prices.publish) == []

    def test_an_administrator_asks_a_second_person(self, page, calls, answered):
        calls.answers(
            prices.publish, lambda ask: FIRST if ask.approval_id else ApprovalNeeded(Permission.PRICES_MANAGE)
        )
        calls.answers(access.approve, WORD)
        press(Key.Key_F9)
        page.editor.primary.click()
        agree(page, answered)
        answered(lambda: page.editor is None)

        (word,) = calls.requests(access.approve)
        assert (word.permission, word.subject_id) == (Permission.PRICES_MANAGE, DRAFT.id)
        assert calls.requests(prices.publish)[-1].approval_id == WORD.id


def test_a_list_for_a_category_is_added(page, calls, answered):
    calls.answers(prices.add_list, STAFF)
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.editor.code, "STAFF")
    QTest.keyClicks(page.editor.name, "Staff")
    QTest.keyClick(page.editor.category, Key.Key_Down)
    QTest.keyClick(page.editor.category, Key.Key_Down)
    page.editor.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(prices.add_list)
    assert (sent.code, sent.category_id, sent.payer_id) == ("STAFF", people.STAFF.id, None)
    assert page._desk.state.chosen == STAFF.id


def test_what_the_house_proposes_stands_in_a_first_price_and_in_a_new_tax(page, calls, answered):
    proposed = people.HOSPITAL.model_copy(update={"tax_default": "VAT", "tax_inclusive": True})
    calls.answers(staff.hospital, proposed)
    page._desk.refresh()
    answered(lambda: page._desk.state.tax_default == "VAT")
    state = page._desk.state
    first, known = (conftest.line(9, PriceKind.TEST, "X", "New test", amount) for amount in (None, "480"))

    assert PriceSheet(first, DRAFT, state, page).tax.value() == "VAT"
    assert PriceSheet(known, DRAFT, state, page).tax.value() == ""
    assert PriceSheet(first, DRAFT, replace(state, taxes=()), page).tax.value() == ""
    press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert page.editor.inclusive.value() is True
    page.editor.reject()


def test_a_list_is_renamed(page, calls, answered):
    calls.answers(prices.change_list, GENERAL)
    press(Key.Key_L, Qt.KeyboardModifier.AltModifier)
    type_over(page.editor.name, "Everybody")
    assert not page.editor.active.isVisible()  # the general list stays
    page.editor.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(prices.change_list)
    assert (sent.price_list_id, sent.name, sent.is_active) == (GENERAL.id, "Everybody", True)


IN_LISTS = conftest.line(40, PriceKind.PACKAGE, "CHECK", "Check-up", "1000")


@pytest.mark.parametrize(
    ("line", "endpoint"),
    [(LINES[-1], prices.change_service), (IN_LISTS, prices.change_package)],
    ids=("service", "package"),
)
def test_a_service_and_a_package_are_retired_a_test_is_not(page, calls, answered, line, endpoint):
    calls.answers(prices.lines, Page(items=[*LINES, IN_LISTS]))
    calls.answers(prices.packages, Page(items=[PACKAGE]))
    calls.answers(prices.change_package, PACKAGE)
    service = Service(id=ServiceId(LINES[-1].priced_id), code="ECG", name="ECG 12 lead", is_active=False)
    calls.answers(prices.change_service, service)
    page._desk.search("")
    answered(lambda: IN_LISTS in page.lines.rows_model.rows)
    page.lines.select((CBC.kind, CBC.priced_id))
    assert not page.retire.isVisible()
    page.lines.select((line.kind, line.priced_id))

    press(Key.Key_R, Qt.KeyboardModifier.AltModifier)
    sure = next(one for one in page.findChildren(Confirm) if one.isVisible())
    why_of(sure).set_value("Done elsewhere")
    sure.primary.click()
    answered(lambda: calls.requests(endpoint))

    (sent,) = calls.requests(endpoint)
    assert (sent.is_active, sent.reason) == (False, "Done elsewhere")


def test_what_is_retired_is_what_was_asked_about_and_stays_retired(page, calls, answered):
    service = Service(id=ServiceId(LINES[-1].priced_id), code="ECG", name="ECG 12 lead", is_active=False)
    calls.answers(prices.change_service, service)
    page.lines.select((LINES[-1].kind, LINES[-1].priced_id))
    press(Key.Key_R, Qt.KeyboardModifier.AltModifier)
    sure = next(one for one in page.findChildren(Confirm) if one.isVisible())
    retired = LINES[-1].model_copy(update={"is_active": False})
    calls.answers(prices.lines, Page(items=[*LINES[:-1], retired]))

    page._desk.refresh()
    answered(lambda: retired in page.lines.rows_model.rows)
    sure.primary.click()
    answered(lambda: calls.requests(prices.change_service))

    assert [one.is_active for one in calls.requests(prices.change_service)] == [False]


def test_what_is_not_filled_in_is_said(page, calls):
    press(Key.Key_S, Qt.KeyboardModifier.AltModifier)
    page.editor.primary.click()

    assert calls.requests(prices.add_service) == []
    assert page.editor is not None


def test_a_package_is_put_together_and_taken_apart(page, calls, answered):
    calls.answers(prices.lines, lambda ask: Page(items=[one for one in LINES if ask.kind in {None, one.kind}]))
    calls.answers(prices.add_package, PACKAGE)
    press(Key.Key_P, Qt.KeyboardModifier.AltModifier)
    sheet = page.editor
    answered(lambda: sheet.found.current() is not None)
    QTest.keyClicks(sheet.code, "check")
    QTest.keyClicks(sheet.name, "Check-up")
    QTest.keyClick(sheet.box, Key.Key_Return)
    QTest.keyClick(sheet.box, Key.Key_Down)
    QTest.keyClick(sheet.box, Key.Key_Return)
    QTest.keyClick(sheet.box, Key.Key_Return)
    sheet.items.setCurrentIndex(sheet.items.model().index(2, 0))
    sheet._take_out()
    sheet.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(prices.add_package)
    assert (sent.code, sent.name) == ("CHECK", "Check-up")
    assert [item.priced_id for item in sent.items] == [CBC.priced_id, UUID(int=5)]


def test_the_package_under_the_cursor_is_changed(page, calls, answered):
    line = conftest.line(40, PriceKind.PACKAGE, "CHECK", "Check-up", "1000")
    calls.answers(prices.lines, lambda ask: Page(items=[one for one in (*LINES, line) if ask.kind in {None, one.kind}]))
    calls.answers(prices.packages, Page(items=[PACKAGE]))
    calls.answers(prices.change_package, PACKAGE)
    page._desk.search("")
    answered(lambda: line in page.lines.rows_model.rows)
    page.lines.select((line.kind, line.priced_id))
    press(Key.Key_P, Qt.KeyboardModifier.AltModifier)
    sheet = page.editor
    answered(lambda: sheet.name.value() == "Check-up")
    type_over(sheet.name, "Great check-up")
    sheet.primary.click()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(prices.change_package)
    assert (sent.package_id, sent.version, sent.name) == (PACKAGE.id, 3, "Great check-up")
    assert [item.priced_id for item in sent.items] == [CBC.priced_id]
