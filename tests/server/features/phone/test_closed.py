"""Anybody on the Wi-Fi may knock at the phones' listener: it gives a number to who has its key, and no more."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from server.core.clock import SystemClock
from server.core.housekeeping import tidy
from server.core.limits import Limits
from server.features.phone import routes
from server.features.phone.snapshots import PhoneSnapshot
from shared.contracts import appointments, endpoints
from shared.errors import RateLimited
from shared.permissions import Role
from tests.contract.test_display import texts
from tests.server.features.appointments.visits import waiting
from tests.server.features.phone.conftest import Phones
from tests.support.stream import eventually

NAMES = ("Zubaida Qureshi", "Omar Farooq")


def the_key(link):
    return urlsplit(link).path.rpartition("/")[2]


def test_nothing_a_phone_is_told_has_a_place_for_a_name():
    assert set(texts(PhoneSnapshot)) == {
        f"PhoneSnapshot.{field}" for field in ("token", "serving", "room", "expected", "back")
    }
    picture = {
        "token": "A-001",
        "place": "waiting",
        "room": "101",
        "serving": None,
        "ahead": 0,
        "calls": 0,
        "away": None,
        "back": None,
        "expected": None,
    }
    assert PhoneSnapshot.model_validate(picture).token == "A-001"
    for name in NAMES:
        for field in ("token", "serving", "expected", "back"):
            with pytest.raises(ValueError, match=field):
                PhoneSnapshot.model_validate({**picture, field: name})


def test_no_answer_names_a_patient_a_doctor_or_a_record(phones, follow, desk, house, call_next):
    visits = [waiting(desk, house.doctor, name) for name in NAMES]
    call_next()
    stream = follow(visits[1].phone_link)
    eventually(lambda: stream.of("phone"))

    told = [phones.open(visits[1].phone_link, rest).text for rest in ("", "/now")] + [stream.raw.decode()]

    secrets = [part for name in NAMES for part in name.split()] + [visits[1].doctor]
    for visit in visits:
        secrets += [str(visit.id), str(visit.patient.id), visit.patient.patient_no, the_key(visit.phone_link)]
    assert not [secret for secret in secrets for text in told if secret in text]


def test_nothing_of_the_clinic_answers_there(phones, api):
    bearer = {
        "Authorization": f"Bearer {api(Role.ADMINISTRATOR).bearer}",
        "Workstation": api(Role.ADMINISTRATOR).device,
    }
    paths = {re.sub(r"{\w+}", "1", endpoint.path) for endpoint in endpoints()}
    paths |= {f"/api{path}" for path in paths}
    paths |= {
        "/",
        "/api/events?watch=topics",
        "/api/health",
        "/health",
        "/metrics",
        "/openapi.json",
        "/Q",
        "/Q/",
        "/phone.html",
        "/docs",
        "/Q/../api",
    }

    answers = {path: phones.get(path, headers=bearer, follow_redirects=False).status_code for path in sorted(paths)}

    assert set(answers.values()) == {404}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_it_can_only_be_read(phones, desk, house, method):
    link = waiting(desk, house.doctor).phone_link

    assert phones.request(method, urlsplit(link).path).status_code == 405


def test_every_answer_forbids_the_browser_to_do_more_with_it(phones, follow, desk, house):
    link = waiting(desk, house.doctor).phone_link

    for answer in (phones.open(link), phones.open(link, "/now"), phones.get("/phone.js"), phones.get("/nothing")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert answer.headers["connection"] == "close"
    assert "http" not in phones.open(link).text.replace('http-equiv="refresh"', "")


def test_a_key_is_random_and_long_enough_and_written_as_it_comes(phones, desk, house):
    links = [waiting(desk, house.doctor, f"Patient {number}").phone_link for number in range(3)]
    keys = {the_key(link) for link in links}

    assert len(keys) == 3
    assert all(re.fullmatch("HTTP://10.0.0.7:8080/Q/[A-Z2-7]{16}", link) for link in links)
    assert phones.get(f"/q/{the_key(links[0]).lower()}").status_code == 200


def test_a_printed_slip_can_be_printed_again_with_the_same_link(desk, house):
    visit = waiting(desk, house.doctor)

    assert visit.phone_link
    assert desk.send(appointments.get(appointment_id=visit.id)).phone_link == visit.phone_link


def test_the_hospital_may_say_where_its_phones_reach_it(desk, house, owner, clock):
    owner.execute("UPDATE settings SET phone_url = 'http://queue.hospital.lan/'")
    clock.advance(timedelta(seconds=10))
    assert waiting(desk, house.doctor).phone_link.startswith("HTTP://QUEUE.HOSPITAL.LAN/Q/")

    owner.execute("UPDATE settings SET phone_url = 'http://hospital.lan/queue'")
    clock.advance(timedelta(seconds=10))
    assert waiting(desk, house.doctor, "Badal Khan").phone_link.startswith("http://hospital.lan/queue/Q/")


def test_the_database_alone_opens_no_page(desk, house, owner):
    link = waiting(desk, house.doctor).phone_link

    (row,) = owner.execute("SELECT row_to_json(phone_links)::text, key, key_hash FROM phone_links").fetchall()

    assert the_key(link) not in row[0]
    assert the_key(link).encode() not in bytes(row[1]) + bytes(row[2])


def test_yesterdays_keys_are_gone_from_the_database(desk, house, owner, database, clock):
    waiting(desk, house.doctor)
    tidy(database, clock.now())
    assert owner.execute("SELECT count(*) FROM phone_links").fetchone() == (1,)

    clock.advance(timedelta(days=1))
    tidy(database, clock.now())

    assert owner.execute("SELECT count(*) FROM phone_links").fetchone() == (0,)


def test_whoever_tries_keys_is_stopped_and_nobody_else(application, client, phones, desk, house, clock):
    link = waiting(desk, house.doctor).phone_link
    tries = routes.ALLOWANCE // (1 + routes.COST_OF_A_WRONG_KEY)

    statuses = [phones.get(f"/Q/{number:016d}").status_code for number in range(tries + 2)]

    assert set(statuses[:tries]) == {404}
    assert statuses[-1] == phones.open(link).status_code == phones.open(link, "/now").status_code == 429
    assert "tries again by itself" in phones.open(link).text
    assert Phones(application, client).open(link).status_code == 200
    clock.advance(timedelta(seconds=10))
    assert phones.open(link).status_code == 200


def test_without_redis_each_worker_counts_alone():
    async def three_times():
        nowhere = Redis.from_url("redis://127.0.0.1:1")
        limits = Limits(nowhere, SystemClock())
        try:
            await limits.spend("another", 5, allowance=9)
            await limits.spend("somebody", 5, allowance=9)
            await limits.spend("somebody", 5, allowance=9)
        finally:
            await nowhere.aclose()

    with pytest.raises(RateLimited):
        asyncio.run(three_times())
