"""Another provider's word: a real provider process, and a forger that answers as one."""

import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Semaphore
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from pydantic import SecretStr

from server.features.access import openid, openid_provider
from server.features.access.openid import MOST_AT_ONCE
from shared.contracts import access, sign_in
from shared.contracts.access import SecondFactorNeeded, WrongCredentials
from shared.contracts.sign_in import (
    LinkedToAnother,
    NotLinked,
    OpenIdNotOffered,
    OpenIdRefused,
    OpenIdUnreachable,
)
from shared.permissions import Role
from tests.server.features.access.forger import CLIENT, FORGED, Forger
from tests.support.house import PASSWORD
from tests.support.processes import free_port

BACK = "http://127.0.0.1:49152/"


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_BROWSER = build_opener(_Stays)


@pytest.fixture(scope="module")
def provider():
    """Its issuer. `oidc-provider-mock` writes to its standard error, which is nobody's here."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5).close()
            break
        except URLError:
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)
    yield issuer
    process.terminate()
    process.wait(10)


@pytest.fixture
def offered(api, clock):
    """`offered(issuer)`: the hospital's settings say so. The provider's clock is the world's."""
    clock.set(datetime.now(UTC))

    def offer(issuer, **more):
        administrator = api(Role.ADMINISTRATOR)
        rules = administrator.send(sign_in.rules()).model_dump(exclude={"roles", "openid_has_secret"})
        told = {
            "openid_name": "Company",
            "openid_issuer": issuer,
            "openid_client_id": CLIENT,
            "openid_secret": "s3cret",
            **more,
        }
        return administrator.send(sign_in.save_rules(**{**rules, **told}))

    return offer


def agree(url, subject):
    """What a person does in the browser: the query that comes back to the computer."""
    request = Request(url, urlencode({"sub": subject}).encode())
    with pytest.raises(HTTPError) as redirection:  # which nobody follows
        _BROWSER.open(request, timeout=10)
    back = urlsplit(redirection.value.headers["Location"])
    redirection.value.close()
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    return {name: value for name, (value, *_) in parse_qs(back.query).items()}


def begin(at):
    return at.send(sign_in.begin_openid(redirect_uri=BACK))


def finished(at, begun, back):
    return at.send(sign_in.finish_openid(ticket=begun.ticket, code=back["code"], state=back["state"]))


def begin_link(at, password=PASSWORD):
    return at.send(sign_in.begin_link(redirect_uri=BACK, password=password))


def link(at, subject):
    begun = begin_link(at)
    back = agree(begun.url, subject)
    return at.send(sign_in.link_openid(ticket=begun.ticket, code=back["code"], state=back["state"]))


def come(desk, subject, who="nurse"):
    begun = begin(desk(who))
    return finished(desk(who), begun, agree(begun.url, subject))


def fault(act):
    with pytest.raises(OpenIdRefused) as refusal:
        act()
    return refusal.value.fault


def test_whoever_linked_the_own_account_is_let_in_by_the_providers_word(offered, provider, desk, signed_in):
    offered(provider)
    assert desk("nurse").send(access.server_info()).openid_name == "Company"
    with pytest.raises(NotLinked) as unknown:
        come(desk, "amina@company.example")
    assert unknown.value.known_as == "amina@company.example"
    _, at = signed_in("nurse")
    linked = link(at, "amina@company.example")

    assert linked.linked_as == "amina@company.example"
    assert come(desk, "amina@company.example").me.user_name == "nurse"
    _, other = signed_in("cashier")
    with pytest.raises(LinkedToAnother):
        link(other, "amina@company.example")
    assert at.send(sign_in.unlink_openid()).linked_as is None
    with pytest.raises(NotLinked):
        come(desk, "amina@company.example")


def test_to_link_an_account_the_password_is_asked_and_a_way_to_sign_in_is_no_way_to_link(
    offered, provider, desk, signed_in
):
    """Nobody who comes by an open screen makes it their own."""
    offered(provider)
    _, at = signed_in("nurse")
    _, other = signed_in("doctor")
    other.device = at.device
    with pytest.raises(WrongCredentials):
        begin_link(at, SecretStr("not her password"))

    to_sign_in, to_link = begin(desk("nurse")), begin_link(at)
    back, back_from_link = agree(to_sign_in.url, "passer-by"), agree(to_link.url, "passer-by")

    def finish_link(who, begun, back):
        return who.send(sign_in.link_openid(ticket=begun.ticket, code=back["code"], state=back["state"]))

    assert fault(lambda: finish_link(at, to_sign_in, back)) == "state"
    assert fault(lambda: finished(desk("nurse"), to_link, back_from_link)) == "state"
    assert at.send(sign_in.my_openid()).linked_as is None
    assert finish_link(at, to_link, back_from_link).linked_as == "passer-by"


def test_a_provider_that_never_answers_holds_no_connection_and_few_threads(
    offered, desk, signed_in, database, monkeypatch
):
    """Passwords go on beside it."""
    monkeypatch.setattr(openid_provider, "_PATIENCE_S", 60.0)  # so that on a slow machine too nobody has given up yet
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        ThreadPoolExecutor(MOST_AT_ONCE + 1) as people,
        ExitStack() as heard,
    ):
        silent.settimeout(20)
        offered(f"http://127.0.0.1:{silent.getsockname()[1]}")
        at = desk("nurse")
        waiting = [people.submit(begin, at) for _ in range(MOST_AT_ONCE)]
        for _ in waiting:
            heard.enter_context(silent.accept()[0])
        one_more = people.submit(begin, at)

        deadline = time.monotonic() + 10
        while database.in_use:
            assert time.monotonic() < deadline, "whoever waits holds a connection"
        assert signed_in("cashier")[0].me.user_name == "cashier"
        assert isinstance(one_more.exception(10), OpenIdUnreachable)
        assert not any(one.done() for one in waiting)
        heard.close()
        assert all(isinstance(one.exception(10), OpenIdUnreachable) for one in waiting)


def test_who_waits_for_a_place_among_those_who_ask_the_provider_holds_no_connection(
    offered, desk, database, monkeypatch
):
    held = []

    class Full(Semaphore):
        def acquire(self, *_, **__):
            held.append(database.in_use)
            return super().acquire(blocking=False)

    monkeypatch.setattr(openid, "_PLACES", Full(0))
    offered("http://127.0.0.1:9")

    with pytest.raises(OpenIdUnreachable):
        begin(desk("nurse"))

    assert held == [0]


def test_a_code_is_good_once_with_its_own_state_at_its_own_computer(offered, provider, desk, signed_in):
    offered(provider)
    link(signed_in("nurse")[1], "amina")
    begun, another = begin(desk("nurse")), begin(desk("nurse"))
    back = agree(begun.url, "amina")

    assert fault(lambda: finished(desk("nurse"), another, back)) == "state"
    assert fault(lambda: finished(desk("nurse"), begun, {**back, "state": "another-state"})) == "state"
    assert fault(lambda: finished(desk("cashier"), begun, back)) == "state"
    assert finished(desk("nurse"), begun, back)
    assert fault(lambda: finished(desk("nurse"), begun, back)) == "code"


def test_what_was_begun_too_long_ago_is_begun_again(offered, provider, desk, clock):
    offered(provider)
    begun = begin(desk("nurse"))
    back = agree(begun.url, "amina")
    clock.advance(timedelta(minutes=10))

    assert fault(lambda: finished(desk("nurse"), begun, back)) == "state"


def test_somebody_who_left_and_who_needs_a_second_proof(offered, provider, desk, signed_in, owner):
    rules = offered(provider)
    nurses = tuple(role.id for role in rules.roles if role.name == Role.NURSE)
    link(signed_in("nurse")[1], "amina")
    offered(provider, second_factor_roles=nurses)
    with pytest.raises(SecondFactorNeeded):
        come(desk, "amina")
    owner.execute("UPDATE users SET is_active = false WHERE user_name = 'nurse'")

    with pytest.raises(NotLinked):
        come(desk, "amina")


def test_without_a_provider_or_with_one_that_is_away_nothing_is_begun(offered, desk):
    with pytest.raises(OpenIdNotOffered):
        begin(desk("nurse"))
    for away in (f"http://127.0.0.1:{free_port()}", "https://id example"):
        offered(away)

        with pytest.raises(OpenIdUnreachable):
            begin(desk("nurse"))


@pytest.fixture(scope="module")
def forger():
    with Forger() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def answered(forger, desk):
    """`answered(make)`: a nurse who is linked comes by the forger, which makes her token so."""

    def answer(make):
        begun = begin(desk("nurse"))
        asked = {name: value for name, (value, *_) in parse_qs(urlsplit(begun.url).query).items()}
        assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
        forger.challenge, forger.make = asked["code_challenge"], lambda: make(forger, asked["nonce"])
        return finished(desk("nurse"), begun, {"code": "c0de", "state": asked["state"]})

    return answer


def linked_with(owner, issuer):
    (user_id,) = owner.execute("SELECT id FROM users WHERE user_name = 'nurse'").fetchone()
    owner.execute(
        "INSERT INTO accounts (user_id, provider, subject, failures) VALUES (%s, %s, 'amina', 0)", (user_id, issuer)
    )


def test_a_token_is_believed_only_if_everything_about_it_is_right(offered, forger, answered, owner):
    offered(forger.issuer)
    linked_with(owner, forger.issuer)

    refused = {name: fault(lambda make=make: answered(make)) for name, make in FORGED.items()}

    assert refused == dict.fromkeys(FORGED, "token")
    assert (
        answered(lambda forger, nonce: forger.token(nonce, aud=["payroll", CLIENT], azp=CLIENT)).me.user_name == "nurse"
    )
    assert forger.verified


def test_an_issuer_that_ends_in_a_slash_is_asked_and_believed_as_it_is_written(
    offered, forger, answered, owner, monkeypatch
):
    """OpenID Connect Discovery 1.0: the slash goes from the address that is asked (4.1), not from the name (4.3)."""
    monkeypatch.setattr(forger, "issuer", f"{forger.address}/")
    linked_with(owner, forger.issuer)

    assert offered(forger.issuer).openid_issuer == forger.issuer
    assert answered(lambda forger, nonce: forger.token(nonce)).me.user_name == "nurse"
    assert fault(lambda: answered(lambda forger, nonce: forger.token(nonce, iss=forger.address))) == "token"
    offered(forger.address)
    with pytest.raises(OpenIdUnreachable):
        answered(lambda forger, nonce: forger.token(nonce))


def test_nobody_is_followed_elsewhere_with_the_secret(offered, forger, answered, monkeypatch):
    offered(forger.issuer)
    for leads_away in ("/token", "/jwks", "/openid-configuration"):
        monkeypatch.setattr(forger, "leads_away", leads_away)
        monkeypatch.setattr(forger, "heard", [])

        with pytest.raises((OpenIdRefused, OpenIdUnreachable)):
            answered(lambda forger, nonce: forger.token(nonce))

        assert leads_away in forger.heard[-1]
