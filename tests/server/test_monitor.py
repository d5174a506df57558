"""What machines that watch this one are told."""

import pytest
from ulid import ULID

from server.monitor import _is_here
from shared.contracts import appointments, patients, staff
from shared.models.patients import Sex, TypedAge
from shared.version import VERSION
from tests.support.server import WATCHER, Api


def metrics(client, token=WATCHER):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def line(text, start):
    return next(row.removeprefix(start).strip() for row in text.splitlines() if row.startswith(start))


def test_health_is_open_and_says_what_answers(client, house):
    for path in ("/health", "/api/health"):
        answer = client.get(path)
        assert answer.status_code == 200
        told = answer.json()
        assert (told["database"], told["redis"], told["version"]) == ("ok", "ok", VERSION)
        assert set(told) == {"status", "database", "redis", "disk", "version"}


def test_without_its_database_the_server_says_so(client, house, engine_room):
    database, leads = engine_room
    before, leads["dbname"] = leads["dbname"], "no_such_database"
    database.forget_connections()

    answer = client.get("/health")

    leads["dbname"] = before
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "down", "down")


def test_without_redis_the_server_is_degraded_and_goes_on(client, house, application):
    client.portal.call(application.hub.ready)
    application.hub._hears.clear()

    answer = client.get("/health")

    assert (answer.status_code, answer.json()["status"], answer.json()["redis"]) == (200, "degraded", "down")


def test_metrics_are_for_who_shows_the_token(client, house):
    assert client.get("/metrics").status_code == 403
    assert metrics(client, "another").status_code == 403
    assert metrics(client, "").status_code == 403
    assert metrics(client).status_code == 200


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.7", False), ("testclient", False)],
)
def test_or_for_this_machine(host, here):
    assert _is_here(host) is here


def test_calls_are_counted_by_name_and_status_and_no_label_names_anybody(client, house, api):
    desk = api("receptionist")
    key = str(ULID.from_datetime(client.clock.now()))
    register = patients.register(name="Rahima Begum", sex=Sex.FEMALE, age=TypedAge(amount=54))
    patient = desk.send(register, key=key)
    desk.send(register, key=key)
    desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, check_in=True))
    desk.send(staff.hospital())
    Api(client).raw("GET", "/hospital")

    told = metrics(client).text

    assert line(told, 'hms_request_seconds_count{call="GET /hospital",status="200"}') == "1.0"
    assert line(told, 'hms_request_seconds_count{call="POST /patients",status="200"}') == "2.0"
    assert line(told, 'hms_request_seconds_count{call="GET /hospital",status="401"}') == "1.0"
    assert line(told, "hms_commands_repeated_total") == "1.0"
    assert line(told, 'hms_queue_waiting{prefix="A"}') == "1.0"
    assert "Rahima" not in told
    assert str(patient.id) not in told
