from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.lab.turnaround import TurnaroundTimes
from client.views.lab.turnaround_page import TurnaroundPage
from client.widgets.theme import theme
from shared.contracts import lab
from shared.errors import Unreachable
from shared.models.lab import WorkStage
from shared.models.lab_results import StageTime, Turnaround, TurnaroundDays
from tests.client.lab import work
from tests.client.spoken import silent

TODAY = work.NOON.date()


def took(stage, median, ninety):
    return StageTime(stage=stage, tests=40, median_minutes=median, ninety_percent_minutes=ninety)


CBC = Turnaround(
    test="Complete blood count",
    lab="Haematology",
    tests=40,
    late=6,
    stages=[took(WorkStage.COLLECT, 9, 24), took(WorkStage.ENTER, 31, 75)],
    total=took(None, 62, 143),
)
CRP = Turnaround(test="CRP", lab="Serology", tests=12, late=0, stages=[], total=took(None, 40, 55))


@pytest.fixture
def times(calls, clock):
    calls.answers(lab.turnaround, TurnaroundDays(first_day=TODAY, last_day=TODAY, tests=[CBC, CRP]))
    return TurnaroundTimes(calls, clock)


@pytest.fixture
def page(times, qtbot, answered):
    theme()
    page = TurnaroundPage(times)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    answered(lambda: times.state.is_known)
    yield page
    page.close()


def cells(page, row):
    model = page.table.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_last_week_is_shown_with_what_was_late(page, calls):
    (asked,) = calls.requests(lab.turnaround)

    assert (asked.first_day, asked.last_day, asked.lab_id) == (TODAY - timedelta(days=6), TODAY, None)
    assert cells(page, 0) == ["Complete blood count", "40", "6 · 15 %", "1 h 2 min", "2 h 23 min"]
    assert cells(page, 1)[2] == "None"


def test_the_side_says_where_the_time_of_the_test_went(page):
    spoken = page.bars.accessibleName()

    assert "Measuring and entering: half in 31 min, nine of ten in 1 h 15 min" in spoken
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.test.text() == "CRP"
    assert "Measuring" not in page.bars.accessibleName()


def test_days_and_laboratory_are_chosen(times, calls, answered):
    times.show_last(1)
    times.choose_days(TODAY, TODAY - timedelta(days=30))
    times.choose_lab(work.BIOCHEMISTRY)
    answered(lambda: times.state.is_known)

    asked = [(one.first_day, one.last_day, one.lab_id) for one in calls.requests(lab.turnaround)]
    month_ago = TODAY - timedelta(days=30)
    assert asked == [(TODAY, TODAY, None), (month_ago, TODAY, None), (month_ago, TODAY, work.BIOCHEMISTRY)]


def test_what_was_counted_stays_when_the_server_is_away(page, times, calls, answered):
    calls.answers(lab.turnaround, Unreachable())

    times.refresh()
    answered(lambda: times.state.problem is not None)

    assert page.note.isVisible()
    assert times.state.tests == (CBC, CRP)


def test_every_stop_of_the_tab_key_says_what_it_is(page):
    assert silent(page) == []
