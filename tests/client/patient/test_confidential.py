"""A record that is closed: what the page says, how it is opened all the same, and who is told."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.viewmodels.patient.broken_glass import BrokenGlassWatch
from client.views.patient.broken_glass_sheet import BrokenGlassSheet
from client.views.patient.page import _join_tools
from client.widgets.dialog import Confirm
from shared.contracts import charts, confidential, patients
from shared.errors import Confidential
from shared.ids import BrokenGlassId
from shared.models.common import Nothing, Page
from shared.models.confidential import BrokenGlass
from shared.permissions import Role
from shared.topics import Topic
from tests.client.cashier.bills import NOON
from tests.client.cashier.conftest import KnownSession
from tests.client.patient import visits

WHY = "Unconscious, allergies must be known"
ONE = BrokenGlass(
    id=BrokenGlassId(UUID(int=1)),
    patient_id=visits.patient().id,
    patient_no="P-2026-0001",
    patient_name="Nasreen Minister",
    by="Dr Karim",
    workstation="Emergency 1",
    reason=WHY,
    at=NOON - timedelta(minutes=4),
    seen_by=None,
    seen_at=None,
)


class _Desk:
    def __init__(self, calls, session, clock):
        self.calls, self.session, self.clock = calls, session, clock


@pytest.fixture
def session(qapp):
    return KnownSession(Role.MANAGER)


@pytest.fixture
def page(page, calls, session):
    calls.answers(confidential.break_glass, Nothing())
    calls.answers(confidential.mark, Nothing())
    calls.answers(patients.get, visits.patient())
    _join_tools(page, page._chart, _Desk(calls, session, page.header._clock))  # type: ignore[arg-type]  # what it needs
    return page


def say_why(page, key, modifier, answered):
    QTest.keyClick(page, key, modifier)
    (sure,) = page.window().findChildren(Confirm)
    QTest.keyClicks(sure._reason, WHY)
    sure.primary.click()


def test_a_closed_record_shows_nothing_and_opens_with_a_reason(page, calls, answered):
    calls.answers(charts.open_chart, Confidential(visits.patient().id))
    page.open_patient(visits.patient().id)
    answered(page.open_closed.isVisible)
    assert not page.header.isVisible()
    answered(lambda: page.state.closed_name)
    assert page._closed._sentence.text() == "The record of Rahima Begum is confidential"

    calls.answers(charts.open_chart, visits.chart())
    say_why(page, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier, answered)
    answered(page.header.isVisible)
    assert [asked.reason for asked in calls.requests(confidential.break_glass)] == [WHY]


def test_one_that_closes_while_it_is_open_goes_out_of_sight(page, calls, answered):
    page.open_patient(visits.patient().id)
    answered(lambda: page.state.patient is not None)
    calls.answers(charts.open_chart, Confidential(visits.patient().id))
    page._chart.refresh()
    answered(page.open_closed.isVisible)

    assert page.state.patient is None
    assert page.state.lists == {}


def test_who_may_marks_a_record_and_it_says_so(page, calls, answered):
    page.open_patient(visits.patient().id)
    answered(lambda: page.state.patient is not None)
    assert not page.header.closed.isVisible()
    chart = visits.chart()
    closed = chart.patient.model_copy(update={"confidential": True})
    calls.answers(charts.open_chart, chart.model_copy(update={"patient": closed}))
    say_why(page, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier, answered)
    answered(page.header.closed.isVisible)

    (asked,) = calls.requests(confidential.mark)
    assert (asked.confidential, asked.reason) == (True, WHY)
    assert page.record.confide.text().startswith("Not confidential…")


@pytest.fixture
def watch(calls, changes, session):
    calls.answers(confidential.broken_glass, lambda asked: Page(items=[ONE] if asked.only_unseen else []))
    calls.answers(confidential.see, Nothing())
    return BrokenGlassWatch(calls, changes, session)


def test_the_manager_is_told_at_once_and_says_that_it_was_seen(watch, calls, stream, answered, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1200, 700)
    parent.show()
    stream.changed.emit(frozenset({Topic.BROKEN_GLASS}), frozenset())
    answered(lambda: watch.state.unseen == 1)
    sheet = BrokenGlassSheet(watch, parent)
    sheet.open()
    answered(lambda: sheet.reason.text() == f"Reason: {WHY}")

    calls.answers(confidential.broken_glass, Page(items=[]))
    sheet.primary.click()
    answered(lambda: not watch.state.rows)
    assert [asked.broken_glass_id for asked in calls.requests(confidential.see)] == [ONE.id]


def test_nobody_else_asks(calls, changes, qapp):
    watch = BrokenGlassWatch(calls, changes, KnownSession(Role.DOCTOR))
    watch.refresh()

    assert not watch.is_told
    assert calls.sent == []
