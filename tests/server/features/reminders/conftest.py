"""A house that sends messages, and its clock turned to when they are due."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import psycopg
import pytest

from server.core.database import Database
from server.core.house import Houses
from server.features.lab.telling import standing
from server.features.reminders.sending import Sender
from shared.ages import Precision
from shared.contracts import appointments, patients, reminders
from shared.ids import AppointmentId, EmployeeId, MessageId
from shared.models.appointments import AppointmentDetails, AppointmentType
from shared.models.patients import Birth, PatientDetails, Sex
from shared.models.reminders import (
    MailServer,
    MessageDetails,
    MessageItem,
    Rules,
    Security,
    SmsGateway,
)
from shared.permissions import Role
from tests.support import post_office
from tests.support.house import TestHouse
from tests.support.server import Api, Door, TurnedClock, people_of

DAY = date(2026, 11, 25)
"""Three days from now; noon is now, and nobody minds being told at ten in the morning."""


@dataclass
class Office:
    """Books, sends what is due, and says what became of it."""

    client: Door
    house: TestHouse
    clock: TurnedClock
    sender: Sender
    owner: psycopg.Connection
    mail: post_office.MailServer
    gateway: post_office.Gateway
    rules: Rules = field(default_factory=lambda: Rules(email=True))

    def __post_init__(self) -> None:
        self.api = people_of(self.client, self.house)

    @property
    def desk(self) -> Api:
        return self.api(Role.RECEPTIONIST)

    def settle(self, rules: Rules | None = None, **sms: object) -> None:
        self.rules = rules or self.rules
        described = SmsGateway(url=self.gateway.url).model_copy(update=sms)
        known = self.api(Role.MANAGER).send(reminders.settings())
        self.api(Role.MANAGER).send(
            reminders.save_settings(
                rules=self.rules,
                mail=MailServer(
                    host="127.0.0.1", port=self.mail.port, security=Security.PLAIN, sender="desk@hospital.example"
                ),
                sms=described,
                sms_secret="s3cret",
                version=known.version,
            )
        )

    def patient(
        self,
        *,
        name: str = "Asha Rahman",
        email: str | None = "asha@example.org",
        phone: str | None = "01711-000111",
    ) -> PatientDetails:
        return self.desk.send(
            patients.register(
                name=name,
                sex=Sex.FEMALE,
                birth=Birth(date=date(1990, 5, 17), precision=Precision.DAY),
                phone=phone,
                email=email,
                confirmed=True,
            )
        )

    def book(
        self,
        patient: PatientDetails,
        *,
        day: date = DAY,
        doctor: EmployeeId | None = None,
        follow_up: bool = False,
    ) -> AppointmentDetails:
        return self.desk.send(
            appointments.book(
                patient_id=patient.id,
                doctor_id=doctor or self.house.doctor,
                date=day,
                type=AppointmentType.FOLLOWUP if follow_up else AppointmentType.NEW,
            )
        )

    def messages(self) -> list[MessageItem]:
        """The first planned first."""
        return sorted(self.desk.send(reminders.messages()).items, key=lambda one: one.id)

    def message(self, message_id: MessageId) -> MessageDetails:
        return self.desk.send(reminders.message(message_id=message_id))

    def told(self) -> list[tuple[str, str, str | None]]:
        return [(one.kind.value, one.state.value, one.reason and one.reason.value) for one in self.messages()]

    def turn_to(self, day: date, at: time) -> None:
        """By the clock on the wall in Dhaka; who was signed in has gone home meanwhile."""
        self.clock.set(datetime.fromisoformat(f"{day}T{at}+06:00") + timedelta(seconds=1))
        self.api = people_of(self.client, self.house)

    def advance(self, by: timedelta) -> None:
        self.clock.advance(by)
        self.api = people_of(self.client, self.house)

    def send_due(self) -> None:
        """As the queue's worker does: all whose time has come, by the jobs that were left for them."""
        rows = self.owner.execute(
            "SELECT DISTINCT args->>'message_id' FROM procrastinate_jobs WHERE scheduled_at <= %s ORDER BY 1",
            (self.clock.now(),),
        ).fetchall()
        for (message_id,) in rows:
            self.sender.send(MessageId(message_id))

    def events(self, appointment_id: AppointmentId) -> list[str]:
        entries = self.desk.send(appointments.timeline(appointment_id=appointment_id)).items
        return [entry.type.value for entry in entries]


@pytest.fixture(scope="session")
def _mail() -> Iterator[post_office.MailServer]:
    with post_office.mail_server() as server:
        yield server


@pytest.fixture
def mail(_mail: post_office.MailServer) -> post_office.MailServer:
    _mail.rcpt = _mail.data = ""
    _mail.taken.clear()
    _mail.tries = 0
    return _mail


@pytest.fixture
def gateway() -> Iterator[post_office.Gateway]:
    with post_office.gateway() as known:
        yield known


@pytest.fixture
def office(
    client: Door,
    house: TestHouse,
    clock: TurnedClock,
    database: Database,
    owner: psycopg.Connection,
    mail: post_office.MailServer,
    gateway: post_office.Gateway,
) -> Office:
    sender = Sender(database, clock, Houses(clock), lambda _: None, standing)
    made = Office(client, house, clock, sender, owner, mail, gateway)
    made.settle()
    return made


def due(office: Office, *, follow_up: bool = True) -> MessageItem:
    """A follow-up that is tomorrow, and its message."""
    office.book(office.patient(), follow_up=follow_up)
    office.turn_to(DAY - timedelta(days=1), time(10))
    return office.messages()[-1]


def attempts(office: Office, message: MessageItem) -> list[tuple[str, str]]:
    return [(one.outcome.value, one.code) for one in office.message(message.id).attempts]


def again(office: Office, message: MessageItem) -> MessageItem:
    known = office.message(message.id)
    return office.api(Role.MANAGER).send(reminders.send_again(message_id=known.id, version=known.version))
