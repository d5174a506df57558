from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.viewmodels.dashboard import day as day_module
from client.views.dashboard.bars import Debt
from client.views.dashboard.page import DashboardPage
from shared.contracts import dashboard, ledger, reports, staff
from shared.errors import Unreachable
from shared.models.dashboard import VisitPart
from shared.models.lab import WorkStage
from shared.models.ledger_reports import DepositsReport, DepositsRow
from shared.models.reports import Figure, Grouping, ReportDocument, ReportDocumentKind, ReportDocuments, ReportKind
from shared.topics import Topic
from tests.client.dashboard import days
from tests.client.dashboard.conftest import PATIENT, NoonClock, sheet_of
from tests.client.reports import figures
from tests.client.spoken import silent


def test_the_day_is_told_in_figures_each_with_its_time_and_whom_it_is_of(page):
    charts = page.charts

    assert page.came.accessibleName() == "Came: 388"
    assert page.income.accessibleName() == "Income: 333,010.75"
    assert charts.hours.chart.bars[2].spoken(charts.hours.chart.series) == (
        "10:00: New: 61; Follow-up: 30; Tests only: 12"
    )
    assert charts.waited.chart.bars[0].label == days.NAMES[2]
    assert charts.laboratory.chart.bars[0].total == "96 · 214 min"
    assert [bar.total for bar in charts.debts.chart.bars] == ["48,210.00", "312,904.25", "21,000.00", "2,300.00"]
    assert [bar.total for bar in charts.risks.chart.bars][:2] == ["4", "14"]
    assert {card.caption for card in charts.cards if card is not charts.risks} == {
        "Today · whole house · counted at 06:41"
    }
    assert charts.risks.caption == "Now · whole house · counted at 06:41"


def test_a_bar_opens_its_list_and_the_list_its_patient(page, calls, qtbot, answered):
    QTest.keyClick(page, Qt.Key.Key_F4)
    chart = page.charts.hours.chart
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    sheet = sheet_of(answered)

    (asked,) = calls.requests(dashboard.visits)
    assert (asked.part, asked.hour) == (VisitPart.ARRIVED, 9)
    assert sheet.number.text() == "1 row"
    with qtbot.waitSignal(page.patient_opened) as opened:
        QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    assert opened.args == [PATIENT]


def test_each_chart_asks_for_what_its_bar_counts(page, calls, answered):
    day, charts = page._day, page.charts
    day.choose_doctor(days.DOCTORS[1])
    answered(lambda: day.state.shown is not None)
    for card, key in (
        (charts.queues, days.DOCTORS[2]),
        (charts.waited, days.DOCTORS[1]),
        (charts.seen, days.DOCTORS[1]),
        (charts.laboratory, WorkStage.ENTER),
    ):
        card.opened.emit(key)
        sheet_of(answered).reject()
    page.open.opened.emit()
    sheet_of(answered).reject()

    assert [(one.part, one.doctor_id) for one in calls.requests(dashboard.visits)] == [
        (VisitPart.OPEN, days.DOCTORS[2]),
        (VisitPart.WAITED, days.DOCTORS[1]),
        (VisitPart.COMPLETED, days.DOCTORS[1]),
        (VisitPart.OPEN, days.DOCTORS[1]),
    ]
    (tests,) = calls.requests(dashboard.tests)
    assert (tests.stage, tests.doctor_id) == (WorkStage.ENTER, days.DOCTORS[1])


def test_dues_are_the_report_s_documents(page, calls, answered):
    bill = ReportDocument(
        kind=ReportDocumentKind.BILL,
        id=UUID(int=7),
        number="B-1",
        at=days.NOON,
        patient_id=PATIENT,
        patient_no="P-1",
        patient="Rahima Begum",
        words="",
        amount=days.D(800),
    )
    calls.answers(reports.documents, ReportDocuments(items=[bill], next=None, number=1, total=days.D(800)))

    page.charts.debts.opened.emit(page.charts.debts.chart.bars[0].key)
    sheet = sheet_of(answered)

    (asked,) = calls.requests(reports.documents)
    assert (asked.kind, asked.row, asked.column, asked.until) == (
        ReportKind.DUES,
        "patients",
        Figure.NET,
        days.NOON.date(),
    )
    assert sheet.table.model().rowCount() == 1
    sheet.reject()


def test_what_is_paid_in_advance_opens_whose_it_is(page, calls, answered):
    today = days.NOON.date()
    row = DepositsRow(patient_id=PATIENT, patient_no="P-1", patient="Rahima Begum", held=days.D(21000), moved=today)
    told = {"day": today, "last_day": today, "as_of": days.NOON, "currency": days.TAKA, "rows": [row], "more": False}
    calls.answers(ledger.deposits, DepositsReport.model_validate(told))

    page.charts.debts.opened.emit(Debt.DEPOSITS)
    sheet = sheet_of(answered)

    assert [sheet.table.model().index(0, column).data() for column in (0, 2)] == ["Rahima Begum", "21,000.00"]
    sheet.reject()


def test_income_opens_what_it_is_made_of_in_all_or_of_whom_is_chosen(page, day, calls, answered):
    calls.answers(reports.documents, figures.page_of(figures.document("B-2026-0001")))
    day.choose_department(days.DEPARTMENTS[1])
    answered(lambda: day.state.shown is not None)

    page.income.setFocus()
    QTest.keyClick(page.income, Qt.Key.Key_Return)
    sheet = sheet_of(answered)

    (asked,) = calls.requests(reports.documents)
    assert (asked.kind, asked.by, asked.row, asked.column) == (
        ReportKind.INCOME,
        Grouping.DEPARTMENT,
        None,
        Figure.NET,
    )
    assert (asked.since, asked.until, asked.department_id) == (days.NOON.date(), days.NOON.date(), days.DEPARTMENTS[1])
    sheet.reject()


def test_a_change_of_the_house_counts_at_once(day, page, calls, stream, answered):
    before = len(calls.requests(dashboard.show))

    stream.changed.emit(frozenset({Topic.HOUSE}), frozenset())
    answered(lambda: len(calls.requests(dashboard.show)) > before)


def test_refunds_to_pay_are_told_of_today_only(page, day, calls, answered):
    assert len(page.charts.debts.chart.bars) == 4
    calls.answers(dashboard.show, days.a_day(is_today=False))

    day.choose_day(days.NOON.date() - timedelta(days=1))
    answered(lambda: day.state.shown is not None)

    assert len(page.charts.debts.chart.bars) == 3
    assert (page.booked.isVisibleTo(page), page.absent.isVisibleTo(page)) == (False, True)


def test_a_department_leaves_its_own_doctors_to_choose(page, day, calls, answered):
    day.choose_doctor(days.DOCTORS[0])
    day.choose_department(days.DEPARTMENTS[1])
    answered(lambda: day.state.shown is not None)

    assert [page.doctor.itemText(place) for place in range(page.doctor.count())] == ["All doctors", days.NAMES[1]]
    assert day.state.doctor_id is None
    assert calls.requests(dashboard.show)[-1].department_id == days.DEPARTMENTS[1]
    assert page.charts.hours.caption == f"Today · {days.PLACES[1]} · counted at 06:41"
    assert page.charts.taken.caption == "Today · whole house · counted at 06:41"


def test_a_busy_morning_is_asked_for_once_in_a_while(day, page, calls, stream, qtbot, monkeypatch):
    day._pause.setInterval(120)
    before = len(calls.requests(dashboard.show))

    for _ in range(40):
        stream.changed.emit(frozenset({Topic.QUEUE}), frozenset())
        QTest.qWait(5)
    qtbot.waitUntil(lambda: not day._pause.isActive())

    assert 2 <= len(calls.requests(dashboard.show)) - before <= 4
    assert day_module.PAUSE_MS == 3000


def test_an_earlier_day_is_not_asked_for_again(day, page, calls, stream, qtbot, answered):
    page.days.button(1).click()
    answered(lambda: day.state.shown is not None)
    before = len(calls.sent)

    stream.changed.emit(frozenset({Topic.QUEUE}), frozenset())
    QTest.qWait(30)

    assert len(calls.sent) == before
    assert (days.NOON.date() - calls.requests(dashboard.show)[-1].day).days == 1


def test_what_was_counted_stays_while_the_server_is_away(day, page, calls, answered):
    calls.answers(dashboard.show, Unreachable())

    day.refresh()
    answered(lambda: day.state.problem is not None)

    assert page.note.isVisible()
    assert page.came.accessibleName() == "Came: 388"


def test_times_are_of_doctors_or_of_departments(page):
    QTest.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)

    assert [bar.label for bar in page.charts.waited.chart.bars][:2] == ["Surgery", "Medicine"]
    assert page.times_of.text() == "By doctor"


def test_who_sees_no_money_and_no_stock_has_no_chart_of_them(day, page, calls, answered):
    calls.answers(dashboard.show, days.a_day(money=None, stock=None))

    day.refresh()
    answered(lambda: day.state.shown.money is None)

    shown = [card for card in page.charts.cards if card.isVisible()]
    assert shown == list(page.charts.cards[:5])
    assert not page.income.isVisible()


def test_a_doctors_own_day_says_that_it_is_of_the_own_patients(day, calls, qtbot, answered):
    page = DashboardPage(day, calls, NoonClock(), whole_house=False)
    qtbot.addWidget(page)
    page.show()
    answered(lambda: day.state.shown is not None)

    page.done.opened.emit()
    sheet = sheet_of(answered)

    assert page.charts.waited.caption == "Today · my patients · counted at 06:41"
    assert not page.doctor.isVisible()
    assert calls.requests(staff.doctors) == []
    sheet.reject()


def test_tab_goes_through_all_of_it_and_each_stop_says_what_it_is_and_is_seen(page, qtbot):
    assert silent(page) == []
    page.days.setFocus()
    last = page.charts.risks.chart
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        if last.hasFocus():
            break

    assert last.hasFocus()
    assert not last.visibleRegion().isEmpty()


def test_all_charts_turn_into_tables(page, qtbot):
    QTest.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(page.charts.hours.table.isVisible)
    assert page.charts.risks.table.model().index(3, 0).data() == "Expires soon"
    assert silent(page) == []
