from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.printing.papers import DocumentKind
from client.viewmodels.people.desk import PeopleDesk
from client.views.people.account_sheets import OneTimeSheet, OpenAccountSheet, RolesSheet, _proposed
from client.views.people.page import PeoplePage
from client.views.people.person_sheet import PersonSheet
from client.widgets.dialog import Confirm
from shared.contracts import people, sign_in
from shared.contracts.people import DoctorHasPatients, UserNameTaken
from shared.ids import EmployeeId, RoleId, UserId
from shared.models.common import Nothing, Page
from shared.models.people import (
    Account,
    Choice,
    OneTimePassword,
    PeopleChoices,
    PersonCard,
    PersonSummary,
    RoleName,
    Which,
)
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.why import why_of
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]

RINA, ANNA, SALMA = EmployeeId(UUID(int=8)), EmployeeId(UUID(int=1)), EmployeeId(UUID(int=9))
NURSES = RoleName(id=RoleId(UUID(int=21)), name="nurse")
CLERKS = RoleName(id=RoleId(UUID(int=22)), name="Ward clerk")
WARD = Choice(id=UUID(int=31), name="Medicine")
ONCE = OneTimePassword(
    employee_id=RINA, full_name="Rina Das", user_name="rina.das", password="kf7m-2wqx-9ntr", until=NOON
)


def summary(card):
    account = card.account
    return PersonSummary(
        employee_id=card.employee_id,
        full_name=card.full_name,
        degrees="",
        department="",
        room="",
        is_doctor=card.is_doctor,
        is_active=card.is_active,
        user_name=account.user_name if account else None,
        account_active=bool(account),
        roles=[],
        signed_in=False,
    )


def person(employee_id=RINA, name="Rina Das", **changes):
    account = Account(
        user_id=UserId(UUID(int=18)),
        user_name="rina.das",
        is_active=True,
        roles=[NURSES],
        must_change_password=False,
        one_time_until=None,
        locked_until=None,
        second_proof=False,
        version=3,
    )
    card = PersonCard(
        employee_id=employee_id,
        full_name=name,
        degrees="",
        department_id=None,
        department="",
        room_id=None,
        room="",
        is_doctor=False,
        token_prefix=None,
        fee_share=Decimal(0),
        is_active=True,
        version=5,
        account=account,
        sessions=[],
    )
    return card.model_copy(update=changes)


class Printing(QObject):
    def __init__(self):
        super().__init__()
        self.printed: list[Any] = []
        self.folder = False
        self.service = self

    def leaves_file(self, kind):
        return self.folder and kind is DocumentKind.MONEY_REPORT

    def money_report(self, *paper):
        self.printed.append(paper)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(people.choices, PeopleChoices(departments=[WARD], rooms=[], roles=[NURSES, CLERKS]))
    return calls


@pytest.fixture
def open_page(calls, shown, qapp, answered):
    def open_page(*cards):
        known = {card.employee_id: card for card in cards}
        calls.answers(people.search, Page(items=[summary(card) for card in cards]))
        calls.answers(people.get, lambda ask: known[ask.employee_id])
        changes = Changes(cast("Any", FakeStream()), debounce_ms=1)
        desk = PeopleDesk(calls, changes, KnownSession(Role.ADMINISTRATOR), cast("Any", Printing()))
        page = PeoplePage(desk)
        shown(page, 1280, 680)
        answered(lambda: page._desk.state.card)
        return page

    return open_page


def sheet(kind) -> Any:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible())


def test_the_first_of_the_list_is_on_the_card_and_the_search_is_the_servers(open_page, calls, answered):
    page = open_page(person(), person(ANNA, "Anna"))

    page.search.set_value("das")
    page.search.submitted.emit("das")
    page.search._search()
    page.which.picked.emit(Which.DOCTORS)
    answered(lambda: calls.requests(people.search)[-1].which is Which.DOCTORS)

    assert page._desk.state.card.full_name == "Rina Das"
    assert calls.requests(people.search)[-1].text == "das"


def test_a_new_doctor_is_sent_as_typed(open_page, calls, answered):
    page = open_page(person())
    calls.answers(people.add, person())
    page.new_person.click()
    form = sheet(PersonSheet)
    form.full_name.set_value("Dr. Nusrat Jahan")
    form.department.set_value(WARD.id)
    form.is_doctor.setChecked(True)
    form.prefix.set_value("9")
    form.share.set_value("60")

    form.submitted.emit()
    wrong = form._fields["token_prefix"].error.text()
    form.prefix.set_value("n")
    form.submitted.emit()
    answered(lambda: page.editor is None)

    (sent,) = calls.requests(people.add)
    assert wrong == "1 to 3 capital letters."
    assert (sent.department_id, sent.token_prefix, sent.fee_share) == (WARD.id, "N", Decimal("0.6"))


def test_the_one_time_password_is_shown_once_and_printed(open_page, calls, answered):
    page = open_page(person(account=None))
    refused = iter([UserNameTaken(), ONCE])
    calls.answers(people.open_account, lambda _: next(refused))
    page.card.open_account.click()
    form = sheet(OpenAccountSheet)
    proposed = form.user_name.value()
    form.picks.boxes[CLERKS.id].setChecked(True)

    form.submitted.emit()
    answered(lambda: not page._desk.state.busy and "user name" in form._error.text)
    form.submitted.emit()
    answered(lambda: page.editor is None)
    once = sheet(OneTimeSheet)
    once.print_slip.click()
    once.submitted.emit()

    assert proposed == "rina.das"
    assert calls.requests(people.open_account)[-1].role_ids == [CLERKS.id]
    assert once.password.text() == ONCE.password
    ((_title, about, _tables),) = page._desk._printing.printed
    assert ONCE.password in dict(about).values()


def test_no_password_is_left_in_a_folder_where_bills_have_no_printer(open_page, calls, answered):
    page = open_page(person(account=None))
    page._desk._printing.folder = True
    calls.answers(people.open_account, ONCE)
    page.card.open_account.click()
    form = sheet(OpenAccountSheet)
    form.picks.boxes[CLERKS.id].setChecked(True)
    form.submitted.emit()
    answered(lambda: page.editor is None)
    once = sheet(OneTimeSheet)

    once.print_slip.click()

    assert "a file with the password would stay" in once.print_slip.toolTip()
    assert page._desk._printing.printed == []
    once.submitted.emit()


def test_roles_are_given_all_at_once(open_page, calls, answered):
    page = open_page(person())
    calls.answers(people.give_roles, person())
    page.card.roles.click()
    form = sheet(RolesSheet)
    same = form.primary.blocked_reason
    form.picks.boxes[CLERKS.id].setChecked(True)

    form.submitted.emit()
    answered(lambda: page.editor is None)

    assert same == "Nothing is changed yet"
    (sent,) = calls.requests(people.give_roles)
    assert (sent.version, sent.role_ids) == (3, [NURSES.id, CLERKS.id])


def test_a_second_proof_is_reset_beside_the_password_where_there_is_one(open_page, calls, answered, qapp):
    plain = person()
    with_proof = plain.model_copy(
        update={"account": plain.account.model_copy(update={"second_proof": True, "locked_until": None})}
    )
    page = open_page(with_proof)
    calls.answers(sign_in.reset_second_factor, Nothing())
    calls.answers(people.get, plain)

    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    why_of(sheet(Confirm)).set_value("Lost the phone")
    sheet(Confirm).submitted.emit()
    answered(lambda: not page.card.reset_second.isVisible())

    (sent,) = calls.requests(sign_in.reset_second_factor)
    assert (sent.user_id, sent.reason) == (plain.account.user_id, "Lost the phone")


def test_who_leaves_is_asked_for_and_a_refusal_says_what_to_do(open_page, calls, answered):
    page = open_page(person(is_doctor=True))
    calls.answers(people.switch, DoctorHasPatients(2, 11))
    page.card.leave.click()

    why_of(sheet(Confirm)).set_value("Moves abroad")
    sheet(Confirm).submitted.emit()
    answered(page.problem.isVisible)

    assert "2 patients are here, 11 are booked" in page.problem.text
    sent = [(each.is_active, each.version, each.reason) for each in calls.requests(people.switch)]
    assert sent == [(False, 5, "Moves abroad")]


def test_nobody_is_offered_to_change_their_own_rights(open_page):
    page = open_page(person(ANNA, "Anna"))

    assert all(
        button.blocked_reason for button in (page.card.roles, page.card.reset, page.card.switch, page.card.leave)
    )
    assert not page.card.rename.blocked_reason
    page.open_edit()
    assert page.editor.full_name.isEnabled()
    assert not page.editor.department.isEnabled()


@pytest.mark.parametrize(
    ("name", "proposed"),
    [("Dr. Farhana Rahman", "farhana.rahman"), ("Rina", "rina"), ("রহিমা আক্তার", ""), ("Omar Al-Hassan", "omar")],
)
def test_a_user_name_is_proposed_from_a_latin_name(name, proposed):
    assert _proposed(name) == proposed


@pytest.mark.parametrize(
    ("button", "endpoint", "asked"),
    [
        ("reset", people.reset_password, {"user_id": UserId(UUID(int=18))}),
        (
            "switch",
            people.switch_account,
            {"user_id": UserId(UUID(int=18)), "version": 3, "is_active": False},
        ),
        ("leave", people.switch, {"employee_id": RINA, "version": 5, "is_active": False}),
    ],
)
def test_what_is_agreed_to_is_done_to_the_one_who_was_named_whoever_stands_on_the_card_by_then(
    open_page, calls, answered, button, endpoint, asked
):
    own = person().account.model_copy(update={"user_id": UserId(UUID(int=19)), "version": 6})
    salma = person(SALMA, "Salma Khatun", version=8, account=own)
    page = open_page(person(), salma)
    calls.answers(endpoint, ONCE if endpoint is people.reset_password else person())
    getattr(page.card, button).click()
    confirm = sheet(Confirm)
    assert "Rina Das" in confirm.windowTitle()
    calls.answers(people.search, Page(items=[summary(salma)]))

    page._desk.refresh()
    answered(lambda: page._desk.state.card == salma)
    confirm.submitted.emit()
    answered(lambda: calls.requests(endpoint))

    (sent,) = calls.requests(endpoint)
    assert sent.model_dump(include=set(asked)) == asked
