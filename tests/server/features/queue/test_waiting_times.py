"""When a turn is likely to come."""

from datetime import date, timedelta

import pytest

from shared.contracts import access, appointments, consultations, queue
from shared.models.queue import PaceSource, SessionNotice
from tests.server.features.appointments.visits import booked, waiting
from tests.server.features.queue.steps import step
from tests.support.house import PASSWORD
from tests.support.plans import listening
from tests.support.server import Api

MINUTE = timedelta(minutes=1)


class Person:
    """Signs in before each call: these days are long, and passwords are asked for anew."""

    def __init__(self, client, house, who):
        self._alone = Api(client, house.device_for(who))
        self._client, self._user_name = client, house.user_name(who)

    def send(self, call):
        signed_in = self._alone.send(access.sign_in(user_name=self._user_name, password=PASSWORD))
        return Api(self._client, self._alone.device, signed_in.access_token).send(call)


@pytest.fixture
def desk(client, house):
    return Person(client, house, "receptionist")


@pytest.fixture
def doctor(client, house):
    return Person(client, house, "doctor")


@pytest.fixture
def see(desk, doctor, house, clock):
    """Somebody comes, and is seen for some minutes."""

    def see(name, minutes):
        waiting(desk, house.doctor, name)
        entry = doctor.send(queue.call_next(doctor_id=house.doctor))
        entry = doctor.send(queue.enter(**step(entry)))
        clock.advance(minutes * MINUTE)
        doctor.send(consultations.complete(appointment_id=entry.appointment_id, version=1))

    return see


def picture(desk, house):
    return desk.send(queue.of_doctor(doctor_id=house.doctor))


def expected(desk, house):
    return {entry.name: entry.expected_minutes for entry in picture(desk, house).entries}


def test_without_history_the_houses_time_counts(desk, house):
    first, second, third = (waiting(desk, house.doctor, name) for name in ("Asha", "Badal", "Chitra"))

    assert (picture(desk, house).pace.minutes, picture(desk, house).pace.source) == (10.0, PaceSource.HOUSE)
    assert [visit.expected_minutes for visit in (first, second, third)] == [0, 10, 20]
    assert expected(desk, house) == {"Asha": 0, "Badal": 10, "Chitra": 20}


def test_after_three_the_median_of_today_counts(desk, house, see):
    for name, minutes in (("Asha", 4), ("Badal", 6)):
        see(name, minutes)
    assert picture(desk, house).pace.source is PaceSource.HOUSE

    see("Chitra", 50)

    waiting(desk, house.doctor, "Dipa")
    waiting(desk, house.doctor, "Ela")
    assert (picture(desk, house).pace.minutes, picture(desk, house).pace.source) == (6.0, PaceSource.TODAY)
    assert expected(desk, house) == {"Dipa": 0, "Ela": 6}


def test_what_the_present_one_has_used_is_taken_off(desk, doctor, house, clock):
    for name in ("Asha", "Badal", "Chitra"):
        waiting(desk, house.doctor, name)
    called = doctor.send(queue.call_next(doctor_id=house.doctor))
    assert expected(desk, house) == {"Asha": None, "Badal": 10, "Chitra": 20}
    doctor.send(queue.enter(**step(called)))

    seen = []
    for minutes in (0, 4, 20):
        clock.advance(minutes * MINUTE)
        seen.append([expected(desk, house)[name] for name in ("Badal", "Chitra")])

    assert seen == [[10, 20], [6, 16], [0, 10]]


def test_time_out_for_tests_is_no_time_in_the_room(desk, doctor, house, clock, see):
    see("Asha", 6)
    see("Badal", 6)
    waiting(desk, house.doctor, "Chitra")
    entry = doctor.send(queue.call_next(doctor_id=house.doctor))
    entry = doctor.send(queue.enter(**step(entry)))
    clock.advance(3 * MINUTE)
    entry = doctor.send(queue.send_for_tests(**step(entry)))
    clock.advance(60 * MINUTE)
    entry = doctor.send(queue.return_to_queue(**step(entry)))
    entry = doctor.send(queue.call(**step(entry)))
    doctor.send(queue.enter(**step(entry)))
    clock.advance(3 * MINUTE)
    doctor.send(consultations.complete(appointment_id=entry.appointment_id, version=1))

    assert (picture(desk, house).pace.minutes, picture(desk, house).pace.source) == (6.0, PaceSource.TODAY)


def test_the_last_month_counts_before_three_were_seen_today(desk, house, see, clock):
    for name, minutes in (("Asha", 5), ("Badal", 7), ("Chitra", 90)):
        see(name, minutes)
    clock.advance(timedelta(days=29))
    waiting(desk, house.doctor, "Dipa")
    assert (picture(desk, house).pace.minutes, picture(desk, house).pace.source) == (7.0, PaceSource.LAST_30_DAYS)

    clock.advance(timedelta(days=2))
    waiting(desk, house.doctor, "Ela")

    assert picture(desk, house).pace.source is PaceSource.HOUSE


def test_while_the_doctor_is_away_the_wait_begins_when_he_is_back_if_that_is_known(desk, doctor, house, clock):
    waiting(desk, house.doctor, "Asha")
    waiting(desk, house.doctor, "Badal")
    doctor.send(queue.pause(doctor_id=house.doctor, notice=SessionNotice.ROUND))
    assert expected(desk, house) == {"Asha": None, "Badal": None}

    back = clock.now() + 30 * MINUTE
    doctor.send(queue.pause(doctor_id=house.doctor, notice=SessionNotice.ROUND, back_at=back))

    assert expected(desk, house) == {"Asha": 30, "Badal": 40}
    first = picture(desk, house).entries[0]
    assert abs(first.expected_at - back) < MINUTE
    clock.advance(45 * MINUTE)
    assert expected(desk, house) == {"Asha": 0, "Badal": 10}


def test_each_answer_says_what_the_queue_says(desk, house, clock):
    for name in ("Asha", "Badal", "Chitra"):
        waiting(desk, house.doctor, name)
    waiting(desk, house.employees["doctor_b"], "Dipa")
    last = booked(desk, house.doctor, "Ela")

    rows = {row.patient.name: row.expected_minutes for row in desk.send(appointments.of_day()).items}
    _, second, third = picture(desk, house).entries
    moved = desk.send(queue.reorder(**step(third), before=second.appointment_id))

    assert rows == {"Asha": 0, "Badal": 10, "Chitra": 20, "Dipa": 0, "Ela": None}
    assert (moved.expected_minutes, expected(desk, house)["Chitra"]) == (10, 10)
    assert last.expected_minutes is None
    clock.advance(timedelta(days=1))
    assert {row.expected_minutes for row in desk.send(appointments.of_day(date=date(2026, 11, 22))).items} == {None}


def test_a_long_list_takes_no_more_statements_than_a_short_one(desk, house, database):
    def statements():
        with listening(database) as asked:
            desk.send(appointments.of_day())
        return len(asked)

    waiting(desk, house.doctor, "Asha")
    short = statements()
    for number in range(8):
        waiting(desk, house.employees[("doctor", "doctor_b")[number % 2]], f"Patient {number}")

    assert statements() == short


def test_medians_are_read_from_their_index_alone(desk, house, owner, database):
    visit = waiting(desk, house.doctor)
    columns = [
        name
        for (name,) in owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'appointments'::regclass AND attnum > 0 "
            "AND attgenerated = '' AND NOT attisdropped"
        )
    ]
    changed = {
        "id": "gen_random_uuid()",
        "status": "'completed'",
        "appointment_date": "appointment_date - mod(n, 200)",
        "serial_number": "n + 1",
        "queue_position": "n + 1",
        "room_seconds": "mod(n, 900)",
    }
    owner.execute(
        f"INSERT INTO appointments ({', '.join(columns)}) SELECT {', '.join(changed.get(c, c) for c in columns)} "
        "FROM appointments, generate_series(1, 8000) AS n WHERE id = %s",
        (visit.id,),
    )
    owner.execute("VACUUM ANALYZE appointments")
    owner.execute("UPDATE queue_days SET usual_seconds = NULL")
    with listening(database) as asked:
        waiting(desk, house.doctor, "Badal")

    medians = [(statement, values) for statement, values in asked if "percentile_cont" in statement]
    plans = [
        "\n".join(row[0] for row in owner.execute(f"EXPLAIN {statement}", values)) for statement, values in medians
    ]
    assert ["UPDATE" in statement for statement, _ in medians] == [True, False]
    assert all("Index Only Scan using ix_appointments_pace" in plan for plan in plans), plans
    assert not any("Seq Scan on appointments" in plan for plan in plans), plans
    assert visit.expected_minutes == 0
