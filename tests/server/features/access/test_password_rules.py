from datetime import timedelta
from itertools import pairwise

import pytest
from pydantic import SecretStr

from server.features.access.password_rules import fault_of
from server.features.access.sign_in_rules import asks_less
from shared.contracts import access, sign_in
from shared.contracts.access import PasswordRefused, SamePassword, SessionNotFound
from shared.contracts.sign_in import RoleUnknown
from shared.errors import Forbidden, InvalidRequest, SignedOut, StaleVersion
from shared.ids import RoleId, new_id
from shared.models.sign_in import SignInRules
from shared.permissions import Role
from tests.support.house import PASSWORD


@pytest.fixture
def rule(api):
    """`rule(password_days=90)`: saved as the settings page does it."""

    def save(**changed):
        administrator = api(Role.ADMINISTRATOR)
        rules = administrator.send(sign_in.rules())
        kept = rules.model_dump(exclude={"roles", "openid_has_secret"})
        return administrator.send(sign_in.save_rules(**{**kept, **changed}))

    return save


def choose(at, old, new):
    at.send(access.change_password(password=SecretStr(old), new_password=SecretStr(new)))


def refused(at, old, new):
    with pytest.raises(PasswordRefused) as refusal:
        choose(at, old, new)
    return refusal.value.fault


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "too_short"),
        ("Rahim.Uddin-7391", "user_name"),
        ("1q2w3e4r5t", "common"),
        ("Qwertyuiop", "common"),
        ("Manchester2026!", "common"),
        ("hospital 2026", "common"),
        ("four words told apart", None),
        ("rickshaw-lotus-42-monsoon", None),
    ],
)
def test_a_password_that_anybody_guesses_is_refused(password, fault):
    assert fault_of(password, "rahim.uddin", 10) == fault


def test_one_that_was_used_is_not_taken_again_as_far_as_the_house_remembers(rule, signed_in):
    words = [PASSWORD.get_secret_value(), "monsoon-lotus-1", "monsoon-lotus-2", "monsoon-lotus-3"]
    rule(passwords_remembered=2, shortest_password=12)
    _, at = signed_in("nurse")
    for old, new in pairwise(words):
        choose(at, old, new)

    with pytest.raises(SamePassword):
        choose(at, words[3], words[3])
    assert refused(at, words[3], words[2]) == "used_before"
    assert refused(at, words[3], "lotus-37-go") == "too_short"
    choose(at, words[3], words[0])


def test_a_password_runs_out_only_where_the_house_says_so(rule, signed_in, clock, ended):
    assert not signed_in("nurse")[0].me.must_change_password
    rule(password_days=90, session_hours=168)
    assert not signed_in("nurse")[0].me.must_change_password  # counted from now on
    clock.advance(timedelta(days=89, hours=23))
    before, _ = signed_in("nurse")
    clock.advance(timedelta(days=2))
    answer, at = signed_in("nurse")

    assert answer.me.must_change_password
    assert ended(before.me.session_id) == "permissions"  # its screen asks for another one too, and keeps its work
    choose(at, PASSWORD.get_secret_value(), "monsoon-lotus-1")
    assert not signed_in("nurse", SecretStr("monsoon-lotus-1"))[0].me.must_change_password


def test_one_that_ran_out_while_the_screen_was_locked_is_asked_for_another(rule, signed_in, clock):
    rule(password_days=90)
    signed_in("nurse")
    clock.advance(timedelta(days=90) - timedelta(minutes=5))
    answer, at = signed_in("nurse")
    clock.advance(timedelta(minutes=10))

    unlocked = at.send(access.unlock(password=PASSWORD))

    assert not answer.me.must_change_password
    assert unlocked.must_change_password


def test_a_session_lives_as_long_as_the_house_says(rule, signed_in, owner):
    rule(session_hours=3)
    answer, _ = signed_in("nurse")

    lives = "SELECT ends_at - started_at FROM sessions WHERE id = %s"
    assert owner.execute(lives, (answer.me.session_id,)).fetchone() == (timedelta(hours=3),)


def test_rules_are_saved_by_who_manages_staff_once_and_only_as_they_can_be(api, rule):
    saved = rule(openid_name="Company", openid_issuer="https://id.example/", openid_secret="s3cret")

    assert (saved.version, saved.openid_issuer, saved.openid_has_secret) == (2, "https://id.example/", True)
    assert rule(openid_name="Works").openid_has_secret
    assert not rule(openid_issuer="https://other.example").openid_has_secret
    for wrong in (
        {"openid_issuer": "http://id.example"},
        {"shortest_password": 8},
        {"password_days": 1},
        {"openid_scopes": "profile"},
    ):
        with pytest.raises((InvalidRequest, ValueError)):
            rule(**wrong)
    with pytest.raises(StaleVersion):
        rule(version=1)
    with pytest.raises(RoleUnknown):
        rule(second_factor_roles=(RoleId(new_id()),))
    with pytest.raises(Forbidden):
        api(Role.MANAGER).send(sign_in.rules())


RULES = SignInRules(
    shortest_password=12, passwords_remembered=3, password_days=90, session_hours=12, openid_issuer="https://id.example"
)


@pytest.mark.parametrize(
    ("changed", "less"),
    [
        ({}, False),
        ({"shortest_password": 11}, True),
        ({"shortest_password": 13}, False),
        ({"passwords_remembered": 2}, True),
        ({"password_days": None}, True),
        ({"password_days": 91}, True),
        ({"password_days": 30}, False),
        ({"session_hours": 13}, True),
        ({"session_hours": 1}, False),
        ({"openid_issuer": "https://other.example"}, True),
        ({"openid_client_id": "another"}, True),
        ({"openid_issuer": ""}, False),
        ({"openid_name": "Works", "openid_scopes": "openid"}, False),
    ],
)
def test_which_rules_ask_less_of_everybody(changed, less):
    assert asks_less(RULES, RULES.model_copy(update=changed)) is less


def test_everybody_sees_and_ends_the_own_sessions_alone(signed_in):
    first, at_first = signed_in("nurse")
    second, at_second = signed_in("nurse")
    cashier, _ = signed_in("cashier")

    mine = at_first.send(sign_in.my_sessions()).items
    assert {one.id for one in mine} >= {first.me.session_id, second.me.session_id}
    assert {one.user_name for one in mine} == {"nurse"}
    with pytest.raises(SessionNotFound):
        at_first.send(sign_in.end_my_session(session_id=cashier.me.session_id))
    at_first.send(sign_in.end_my_session(session_id=second.me.session_id))
    with pytest.raises(SignedOut):
        at_second.send(access.me())
    at_first.send(sign_in.end_my_other_sessions())
    assert [one.id for one in at_first.send(sign_in.my_sessions()).items] == [first.me.session_id]
