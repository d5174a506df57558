from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.core.permission_words import group_of
from client.viewmodels.roles.desk import RolesDesk
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.roles.page import RolesPage
from client.views.roles.sheets import ChangesSheet
from shared.contracts import access, roles
from shared.contracts.access import ApprovalNeeded
from shared.contracts.roles import LastAdministrator
from shared.ids import ApprovalId, RoleId
from shared.models.access import Approval
from shared.models.common import Page
from shared.models.roles import RoleDetails
from shared.permissions import Permission, Role, Scope, held_by
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.why import why_of
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]


def role(number, name, rights, people=2):
    return RoleDetails(
        id=RoleId(UUID(int=number)),
        name=name,
        is_builtin=name in set(Role),
        rights=rights,
        people=people,
        version=4,
    )


NURSE = role(1, "nurse", held_by(Role.NURSE), people=12)
CLERK = role(2, "Ward clerk", {Permission.PATIENTS_VIEW: Scope.ALL})


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(roles.all_roles, Page(items=[NURSE, CLERK]))
    return calls


@pytest.fixture
def page(calls, shown, qapp, answered):
    page = RolesPage(RolesDesk(calls, Changes(cast("Any", FakeStream()), debounce_ms=1)))
    shown(page, 1280, 680)
    answered(lambda: page._desk.state.roles)
    page.matrix.setFocus()
    return page


def at(page, held, permission):
    matrix = page.matrix
    matrix.setCurrentIndex(matrix.grid.index(matrix.grid.rows.index(permission), [NURSE, CLERK].index(held)))


def press(page, *keys, held=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(page.matrix, key, held)


def sheet(kind):
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible())


def test_the_arrows_walk_over_the_headings_and_stay_in_the_table(page):
    seen = []
    for _ in range(len(page.matrix.grid.rows) + 2):
        seen.append(page.matrix.current()[1])
        press(page, Qt.Key.Key_Down)

    assert set(seen) == set(Permission)
    assert group_of(seen[0]) == "allergies"


def test_letters_set_and_delete_takes_away_and_what_is_as_before_is_no_change(page):
    at(page, CLERK, Permission.QUEUE_CALL)
    press(page, Qt.Key.Key_O)
    own = page._desk.state.changed
    press(page, Qt.Key.Key_A, Qt.Key.Key_Space)
    turned = page._desk.state.changed
    press(page, Qt.Key.Key_Delete)

    assert own == {(CLERK.id, Permission.QUEUE_CALL): Scope.OWN}
    assert turned == own  # after everybody's comes the own
    assert page._desk.state.changed == {}


def test_a_right_that_can_not_be_held_so_is_told_and_stays(page):
    at(page, CLERK, Permission.VITALS_RECORD)

    press(page, Qt.Key.Key_V)

    assert page._desk.state.changed == {}
    assert page.can_be.text() == "Can be: everybody's, not at all"


def test_changes_are_shown_with_whom_they_are_about_and_saved_as_one_command(page, calls, answered):
    at(page, NURSE, Permission.VITALS_RECORD)
    press(page, Qt.Key.Key_Delete)
    at(page, CLERK, Permission.QUEUE_CALL)
    press(page, Qt.Key.Key_O)
    press(page, Qt.Key.Key_S, held=Qt.KeyboardModifier.ControlModifier)
    asked = sheet(ChangesSheet)
    words = " ".join(label.text() for label in asked.findChildren(type(page.what)))
    calls.answers(roles.save, Page(items=[NURSE, CLERK]))

    asked.submitted.emit()
    answered(lambda: page.editor is None)

    assert "It counts at once, for 14 people in all." in words
    assert "everybody's → not at all" in words
    (sent,) = calls.requests(roles.save)
    assert [(change.role_id, change.version) for change in sent.changes] == [(NURSE.id, 4), (CLERK.id, 4)]
    assert Permission.VITALS_RECORD not in sent.changes[0].rights
    assert sent.changes[1].rights == {Permission.PATIENTS_VIEW: Scope.ALL, Permission.QUEUE_CALL: Scope.OWN}
    assert page._desk.state.changed == {}


def test_what_was_refused_is_said_and_kept(page, calls, answered):
    at(page, NURSE, Permission.VITALS_RECORD)
    press(page, Qt.Key.Key_Delete)
    calls.answers(roles.save, LastAdministrator())
    page.ask_save()

    sheet(ChangesSheet).submitted.emit()
    answered(lambda: not page._desk.state.busy and calls.requests(roles.save))

    assert page._desk.state.changed == {(NURSE.id, Permission.VITALS_RECORD): None}
    assert "Nobody would be left" in page.editor._error.text
    page.editor.reject()


def test_where_a_second_person_is_wanted_the_same_command_goes_again_with_the_word(page, calls, answered):
    word = Approval(id=ApprovalId(UUID(int=9)), approved_by="Manager", until=NOON)
    at(page, CLERK, Permission.QUEUE_CALL)
    press(page, Qt.Key.Key_A)
    calls.answers(
        roles.save, lambda ask: Page(items=[CLERK]) if ask.approval_id else ApprovalNeeded(Permission.ROLES_ASSIGN)
    )
    calls.answers(access.approve, word)
    page.ask_save()
    why_of(sheet(ChangesSheet)).set_value("For the night desk")
    sheet(ChangesSheet).submitted.emit()
    answered(lambda: [each for each in QApplication.topLevelWidgets() if isinstance(each, SecondPersonSheet)])

    second = sheet(SecondPersonSheet)
    second.user_name.set_value("manager")
    second.password.setText("demo-password-1")
    second.submitted.emit()
    answered(lambda: page.editor is None)

    asked = calls.requests(access.approve)[0]
    assert (asked.permission, asked.subject_id) == (Permission.ROLES_ASSIGN, CLERK.id)
    assert [each.approval_id for each in calls.requests(roles.save)] == [None, word.id]
    assert {each.reason for each in calls.requests(roles.save)} == {"For the night desk"}


def test_the_programs_own_role_keeps_its_name(page):
    at(page, NURSE, Permission.QUEUE_CALL)
    own = page.rename.blocked_reason
    at(page, CLERK, Permission.QUEUE_CALL)

    assert own
    assert (page.rename.blocked_reason, page.remove.blocked_reason) == ("", "")
