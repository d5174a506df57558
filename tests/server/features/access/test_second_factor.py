from datetime import timedelta

import pyotp
import pytest
from pydantic import SecretStr

from server.features.access.second_factor import forget_second_factor
from shared.contracts import access, people, sign_in
from shared.contracts.access import AccountLocked, SecondFactorNeeded, WrongCredentials
from shared.contracts.sign_in import AlreadyEnrolled, ChallengeOver, NoSecondFactor, WrongCode
from shared.errors import Forbidden, SignedOut
from shared.permissions import Role
from tests.server.features.access.parallel import at_once
from tests.support.house import PASSWORD


@pytest.fixture
def asked(api):
    """The house asks doctors for a second proof."""
    administrator = api(Role.ADMINISTRATOR)
    rules = administrator.send(sign_in.rules())
    doctors = tuple(role.id for role in rules.roles if role.name == Role.DOCTOR)
    kept = rules.model_dump(exclude={"roles", "openid_has_secret", "second_factor_roles"})
    return administrator.send(sign_in.save_rules(**kept, second_factor_roles=doctors))


def challenged(desk, who="doctor", password=PASSWORD):
    with pytest.raises(SecondFactorNeeded) as refusal:
        desk(who).send(access.sign_in(user_name=who.replace("_", "."), password=password))
    return refusal.value


def prove(desk, challenge, code):
    return desk("doctor").send(sign_in.prove_second(challenge=challenge, code=code))


def wrong(desk, challenge, code="000000"):
    with pytest.raises(WrongCode):
        prove(desk, challenge, code)


def tried(desk, challenge, code):
    try:
        prove(desk, challenge, code)
    except WrongCode:
        return "refused"
    return "let in"


def code_at(secret, moment):
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def enrolled(desk, asked, clock):
    """The doctor's secret and recovery codes; the code of this half minute is used."""
    challenge = challenged(desk).challenge
    enrolment = desk("doctor").send(sign_in.enrol(challenge=challenge))
    prove(desk, challenge, code_at(enrolment.secret, clock.now()))
    clock.advance(timedelta(seconds=30))
    return enrolment


def test_whom_the_house_asks_sets_it_up_at_the_sign_in_and_proves_it_once(desk, asked, clock, signed_in):
    signed_in("nurse")
    needed = challenged(desk)
    enrolment = desk("doctor").send(sign_in.enrol(challenge=needed.challenge))

    assert not needed.enrolled
    assert pyotp.parse_uri(enrolment.uri).name == "doctor"
    assert pyotp.parse_uri(enrolment.uri).issuer == "Test Hospital"
    assert len(set(enrolment.recovery_codes)) == 10
    with pytest.raises(WrongCode):  # nothing of it counts before the app has shown that it works
        prove(desk, needed.challenge, enrolment.recovery_codes[0])
    assert not challenged(desk).enrolled
    signed = prove(desk, needed.challenge, code_at(enrolment.secret, clock.now()))
    assert signed.me.user_name == "doctor"
    assert challenged(desk).enrolled
    with pytest.raises(AlreadyEnrolled):
        desk("doctor").send(sign_in.enrol(challenge=challenged(desk).challenge))


def test_a_code_is_good_one_step_to_either_side_and_once(desk, enrolled, clock):
    challenge = challenged(desk).challenge
    now = clock.now()
    for apart in (-2, 2):
        wrong(desk, challenge, code_at(enrolled.secret, now + timedelta(seconds=30 * apart)))
    after = code_at(enrolled.secret, now + timedelta(seconds=30))
    prove(desk, challenge, after)

    wrong(desk, challenge, after)
    # The older one of a step that is over is worth nothing either: somebody may have read it.
    wrong(desk, challenge, code_at(enrolled.secret, now))


def test_of_two_at_once_with_the_same_code_one_gets_in(client, house, desk, enrolled, clock):
    challenge, code = challenged(desk).challenge, code_at(enrolled.secret, clock.now())

    outcomes = at_once([lambda: tried(desk, challenge, code)] * 2)

    assert sorted(outcomes) == ["let in", "refused"]


def test_guessing_is_slowed_down_and_the_right_password_does_not_forget_it(desk, enrolled, clock):
    challenge = challenged(desk).challenge
    for _ in range(5):
        wrong(desk, challenge)
    challenge = challenged(desk).challenge

    with pytest.raises(AccountLocked) as refusal:
        prove(desk, challenge, code_at(enrolled.secret, clock.now()))
    clock.set(refusal.value.until)
    assert prove(desk, challenge, code_at(enrolled.secret, clock.now()))


def test_a_recovery_code_lets_in_once(desk, enrolled):
    challenge = challenged(desk).challenge
    code = enrolled.recovery_codes[3]

    assert prove(desk, challenge, code.lower().replace("-", " "))
    wrong(desk, challenge, code)


def test_a_challenge_is_good_for_minutes_at_its_own_computer(desk, enrolled, clock):
    challenge = challenged(desk).challenge
    code = code_at(enrolled.secret, clock.now())
    with pytest.raises(ChallengeOver):
        desk("cashier").send(sign_in.prove_second(challenge=challenge, code=code))
    at = desk("doctor")
    at.bearer = challenge
    with pytest.raises(SignedOut):  # it is no way into anything else
        at.send(access.me())

    clock.advance(timedelta(minutes=10))
    with pytest.raises(ChallengeOver):
        prove(desk, challenge, code_at(enrolled.secret, clock.now()))


def test_nobody_but_who_manages_staff_resets_it(api, desk, enrolled, house, owner):
    (user_id,) = owner.execute("SELECT id FROM users WHERE user_name = 'doctor'").fetchone()
    with pytest.raises(Forbidden):
        api(Role.MANAGER).send(sign_in.reset_second_factor(user_id=user_id))
    (known,) = api(Role.ADMINISTRATOR).send(sign_in.second_factors()).items
    assert (known.user_id, known.full_name, known.recovery_codes) == (user_id, "Dr doctor", 10)

    def on_the_card():
        return api(Role.ADMINISTRATOR).send(people.get(employee_id=house.doctor)).account.second_proof

    assert on_the_card()
    api(Role.ADMINISTRATOR).send(sign_in.reset_second_factor(user_id=user_id))

    assert not on_the_card()
    assert not challenged(desk).enrolled
    with pytest.raises(NoSecondFactor):
        api(Role.ADMINISTRATOR).send(sign_in.reset_second_factor(user_id=user_id))


def test_whoever_has_set_one_up_is_asked_until_it_is_reset_whatever_the_house_asks_of_the_role(
    api, desk, enrolled, asked
):
    administrator = api(Role.ADMINISTRATOR)
    kept = asked.model_dump(exclude={"roles", "openid_has_secret", "second_factor_roles"})
    administrator.send(sign_in.save_rules(**kept, second_factor_roles=()))
    assert challenged(desk).enrolled

    (known,) = administrator.send(sign_in.second_factors()).items
    administrator.send(sign_in.reset_second_factor(user_id=known.user_id))
    assert desk("doctor").send(access.sign_in(user_name="doctor", password=PASSWORD)).me.user_name == "doctor"


def test_secret_and_codes_do_not_lie_open_in_the_database(enrolled, owner):
    rows = owner.execute("SELECT secret::text FROM second_factors UNION ALL SELECT code_hash::text FROM recovery_codes")
    kept = "".join(text for (text,) in rows.fetchall())

    assert enrolled.secret.encode().hex() not in kept
    assert enrolled.recovery_codes[0].replace("-", "").encode().hex() not in kept


def test_a_wrong_password_says_nothing_of_a_second_proof(desk, enrolled):
    with pytest.raises(WrongCredentials):
        desk("doctor").send(access.sign_in(user_name="doctor", password=SecretStr("another-word-2")))


def test_at_the_server_itself_the_only_administrators_is_reset(desk, enrolled, database):
    with database.transaction() as session:
        assert forget_second_factor(session, "doctor")
        assert not forget_second_factor(session, "nobody")

    assert not challenged(desk).enrolled
