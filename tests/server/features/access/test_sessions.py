from collections import Counter
from datetime import timedelta

import pytest

from shared.contracts import access, workstations
from shared.contracts.access import SessionNotFound
from shared.errors import Forbidden, NotPaired, SignedOut
from shared.ids import SessionId, new_id
from shared.models.workstations import WorkstationKind
from tests.server.features.access.parallel import at_once
from tests.support.house import PASSWORD
from tests.support.server import Api


def refresh(desk, answer):
    return desk.send(access.refresh(refresh_token=answer.refresh_token))


def test_an_access_token_lasts_a_quarter_of_an_hour_and_is_refreshed(signed_in, clock):
    answer, desk = signed_in("doctor")
    clock.advance(timedelta(minutes=16))
    with pytest.raises(SignedOut):
        desk.send(access.me())

    fresh = refresh(desk, answer)

    desk.bearer = fresh.access_token
    assert desk.send(access.me()) == answer.me
    assert fresh.refresh_token != answer.refresh_token


def test_an_answer_that_was_lost_is_given_again(signed_in, desk, clock):
    answer, _ = signed_in("doctor")
    lost = refresh(desk("doctor"), answer)
    clock.advance(timedelta(seconds=20))

    again = refresh(desk("doctor"), answer)

    assert again.refresh_token == lost.refresh_token
    assert refresh(desk("doctor"), again)


def test_refreshing_twice_at_once_gives_one_token(signed_in, desk):
    answer, _ = signed_in("doctor")

    both = at_once([lambda: refresh(desk("doctor"), answer).refresh_token] * 4)

    assert len(set(both)) == 1


@pytest.mark.parametrize("later", [timedelta(seconds=31), timedelta(hours=2)])
def test_a_token_used_again_later_ends_the_session(signed_in, desk, clock, ended, later):
    answer, _ = signed_in("doctor")
    fresh = refresh(desk("doctor"), answer)
    clock.advance(later)

    with pytest.raises(SignedOut):
        refresh(desk("doctor"), answer)

    with pytest.raises(SignedOut):
        refresh(desk("doctor"), fresh)
    clock.advance(timedelta(seconds=3))
    assert ended(answer.me.session_id) == "revoked"


def test_a_token_older_than_the_one_before_ends_the_session_at_once(signed_in, desk):
    answer, _ = signed_in("doctor")
    newest = refresh(desk("doctor"), refresh(desk("doctor"), answer))

    with pytest.raises(SignedOut):
        refresh(desk("doctor"), answer)

    with pytest.raises(SignedOut):
        refresh(desk("doctor"), newest)


def test_a_session_ends_after_twelve_hours_however_often_it_was_refreshed(signed_in, desk, clock):
    answer, _ = signed_in("doctor")
    clock.advance(timedelta(hours=11, minutes=59))
    fresh = refresh(desk("doctor"), answer)
    clock.advance(timedelta(minutes=2))

    with pytest.raises(SignedOut):
        Api(desk("doctor")._client, desk("doctor").device, fresh.access_token).send(access.me())
    with pytest.raises(SignedOut):
        refresh(desk("doctor"), fresh)


def test_a_sessions_tokens_are_worth_nothing_at_another_computer(signed_in, desk):
    answer, at = signed_in("doctor")
    stranger = desk("cashier")

    with pytest.raises(SignedOut):
        refresh(stranger, answer)
    stranger.bearer = answer.access_token
    with pytest.raises(SignedOut):
        stranger.send(access.me())
    with pytest.raises(SignedOut):
        Api(at._client, "", answer.access_token).send(access.me())

    assert refresh(desk("doctor"), answer)


def test_signing_out_ends_the_session_at_once(signed_in, desk, ended):
    answer, at = signed_in("doctor")

    at.send(access.sign_out())

    with pytest.raises(SignedOut):
        at.send(access.me())
    with pytest.raises(SignedOut):
        refresh(desk("doctor"), answer)
    assert ended(answer.me.session_id) == "revoked"


def test_an_administrator_sees_who_is_signed_in_and_can_end_it(signed_in, api, ended):
    answer, at = signed_in("doctor")
    administrator = api("administrator")

    listed = {one.id: one for one in administrator.send(access.sessions()).items}
    administrator.send(access.revoke_session(session_id=answer.me.session_id))

    assert listed[answer.me.session_id].workstation == "consulting 1"
    assert Counter(one.user_name for one in listed.values())["doctor"] == 2  # here, and since this morning
    assert Counter(one.user_name for one in listed.values())["administrator"] == 1
    with pytest.raises(SignedOut):
        at.send(access.me())
    assert ended(answer.me.session_id) == "revoked"
    assert answer.me.session_id not in {one.id for one in administrator.send(access.sessions()).items}


def test_ending_a_session_that_never_was_says_so(api):
    with pytest.raises(SessionNotFound):
        api("administrator").send(access.revoke_session(session_id=SessionId(new_id())))


def test_a_revoked_computer_lets_nobody_in_and_ends_what_was_open_there(signed_in, desk, api, house, ended):
    answer, at = signed_in("doctor")
    consulting = house.workstations[WorkstationKind.CONSULTING]

    api("administrator").send(workstations.revoke(workstation_id=consulting))

    with pytest.raises(SignedOut):
        at.send(access.me())
    with pytest.raises(NotPaired):
        refresh(desk("doctor"), answer)
    with pytest.raises(NotPaired):
        desk("doctor").send(access.sign_in(user_name="doctor", password=PASSWORD))
    assert ended(consulting) == "revoked"
    assert answer.me.session_id not in {one.id for one in api("administrator").send(access.sessions()).items}


def test_a_revoked_computer_may_still_ask_what_anyone_may(desk, owner):
    at = desk("doctor")
    owner.execute("UPDATE workstations SET revoked_at = now()")

    assert at.send(access.server_info()).hospital == "Test Hospital"
    assert at.send(workstations.certificate())


@pytest.mark.parametrize("who", ["display", "cashier"])
def test_a_computer_alone_is_not_a_person(desk, who):
    with pytest.raises(SignedOut):
        desk(who).send(access.me())
    with pytest.raises((SignedOut, Forbidden)):
        desk(who).send(access.sessions())
