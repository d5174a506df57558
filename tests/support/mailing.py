"""A house full of follow-ups whose reminders are all due now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import psycopg

from server.core.clock import SystemClock
from server.core.context import Actor, Context, Person
from server.core.database import Database
from server.core.house import House
from server.features.appointments.tables import Appointment
from server.features.patients.tables import Patient
from server.features.reminders.planning import Reminders, Visit
from server.features.reminders.repository import ReminderRepository
from server.features.reminders.tables import MessagingRow
from shared.ids import AppointmentId, EmployeeId, SessionId, UserId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.reminders import MailServer, Rules, Security, SmsGateway
from tests.support.ward import crowd


def plan_reminders(database: Database, doctor_id: EmployeeId, how_many: int, port: int, *, most_tries: int) -> None:
    """Planned as each visit is booked; then the clock is where they are due."""
    now = SystemClock().now()
    with database.transaction() as session:
        _settle(ReminderRepository(session), port, most_tries)
        person = Person(UserId(doctor_id), SessionId(doctor_id), doctor_id, None, "Doctor")
        ctx = Context(session, Actor(person=person), SystemClock(), House())
        day = (now + timedelta(days=3)).date()
        for patient_id in crowd(session, how_many, now):
            session.flush()
            session.get_one(Patient, patient_id).email = f"{patient_id}@example.org"
            visit = Visit(AppointmentId(new_id()), patient_id, day, None, is_follow_up=True)
            session.add(_appointment(visit, doctor_id, now))
            session.flush()
            Reminders(ctx).booked(visit)


def make_due(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE messages SET due_at = now()")
    owner.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")


@dataclass(frozen=True)
class Tally:
    """What the house says, held against what the mail server has."""

    states: dict[str, int]
    accepted_once: int
    accepted_twice: int
    said_accepted_and_was_not: int
    said_failed_and_was_accepted: int
    perhaps_accepted: int
    perhaps_not: int
    logged: int

    @property
    def open(self) -> int:
        return self.states.get("planned", 0) + self.states.get("sending", 0)


def tally(owner: psycopg.Connection, taken: list[str]) -> Tally:
    states = {str(message): state for message, state in owner.execute("SELECT id, state FROM messages").fetchall()}
    came = Counter(taken)

    def of(state: str, times: int) -> int:
        return sum(1 for message, known in states.items() if known == state and came[message] == times)

    (logged,) = owner.execute(
        "SELECT count(*) FROM appointment_events WHERE type = 'FOLLOWUP_REMINDER_SENT'"
    ).fetchone() or (0,)
    return Tally(
        states=dict(Counter(states.values())),
        accepted_once=of("accepted", 1),
        accepted_twice=sum(1 for times in came.values() if times > 1),
        said_accepted_and_was_not=of("accepted", 0),
        said_failed_and_was_accepted=of("failed", 1),
        perhaps_accepted=of("perhaps", 1),
        perhaps_not=of("perhaps", 0),
        logged=logged,
    )


def _settle(messages: ReminderRepository, port: int, most_tries: int) -> None:
    rules = Rules(email=True, quiet_from=time(), quiet_until=time(), most_tries=most_tries)
    mail = MailServer(host="127.0.0.1", port=port, security=Security.PLAIN, sender="desk@hospital.example")
    parts = {name: part.model_dump(mode="json") for name, part in (("rules", rules), ("mail", mail))}
    messages.add(MessagingRow(**parts, sms=SmsGateway().model_dump(mode="json"), mail_password="", sms_secret=""))


def _appointment(visit: Visit, doctor_id: EmployeeId, now: datetime) -> Appointment:
    return Appointment(
        id=visit.id,
        patient_id=visit.patient_id,
        doctor_id=doctor_id,
        assigned_by=doctor_id,
        appointment_date=visit.day,
        appointment_type=AppointmentType.FOLLOWUP,
        status=AppointmentStatus.SCHEDULED,
        booked_at=now,
    )
