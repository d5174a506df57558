"""Guessing over all names from one computer, and whether a lock tells which names there are."""

import asyncio
import hashlib
import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from server.core.clock import SystemClock
from server.core.housekeeping import tidy
from server.core.limits import Limits, Tries
from server.features.access.passwords import Passwords
from shared.contracts import access, endpoints
from shared.contracts.access import AccountLocked, WrongCredentials
from shared.errors import ApiError, RateLimited
from shared.ids import new_id
from shared.permissions import Permission, Role
from tests.server.features.access.parallel import at_once
from tests.support.house import PASSWORD
from tests.support.server import Api, Door, application_on

WRONG = SecretStr("wrong-password-1")


def tried(at, name, password=WRONG):
    """What the computer is told."""
    with pytest.raises(ApiError) as refusal:
        at.send(access.sign_in(user_name=name, password=password))
    return refusal.value


def test_one_password_over_all_names_is_stopped_at_that_computer_alone(desk, clock):
    at = desk("doctor")

    answers = [tried(at, f"name-{number}") for number in range(Tries.AT_A_COMPUTER)]

    assert {type(answer) for answer in answers} == {WrongCredentials}
    stopped = tried(at, "doctor", PASSWORD)
    assert isinstance(stopped, RateLimited)
    assert timedelta(0) < stopped.until - clock.now() <= timedelta(minutes=1)
    assert desk("cashier").send(access.sign_in(user_name="cashier", password=PASSWORD))
    clock.set(stopped.until)
    assert at.send(access.sign_in(user_name="doctor", password=PASSWORD))


def test_a_computer_that_has_no_tries_left_takes_none_from_the_others_behind_its_address(desk, monkeypatch):
    monkeypatch.setattr(Tries, "FROM_AN_ADDRESS", Tries.AT_A_COMPUTER + 5)
    for _ in range(2 * Tries.AT_A_COMPUTER):
        tried(desk("doctor"), "name")

    assert desk("cashier").send(access.sign_in(user_name="cashier", password=PASSWORD))
    answers = [type(tried(desk("pharmacist"), f"name-{number}")) for number in range(5)]

    assert answers == [WrongCredentials] * 4 + [RateLimited]


def test_whatever_asks_for_a_proof_spends_of_the_same(signed_in):
    """Unlocking, agreeing as the second person, linking, a new password."""
    _, at = signed_in("doctor")
    for number in range(Tries.AT_A_COMPUTER - 1):
        tried(at, f"name-{number}")

    for call in (
        access.unlock(password=PASSWORD),
        access.approve(
            user_name="manager", password=PASSWORD, permission=Permission.BILLING_DISCOUNT, subject_id=new_id()
        ),
        access.change_password(password=PASSWORD, new_password=SecretStr("another-word-2")),
    ):
        with pytest.raises(RateLimited):
            at.send(call)
    proving = {str(each) for each in endpoints() if AccountLocked in each.raises}
    assert proving == {
        "POST /sign-in",
        "POST /sessions/unlock",
        "POST /password",
        "POST /approvals",
        "POST /sign-in/second-factor",
        "POST /me/openid/begin",
    }


def test_the_lock_does_not_tell_which_names_there_are(desk, owner, clock):
    """Of somebody who has left neither; and what is kept of a name nobody has does not say it."""
    owner.execute("UPDATE users SET is_active = false WHERE user_name = 'nurse'")

    def told(name):
        return [
            (type(answer), round((answer.until - clock.now()) / timedelta(seconds=1)) if is_locked else None)
            for answer in (tried(desk("doctor"), name) for _ in range(7))
            for is_locked in [isinstance(answer, AccountLocked)]
        ]

    known = told("doctor")

    assert known == [(WrongCredentials, None)] * 5 + [(AccountLocked, 60)] * 2
    assert told("nobody") == told("nurse") == known
    clock.advance(timedelta(minutes=1))
    assert [type(tried(desk("doctor"), name)) for name in ("doctor", "nobody", "nobody", "doctor")] == [
        WrongCredentials,
        WrongCredentials,
        AccountLocked,
        AccountLocked,
    ]
    clock.advance(timedelta(minutes=1))
    assert [type(tried(desk("doctor"), name)) for name in ("doctor", "nobody")] == [AccountLocked] * 2


def test_guessing_a_name_that_nobody_has_in_parallel_wins_no_try_either(desk):
    answers = at_once([lambda: type(tried(desk("doctor"), "nobody"))] * 9)

    assert answers.count(WrongCredentials) == 5
    assert answers.count(AccountLocked) == 4


def test_who_agrees_as_the_second_person_is_not_told_either(signed_in):
    _, at = signed_in("doctor")

    def told(name):
        refusals = []
        for _ in range(6):
            with pytest.raises(ApiError) as refusal:
                at.send(
                    access.approve(
                        user_name=name,
                        password=WRONG,
                        permission=Permission.BILLING_DISCOUNT,
                        subject_id=new_id(),
                    )
                )
            refusals.append(type(refusal.value))
        return refusals

    assert told("nobody") == told("manager") == [WrongCredentials] * 5 + [AccountLocked]


def test_whoever_looks_at_the_audit_sees_where_names_were_tried_that_nobody_has(desk, house, owner):
    tried(desk("doctor"), "hunter2-my-password")

    (row,) = owner.execute(
        "SELECT workstation_id, call, audit_log::text FROM audit_log WHERE table_name = 'unknown_names'"
    ).fetchall()

    assert (str(row[0]), row[1]) == (str(house.workstations["consulting"]), "POST /sign-in")
    assert "hunter2" not in row[2]
    assert "hunter2" not in str(owner.execute("SELECT unknown_names::text FROM unknown_names").fetchall())


def test_a_name_that_nobody_has_is_forgotten_after_a_month(desk, owner, database, clock):
    tried(desk("doctor"), "nobody")
    clock.advance(timedelta(days=29))
    tried(desk("doctor"), "another")
    clock.advance(timedelta(days=2))

    tidy(database, clock.now())

    assert owner.execute("SELECT count(*) FROM unknown_names").fetchone() == (1,)


def test_a_hundred_people_sign_in_at_forty_computers_when_a_shift_begins(client, house, owner):
    """All from one address, as where a house stands behind one; some at the same shared computer."""
    (secret,) = owner.execute("SELECT password_hash FROM accounts LIMIT 1").fetchone()
    for number in range(40):
        owner.execute(
            "INSERT INTO workstations (id, name, kind, token_hash, paired_at) VALUES (%s, %s, 'reception', %s, now())",
            (uuid4(), f"Desk {number}", hashlib.sha256(f"desk {number}".encode()).digest()),
        )
    for number in range(100):
        employee, user = uuid4(), uuid4()
        owner.execute(
            "INSERT INTO employees (id, full_name, degrees, is_doctor, is_active) VALUES (%s, %s, '', false, true)",
            (employee, f"Person {number}"),
        )
        owner.execute(
            "INSERT INTO users (id, user_name, employee_id, is_active, must_change_password, created_at) "
            "VALUES (%s, %s, %s, true, false, now())",
            (user, f"person-{number}", employee),
        )
        owner.execute(
            "INSERT INTO accounts (user_id, provider, subject, password_hash, failures) "
            "VALUES (%s, 'password', %s, %s, 0)",
            (user, f"person-{number}", secret),
        )

    def comes(number):
        at = Api(client, f"desk {number % 40 if number < 75 else 0}")
        return lambda: at.send(access.sign_in(user_name=f"person-{number}", password=PASSWORD)).me.user_name

    assert at_once([comes(number) for number in range(100)]) == [f"person-{number}" for number in range(100)]


def test_whoever_waits_for_a_password_keeps_no_thread_from_the_others(desk, api, monkeypatch):
    looking, go_on = [], threading.Event()

    def slowly(*_):
        looking.append(1)
        return not go_on.wait(30)

    monkeypatch.setattr(Passwords, "match", slowly)
    guesses = [threading.Thread(target=tried, args=(desk("doctor"), f"name-{n}")) for n in range(25)]
    for guess in guesses:
        guess.start()
    deadline = time.monotonic() + 10
    while len(looking) < 10:
        assert time.monotonic() < deadline
        time.sleep(0.01)  # threads are on their way: asked again, for ten seconds at most

    try:
        assert api(Role.CASHIER).send(access.me()).user_name == "cashier"
        assert len(looking) == 10
    finally:
        go_on.set()
        for guess in guesses:
            guess.join()


def test_without_redis_people_sign_in_and_guessing_is_stopped_all_the_same(
    fresh, database, clock, keys, certificates, store_home, house
):
    away = application_on(
        database, replace(fresh, redis_url="redis://127.0.0.1:1"), clock, keys, certificates, store_home
    )
    with Door(away, clock) as door:
        desk = Api(door, house.device_for("cashier"))
        assert desk.send(access.sign_in(user_name="cashier", password=PASSWORD)).me.user_name == "cashier"
        at = Api(door, house.device_for("doctor"))
        answers = [type(tried(at, f"name-{number}")) for number in range(Tries.AT_A_COMPUTER + 1)]

    assert answers == [WrongCredentials] * Tries.AT_A_COMPUTER + [RateLimited]


def test_a_redis_that_hangs_keeps_nobody_waiting_and_opens_nothing():
    async def twice(port):
        silent = Redis.from_url(f"redis://127.0.0.1:{port}")
        limits = Limits(silent, SystemClock(), seconds=3600)
        try:
            await limits.spend("somebody", 1, allowance=1)
            await limits.spend("somebody", 1, allowance=1)
        finally:
            await silent.aclose()

    with socket.create_server(("127.0.0.1", 0)) as server:
        begun = time.monotonic()
        with pytest.raises(RateLimited):
            asyncio.run(twice(server.getsockname()[1]))
        assert time.monotonic() - begun < 10
