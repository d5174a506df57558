"""The page of prices, with the keyboard alone."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.prices.import_sheet import PriceImportSheet
from client.widgets.dialog import Confirm
from shared.contracts import access, prices
from shared.contracts.access import ApprovalNeeded
from shared.errors import StaleVersion
from shared.ids import ApprovalId, PackageId, ServiceId
from shared.models.access import Approval
from shared.models.common import Page
from shared.models.prices import (
    ImportedPrice,
    Package,
    PackageItem,
    PriceImport,
    PriceKind,
    RowProblem,
    Service,
    Verdict,
    tax_subject,
)
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm
from shared.permissions import Permission
from tests.client.examples import NOON, TODAY
from tests.client.prices import conftest
from tests.client.prices.conftest import CBC, DRAFT, FIRST, GENERAL, LINES, STAFF, VAT, WITH_DRAFT
from tests.client.reception import people

Key = Qt.Key
PACKAGE = Package(
    id=PackageId(UUID(int=40)),
    code="CHECK",
    name="Check-up",
    is_active=True,
    items=[PackageItem(kind=PriceKind.TEST, priced_id=CBC.priced_id)],
    version=3,
)


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def type_over(editor, text):
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


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


def test_words_find_what_is_priced(page, calls, answered):
    QTest.keyClicks(page.box, "crp")
    answered(lambda: calls.requests(prices.lines)[-1].term == "crp")


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

    def test_a_day_that_has_passed_is_refused_at_once(self, page, calls):
        press(Key.Key_F9)
        page.editor.day.set_day(TODAY - timedelta(days=1))
        page.editor.primary.click()

        assert calls.requests(prices.publish) == []

    def test_an_administrator_asks_a_second_person(self, page, calls, answered):
        calls.answers(
            prices.publish, lambda ask: FIRST if ask.approval_id else ApprovalNeeded(Permission.PRICES_MANAGE)
        )
        approval = Approval(id=ApprovalId(UUID(int=5)), approved_by="Manager", until=NOON)
        calls.answers(access.approve, approval)
        press(Key.Key_F9)
        page.editor.primary.click()
        answered(lambda: page.editor.findChildren(SecondPersonSheet))
        (sheet,) = page.editor.findChildren(SecondPersonSheet)
        QTest.keyClicks(sheet.user_name, "manager")
        QTest.keyClicks(sheet.password, "secret-enough")
        sheet.primary.click()
        answered(lambda: page.editor is None)

        (word,) = calls.requests(access.approve)
        assert (word.permission, word.subject_id) == (Permission.PRICES_MANAGE, DRAFT.id)
        assert calls.requests(prices.publish)[-1].approval_id == approval.id


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


def test_a_tax_is_agreed_to_by_a_second_person(page, calls, answered):
    needed = ApprovalNeeded(Permission.PRICES_MANAGE)
    word = Approval(id=ApprovalId(UUID(int=5)), approved_by="Habibur Rahman", until=NOON)
    calls.answers(prices.set_tax_class, lambda ask: VAT if ask.approval_id else needed)
    calls.answers(access.approve, word)
    press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(page.editor.code, "VAT")
    QTest.keyClicks(page.editor.name, "Value added tax")
    type_over(page.editor.percent, "7.5")
    page.editor.primary.click()
    answered(lambda: page.editor.findChildren(SecondPersonSheet))
    second = page.editor.findChildren(SecondPersonSheet)[0]
    type_over(second.user_name, "habib")
    type_over(second.password, "secret word")
    second.primary.click()
    answered(lambda: page.editor is None)

    assert calls.requests(access.approve)[0].subject_id == tax_subject("VAT")
    assert calls.requests(prices.set_tax_class)[-1].approval_id == word.id


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
    next(one for one in page.findChildren(Confirm) if one.isVisible()).primary.click()
    answered(lambda: calls.requests(endpoint))

    assert not calls.requests(endpoint)[0].is_active


class TestFiles:
    ROW = ImportedPrice(
        row=2,
        kind=PriceKind.TEST,
        subject="Complete blood count",
        verdict=Verdict.CHANGED,
        before=Decimal(450),
        after=Decimal(475),
    )
    BAD = ImportedPrice(
        row=3, kind=None, subject="?", verdict=Verdict.REFUSED, problem=RowProblem.KIND_UNKNOWN, detail="tset"
    )

    def opened(self, page, calls, answered, tmp_path, *rows):
        calls.answers(prices.try_import, PriceImport(rows=list(rows)))
        (tmp_path / "p.csv").write_bytes(b"kind,code,name,price,tax")
        page.files.import_from(str(tmp_path / "p.csv"))
        sheet = next(one for one in page.findChildren(PriceImportSheet) if one.isVisible())
        answered(lambda: sheet.rows.rows_model.rows)
        return sheet

    def test_what_would_change_is_shown_and_becomes_a_draft(self, page, calls, answered, tmp_path, qtbot):
        calls.answers(prices.import_file, PriceImport(rows=[self.ROW], version=DRAFT))
        sheet = self.opened(page, calls, answered, tmp_path, self.ROW)
        assert sheet.rows.rows_model.data(sheet.rows.rows_model.index(0, 4)) == "450.00 → 475.00"

        with qtbot.waitSignal(page.said) as said:
            sheet.primary.click()
            answered(lambda: calls.requests(prices.import_file))

        assert said.args[0] == "1 price is in a new draft: F9 publishes."
        assert calls.requests(prices.import_file)[0].price_list_id == GENERAL.id

    def test_nothing_is_imported_while_a_row_is_refused(self, page, calls, answered, tmp_path):
        sheet = self.opened(page, calls, answered, tmp_path, self.ROW, self.BAD)

        assert sheet.rows.rows_model.rows[0] == self.BAD
        assert sheet.primary.blocked_reason == "Correct the file first"
        assert "1 row is refused" in sheet.note.text

    @pytest.mark.usefixtures("drafting")
    def test_a_list_with_a_draft_takes_no_file(self, page):
        assert page.import_file.blocked_reason == "Publish or discard the draft first"

    @pytest.mark.parametrize(("name", "form"), [("a.xlsx", SpreadsheetForm.XLSX), ("a.csv", SpreadsheetForm.CSV)])
    def test_a_file_is_written_where_it_was_asked_for(self, page, calls, answered, tmp_path, name, form):
        calls.answers(prices.export, SpreadsheetFile(name="x", data=b"rows"))
        page.files.export_to(str(tmp_path / name))
        answered((tmp_path / name).exists)

        assert (calls.requests(prices.export)[0].form, (tmp_path / name).read_bytes()) == (form, b"rows")


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
