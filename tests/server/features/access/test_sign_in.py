from datetime import timedelta

import pytest
from pydantic import SecretStr

from shared.contracts import access
from shared.contracts.access import AccountLocked, WrongCredentials
from shared.errors import InvalidRequest, NotPaired, SignedOut
from shared.permissions import Role, held_by
from tests.server.features.access.parallel import at_once
from tests.support.house import PASSWORD

WRONG = SecretStr("wrong-password-1")
ANOTHER = SecretStr("another-word-2")


def wrong(desk, who="doctor"):
    with pytest.raises(WrongCredentials):
        desk(who).send(access.sign_in(user_name=who, password=WRONG))


def locked(desk, who="doctor", password=PASSWORD):
    with pytest.raises(AccountLocked) as refusal:
        desk(who).send(access.sign_in(user_name=who, password=password))
    return refusal.value.until


def test_the_right_password_opens_a_session_with_the_roles_rights(signed_in):
    answer, desk = signed_in("doctor")

    me = desk.send(access.me())

    assert me == answer.me
    assert (me.full_name, me.user_name, me.roles) == ("Dr doctor", "doctor", [Role.DOCTOR])
    assert me.permissions == held_by(Role.DOCTOR)


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer(desk):
    unknown = desk("doctor").raw("POST", "/sign-in", json={"user_name": "nobody", "password": WRONG.get_secret_value()})
    known = desk("doctor").raw("POST", "/sign-in", json={"user_name": "doctor", "password": WRONG.get_secret_value()})

    assert unknown.status_code == known.status_code == 401
    assert unknown.json() == known.json()


@pytest.mark.parametrize("table", ["users", "employees"])
def test_somebody_who_left_is_not_let_in_and_is_out_at_once(desk, signed_in, owner, table):
    _, at = signed_in("nurse")

    owner.execute(f"UPDATE {table} SET is_active = false")

    with pytest.raises(SignedOut):
        at.send(access.me())
    wrong(desk, "nurse")


def test_nobody_signs_in_at_a_computer_that_is_not_paired(anyone, house):
    with pytest.raises(NotPaired):
        anyone.send(access.sign_in(user_name="doctor", password=PASSWORD))


def test_five_wrong_passwords_lock_the_account_for_a_minute(desk, signed_in, clock):
    for _ in range(5):
        wrong(desk)

    until = locked(desk)

    assert timedelta(seconds=59) < until - clock.now() <= timedelta(minutes=1)
    clock.advance(timedelta(minutes=1))
    assert signed_in("doctor")


def test_each_wrong_password_more_doubles_the_lock_up_to_a_quarter_of_an_hour(desk, clock):
    for _ in range(4):
        wrong(desk)
    minutes = []
    for _ in range(6):
        wrong(desk)
        until = locked(desk)
        minutes.append(round((until - clock.now()) / timedelta(minutes=1)))
        clock.set(until)

    assert minutes == [1, 2, 4, 8, 15, 15]


def test_the_right_password_forgets_the_wrong_ones(desk, signed_in):
    for _ in range(4):
        wrong(desk)
    signed_in("doctor")

    for _ in range(4):
        wrong(desk)

    assert signed_in("doctor")


def test_one_persons_lock_is_nobody_elses(desk, signed_in):
    for _ in range(5):
        wrong(desk)

    assert signed_in("doctor_b")


def test_guessing_in_parallel_wins_no_try(desk):
    def guess():
        return (
            desk("doctor")
            .raw("POST", "/sign-in", json={"user_name": "doctor", "password": WRONG.get_secret_value()})
            .status_code
        )

    answers = at_once([guess] * 9)

    assert sorted(answers) == [401] * 5 + [423] * 4


def test_unlocking_the_screen_takes_the_password_and_counts_the_wrong_ones(signed_in):
    answer, desk = signed_in("cashier")

    assert desk.send(access.unlock(password=PASSWORD)) == answer.me
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            desk.send(access.unlock(password=WRONG))
    with pytest.raises(AccountLocked):
        desk.send(access.unlock(password=PASSWORD))


def test_a_new_password_counts_at_once_and_ends_the_users_other_sessions(signed_in, ended):
    elsewhere, other = signed_in("doctor")
    _, desk = signed_in("doctor")

    desk.send(access.change_password(password=PASSWORD, new_password=ANOTHER))

    assert desk.send(access.me()).must_change_password is False
    with pytest.raises(SignedOut):
        other.send(access.me())
    assert ended(elsewhere.me.session_id) == "revoked"
    with pytest.raises(WrongCredentials):
        signed_in("doctor")
    assert signed_in("doctor", ANOTHER)


def test_changing_the_password_needs_the_present_one(signed_in):
    _, desk = signed_in("doctor")

    with pytest.raises(WrongCredentials):
        desk.send(access.change_password(password=WRONG, new_password=ANOTHER))

    assert signed_in("doctor")


def test_a_password_is_never_cut(signed_in):
    _, desk = signed_in("doctor")
    longest = "৳" * 23 + "abc"
    nearly = longest[:-1] + "d"

    desk.send(access.change_password(password=PASSWORD, new_password=SecretStr(longest)))

    with pytest.raises(WrongCredentials):
        signed_in("doctor", SecretStr(nearly))
    assert signed_in("doctor", SecretStr(longest))
    too_long = desk.raw("POST", "/password", json={"password": longest, "new_password": longest + "d"})
    assert too_long.json()["code"] == InvalidRequest.code
