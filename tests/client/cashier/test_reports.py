from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.clock import Clock
from client.viewmodels.cashier.drawers import Drawers
from client.viewmodels.cashier.report_tables import ReportKind
from client.viewmodels.cashier.reports import CashReports
from client.views.cashier.reports_page import CashReportsPage
from client.widgets.theme import theme
from shared.contracts import cash, ledger
from shared.models.cash import CashSessionStatus
from shared.models.common import Page
from shared.permissions import Role
from tests.client.cashier import bills, ledgers

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
REPORTS = (ledger.day_book, ledger.cashiers, ledger.departments, ledger.doctors, ledger.dues, ledger.payers)


class HeardPrinting:
    """What would be printed."""

    def __init__(self):
        self.papers = []

    def money_report(self, title, about, tables, signs=(), code=""):
        self.papers.append((title, dict(about), tables, signs))
        self.code = code


@pytest.fixture
def heard():
    return HeardPrinting()


@pytest.fixture
def reports_page(calls, changes, session, heard, qtbot, answered):
    """Opened by this role, with two drawers to verify."""
    theme()
    for endpoint in REPORTS:
        calls.answers(endpoint, getattr(ledgers, endpoint.path.rsplit("/", 1)[1].replace("-", "_"))())
    found = [ledgers.closed_drawer(), ledgers.closed_drawer(32, "Nasrin Sultana", ledgers.NASRIN, "1800")]
    calls.answers(cash.sessions, Page(items=found))
    calls.answers(ledger.shift_sheet, ledgers.shift_sheet(found[0]))
    clock = Clock()

    def open_as(role):
        session.become(role)
        drawers = Drawers(calls, changes, clock, heard, session)
        page = CashReportsPage(drawers, CashReports(calls, clock, heard, session))
        qtbot.addWidget(page)
        page.resize(1262, 640)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        answered(lambda: page.drawers.rows.rows_model.rows)
        return page

    return open_as


@pytest.fixture
def manager(reports_page):
    return reports_page(Role.MANAGER)


def report(page, number, kind, answered):
    QTest.keyClick(page, Key(Key.Key_0 + number), ALT)
    answered(lambda: page.report.tables[kind].rows_model.rows)
    table = page.report.tables[kind].rows_model
    rows = [[column.text(row) for column in table.columns] for row in table.rows]
    total = page.report.totals[kind].rows_model
    return rows, [column.text(total.rows[0]) for column in total.columns]


def test_drawers_to_verify_stand_beside_what_was_expected_and_counted(manager, calls):
    first, second = manager.drawers.list.rows_model.rows
    texts = [column.text(first) for column in manager.drawers.list.rows_model.columns]

    assert calls.requests(cash.sessions)[0].to_verify
    assert texts[2:5] == ["1,800.00", "1,795.00", "−5.00"]
    assert manager.drawers.difference.text == "−5.00"
    assert manager.drawers.rows.rows_model.rows[1].number == 3
    assert second.difference == 0


def test_a_drawer_is_verified_with_a_note_and_leaves_the_list(manager, calls, answered):
    verified = ledgers.closed_drawer(status=CashSessionStatus.VERIFIED, verified_by="Manager")
    calls.answers(cash.verify_session, verified)
    said: list[Any] = []
    manager.said.connect(said.append)

    QTest.keyClicks(manager.drawers.remark, "A torn note")
    calls.answers(cash.sessions, Page(items=[ledgers.closed_drawer(32, "Nasrin Sultana", ledgers.NASRIN, "1800")]))
    QTest.keyClick(manager, Key.Key_F9)
    answered(lambda: len(manager.drawers.list.rows_model.rows) == 1)

    (sent,) = calls.requests(cash.verify_session)
    assert (sent.note, sent.version) == ("A torn note", 3)
    assert said == ["Drawer D-CASH1-2026-000031 is verified."]
    assert manager.drawers.remark.value() == ""


def test_nobody_verifies_the_own_drawer(manager, calls, session, answered):
    calls.answers(cash.sessions, Page(items=[ledgers.closed_drawer(cashier_id=session.me.employee_id)]))

    manager.drawers.refresh()
    answered(lambda: manager.drawers.verify.blocked_reason)

    assert manager.drawers.verify.blocked_reason == "Your own drawer: somebody else verifies it"


def test_the_shift_sheet_is_printed_with_count_difference_and_two_names_to_sign(manager, heard):
    QTest.keyClick(manager, Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    ((title, about, tables, signs),) = heard.papers
    assert (title, about["Drawer"]) == ("Shift sheet", "D-CASH1-2026-000031")
    assert about["Cashier"] == "Rafiq Ahmed"
    assert [table.total[-1] if table.total else "" for table in tables] == ["1,800.00", "", "1,795.00", "-5.00"]
    assert ("1,000.00", "1", "1,000.00") in tables[2].rows
    assert signs == ("Cashier: Rafiq Ahmed", "Verified by")


def test_the_day_book_is_totalled_and_found_in(manager, answered, qtbot):
    rows, total = report(manager, 2, ReportKind.DAY_BOOK, answered)

    QTest.keyClicks(manager.report.filter, "rahima")
    qtbot.waitUntil(lambda: len(manager.report.tables[ReportKind.DAY_BOOK].rows_model.rows) == 1)
    of_one = manager.report.totals[ReportKind.DAY_BOOK].rows_model.rows[0]

    QTest.keyClicks(manager.report.filter, " nobody")
    qtbot.waitUntil(lambda: not manager.report.tables[ReportKind.DAY_BOOK].rows_model.rows)
    of_none = manager.report.totals[ReportKind.DAY_BOOK].rows_model.rows[0]

    assert of_none[5:7] == ("0.00", "0.00")
    assert rows[1][1:6] == ["R-CASH1-2026-000002", "Payment", "Rahima Begum", "Rafiq Ahmed", "1,054.00"]
    assert total[5:7] == ["2,054.00", "254.50"]
    assert of_one[5:7] == ("1,054.00", "0.00")


@pytest.mark.parametrize(
    ("number", "kind", "total"),
    [
        (3, ReportKind.CASHIERS, ["1,308.50", "-250.00", "804.00", "254.50", "0.00", "0.00", "0.10", "-5.00"]),
        (4, ReportKind.DEPARTMENTS, ["2,108.00", "108.00", "0.00", "2,000.00", "100.00"]),
        (5, ReportKind.DOCTORS, ["1,054.00", "54.00", "0.00", "1,000.00", "50.00", "400.00"]),
        (6, ReportKind.DUES, ["754.00"]),
        (7, ReportKind.PAYERS, ["843.00", "1,000.00", "0.00", "-100.00", "1,743.00"]),
    ],
)
def test_each_report_is_chosen_by_its_key_and_totalled(manager, answered, number, kind, total):
    _, shown = report(manager, number, kind, answered)

    assert shown[0] == "Total"
    assert shown[-len(total) :] == total


def test_what_is_asked_for_is_of_the_days_that_were_typed(manager, calls, answered):
    report(manager, 2, ReportKind.DAY_BOOK, answered)
    manager.report.first.set_day(ledgers.DAY)
    manager.report.last.set_day(ledgers.DAY.replace(day=20))

    QTest.keyClick(manager, Key.Key_F5)
    answered(lambda: calls.requests(ledger.day_book)[-1].last_day == ledgers.DAY)

    assert calls.requests(ledger.day_book)[-1].day == ledgers.DAY.replace(day=20)


def test_a_cashier_opens_the_own_day_book_and_a_patient_the_chart(manager, calls, answered):
    opened: list[Any] = []
    manager.patient_opened.connect(opened.append)
    report(manager, 3, ReportKind.CASHIERS, answered)
    cashiers = manager.report.tables[ReportKind.CASHIERS]
    cashiers.select(ledgers.RAFIQ)
    QTest.keyClick(cashiers, Key.Key_Return)
    book = manager.report.tables[ReportKind.DAY_BOOK]
    answered(lambda: book.rows_model.rows and book.isVisible())

    book.select(ledgers.day_book().rows[1].posting_id)
    QTest.keyClick(book, Key.Key_Return)

    assert calls.requests(ledger.day_book)[-1].cashier_id == ledgers.RAFIQ
    assert manager.report.cashier.value() == ledgers.RAFIQ
    assert opened == [bills.RAHIMA.id]


def test_what_is_shown_is_what_is_printed(manager, answered, heard):
    report(manager, 6, ReportKind.DUES, answered)

    QTest.keyClick(manager, Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    ((title, about, (table,), _),) = heard.papers
    assert (title, about["Payers owe"]) == ("Dues", "843.00")
    assert table.rows == (("Rahima Begum", "260400", "2", "23 Nov 26", "754.00"),)
    assert table.total == ("Total", "", "", "", "754.00")


def test_a_list_that_was_cut_off_says_so_and_its_total_is_of_all(manager, calls, answered):
    calls.answers(ledger.day_book, ledgers.day_book(more=True))

    _, total = report(manager, 2, ReportKind.DAY_BOOK, answered)

    assert "more rows" in manager.report.note.text
    assert Decimal(total[5].replace(",", "")) == Decimal(2054)


def test_a_cashier_sees_the_own_drawers_and_books_only(reports_page, calls):
    page = reports_page(Role.CASHIER)

    assert not calls.requests(cash.sessions)[0].to_verify
    assert list(page.report.tables) == [ReportKind.DAY_BOOK, ReportKind.CASHIERS]
    assert not page.drawers.verify.isVisible()
    assert not page.drawers.which.button(value=True).isVisible()


@pytest.mark.parametrize("look", ["dark", "light"])
def test_the_page_fits_the_smallest_screen(manager, look):
    theme().use(look)

    assert manager.minimumSizeHint().width() <= 1366 - 88
