"""The figures of the days before open their documents as those of these days do."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from shared.contracts import reports
from shared.models.reports import Figure
from tests.client.reports import figures
from tests.client.reports.conftest import income, sheet_of


def compared(page, statistics, answered):
    QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    answered(lambda: statistics.state.table is not None and statistics.state.table.before is not None)
    QTest.keyClick(page, Qt.Key.Key_F4)


def shift_enter(table):
    QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)


def days_asked(calls):
    asked = calls.requests(reports.documents)[-1]
    return asked.since, asked.until, asked.row, asked.column


def test_shift_and_enter_opens_the_documents_of_the_days_before(page, calls, statistics, answered, qtbot):
    income(page, statistics, answered)
    compared(page, statistics, answered)
    table, before = page.figures.rows, figures.PERIOD.before
    qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, Qt.Key.Key_Right)

    shift_enter(table)

    sheet = sheet_of(answered)
    assert days_asked(calls) == (before.since, before.until, str(figures.MEDICINE), Figure.DISCOUNT)
    assert sheet.windowTitle() == "Medicine: Discount, the days before"
    assert "Income · Mon 9 Nov 2026 to Sun 15 Nov 2026" in [label.text() for label in sheet.findChildren(QLabel)]
    sheet.reject()


def test_a_day_opens_the_day_in_its_place_before(page, calls, statistics, answered):
    compared(page, statistics, answered)
    page.figures.rows.setCurrentIndex(page.figures.rows.rows_model.index(1, 1))

    shift_enter(page.figures.rows)

    sheet = sheet_of(answered)
    before = figures.PERIOD.before
    assert days_asked(calls) == (before.since, before.until, "2026-11-10", Figure.ATTENDED)
    assert sheet.windowTitle() == "10 Nov 26: Attended, the days before"
    sheet.reject()


def test_the_total_opens_the_days_before_by_its_button_too(page, calls, statistics, answered, qtbot):
    compared(page, statistics, answered)
    page.figures.total.setFocus()
    page.figures.total.setCurrentIndex(page.figures.total.rows_model.index(0, 2))

    QTest.mouseClick(page.before, Qt.MouseButton.LeftButton)

    sheet = sheet_of(answered)
    before = figures.PERIOD.before
    assert days_asked(calls) == (before.since, before.until, None, Figure.NEW)
    assert sheet.windowTitle() == "Total: New, the days before"
    sheet.reject()


def test_the_total_is_reached_and_opened_by_keys_alone(page, calls, statistics, answered, qtbot):
    compared(page, statistics, answered)
    qtbot.waitUntil(page.figures.rows.hasFocus)
    QTest.keyClick(page.figures.rows, Qt.Key.Key_Tab)
    qtbot.waitUntil(page.figures.total.hasFocus)
    for _ in range(3):
        QTest.keyClick(page.figures.total, Qt.Key.Key_Right)

    shift_enter(page.figures.total)

    sheet = sheet_of(answered)
    before = figures.PERIOD.before
    assert days_asked(calls) == (before.since, before.until, None, Figure.REPEAT)
    sheet.reject()


def test_shift_and_a_double_click_opens_the_days_before(page, calls, statistics, answered):
    compared(page, statistics, answered)
    table = page.figures.rows
    here = table.visualRect(table.rows_model.index(2, 3)).center()
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, here)

    sheet = sheet_of(answered)

    assert days_asked(calls)[2:] == ("2026-11-11", Figure.REPEAT)
    assert len(calls.requests(reports.documents)) == 1
    sheet.reject()


def test_where_no_figure_of_the_days_before_stands_nothing_opens_and_it_says_so(page, calls, statistics, answered):
    said: list[str] = []
    page.said.connect(said.append)
    QTest.keyClick(page, Qt.Key.Key_F4)
    shift_enter(page.figures.rows)
    assert not page.before.isVisible()
    compared(page, statistics, answered)
    assert page.before.isVisible()
    page.figures.rows.setCurrentIndex(page.figures.rows.rows_model.index(0, 1))

    shift_enter(page.figures.rows)

    assert said == [
        "The days before are not shown: Alt+C compares with them.",
        "There is no figure of the days before here.",
    ]
    assert calls.requests(reports.documents) == []
