"""Accounts: one-time passwords, roles given and taken, who is let in and who no more."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from ulid import ULID

from shared.contracts import access, endpoints, people, staff
from shared.contracts.access import PasswordRanOut, SamePassword, WrongCredentials
from shared.contracts.people import HasAccount, HasLeft, UserNameTaken
from shared.contracts.roles import NotYourOwnRights, RoleNotFound
from shared.errors import PasswordChangeNeeded, SignedOut, StaleVersion
from shared.permissions import Access, Permission, Role
from tests.contract.requests import a_request
from tests.server.features.people.conftest import OWN_PASSWORD
from tests.support.house import PASSWORD
from tests.support.server import Api


def signed_in(client, house, one_time, password=None):
    at = Api(client, house.device_for("administrator"))
    secret = SecretStr(password or one_time.password)
    at.bearer = at.send(access.sign_in(user_name=one_time.user_name, password=secret)).access_token
    return at


def test_who_is_new_signs_in_with_the_one_time_password_and_chooses_another(client, house, hired, role_ids):
    _, one_time = hired("Rina Das", "rina.das", [role_ids["nurse"]])
    rina = signed_in(client, house, one_time)

    assert rina.send(access.me()).must_change_password
    with pytest.raises(SamePassword):
        rina.send(
            access.change_password(password=SecretStr(one_time.password), new_password=SecretStr(one_time.password))
        )
    rina.send(access.change_password(password=SecretStr(one_time.password), new_password=OWN_PASSWORD))

    me = rina.send(access.me())
    assert (me.must_change_password, me.roles) == (False, ["nurse"])
    with pytest.raises(WrongCredentials):
        signed_in(client, house, one_time)


def test_before_a_password_is_chosen_every_other_call_is_refused(client, house, hired, role_ids):
    """Whatever the roles: all of them, so that nothing is refused for want of a right."""
    _, one_time = hired("Rina Das", "rina.das", role_ids.values())
    rina = signed_in(client, house, one_time)
    let_in = []

    for endpoint in endpoints():
        if endpoint.allow in (Access.ANYONE, Access.PAIRED) or endpoint is access.sign_out:
            continue  # these look at no session, and that one ends it
        wire = endpoint.encode_request(a_request(endpoint))
        headers = {"Command-Key": str(ULID())} if endpoint.keyed else {}
        answer = rina.raw(endpoint.method, wire.path, params=dict(wire.query), content=wire.body, headers=headers)
        if answer.json().get("code") != "password_change_needed":
            let_in.append(str(endpoint))

    assert sorted(let_in) == ["GET /me", "POST /password", "POST /sessions/unlock"]
    assert rina.raw("GET", "/events?watch=topics").json()["code"] == "password_change_needed"


def test_a_one_time_password_is_nobodys_word(api, client, house, office, card):
    """Whoever gave it knows it: with it he would agree with himself."""
    manager = office.send(people.reset_password(user_id=card("manager").account.user_id))
    word = access.approve(
        user_name="manager",
        password=SecretStr(manager.password),
        permission=Permission.PRICES_MANAGE,
        subject_id=house.employees["manager"],
    )

    with pytest.raises(PasswordChangeNeeded):
        office.send(word)


def test_a_one_time_password_runs_out_after_three_days(client, house, office, hired, clock):
    _, one_time = hired("Rina Das", "rina.das")
    clock.advance(timedelta(hours=73))

    with pytest.raises(PasswordRanOut):
        signed_in(client, house, one_time)

    assert one_time.until < clock.now()


def test_a_reset_ends_every_session_and_opens_a_locked_account(client, house, office, api, card, ended):
    nurse = api(Role.NURSE)
    session = nurse.send(access.me()).session_id
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            Api(client, nurse.device).send(access.sign_in(user_name="nurse", password=SecretStr("wrong")))
    assert card("nurse").account.locked_until

    one_time = office.send(people.reset_password(user_id=card("nurse").account.user_id))

    with pytest.raises(SignedOut):
        nurse.send(access.me())
    assert ended(session) == "revoked"
    assert signed_in(client, house, one_time).send(access.me()).must_change_password
    assert card("nurse").account.locked_until is None


def test_who_is_disabled_is_out_at_once_and_comes_back_with_what_was_given(client, house, office, api, card):
    nurse = api(Role.NURSE)
    account = card("nurse").account
    off = office.send(people.switch_account(user_id=account.user_id, version=account.version, is_active=False))

    with pytest.raises(SignedOut):
        nurse.send(access.me())
    with pytest.raises(WrongCredentials):
        Api(client, nurse.device).send(access.sign_in(user_name="nurse", password=PASSWORD))

    office.send(people.switch_account(user_id=account.user_id, version=off.account.version, is_active=True))
    again = Api(client, nurse.device).send(access.sign_in(user_name="nurse", password=PASSWORD))
    assert again.me.roles == ["nurse"]


def test_roles_count_from_the_moment_they_are_given_and_the_screens_hear_of_it(office, api, card, role_ids, ended):
    cashier = api(Role.CASHIER)
    account = card("cashier").account

    given = office.send(
        people.give_roles(
            user_id=account.user_id, version=account.version, role_ids=[role_ids["cashier"], role_ids["nurse"]]
        )
    )

    me = cashier.send(access.me())
    assert [role.name for role in given.account.roles] == ["cashier", "nurse"]
    assert (me.roles, Permission.VITALS_RECORD in me.permissions) == (["cashier", "nurse"], True)
    assert ended(me.session_id) == "permissions"


def test_forced_sign_out_ends_every_session_of_that_user(office, api, card):
    nurse = api(Role.NURSE)
    before = card("nurse")

    after = office.send(people.sign_out_user(user_id=before.account.user_id))

    assert (len(before.sessions), after.sessions) == (1, [])
    with pytest.raises(SignedOut):
        nurse.send(staff.doctors())


def test_a_new_user_name_is_the_one_to_sign_in_with(client, house, office, card):
    account = card("nurse").account
    office.send(people.rename_account(user_id=account.user_id, version=account.version, user_name="shirin"))

    at = Api(client, house.device_for("nurse"))
    assert at.send(access.sign_in(user_name="shirin", password=PASSWORD)).me.full_name == "Nurse"
    with pytest.raises(WrongCredentials):
        at.send(access.sign_in(user_name="nurse", password=PASSWORD))


def test_what_does_not_fit_is_refused_and_changes_nothing(office, card, house, hired, role_ids):
    nurse, account = card("nurse"), card("nurse").account
    employee, _ = hired("Rina Das", "rina.das")
    left = office.send(people.add(full_name="Gone"))
    office.send(people.switch(employee_id=left.employee_id, version=left.version, is_active=False))
    me = card("administrator").account
    refused = [
        (UserNameTaken, people.rename_account(user_id=account.user_id, version=account.version, user_name="cashier")),
        (StaleVersion, people.rename_account(user_id=account.user_id, version=9, user_name="shirin")),
        (HasAccount, people.open_account(employee_id=employee, user_name="other", role_ids=[])),
        (HasLeft, people.open_account(employee_id=left.employee_id, user_name="gone", role_ids=[])),
        (RoleNotFound, people.give_roles(user_id=account.user_id, version=1, role_ids=[account.user_id])),
        (NotYourOwnRights, people.reset_password(user_id=me.user_id)),
        (NotYourOwnRights, people.switch_account(user_id=me.user_id, version=me.version, is_active=False)),
        (NotYourOwnRights, people.give_roles(user_id=me.user_id, version=me.version, role_ids=[])),
    ]

    for refusal, call in refused:
        with pytest.raises(refusal):
            office.send(call)

    assert (card("nurse"), card("administrator").account) == (nurse, me)
