"""A patient's phone shows the place in the queue, and nothing about anybody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from server.core.push import Watch
from shared.contracts import appointments, queue
from shared.languages import Language
from shared.models.queue import QueueEntry, SessionNotice
from tests.server.features.appointments.visits import booked, waiting
from tests.server.features.schedules.hours import sits
from tests.support.stream import eventually

DHAKA = ZoneInfo("Asia/Dhaka")


def place(phones, link):
    return phones.open(link, "/now").json()


def moved(doctor, call, entry: QueueEntry, **more):
    return doctor.send(call(appointment_id=entry.appointment_id, version=entry.version, **more))


def test_a_phone_shows_the_own_number_the_one_being_seen_and_how_many_are_before(phones, desk, house, call_next):
    first, second, third = (waiting(desk, house.doctor, name) for name in ("Asha Rahman", "Badal Khan", "Chitra Das"))

    assert third.expected_at
    assert place(phones, first.phone_link)["place"] == "next"
    assert place(phones, third.phone_link) == {
        "token": third.token,
        "place": "waiting",
        "room": third.room,
        "serving": None,
        "ahead": 2,
        "expected": f"{third.expected_at.astimezone(DHAKA):%H:%M}",
        "calls": 0,
        "away": None,
        "back": None,
        "shown": ["waiting", "queue", "expected"],
    }
    call_next()
    assert place(phones, first.phone_link)["place"] == "called"
    assert place(phones, third.phone_link)["serving"] == first.token
    assert [place(phones, one.phone_link)["ahead"] for one in (second, third)] == [1, 2]


def test_a_phone_names_the_room_that_is_planned_for_these_hours(phones, desk, house, owner):
    (room,) = owner.execute("SELECT id FROM rooms WHERE name = '101'").fetchone()
    sits(desk, house.doctor, 9, 15, room_id=room)

    visit = waiting(desk, house.doctor)

    assert place(phones, visit.phone_link)["room"] == visit.room == "101"


def test_as_many_are_before_as_the_slip_says(phones, desk, doctor, house, call_next):
    waiting(desk, house.doctor, "Asha Rahman")
    moved(doctor, queue.enter, call_next())

    slip = waiting(desk, house.doctor, "Badal Khan")

    assert (slip.people_ahead, place(phones, slip.phone_link)["ahead"]) == (0, 0)
    assert place(phones, slip.phone_link)["place"] == "next"


def test_every_step_of_the_way_has_its_word(phones, desk, doctor, house, call_next):
    visit = waiting(desk, house.doctor)
    seen = [place(phones, visit.phone_link)["place"]]

    entry = call_next()
    seen.append(place(phones, visit.phone_link)["place"])
    entry = moved(doctor, queue.skip, entry)
    seen.append(place(phones, visit.phone_link)["place"])
    entry = moved(doctor, queue.return_to_queue, entry)
    entry = call_next()
    for _ in range(2):
        entry = moved(doctor, queue.recall, entry)
    entry = moved(doctor, queue.no_show, entry)
    seen.append(place(phones, visit.phone_link)["place"])
    moved(doctor, queue.return_to_queue, entry, reason="came late")
    entry = moved(doctor, queue.enter, call_next())
    seen.append(place(phones, visit.phone_link)["place"])

    assert seen == ["next", "called", "on_hold", "missed", "in_room"]


def test_a_cancelled_number_says_so(phones, desk, house):
    visit = waiting(desk, house.doctor)

    desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home"))

    assert place(phones, visit.phone_link)["place"] == "cancelled"


def test_a_doctor_who_is_away_and_one_who_has_left_are_told_apart(phones, desk, doctor, house, clock):
    link = waiting(desk, house.doctor).phone_link
    back_at = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)

    doctor.send(queue.pause(doctor_id=house.doctor, notice=SessionNotice.PRAYER, back_at=back_at))
    away = place(phones, link)
    doctor.send(queue.resume(doctor_id=house.doctor))
    there = place(phones, link)
    doctor.send(queue.end_day(doctor_id=house.doctor))
    gone = place(phones, link)

    assert (away["shown"], away["back"]) == (["next", "queue", "paused", "expected", "back"], "13:15")
    assert there["shown"] == ["next", "queue"]
    assert gone["shown"] in (["ended"], ["missed"], ["cancelled"])


def test_who_is_sent_to_another_doctor_is_followed_there_with_the_new_number(phones, follow, desk, house):
    visit = waiting(desk, house.doctor)
    other = house.employees["doctor_b"]
    stream = follow(visit.phone_link)
    eventually(lambda: stream.of("phone"))

    desk.send(queue.transfer(appointment_id=visit.id, version=visit.version, doctor_id=other))

    eventually(lambda: stream.ended)
    assert stream.of("session") == [{"reason": "leaving"}]
    assert place(phones, visit.phone_link)["token"] == "B-001"
    there = follow(visit.phone_link)
    eventually(lambda: there.of("phone"))


def test_the_page_says_its_state_before_any_script_has_run(phones, desk, house, call_next):
    visit = waiting(desk, house.doctor)
    call_next()

    page = phones.open(visit.phone_link)

    assert page.status_code == 200
    assert '<body data-place="called"' in page.text
    assert f"<title>{visit.token} · It is your turn. Please go to room {visit.room}.</title>" in page.text
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page.text


def test_a_page_with_all_its_files_is_small(phones, desk, house, owner, clock):
    owner.execute("UPDATE settings SET languages = 'en,bn,hi,ar'")
    clock.advance(timedelta(seconds=10))
    link = waiting(desk, house.doctor).phone_link

    for language in Language:
        page = phones.open(link, params={"l": language.value})
        files = [phones.get(f"/phone.{kind}") for kind in ("css", "js")]
        assert len(page.content) + sum(len(one.content) for one in files) < 15_000


def test_the_page_speaks_what_the_browser_asks_for_of_what_the_hospital_speaks(phones, desk, house, owner, clock):
    owner.execute("UPDATE settings SET languages = 'en,bn,ar'")
    clock.advance(timedelta(seconds=10))
    link = waiting(desk, house.doctor).phone_link

    page = phones.open(link, headers={"accept-language": "ar-EG,en;q=0.2"})

    assert '<html lang="ar" dir="rtl">' in page.text
    assert page.text.count("hreflang") == 3
    assert '<html lang="bn" dir="ltr">' in phones.open(link, params={"l": "bn"}).text


def test_a_language_the_hospital_does_not_speak_is_not_offered(phones, desk, house):
    page = phones.open(waiting(desk, house.doctor).phone_link, headers={"accept-language": "ar"})

    assert '<html lang="en"' in page.text
    assert "<nav" not in page.text


def test_a_number_is_followed_live(follow, phones, desk, doctor, house, call_next):
    visit = waiting(desk, house.doctor)
    other = waiting(desk, house.doctor, "Badal Khan")
    streams = [follow(visit.phone_link), follow(other.phone_link)]
    eventually(lambda: all(stream.of("phone") for stream in streams))

    call_next()

    eventually(lambda: [stream.of("phone")[-1]["place"] for stream in streams] == ["called", "waiting"])
    assert {told["token"] for told in streams[1].of("phone")} == {other.token}


def test_a_phone_hears_nothing_where_nothing_changed_for_it(follow, desk, house):
    stream = follow(waiting(desk, house.doctor).phone_link)
    eventually(lambda: stream.of("phone"))

    last = follow(waiting(desk, house.doctor, "Badal Khan").phone_link)

    eventually(lambda: last.of("phone"))
    assert len(stream.of("phone")) == 1


def test_the_sixth_phone_on_a_slip_ends_the_first(follow, desk, house):
    link = waiting(desk, house.doctor).phone_link
    first, *others = (follow(link) for _ in range(6))

    eventually(lambda: first.ended)
    assert first.of("session") == [{"reason": "elsewhere"}]
    assert not any(stream.ended for stream in others)


def test_the_link_dies_with_the_day(phones, follow, desk, house, clock):
    link = waiting(desk, house.doctor).phone_link
    before = phones.open(link)

    clock.advance(timedelta(days=1))

    after = phones.open(link)
    assert (before.status_code, after.status_code) == (200, 404)
    assert after.text == phones.open(link[:-16] + "A" * 16).text
    assert "It is your turn" not in after.text
    assert follow(link).status == 404


def test_a_stream_ends_with_the_day(application, client, follow, desk, house, clock):
    visit = waiting(desk, house.doctor)
    stream = follow(visit.phone_link)
    eventually(lambda: stream.of("phone"))

    clock.advance(timedelta(days=1))
    client.portal.call(application.hub._mark, Watch("phone", house.doctor))

    eventually(lambda: stream.ended)


def test_a_booking_that_is_not_checked_in_has_no_link(desk, house):
    assert booked(desk, house.doctor).phone_link == ""
