import math
from datetime import date, timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.core.report_words import document_word, figure_word, grouping_word, meaning_text, report_word
from client.viewmodels.reports.files import ReportFiles
from client.viewmodels.reports.kept import Kept
from client.viewmodels.reports.statistics import Span, Statistics, days_of
from client.views.reports.bill_sheet import BillSheet
from client.views.reports.drawing import bars_of
from client.views.reports.page import StatisticsPage
from client.views.stock.card_sheet import CardSheet
from client.widgets.charts.columns import ColumnChart
from client.widgets.charts.lines import LineChart
from client.widgets.charts.rows import RowChart
from shared.contracts import billing, reports, stock
from shared.contracts.billing import BillNotFound
from shared.ids import BillId, new_id
from shared.models.common import Nothing
from shared.models.report_runs import RunState
from shared.models.reports import CellKind, Figure, Grouping, Meaning, ReportDocumentKind, ReportKind, ReportPeriod
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.dashboard import days
from tests.client.fakes import FakeStream
from tests.client.reports import figures
from tests.client.reports.conftest import TODAY, NoonClock, income, made, sheet_of
from tests.client.spoken import silent
from tests.client.stock import goods


def cells(page, row=0):
    model = page.figures.rows.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_a_report_is_made_at_once_of_the_last_week(page, calls):
    (asked,) = calls.requests(reports.start)

    assert (asked.kind, asked.since, asked.until) == (ReportKind.REGISTER, TODAY - timedelta(days=6), TODAY)
    assert cells(page)[:4] == ["16 Nov 26", "350", "260", "90"]
    assert page.figures.total.model().index(0, 1).data() == "2,691"
    assert page._meaning.text() == meaning_text(Meaning.ATTENDED)
    assert silent(page) == []


@pytest.mark.parametrize(
    ("span", "since", "until"),
    [
        (Span.TODAY, 0, 0),
        (Span.YESTERDAY, 1, 1),
        (Span.WEEK, 6, 0),
        (Span.MONTH, 21, 0),
        (Span.YEAR, 325, 0),
    ],
)
def test_spans_of_days_end_today_but_for_yesterday(span, since, until):
    assert days_of(span, TODAY) == (TODAY - timedelta(days=since), TODAY - timedelta(days=until))


def test_every_figure_and_row_and_report_has_its_word():
    assert all(report_word(kind) for kind in ReportKind)
    assert len({figure_word(figure) for figure in Figure}) > 50
    assert all(grouping_word(by) for by in Grouping)
    assert all(meaning_text(meaning) for meaning in Meaning)
    assert all(document_word(kind) for kind in ReportDocumentKind)


def test_the_activity_of_one_person_can_be_chosen_and_is_named(page, statistics, calls, answered):
    statistics.choose_kind(ReportKind.USER_ACTIVITY)
    answered(lambda: statistics.state.table is not None)
    assert page.asking.person.isVisible()
    assert not page.asking.doctor.isVisible()
    page.asking.person.setCurrentIndex(2)
    page.asking.person.activated.emit(2)
    answered(lambda: statistics.state.table is not None)

    asked = calls.requests(reports.start)[-1]
    assert (asked.kind, asked.employee_id) == (ReportKind.USER_ACTIVITY, figures.PEOPLE[1].id)
    assert ("Person", figures.PEOPLE[1].name) in statistics.about()


@pytest.mark.parametrize("kind", ["payment", "refund_paid", "credit_note"])
def test_money_opens_the_bill_it_belongs_to(page, calls, answered, kind):
    bill_id = BillId(new_id())
    calls.answers(
        reports.documents, figures.page_of(figures.document("R-1", ReportDocumentKind(kind), bill_id=bill_id))
    )
    calls.answers(billing.get, BillNotFound(bill_id))
    page.figures.rows.figure_opened.emit(page.figures.rows.rows_model.rows[0], 0)
    sheet = sheet_of(answered)

    QTest.keyClick(sheet.table, Qt.Key.Key_Return)

    bill = sheet_of(answered, BillSheet)
    assert [asked.bill_id for asked in calls.requests(billing.get)] == [bill_id]
    bill.reject()
    sheet.reject()


def test_stock_opens_the_card_it_stands_on(page, calls, answered):
    moved = figures.document("M-1", ReportDocumentKind.STOCK_MOVE, "3", medicine_id=goods.PARACETAMOL.id)
    calls.answers(reports.documents, figures.page_of(moved))
    calls.answers(stock.card, goods.CARD)
    page.figures.rows.figure_opened.emit(page.figures.rows.rows_model.rows[0], 0)
    sheet = sheet_of(answered)

    QTest.keyClick(sheet.table, Qt.Key.Key_Return)

    (card,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, CardSheet) and w.isVisible()]
    answered(lambda: card.lines.rows_model.rows)
    assert card.medicine.text().startswith(goods.CARD.medicine.generic)
    assert [asked.medicine_id for asked in calls.requests(stock.card)] == [goods.PARACETAMOL.id]
    card.reject()
    sheet.reject()


def test_arrows_go_from_figure_to_figure_and_enter_opens_its_documents(page, calls, statistics, answered, qtbot):
    income(page, statistics, answered)
    QTest.keyClick(page, Qt.Key.Key_F4)
    table = page.figures.rows
    qtbot.waitUntil(table.hasFocus)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(table, key)
    sheet = sheet_of(answered)

    (asked,) = calls.requests(reports.documents)
    assert (asked.kind, asked.by, asked.row, asked.column) == (
        ReportKind.INCOME,
        Grouping.DEPARTMENT,
        str(figures.MEDICINE),
        Figure.NET,
    )
    assert sheet.windowTitle() == "Medicine: Net"
    model = sheet.table.model()
    assert [model.index(0, column).data() for column in (1, 2, 4)] == ["Bill", "Rahima Begum", "800.00"]
    calls.answers(billing.get, BillNotFound(figures.BILL))
    QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    bill = sheet_of(answered, BillSheet)
    assert calls.requests(billing.get)[0].bill_id == figures.BILL
    bill.reject()
    sheet.reject()


def test_the_total_opens_all_documents_a_page_at_a_time(page, calls, answered):
    first, second = (figures.document(f"B-{number}") for number in (1, 2))
    calls.answers(
        reports.documents,
        lambda asked: figures.page_of(second) if asked.after else figures.page_of(first, following="here"),
    )
    page.figures.total.figure_opened.emit(page.figures.total.rows_model.rows[0], 0)
    sheet = sheet_of(answered)

    assert sheet.number.text() == "The first 1 row; there are more."
    sheet.more.click()
    answered(lambda: len(sheet.behind.state.rows) == 2)
    assert [asked.row for asked in calls.requests(reports.documents)] == [None, None]
    assert not sheet.more.isVisible()
    sheet.reject()


def test_a_document_that_is_no_bill_opens_its_patient(page, calls, answered, qtbot):
    visit = figures.document("A-007", ReportDocumentKind.APPOINTMENT, "1")
    calls.answers(reports.documents, figures.page_of(visit))
    page.figures.rows.figure_opened.emit(page.figures.rows.rows_model.rows[0], 0)
    sheet = sheet_of(answered)

    with qtbot.waitSignal(page.patient_opened) as opened:
        QTest.keyClick(sheet.table, Qt.Key.Key_Return)

    assert opened.args == [figures.PATIENT]


def test_what_is_compared_says_what_it_was_and_how_it_changed(page, statistics, answered):
    income(page, statistics, answered)
    QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    answered(lambda: statistics.state.table is not None and statistics.state.table.before is not None)

    (medicine, *_, nowhere) = page.figures.rows.rows_model.rows
    assert (medicine.cells[1], medicine.changes[1]) == ("1,200.00", "300.00 · +300\u00a0%")
    assert (nowhere.name, nowhere.changes[0]) == ("No department", "–")


def test_money_taken_is_narrowed_by_nobody(page, statistics, calls, answered):
    statistics.choose_department(days.DEPARTMENTS[1])
    income(page, statistics, answered)
    statistics.choose_doctor(days.DOCTORS[1])
    statistics.choose_grouping(Grouping.MODE)
    answered(lambda: statistics.state.table is not None)

    asked = calls.requests(reports.start)[-1]
    assert (asked.by, asked.doctor_id, asked.department_id) == (Grouping.MODE, None, None)
    assert not page.asking.doctor.isVisible()


def test_days_may_be_typed_in_any_order_and_are_a_year_at_most(page, statistics, calls, answered):
    statistics.choose_days(TODAY, date(2020, 1, 1))
    answered(lambda: statistics.state.table is not None)

    asked = calls.requests(reports.start)[-1]
    assert ((asked.until - asked.since).days, asked.until) == (365, TODAY)
    moved = "A report covers at most 366 days; the first day was moved to Sat 22 Nov 2025."
    assert statistics.state.shortened
    assert (page.note.isVisible(), page.note.text) == (True, moved)

    statistics.choose_kind(ReportKind.INCOME)  # of the same days
    answered(lambda: statistics.state.table is not None)
    assert page.note.text == moved
    statistics.choose_days(asked.since, TODAY)  # exactly these
    assert not statistics.state.shortened
    assert not page.note.isVisible()


def test_more_days_than_a_report_covers_are_told_of_though_the_report_stays_the_same(page, statistics, answered):
    statistics.choose_days(TODAY - timedelta(days=365), TODAY)
    answered(lambda: statistics.state.table is not None)
    assert not page.note.isVisible()

    statistics.choose_days(date(2020, 1, 1), TODAY)

    assert page.note.isVisible()


def test_a_heavy_report_is_followed_and_can_be_stopped(page, statistics, calls, answered, qtbot):
    calls.answers(reports.start, figures.run(state=RunState.RUNNING, share=0.2))
    calls.answers(reports.progress, figures.run(state=RunState.RUNNING, share=0.6))
    statistics.choose_span(Span.YEAR)
    answered(lambda: statistics.state.run is not None and statistics.state.run.share == 0.6)
    assert page.stop.isVisible()
    calls.answers(reports.progress, figures.run(state=RunState.CANCELLED))

    QTest.keyClick(page, Qt.Key.Key_Escape)
    answered(lambda: not statistics.state.under_way)

    assert [asked.run_id for asked in calls.requests(reports.cancel)] == [figures.RUN]
    assert page.note.text == "It was stopped. F5 makes it anew."
    assert not page.stop.isVisible()


def test_another_report_takes_the_place_of_one_that_is_being_made(statistics, calls, answered):
    calls.answers(reports.start, figures.run(state=RunState.WAITING))
    calls.answers(reports.progress, figures.run(state=RunState.WAITING))
    statistics.make()
    answered(lambda: statistics.state.under_way)
    calls.answers(reports.start, made)

    statistics.choose_kind(ReportKind.INCOME)
    answered(lambda: statistics.state.table is not None)

    assert len(calls.requests(reports.cancel)) == 1
    assert statistics.state.table.kind is ReportKind.INCOME


def test_another_report_ends_one_whose_start_is_not_answered_yet(statistics, calls, answered):
    statistics.make()
    statistics.choose_kind(ReportKind.INCOME)
    statistics.compare(wanted=True)
    answered(lambda: statistics.state.table is not None)

    *given_up, last = (asked.run_id for asked in calls.requests(reports.start))
    assert [asked.run_id for asked in calls.requests(reports.cancel)] == given_up
    assert len({*given_up, last}) == 3
    statistics.make()
    answered(lambda: statistics.state.table is not None)
    assert len(calls.requests(reports.cancel)) == 2


def test_a_cancellation_that_is_there_before_the_start_is_sent_again(statistics, calls, answered):
    came: list[object] = []

    def cancel(asked):
        came.append(asked.run_id)
        return Nothing() if len(came) > 1 else reports.ReportRunNotFound()

    calls.answers(reports.cancel, cancel)
    statistics.make()
    statistics.choose_kind(ReportKind.INCOME)
    answered(lambda: len(came) > 1 and statistics.state.table is not None)

    assert came == [calls.requests(reports.start)[0].run_id] * 2
    assert statistics.state.problem is None


def test_the_chart_fits_the_rows_and_opens_the_same_documents(page, statistics, calls, answered):
    QTest.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(page.chart.chart, ColumnChart)
    statistics.choose_span(Span.YEAR)
    answered(lambda: statistics.state.table is not None)
    assert isinstance(page.chart.chart, LineChart)
    assert len(page.chart.chart.bars) == 326
    page.grab()
    income(page, statistics, answered)
    assert isinstance(page.chart.chart, RowChart)

    page.chart.opened.emit(str(figures.MEDICINE))
    sheet = sheet_of(answered)

    assert (sheet.windowTitle(), calls.requests(reports.documents)[-1].column) == ("Medicine: Billed", Figure.BILLED)
    sheet.reject()


def test_a_chart_says_its_days_whom_it_is_of_and_when_it_was_counted(page, statistics, answered):
    income(page, statistics, answered)
    QTest.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    when, counted = "Mon 16 Nov 2026 to Sun 22 Nov 2026", "counted Sun 22 Nov 2026  06:41"
    assert page.chart.caption == f"{when} · The whole house · {counted}"

    statistics.choose_department(days.DEPARTMENTS[1])
    statistics.choose_doctor(days.DOCTORS[1])
    answered(lambda: statistics.state.table is not None)

    assert page.chart.caption == f"{when} · Doctor: {days.NAMES[1]} · Department: {days.PLACES[1]} · {counted}"


def without_rows(table, *places):
    return table.model_copy(update={"rows": [row for place, row in enumerate(table.rows) if place not in places]})


def test_a_day_on_which_nothing_happened_has_its_place_in_a_chart(qapp):
    table = without_rows(figures.register(days=40), 0, 5, 6)
    counted = bars_of(table, 0)
    assert [bar.key for bar in counted] == [
        (figures.LAST - timedelta(days=39 - place)).isoformat() for place in range(40)
    ]
    assert [counted[place].values for place in (0, 5, 6)] == [(0.0,)] * 3

    minutes = figures.column(Figure.WAITING_MEDIAN, CellKind.MINUTES, summable=False)
    waited = bars_of(table.model_copy(update={"columns": [minutes, *table.columns[1:]]}), 0)
    assert [place for place, bar in enumerate(waited) if math.isnan(bar.values[0])] == [0, 5, 6]
    assert waited[5].total == "–"


def test_days_to_come_and_hours_before_the_first_have_none(qapp):
    table = figures.register(days=3)
    period = ReportPeriod(since=TODAY - timedelta(days=2), until=TODAY + timedelta(days=9))
    assert len(bars_of(table.model_copy(update={"period": period}), 0)) == 3
    hours = [row.model_copy(update={"key": key}) for row, key in zip(table.rows, ("08", "09", "12"), strict=True)]
    by_hour = table.model_copy(update={"by": Grouping.HOUR, "rows": hours})
    assert [bar.key for bar in bars_of(by_hour, 0)] == ["08", "09", "10", "11", "12"]


def test_f2_finds_from_wherever_the_keyboard_is(page, qtbot):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.kinds.setFocus()
    QTest.keyClick(page.kinds, Qt.Key.Key_F2)
    assert page.search.hasFocus()


def test_a_report_is_found_by_its_words(page, statistics, answered):
    page.search.setText("medicines")
    page.search.searched.emit("medicines")

    assert page.kinds.rows_model.rows == (ReportKind.CONSUMPTION,)


def test_a_doctor_is_offered_the_own_reports_only_and_nobody_elses_figures(calls, qapp):
    state = Statistics(calls, NoonClock(), KnownSession(Role.DOCTOR)).state

    assert ReportKind.DIAGNOSES in state.kinds
    assert not {ReportKind.INCOME, ReportKind.DUES, ReportKind.USER_ACTIVITY} & set(state.kinds)
    assert state.filters == frozenset()


def test_a_role_to_whose_work_no_report_belongs_is_told_so(calls, qtbot):
    statistics = Statistics(calls, NoonClock(), KnownSession(Role.CASHIER))
    files = ReportFiles(calls, cast("Any", None), statistics, "")
    kept = Kept(calls, Changes(cast("Any", FakeStream()), debounce_ms=1))
    page = StatisticsPage(statistics, files, kept, calls, bills=True)
    qtbot.addWidget(page)

    page.show()

    assert calls.requests(reports.start) == []
    assert page.kinds.rows_model.rows == ()
