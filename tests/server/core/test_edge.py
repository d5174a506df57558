"""What every request passes through: bad input and bad luck end in a typed answer and change nothing."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from ulid import ULID

from server.core.routes import LARGEST_BODY, ContractBroken, Edge, Routes
from server.features.patients.service import PatientService
from shared.contracts import access, endpoints, patients
from shared.errors import CommandTooOld, KeyMissing, KeyReused, NoSuchCall, StaleVersion
from shared.models.patients import Sex
from tests.server.features.patients.people import THIRTY, registered
from tests.support.house import PASSWORD
from tests.support.server import Api

ASHA = {"name": "Asha Rahman", "sex": "female", "age": {"amount": 30}, "confirmed": True}


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def register(desk, client):
    """Sends a body as it is, under a key of its own."""

    def send(body, *, key=None):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        return desk.raw("POST", "/patients", content=content, headers={"Command-Key": key or client.new_key()})

    return send


@pytest.fixture
def people(owner):
    return lambda: owner.execute("SELECT count(*) FROM patients").fetchone()[0]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"text"',
        b"",
        b"[" * 100_000,
        b'{"name": NaN}',
        b'{"name": "A", "name": 1}',
        b'{"version": ' + b"9" * 5000 + b"}",
        b'{"name": "\\ud800"}',
        {**ASHA, "name": 7},
        {**ASHA, "name": None},
        {**ASHA, "name": ["Asha"]},
        {**ASHA, "name": "A" * 121},
        {**ASHA, "name": "Asha\x00Rahman"},
        {**ASHA, "name": "Asha\x1b[2J"},
        {**ASHA, "name": "  "},
        {**ASHA, "age": {"amount": 10**30}},
        {**ASHA, "age": {"amount": -1}},
        {**ASHA, "sex": "unheard of"},
        {**ASHA, "phone": "call me"},
        {**ASHA, "is_admin": True},
    ],
    ids=lambda body: str(body)[:40],
)
def test_a_body_that_does_not_fit_is_refused_field_by_field_and_changes_nothing(register, people, body):
    answer = register(body)

    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid_request"
    assert answer.json()["params"]["fields"]
    assert people() == 0


def test_a_body_that_is_too_large_is_refused_whatever_it_says(register, people):
    answer = register(json.dumps({**ASHA, "address": "x" * LARGEST_BODY}))

    assert (answer.status_code, answer.json()) == (413, {"code": "too_large", "params": {"limit": LARGEST_BODY}})
    assert people() == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("POST", "/nothing"), ("DELETE", "/patients"), ("PUT", "/patients/1"), ("GET", "/../etc")],
)
def test_an_unknown_path_or_method_is_no_such_call(desk, method, path):
    answer = desk.raw(method, path)

    assert (answer.status_code, answer.json()["code"]) == (404, NoSuchCall.code)


@pytest.mark.parametrize("given", ["not-an-id", "%00", "0", "9" * 400, "%F0%9F%92%A9", "01M82QJ8X1AF8DWC2QC0JTG6J3"])
def test_a_path_that_names_no_id_is_refused(desk, given):
    assert desk.raw("GET", f"/patients/{given}").status_code == 422


@pytest.mark.parametrize(
    "query", [{"limit": "many"}, {"limit": "1e9"}, {"limit": "0"}, {"term": "a\x00b"}, {"odd": "1"}]
)
def test_a_query_that_does_not_fit_is_refused(desk, query):
    assert desk.raw("GET", "/patients", params=query).status_code == 422


@pytest.mark.parametrize("key", ["", "short", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "!" * 26, "A" * 5000])
def test_a_command_without_a_proper_key_is_refused(desk, people, key):
    answer = desk.raw("POST", "/patients", content=json.dumps(ASHA), headers={"Command-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, KeyMissing.code)
    assert people() == 0


def test_the_same_command_again_gets_the_same_answer_and_is_done_once(register, people, client):
    key = client.new_key()
    first = register(ASHA, key=key)

    again = register(ASHA, key=key)

    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert people() == 1


def test_a_key_counts_for_one_request_of_one_person(api, desk, client, people):
    key = client.new_key()
    desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, age=THIRTY, confirmed=True), key=key)

    with pytest.raises(KeyReused):
        desk.send(patients.register(name="Badal Khan", sex=Sex.MALE, age=THIRTY, confirmed=True), key=key)
    with pytest.raises(KeyReused):
        api("nurse").send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, age=THIRTY, confirmed=True), key=key)

    assert people() == 1


def test_a_refused_command_leaves_its_key_free(register, client, people):
    key = client.new_key()
    assert register({**ASHA, "birth": {"date": "1890-01-01"}}, key=key).status_code == 422

    assert register(ASHA, key=key).status_code == 200
    assert people() == 1


def test_the_same_command_at_once_has_one_effect_and_one_answer(register, client, people):
    key = client.new_key()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: register(ASHA, key=key), range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert people() == 1


def test_a_command_that_lay_unsent_for_more_than_a_day_is_not_done(desk, clock, people):
    key = str(ULID.from_datetime(clock.now() - timedelta(hours=24, seconds=1)))

    with pytest.raises(CommandTooOld):
        desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, age=THIRTY), key=key)

    assert people() == 0


def test_a_command_that_was_done_is_answered_the_same_days_later(api, clock, client, people):
    key = client.new_key()
    call = patients.register(name="Asha Rahman", sex=Sex.FEMALE, age=THIRTY)
    first = api("receptionist").send(call, key=key)
    clock.advance(timedelta(days=3))
    alone = Api(client, api("receptionist").device)
    signed_in = alone.send(access.sign_in(user_name="receptionist", password=PASSWORD))
    again = Api(client, alone.device, signed_in.access_token).send(call, key=key)

    assert again == first
    assert people() == 1


def test_a_key_from_the_end_of_time_is_a_key(register):
    assert register(ASHA, key="7" + "Z" * 25).status_code == 200


def test_a_stale_version_is_refused_with_the_one_that_stands(desk):
    card = registered(desk, "Asha Rahman")
    mine, theirs = (
        patients.update(patient_id=card.id, version=card.version, sex=card.sex, name=name)
        for name in ("Asha Das", "Asha Khan")
    )
    desk.send(theirs)

    with pytest.raises(StaleVersion) as refused:
        desk.send(mine)

    assert refused.value.version == card.version + 1
    assert desk.send(patients.get(patient_id=card.id)).name == "Asha Khan"


def test_an_error_nobody_foresaw_is_a_500_with_a_reference_and_no_patient_in_the_log(
    register, people, monkeypatch, caplog
):
    def fail(_service, _patient, form, _birth):
        try:
            UUID(form.name)
        except ValueError as error:
            raise RuntimeError(form.name) from error

    monkeypatch.setattr(PatientService, "_fill", fail)
    with caplog.at_level(logging.DEBUG):
        answer = register(ASHA)

    reference = answer.json()["params"]["detail"]
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert len(reference) == 26
    assert reference in caplog.text
    assert "in register" in caplog.text
    assert "builtins.RuntimeError" in caplog.text
    assert "Asha" not in caplog.text + answer.text
    assert people() == 0


def test_without_a_database_the_answer_is_503_and_with_it_the_server_goes_on(register, fresh, people):
    name = fresh.owner_dsn.rpartition("/")[2]
    with psycopg.connect(fresh.owner_dsn.replace(name, "postgres"), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        gone = register(ASHA)
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        back = register(ASHA)

    assert (gone.status_code, gone.json()["code"]) == (503, "unavailable")
    assert back.status_code == 200


def hurried(transaction, **how):
    with transaction(**how) as session:
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        yield session


def test_a_lock_that_is_held_too_long_is_503_so_that_the_command_is_sent_again(register, owner, database, monkeypatch):
    with owner.transaction():
        owner.execute("LOCK TABLE patients IN ACCESS EXCLUSIVE MODE")
        impatient = contextmanager(partial(hurried, database.transaction))
        monkeypatch.setattr(database, "transaction", impatient)
        answer = register(ASHA)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_every_answer_tells_the_servers_time(anyone, clock):
    answer = anyone.raw("GET", "/health")

    assert answer.headers["server-time"].startswith("2026-11-22T06:00:00.")


def test_a_contract_without_a_handler_or_twice_handled_stops_the_start(database, clock):
    unused: Any = None
    edge = Edge(database, clock, unused, unused, unused, unused, unused, unused)
    once = Routes()
    once.handles(patients.get)(unused)

    with pytest.raises(ContractBroken, match="no handler for"):
        edge.mount([once], endpoints())
    with pytest.raises(ContractBroken, match="two handlers"):
        edge.mount([once, once], [patients.get])
    with pytest.raises(ContractBroken, match="no contract for"):
        edge.mount([once], [])
    with pytest.raises(ContractBroken, match="two handlers"):
        once.handles(patients.get)(unused)
