"""What a message says is asked of its visit when it is sent, and again before its last word."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.features.reminders.handing import Handed
from server.features.reminders.mail import MailCarrier
from shared.contracts import appointments, calendar, patients, reminders, schedules
from shared.ids import DepartmentId
from shared.models.calendar import Remedy
from shared.models.patients import PatientDetails
from shared.models.reminders import MessageKind, MessageState, Rules
from shared.permissions import Role
from tests.server.features.reminders.conftest import DAY, Office

DHAKA = ZoneInfo("Asia/Dhaka")
DAY_BEFORE = DAY - timedelta(days=1)
HOURS: dict[str, Any] = {"weekday": DAY.weekday(), "ends": time(13), "slot_minutes": 20}


def discreet(office: Office) -> DepartmentId:
    departments = office.api(Role.MANAGER).send(reminders.settings()).departments
    return next(key for key, name in departments.items() if name == "Department of doctor")


def no_mail(office: Office, patient: PatientDetails) -> None:
    office.desk.send(reminders.save_preferences(patient_id=patient.id, language=None, sms=True, email=False))


def other_address(office: Office, patient: PatientDetails) -> None:
    card = office.desk.send(patients.get(patient_id=patient.id))
    asked = patients.update(
        patient_id=card.id,
        version=card.version,
        name=card.name,
        sex=card.sex,
        birth=card.birth,
        phone=card.phone,
        email="new@example.org",
    )
    office.desk.send(asked)


def meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Done while the first letter is being prepared, up to its last dot."""
    prepare = MailCarrier._prepare

    def prepared(*given: Any) -> Handed | None:
        monkeypatch.setattr(MailCarrier, "_prepare", prepare)
        act()
        return prepare(*given)

    monkeypatch.setattr(MailCarrier, "_prepare", prepared)


def test_the_place_is_the_room_in_which_the_doctor_sits_then(office: Office):
    elsewhere = office.owner.execute("SELECT id, name FROM rooms ORDER BY name DESC LIMIT 1").fetchone()
    assert elsewhere is not None
    office.api(Role.MANAGER).send(
        schedules.add_weekly(doctor_id=office.house.doctor, starts=time(9), room_id=elsewhere[0], **HOURS)
    )
    office.book(office.patient())
    (message,) = office.messages()
    assert f"Place: {elsewhere[1]}." in office.message(message.id).text

    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()

    (letter,) = office.mail.taken
    assert f"25/11/2026, 09:00. Place: {elsewhere[1]}." in letter.get_content()


def test_a_department_is_discreet_from_the_next_message_on_whenever_that_was_planned(office: Office):
    office.book(office.patient())
    office.settle(Rules(email=True, discreet=[discreet(office)]))
    (message,) = office.messages()
    assert "Dr " not in office.message(message.id).text

    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()

    (letter,) = office.mail.taken
    assert "your appointment with Test Hospital is on" in letter.get_content()
    assert "Place: Test Hospital" in letter.get_content()


def test_a_kind_that_is_switched_off_is_not_sent_though_it_was_planned(office: Office):
    office.book(office.patient())
    office.settle(Rules(email=True, kinds=[MessageKind.FOLLOW_UP]))

    office.turn_to(DAY_BEFORE, time(10))
    office.send_due()

    assert office.told() == [("appointment", "skipped", "switched_off")]


def test_who_is_here_is_not_reminded_of_coming(office: Office):
    visit = office.book(office.patient())
    office.turn_to(DAY, time(9))  # nothing was sent on the day before
    office.desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

    office.send_due()

    assert office.told() == [("appointment", "skipped", "dropped")]
    assert office.mail.tries == 0


def test_not_by_a_persons_word_either(office: Office):
    visit = office.book(office.patient())
    office.turn_to(DAY_BEFORE, time(10))
    office.mail.rcpt = "550 no such mailbox"
    office.send_due()
    office.turn_to(DAY, time(9))
    office.desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))
    (failed,) = office.messages()
    office.mail.rcpt = ""

    office.api(Role.MANAGER).send(reminders.send_again(message_id=failed.id, version=failed.version))
    office.send_due()

    assert office.told() == [("appointment", "skipped", "dropped")]
    assert office.mail.taken == []


def test_a_no_that_is_said_while_the_server_is_reached_still_counts(office: Office, monkeypatch):
    patient = office.patient()
    office.book(patient)
    office.turn_to(DAY_BEFORE, time(10))
    meanwhile(office, monkeypatch, lambda: no_mail(office, patient))

    office.send_due()

    assert office.told() == [("appointment", "skipped", "opted_out")]
    assert (office.mail.tries, office.mail.taken) == (1, [])


def test_an_address_that_is_changed_while_the_server_is_reached_is_the_one_that_counts(office: Office, monkeypatch):
    patient = office.patient()
    office.book(patient)
    office.turn_to(DAY_BEFORE, time(10))
    meanwhile(office, monkeypatch, lambda: other_address(office, patient))

    office.send_due()
    (waits,) = office.messages()
    assert (waits.state, waits.tries, office.mail.taken) == (MessageState.PLANNED, 0, [])
    office.send_due()

    (letter,) = office.mail.taken
    assert letter["To"] == "new@example.org"
    assert office.told() == [("appointment", "accepted", None)]


@pytest.mark.parametrize(
    ("starts", "remedy", "goes_at"),
    [
        (time(8, 30), Remedy.CANCEL, "24 22:00"),
        (time(8, 30), Remedy.OTHER_DOCTOR, "24 22:00"),
        (time(9), Remedy.CANCEL, "25 08:00"),
        (time(9), Remedy.OTHER_DOCTOR, "25 08:00"),
    ],
)
def test_at_night_it_is_said_at_once_only_where_in_the_morning_the_patient_would_be_on_the_way(
    office: Office, starts, remedy, goes_at
):
    other = office.house.employees["doctor_b"]
    manager = office.api(Role.MANAGER)
    manager.send(schedules.add_weekly(doctor_id=office.house.doctor, starts=starts, **HOURS))
    manager.send(schedules.add_weekly(doctor_id=other, starts=time(11), **HOURS))
    office.book(office.patient())
    office.turn_to(DAY_BEFORE, time(22))

    office.desk.send(
        calendar.take_leave(
            doctor_id=office.house.doctor,
            first_day=DAY,
            last_day=DAY,
            reason="ill",
            remedy=remedy,
            to_doctor_id=other if remedy is Remedy.OTHER_DOCTOR else None,
        )
    )

    office.send_due()
    (message,) = [one for one in office.messages() if one.kind is not MessageKind.APPOINTMENT]
    assert f"{message.due_at.astimezone(DHAKA):%d %H:%M}" == goes_at
    assert len(office.mail.taken) == (goes_at == "24 22:00")
