import json

import pytest
from pydantic import SecretStr

from client.core.aio import gather
from client.core.session import Ending, Presence, Session
from shared.contracts import access, cash, patients, staff
from shared.contracts.access import WrongCredentials
from shared.errors import SignedOut, Unreachable
from shared.models.access import SetUp
from shared.models.common import Nothing
from shared.permissions import Permission, Role, Scope
from tests.client.examples import me, signed_in

SIGN_IN = "POST /sign-in"
REFRESH = "POST /sessions/refresh"


@pytest.fixture
def session(transport):
    session = Session(transport)
    yield session
    session.deleteLater()


@pytest.fixture
def anna(session, server, run):
    """Signed in, by a server that takes her newest access token only."""
    server.valid = "access-1"
    server.handlers |= {SIGN_IN: signed_in(), "GET /me": bearer(server, me()), "POST /sign-out": Nothing()}
    run(session.sign_in("anna", "long enough"))
    return session


def bearer(server, answer):
    def handle(request):
        if request.token != server.valid:
            raise SignedOut
        return answer

    return handle


def renews(server, token="access-2"):
    def handle(_request):
        server.valid = token
        return signed_in(token, refresh="refresh-token-2")

    server.handlers[REFRESH] = handle


def expire(server):
    server.valid = "another"


def test_nobody_is_signed_in_at_first(session):
    assert session.state.presence is Presence.SIGNED_OUT
    assert not session.can(access.me)
    assert not session.can(patients.search)
    assert session.can(access.sign_in)


def test_signing_in_says_who_and_what_they_may(anna):
    assert anna.state.presence is Presence.SIGNED_IN
    assert anna.me == me()
    assert anna.can(patients.register)
    assert anna.can(access.me)
    assert not anna.can(cash.pay)
    assert anna.scope(Permission.PATIENTS_CREATE) is Scope.ALL
    assert anna.scope(Permission.BILLING_PAY) is None


def test_wrong_credentials_change_nothing(session, server, run):
    server.handlers[SIGN_IN] = WrongCredentials()

    with pytest.raises(WrongCredentials):
        run(session.sign_in("anna", "wrong"))

    assert session.state.presence is Presence.SIGNED_OUT


def test_the_first_administrator_is_signed_in(session, server, run):
    server.handlers["POST /set-up"] = signed_in(person=me(Role.ADMINISTRATOR))
    request = SetUp(hospital="H", full_name="Anna", user_name="anna", password=SecretStr("long enough"))

    run(session.set_up(request))

    assert session.can(access.sessions)


def test_signing_out_is_immediate_even_with_the_server_away(anna, server, qtbot):
    server.stop()

    anna.sign_out()

    assert anna.state.presence is Presence.SIGNED_OUT
    assert anna.state.ending is Ending.BY_USER


def test_signing_out_tells_the_server_with_the_old_token(anna, server, run):
    run(anna.sign_out())

    (told,) = server.sent("POST /sign-out")
    assert told.token == "access-1"


def test_a_locked_screen_opens_with_the_password_only(anna, server, run):
    server.handlers["POST /sessions/unlock"] = WrongCredentials()
    anna.lock()

    with pytest.raises(WrongCredentials):
        run(anna.unlock("wrong"))
    locked = anna.state.presence
    server.handlers["POST /sessions/unlock"] = me()
    run(anna.unlock("long enough"))

    assert locked is Presence.LOCKED
    assert anna.state.presence is Presence.SIGNED_IN


def test_nobody_signed_in_cannot_be_locked(session):
    session.lock()

    assert session.state.presence is Presence.SIGNED_OUT


def test_a_call_with_an_ended_token_is_repeated_with_a_new_one_and_its_key(anna, server, run):
    expire(server)
    renews(server)

    answer = run(anna.send(access.me(), key="K"))

    asked = server.sent("GET /me")
    assert answer == me()
    assert [(r.token, r.headers["command-key"]) for r in asked] == [("access-1", "K"), ("access-2", "K")]


def test_many_calls_share_one_renewal(anna, server, run):
    expire(server)
    renews(server)

    answers = run(gather(*(anna.send(access.me()) for _ in range(12))))

    assert answers == [me()] * 12
    assert len(server.sent(REFRESH)) == 1


def test_one_caller_who_leaves_does_not_take_the_renewal_from_the_others(anna, server, run, qtbot):
    expire(server)
    renews(server)
    server.faults.extend(["", "", "delay"])
    leaving, staying = anna.send(access.me()), anna.send(access.me())
    qtbot.waitUntil(lambda: len(server.sent(REFRESH)) == 1)

    leaving.cancel()

    assert run(staying) == me()
    assert len(server.sent(REFRESH)) == 1


def test_a_refused_renewal_ends_the_session_and_says_why(anna, server, run):
    expire(server)
    server.handlers[REFRESH] = SignedOut()

    with pytest.raises(SignedOut):
        run(anna.send(access.me()))

    assert anna.state.presence is Presence.SIGNED_OUT
    assert anna.state.ending is Ending.EXPIRED


def test_a_renewal_that_does_not_arrive_ends_nothing(anna, server, run):
    expire(server)
    server.faults.extend(["", "drop before", "drop before"])

    with pytest.raises(Unreachable):
        run(anna.send(access.me()))

    assert anna.state.presence is Presence.SIGNED_IN


def test_the_newest_refresh_token_is_used(anna, server, run):
    renews(server)
    run(anna.renew())
    run(anna.renew())

    used = [json.loads(request.body)["refresh_token"] for request in server.sent(REFRESH)]

    assert used == ["refresh-token-1", "refresh-token-2"]


def test_the_token_is_renewed_before_it_ends(session, server, run, qtbot):
    server.handlers[SIGN_IN] = signed_in(seconds=1)
    renews(server)

    run(session.sign_in("anna", "long enough"))

    qtbot.waitUntil(lambda: len(server.sent(REFRESH)) == 1, timeout=3000)
    assert session.state.presence is Presence.SIGNED_IN


def test_nothing_is_sent_in_the_name_of_who_signed_in_meanwhile(anna, server, run, qtbot):
    expire(server)
    server.faults.append("delay")
    promise = anna.send(access.me())
    qtbot.waitUntil(lambda: len(server.sent("GET /me")) == 1)

    anna.sign_out()
    server.handlers[SIGN_IN] = signed_in("access-9", person=me(user=2))
    run(anna.sign_in("bela", "long enough"))

    with pytest.raises(SignedOut):
        run(promise)
    assert len(server.sent("GET /me")) == 1


def test_a_revoked_session_ends_at_once(anna):
    anna.hear("revoked")

    assert anna.state.presence is Presence.SIGNED_OUT
    assert anna.state.ending is Ending.REVOKED


def test_changed_permissions_are_asked_for(anna, server, qtbot):
    server.handlers["GET /me"] = me(Role.CASHIER)

    with qtbot.waitSignal(anna.state_changed):
        anna.hear("permissions")

    assert anna.can(cash.pay)
    assert not anna.can(patients.register)


def test_a_server_that_leaves_ends_no_session(anna):
    anna.hear("leaving")

    assert anna.state.presence is Presence.SIGNED_IN


def test_a_display_sends_without_anybody_signed_in(session, server, run):
    server.handlers["GET /doctors"] = SignedOut()

    with pytest.raises(SignedOut):
        run(session.send(staff.doctors()))

    assert server.sent(REFRESH) == []


def test_the_password_reaches_the_server(anna, server):
    (asked,) = server.sent(SIGN_IN)

    assert json.loads(asked.body)["password"] == "long enough"
