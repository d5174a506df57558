"""The administrator's day: somebody new is hired, gets a role made for them, and finds exactly its pages."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.entrance.choose_password_page import ChoosePasswordPage
from client.views.people.account_sheets import OneTimeSheet, OpenAccountSheet
from client.views.people.person_sheet import PersonSheet
from client.views.roles.sheets import ChangesSheet, RoleNameSheet
from shared.contracts import access
from shared.models.workstations import WorkstationKind
from shared.permissions import Permission, Role, Scope
from tests.journeys.conftest import small_hospital
from tests.journeys.stations import ALT, CTRL, Station, wait

SHIFT = Qt.KeyboardModifier.ShiftModifier
OWN = "only rina knows it"
CLERK = {
    Permission.PATIENTS_VIEW: Scope.ALL,
    Permission.PATIENTS_CREATE: Scope.ALL,
    Permission.STAFF_VIEW: Scope.ALL,
    Permission.BOARD_ARRANGE: Scope.ALL,
    Permission.BOARD_VIEW: Scope.ALL,
}


@pytest.fixture(scope="module")
def hospital():
    """Without the catalogue: nobody is treated here."""
    with small_hospital() as found:
        yield found


def pages_of(station: Station) -> list[str]:
    shell: Any = station.client.connection.shell  # type: ignore[union-attr]  # signed in: it has one
    return [item.key for item in shell.frame.nav._items]


def set_rights(office: Station, matrix: Any, rights: dict[Permission, Scope | None]) -> None:
    """By the letter; how one walks there is the table's own test."""
    keys = {Scope.ALL: Qt.Key.Key_A, Scope.OWN: Qt.Key.Key_O, Scope.SECOND: Qt.Key.Key_V, None: Qt.Key.Key_Delete}
    office.come()
    matrix.setFocus()
    wait(matrix.hasFocus, "the keyboard in the table")
    for permission, scope in rights.items():
        row = matrix.grid.rows.index(permission)
        matrix.setCurrentIndex(matrix.grid.index(row, matrix.currentIndex().column()))
        office.press(keys[scope])


def save_rights(office: Station, roles: Any) -> None:
    office.press(Qt.Key.Key_S, held=CTRL)
    office.sheet(ChangesSheet)
    office.picture("roles-changes")
    office.press(Qt.Key.Key_Return, held=CTRL)
    wait(lambda: roles.editor is None and not roles._desk.state.changed, "saved")


def make_role(office: Station) -> Any:
    roles = office.show("roles")
    wait(lambda: roles._desk.state.roles, "the roles")
    office.press(Qt.Key.Key_N, held=CTRL)
    office.sheet(RoleNameSheet)
    office.write("Ward clerk", Qt.Key.Key_Return)
    wait(lambda: any(role.name == "Ward clerk" for role in roles._desk.state.roles), "the new role")
    clerk = roles._desk.state.roles[-1]
    roles.matrix.go_to(clerk)
    set_rights(office, roles.matrix, dict(CLERK))
    office.picture("roles")
    save_rights(office, roles)
    return roles


def hire(office: Station) -> tuple[str, str]:
    """Rina Das, without a department; her user name and one-time password."""
    people = office.show("people")
    wait(lambda: people.pages[0]._desk.state.known, "the people")
    office.press(Qt.Key.Key_N, held=CTRL)
    office.sheet(PersonSheet)
    office.write("Rina Das", Qt.Key.Key_Return)
    desk = people.pages[0]._desk
    wait(lambda: desk.state.card is not None and desk.state.card.full_name == "Rina Das", "her card")
    office.come()
    office.press(Qt.Key.Key_A, held=ALT)
    account = office.sheet(OpenAccountSheet)
    clerk = next(role.id for role in desk.state.choices.roles if role.name == "Ward clerk")
    account.picks.boxes[clerk].setFocus()
    office.press(Qt.Key.Key_Space)
    office.picture("people-account")
    office.press(Qt.Key.Key_Return, held=CTRL)
    shown = office.sheet(OneTimeSheet)
    office.picture("people-one-time")
    password = shown.password.text()
    office.press(Qt.Key.Key_P, held=CTRL)  # papers are files here: no password is left in one
    assert office.papers(password) == []
    office.press(Qt.Key.Key_Return, held=CTRL)
    wait(lambda: desk.state.card.account is not None, "her account on the card")
    office.picture("people")
    return "rina.das", password


def choose_password(rina: Station, given: str) -> None:
    wait(lambda: isinstance(rina.window.page, ChoosePasswordPage), "the choice of a password")
    assert rina.client.connection.shell is None  # type: ignore[union-attr]  # before it, nothing else
    rina.window.page.form.password.setFocus()
    rina.picture("choose-password")
    rina.write(given, Qt.Key.Key_Return)
    rina.write(OWN, Qt.Key.Key_Return)
    rina.write(OWN, Qt.Key.Key_Return)
    wait(lambda: rina.client.connection.shell is not None, "her pages")  # type: ignore[union-attr]


def test_somebody_new_signs_in_and_finds_the_pages_of_the_role_which_follow_its_changes(stations, hospital):
    office = stations(Role.ADMINISTRATOR, WorkstationKind.OFFICE)
    assert "people" in pages_of(office)
    roles = make_role(office)
    user_name, given = hire(office)

    rina = stations("rina", WorkstationKind.RECEPTION, user_name=user_name, password=given)
    choose_password(rina, given)
    assert pages_of(rina) == ["patient", "displays"]
    assert rina.answer(access.me()).permissions == CLERK

    office.show("roles")
    roles.matrix.go_to(roles._desk.state.roles[-1])
    more = {
        Permission.APPOINTMENTS_BOOK: Scope.ALL,
        Permission.APPOINTMENTS_CHECK_IN: Scope.ALL,
        Permission.APPOINTMENTS_VIEW: Scope.ALL,
        Permission.QUEUE_VIEW: Scope.ALL,
        Permission.BOARD_ARRANGE: None,
    }
    set_rights(office, roles.matrix, more)
    save_rights(office, roles)

    shell: Any = rina.client.connection.shell
    wait(lambda: "rights" in shell.frame.banners.texts, "she hears of it, and nothing is taken from her")
    rina.picture("rights-changing")
    assert pages_of(rina) == ["patient", "displays"]
    rina.come()
    rina.press(Qt.Key.Key_U, held=CTRL | SHIFT)
    assert pages_of(rina) == ["reception", "calendar", "patient"]
    shell = rina.client.connection.shell
    assert any("Your rights were changed" in text for text in shell.frame.toasts.texts)
    rina.come()
    QTest.qWait(0)
    assert QApplication.focusWidget() is not None
    rina.picture("rights-changed")
