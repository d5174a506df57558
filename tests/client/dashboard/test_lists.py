"""The lists behind the day's figures: to their last row, and on from a row."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.dashboard.bars import Debt
from client.views.dashboard.list_sheet import ListSheet
from shared.contracts import dashboard, ledger, reports
from shared.ids import AppointmentId, PayerId, new_id
from shared.models.common import ListPage
from shared.models.dashboard import BatchRisk, VisitPart
from shared.models.lab import WorkStage
from shared.models.ledger_reports import PayerReport
from shared.models.reports import Figure, ReportKind
from tests.client.dashboard import days
from tests.client.dashboard.conftest import VISIT, sheet_of
from tests.client.reports import figures


@pytest.mark.parametrize("opens", ["came", "laboratory"])
def test_more_rows_brings_the_rest_of_a_long_list(page, calls, qtbot, answered, opens):
    """As of a house that a thousand come to in a day."""
    everybody = [
        VISIT.model_copy(update={"appointment_id": AppointmentId(new_id()), "patient": f"Patient {number}"})
        for number in range(1000)
    ]
    took = [days.slow_test(number) for number in range(1000)]

    def part(of):
        def answer(asked):
            begins = int(asked.after or 0)
            following = begins + 300 if begins + 300 < len(of) else None
            return ListPage(items=of[begins : begins + 300], next=None if following is None else str(following))

        return answer

    calls.answers(dashboard.visits, part(everybody))
    calls.answers(dashboard.tests, part(took))

    if opens == "came":
        page.came.opened.emit()
    else:
        page.charts.laboratory.opened.emit(WorkStage.ENTER)
    sheet = sheet_of(answered)
    assert sheet.number.text() == "The first 300 rows; there are more."
    for known in (600, 900, 1000):
        qtbot.waitUntil(sheet.more.isVisible)
        QTest.keyClick(sheet, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
        answered(lambda: len(sheet.behind.state.rows) == known)  # noqa: B023 awaited within the turn

    assert sheet.number.text() == "1,000 rows"
    assert not sheet.more.isVisible()
    assert list(sheet.behind.state.rows) == (everybody if opens == "came" else took)
    query = dashboard.visits if opens == "came" else dashboard.tests
    assert len({asked.model_copy(update={"after": None}) for asked in calls.requests(query)}) == 1
    sheet.reject()


def test_each_risk_asks_the_server_for_its_own_batches_and_medicines(page, calls, answered):
    calls.answers(dashboard.batches, ListPage(items=[], next=None))
    calls.answers(dashboard.low_stock, ListPage(items=[], next=None))

    for bar in page.charts.risks.chart.bars:
        page.charts.risks.opened.emit(bar.key)
        sheet_of(answered).reject()

    assert [asked.risk for asked in calls.requests(dashboard.batches)] == list(BatchRisk)
    assert [asked.out for asked in calls.requests(dashboard.low_stock)] == [True, False]


def test_a_payer_of_the_dues_opens_the_bills_it_owes(page, calls, qtbot, answered):
    today, payer = days.NOON.date(), PayerId(new_id())
    ageing = {"up_to_30": days.D(900), "up_to_60": days.D(0), "up_to_90": days.D(0), "older": days.D(0)}
    row = {"payer_id": payer, "payer": "Green Delta", "ageing": ageing}
    told = {"day": today, "last_day": today, "as_of": days.NOON, "currency": days.TAKA, "rows": [row]}
    calls.answers(ledger.payers, PayerReport.model_validate({**told, "total": days.D(900)}))
    calls.answers(reports.documents, figures.page_of(figures.document("B-2026-0001")))

    page.charts.debts.opened.emit(Debt.PAYERS)
    payers = sheet_of(answered)
    assert payers.primary.isVisible()
    QTest.keyClick(payers.table, Qt.Key.Key_Return)
    (bills,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ListSheet) and w.isVisible() and w != payers]
    answered(lambda: bills.behind.state.known)

    (asked,) = calls.requests(reports.documents)
    assert (asked.kind, asked.row, asked.column) == (ReportKind.DUES, str(payer), Figure.NET)
    assert (asked.since, asked.until) == (today, today)
    assert bills.windowTitle() == "Green Delta"
    assert bills.table.model().rowCount() == 1
    with qtbot.waitSignal(page.patient_opened):  # who may not read bills is led to the patient
        QTest.keyClick(bills.table, Qt.Key.Key_Return)
    assert (bills.isVisible(), payers.isVisible()) == (False, False)


def test_doctors_without_a_department_have_a_list_of_their_own(day, page, calls, answered):
    nobodys = days.times(0, of_department=True).model_copy(update={"department_id": None, "department": ""})
    calls.answers(dashboard.show, days.a_day(departments=[nobodys]))
    day.refresh()
    answered(lambda: day.state.shown is not None and len(day.state.shown.departments) == 1)
    page.times_of.click()

    for card in (page.charts.waited, page.charts.seen):
        (bar,) = card.chart.bars
        assert bar.label == "No department"
        card.opened.emit(bar.key)
        sheet_of(answered).reject()

    assert [(asked.part, asked.no_department) for asked in calls.requests(dashboard.visits)] == [
        (VisitPart.WAITED, True),
        (VisitPart.COMPLETED, True),
    ]
