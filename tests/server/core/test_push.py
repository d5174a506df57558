"""Live screens: everyone sees the present state, every change, and nothing that is not theirs."""

import json

import pytest
import redis

from server.core import push
from server.core.push import Follower, Watch
from shared.contracts import access, appointments, patients, people, queue
from shared.ids import new_id
from shared.models.patients import Severity
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting
from tests.server.features.patients.people import registered
from tests.support.stream import Screens, eventually

NAME = "Zubaida Qureshi"


@pytest.fixture
def screens(client):
    screens = Screens(client)
    yield screens
    screens.close_all()


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def doctor(api):
    return api("doctor")


@pytest.fixture
def queue_watch(house):
    return f"queue:{house.doctor}"


@pytest.fixture
def board_watch(house):
    return f"board:{house.workstations[WorkstationKind.DISPLAY]}"


def names(stream):
    return [[entry["name"] for entry in picture["entries"]] for picture in stream.of("queue")]


def test_a_stream_begins_with_the_present_state(screens, desk, doctor, house, queue_watch):
    waiting(desk, house.doctor, NAME)

    stream = screens.open(doctor, queue_watch)

    eventually(lambda: stream.of("queue"))
    assert stream.raw.startswith(b": beat\n\n")
    assert names(stream) == [[NAME]]


def test_a_change_is_pushed_to_everyone_who_follows(screens, desk, doctor, house, queue_watch, board_watch):
    followers = [screens.open(desk, queue_watch), screens.open(doctor, queue_watch, board_watch)]
    eventually(lambda: all(stream.of("queue") for stream in followers))

    waiting(desk, house.doctor, NAME)

    eventually(lambda: all(names(stream)[-1] == [NAME] for stream in followers))
    eventually(lambda: any(room["waiting"] == 1 for room in followers[1].of("board")[-1]["rooms"]))
    versions = [picture["version"] for picture in followers[0].of("queue")]
    assert versions == sorted(versions)


def test_changed_topics_name_the_records(screens, desk, doctor):
    stream = screens.open(doctor, "topics")
    card = registered(desk, NAME)

    eventually(lambda: stream.of("changed"))

    assert stream.of("changed") == [{"topics": ["patients"], "ids": [str(card.id)]}]


def test_who_follows_another_doctor_is_left_in_peace(screens, desk, doctor, house):
    stream = screens.open(doctor, f"queue:{house.employees['doctor_b']}")
    eventually(lambda: stream.of("queue"))

    waiting(desk, house.doctor)
    waiting(desk, house.employees["doctor_b"])

    eventually(lambda: len(stream.of("queue")) > 1)
    assert {picture["doctor_id"] for picture in stream.of("queue")} == {str(house.employees["doctor_b"])}
    assert len(stream.of("queue")) == 2


def test_a_revoked_session_ends_its_stream_at_once_and_only_its_own(api, screens, desk, doctor, queue_watch):
    at_desk, at_doctor = screens.open(desk, queue_watch), screens.open(doctor, queue_watch)
    session = desk.send(access.me()).session_id

    api("administrator").send(access.revoke_session(session_id=session))

    eventually(lambda: at_desk.ended)
    assert at_desk.events[-1] == ("session", {"reason": "revoked"})
    assert not at_doctor.ended


def test_with_other_rights_a_stream_ends_and_is_opened_again_without_what_they_reach_no_more(
    api, screens, desk, doctor, house, queue_watch
):
    office = api("administrator")
    at_desk, at_doctor = screens.open(desk, queue_watch, "topics"), screens.open(doctor, queue_watch)
    card = office.send(people.get(employee_id=house.employees["receptionist"])).account
    nothing = people.give_roles(user_id=card.user_id, version=card.version, role_ids=[])

    office.send(nothing)

    eventually(lambda: at_desk.ended)
    assert at_desk.events[-1] == ("session", {"reason": "permissions"})
    assert not at_doctor.ended
    assert screens.open(desk, queue_watch).status == 403
    eventually(lambda: at_doctor.of("queue"))  # so that who joins now is shown it at once, or never
    anew = screens.open(desk, queue_watch, "topics")
    office.send(people.rename_account(user_id=card.user_id, version=card.version + 1, user_name="desk.b"))
    eventually(lambda: anew.of("changed"))
    assert anew.status == 200
    assert not anew.of("queue")


@pytest.mark.parametrize("reason", ["revoked", "permissions"])
def test_a_session_that_ends_or_changes_while_its_stream_is_opened_is_told_so(application, client, reason):
    session = new_id()
    eventually(application.hub._hears.is_set)  # or every stream is closed, whoever asks
    client.portal.call(application.hub._ended, session, reason)
    late = Follower(frozenset({Watch("topics")}), frozenset({session}), asked_at=0)

    client.portal.call(application.hub.join, late)

    assert late.closing
    assert late.pending == {"session": push.ending(reason)}
    client.portal.call(application.hub.leave, late)


def test_an_ending_is_remembered_only_while_a_stream_may_still_be_opening(application, client, monkeypatch):
    monkeypatch.setattr(push, "_OPENING_SECONDS", 0.0)
    hub, last = application.hub, new_id()

    for session, reason in ((new_id(), "revoked"), (new_id(), "permissions"), (last, "revoked")):
        client.portal.call(hub._ended, session, reason)

    assert set(hub._endings) == {last}


def test_after_the_last_words_nothing_is_told():
    follower = Follower(frozenset(), frozenset())
    follower.offer("queue", b"a patient's name")

    follower.close(b"revoked")
    follower.offer("queue", b"a patient's name")

    assert follower.pending == {"session": b"revoked"}


def test_a_screen_that_stopped_reading_is_let_go_before_it_fills_the_memory():
    follower = Follower(frozenset(), frozenset())

    for number in range(10 * push.MOST_WAITING):
        follower.offer(number, b"a change")

    assert follower.closing
    assert follower.pending == {"session": push.frame("session", b'{"reason": "leaving"}')}


def test_a_slow_reader_gets_the_latest_picture_only_and_delays_nobody(screens, desk, doctor, house, queue_watch):
    slow, quick = screens.open(desk, queue_watch), screens.open(doctor, queue_watch)
    eventually(lambda: slow.of("queue") and quick.of("queue"))
    screens.do(slow, read=False)
    people = [f"Patient {number}" for number in range(8)]
    for number, name in enumerate(people, start=1):
        waiting(desk, house.doctor, name)
        eventually(lambda number=number: len(names(quick)[-1]) == number)
    before = len(slow.of("queue"))

    screens.do(slow, read=True)

    eventually(lambda: names(slow)[-1] == people)
    # the one it was just being sent when it stopped, then the latest: those between were never kept
    assert len(slow.of("queue")) <= before + 2


def test_after_redis_was_away_streams_begin_anew_with_what_was_missed(
    screens, desk, doctor, house, queue_watch, fresh, monkeypatch
):
    monkeypatch.setattr(push, "_RECONNECT_SECONDS", 0.0)
    stream = screens.open(doctor, queue_watch, "topics")
    eventually(lambda: stream.of("queue"))

    with redis.Redis.from_url(fresh.redis_url) as admin:
        admin.client_kill_filter(_type="pubsub")
    waiting(desk, house.doctor, NAME)
    eventually(lambda: stream.ended)
    anew = screens.open(doctor, queue_watch)

    assert stream.events[-1] == ("session", {"reason": "leaving"})
    eventually(lambda: anew.of("queue"))
    eventually(lambda: names(anew)[-1] == [NAME])


def test_without_redis_a_stream_is_refused_instead_of_showing_the_old_as_new(
    application, client, screens, doctor, queue_watch, monkeypatch
):
    monkeypatch.setattr(push, "_PATIENCE_SECONDS", 0.05)
    eventually(application.hub._hears.is_set)  # it may just be starting
    client.portal.call(application.hub._lost)

    stream = screens.open(doctor, queue_watch)

    eventually(lambda: stream.ended)
    assert (stream.status, json.loads(stream.raw)["code"]) == (503, "unavailable")


def test_a_picture_that_failed_is_drawn_again(application, screens, doctor, queue_watch, monkeypatch):
    monkeypatch.setattr(push, "_REDRAW_FAILED_SECONDS", 0.05)
    draw, failures = application.hub._builders["queue"], iter(range(2))

    def failing(doctor_id):
        if next(failures, None) is not None:
            raise OSError
        return draw(doctor_id)

    monkeypatch.setitem(application.hub._builders, "queue", failing)

    stream = screens.open(doctor, queue_watch)

    eventually(lambda: stream.of("queue"))
    assert next(failures, None) is None


@pytest.fixture
def redraws(monkeypatch):
    """Asked for first, so that the hub begins with it."""
    monkeypatch.setattr(push, "REDRAW_SECONDS", 0.05)


def test_a_new_day_is_shown_though_nobody_announced_it(redraws, screens, desk, doctor, house, clock, queue_watch):
    stream = screens.open(doctor, queue_watch)
    waiting(desk, house.doctor, NAME)
    eventually(lambda: names(stream) and names(stream)[-1] == [NAME])

    clock.set(clock.now().replace(day=23))

    eventually(lambda: names(stream)[-1] == [])
    assert len(names(stream)) <= 3  # drawn many times, sent when it changed


@pytest.mark.parametrize(
    ("who", "watch", "status"),
    [
        ("doctor", "queue:not-an-id", 422),
        ("doctor", "unheard:of", 422),
        ("doctor", "topics:1", 422),
        ("doctor", "queue:", 422),
        ("administrator", "queue:{doctor}", 403),
        (Role.DISPLAY, "queue:{doctor}", 403),
        (Role.DISPLAY, "topics", 401),
        (Role.DISPLAY, "board:{doctor}", 403),
    ],
)
def test_what_may_not_be_watched_is_refused(api, screens, house, who, watch, status):
    stream = screens.open(api(who), watch.format(doctor=house.doctor))

    assert stream.status == status


def test_more_watches_than_fit_are_refused(screens, doctor):
    assert screens.open(doctor, *(f"queue:{new_id()}" for _ in range(21))).status == 422
    assert screens.open(doctor).status == 422


def test_a_displays_stream_never_holds_a_name(api, screens, desk, doctor, house, board_watch):
    """Every kind of message there is, while one patient goes the whole way."""
    screen = screens.open(api(Role.DISPLAY), board_watch)
    visit = waiting(desk, house.doctor, NAME)
    desk.send(patients.record_allergy(patient_id=visit.patient.id, substance="Penicillin", severity=Severity.SEVERE))
    entry = doctor.send(queue.call_next(doctor_id=house.doctor))
    for move in (queue.recall, queue.enter):
        entry = doctor.send(move(appointment_id=visit.id, version=entry.version))
    other = waiting(desk, house.doctor, f"{NAME} Begum")
    desk.send(appointments.cancel(appointment_id=other.id, version=other.version, reason=f"{NAME} went home"))
    api("administrator").send(access.revoke_session(session_id=desk.send(access.me()).session_id))

    eventually(lambda: screen.of("board") and any(room["now_serving"] for room in screen.of("board")[-1]["rooms"]))
    eventually(lambda: not any(room["calling"] for room in screen.of("board")[-1]["rooms"]))

    assert {kind for kind, _ in screen.events} == {"board"}
    for part in (*NAME.split(), "Begum", "Penicillin", visit.patient.patient_no, str(visit.patient.id), str(visit.id)):
        assert part.encode() not in screen.raw


def test_a_hub_forgets_what_nobody_follows(application, screens, doctor, queue_watch):
    stream = screens.open(doctor, queue_watch)
    eventually(lambda: stream.of("queue"))

    screens.close(stream)

    hub = application.hub
    assert (hub.everyone, hub._followers, hub._frames, hub._shown) == (set(), {}, {}, {})
