"""What is planned, moved, dropped and skipped as visits change."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.features.reminders.rules import not_quiet, pause_after
from shared.contracts import appointments, calendar, consultations, reminders, schedules
from shared.models.calendar import Remedy
from shared.models.reminders import Channel, MessageKind, Rules
from tests.server.features.reminders.conftest import DAY, Office
from tests.support.bench import Bench

DHAKA = ZoneInfo("Asia/Dhaka")
DAY_BEFORE = DAY - timedelta(days=1)
LATER = DAY + timedelta(days=2)
NIGHT = Rules(quiet_from=time(21), quiet_until=time(8))
NOON_REST = Rules(quiet_from=time(12), quiet_until=time(14))


@pytest.mark.parametrize(
    ("rules", "at", "then"),
    [
        (NIGHT, "2026-11-24T20:59", "2026-11-24T20:59"),
        (NIGHT, "2026-11-24T21:00", "2026-11-25T08:00"),
        (NIGHT, "2026-11-25T00:30", "2026-11-25T08:00"),
        (NIGHT, "2026-11-25T08:00", "2026-11-25T08:00"),
        (NOON_REST, "2026-11-25T13:59", "2026-11-25T14:00"),
        (NOON_REST, "2026-11-25T11:59", "2026-11-25T11:59"),
        (Rules(quiet_from=time(8), quiet_until=time(8)), "2026-11-25T08:00", "2026-11-25T08:00"),
    ],
)
def test_quiet_hours_are_slept_through(rules, at, then):
    moved = not_quiet(datetime.fromisoformat(f"{at}+06:00"), rules, DHAKA)

    assert moved == datetime.fromisoformat(f"{then}+06:00")


def test_each_pause_is_longer_up_to_an_hour():
    minutes = [pause_after(tries) / timedelta(minutes=1) for tries in (1, 2, 3, 4, 5, 9)]

    assert all(0.8 * about <= pause <= 1.2 * about for about, pause in zip((1, 2, 5, 15, 60, 60), minutes, strict=True))


def test_a_visit_is_called_to_mind_the_day_before_and_moves_with_it(office: Office):
    visit = office.book(office.patient())
    (planned,) = office.messages()
    assert (planned.kind, planned.channel) == (MessageKind.APPOINTMENT, Channel.EMAIL)
    assert planned.due_at.astimezone(DHAKA) == datetime.combine(DAY_BEFORE, time(10), DHAKA)

    office.desk.send(
        appointments.reschedule(appointment_id=visit.id, version=visit.version, date=LATER, reason="away on that day")
    )

    assert office.told() == [("appointment", "skipped", "dropped"), ("appointment", "planned", None)]
    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()
    assert office.mail.taken == []
    office.turn_to(LATER - timedelta(days=1), time(10))
    office.send_due()
    (letter,) = office.mail.taken
    assert "27/11/2026" in letter.get_content()


def test_a_cancelled_visit_is_not_called_to_mind(office: Office):
    visit = office.book(office.patient(), follow_up=True)
    assert office.told() == [("follow_up", "planned", None)]

    office.desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="the patient travels"))
    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()

    assert office.told() == [("follow_up", "skipped", "dropped")]
    assert office.mail.tries == 0


def test_who_is_booked_after_the_reminders_hour_has_just_been_told(office: Office):
    office.book(office.patient(), day=date(2026, 11, 23))

    assert office.told() == []


def test_nothing_is_planned_in_a_house_that_sends_nothing(office: Office):
    office.settle(Rules())
    office.book(office.patient())

    assert office.told() == []


def test_every_open_way_is_gone_and_where_none_is_that_is_listed_once(office: Office):
    office.settle(Rules(email=True, sms=True))
    both, neither, silent = office.patient(), office.patient(email=None, phone=None), office.patient()
    office.desk.send(reminders.save_preferences(patient_id=silent.id, language=None, sms=False, email=False))

    for number, patient in enumerate((both, neither, silent)):
        office.book(patient, day=DAY + timedelta(days=number))

    found = [(one.patient_id, one.channel.value, one.reason and one.reason.value) for one in office.messages()]
    assert found == [
        (both.id, "sms", None),
        (both.id, "email", None),
        (neither.id, "sms", "no_address"),
        (silent.id, "sms", "opted_out"),
    ]


def test_a_no_said_after_it_was_planned_counts_when_it_is_due(office: Office):
    patient = office.patient()
    office.book(patient)
    office.desk.send(reminders.save_preferences(patient_id=patient.id, language=None, sms=True, email=False))

    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()

    assert office.told() == [("appointment", "skipped", "opted_out")]


@pytest.mark.parametrize(
    ("remedy", "told"),
    [(Remedy.CANCEL, "session_cancelled"), (Remedy.OTHER_DOCTOR, "session_moved"), (Remedy.KEEP, None)],
)
def test_who_is_hit_by_a_doctors_leave_is_told_what_became_of_the_visit(office: Office, remedy, told):
    other = office.house.employees["doctor_b"]
    hours: dict[str, Any] = {"weekday": DAY.weekday(), "starts": time(9), "ends": time(11), "slot_minutes": 20}
    office.book(office.patient())
    office.api("manager").send(schedules.add_weekly(doctor_id=other, **hours))

    office.desk.send(
        calendar.take_leave(
            doctor_id=office.house.doctor,
            first_day=DAY,
            last_day=DAY,
            reason="conference",
            remedy=remedy,
            to_doctor_id=other if remedy is Remedy.OTHER_DOCTOR else None,
        )
    )
    office.send_due()

    assert [kind for kind, state, _ in office.told() if state == "accepted"] == ([told] if told else [])
    assert len(office.mail.taken) == bool(told)


def test_a_report_is_ready_once_all_of_the_visit_is_and_nothing_is_said_of_it(bench: Bench, office: Office):
    visit = bench.visit(office.patient().id)
    first, last = bench.order(visit, "ELEC", "FBS")
    bench.receive(visit, [first, last])
    bench.doctor.send(consultations.complete(appointment_id=visit, version=1))
    for order, values in ((first, {"NA": "140", "K": "4.2", "CL": "101"}), (last, {"GLUF": "92"})):
        assert office.told() == []
        bench.enter(order, values)
        bench.verify(order)
        bench.review(order)
        bench.release(order)

    assert office.told() == [("report_ready", "planned", None)]
    office.send_due()
    (letter,) = office.mail.taken
    assert letter.get_content().strip() == "Asha Rahman: your report is ready and can be fetched at Test Hospital."
    assert office.events(visit)[-1] == "MESSAGE_SENT"


def test_a_discreet_departments_doctor_and_room_are_not_named(office: Office):
    departments = office.api("manager").send(reminders.settings()).departments
    (discreet,) = [key for key, name in departments.items() if name == "Department of doctor"]
    office.settle(Rules(email=True, discreet=[discreet]))
    office.book(office.patient())
    office.book(office.patient(), doctor=office.house.employees["doctor_b"])

    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()

    texts = sorted(letter.get_content() for letter in office.mail.taken)
    assert [("Dr " in text, "Place: Test Hospital" in text) for text in texts] == [(True, False), (False, True)]
