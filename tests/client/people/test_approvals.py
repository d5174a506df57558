from datetime import date
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.viewmodels.people.approvals import Approvals
from client.views.people.approvals_view import ApprovalsView
from client.views.people.tabs import build_people
from shared.contracts import people
from shared.ids import ApprovalId
from shared.models.common import Page
from shared.models.people import ApprovalSummary
from shared.permissions import Permission, Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import NOON, me
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]

WORD = ApprovalSummary(
    id=ApprovalId(UUID(int=3)),
    permission=Permission.QUEUE_PRIORITY,
    asked_by="Salma Khatun",
    approved_by="Shirin Akhter",
    workstation="Counter 2",
    approved_at=NOON,
    used_at=None,
)


@pytest.fixture
def view(shown, qapp, answered, calls):
    view = ApprovalsView(Approvals(calls, Changes(cast("Any", FakeStream()), debounce_ms=1)))
    shown(view, 1100, 600)
    answered(lambda: view._view_model.state.approvals)
    return view


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(people.approvals, Page(items=[WORD]))
    return calls


def test_each_says_in_words_to_what_and_whether_it_was_used(view):
    model = view.table.rows_model
    row = [model.data(model.index(0, place)) for place in range(1, 5)]

    assert row == ["Give priority, with a reason", "Salma Khatun", "Shirin Akhter", "Not used"]


def test_a_day_is_typed_and_the_latest_are_a_key_away(view, calls, answered):
    view.day.setText("24112026")
    QTest.keyClick(view.day, Qt.Key.Key_Return)
    answered(lambda: calls.requests(people.approvals)[-1].day == date(2026, 11, 24))

    view.latest.click()

    answered(lambda: calls.requests(people.approvals)[-1].day is None)
    assert view.day.value() == ""


def test_who_manages_nobody_reads_the_second_persons_words_alone(calls, qtbot, answered):
    changes = Changes(cast("Any", FakeStream()), debounce_ms=1)
    desk = SimpleNamespace(calls=calls, changes=changes, session=FakeSession(me(Role.MANAGER)), printing=None)
    page = build_people(cast("Any", desk))
    qtbot.addWidget(page)
    (view,) = page.pages
    assert isinstance(view, ApprovalsView)

    answered(lambda: view.table.rows_model.rows)

    assert {call.endpoint for call in calls.sent} == {people.approvals}
