"""SQL of messages, their words and settings, and of what patients said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, defer, joinedload

from server.features.patients.tables import SEALED, Patient
from server.features.reminders.machine import MACHINE, MACHINE_NAME, MACHINE_PLACE
from server.features.reminders.tables import (
    MessageAttemptRow,
    MessagePreferenceRow,
    MessageRow,
    MessageTemplateRow,
    MessagingRow,
)
from server.features.staff.tables import Department, Employee
from server.features.workstations.tables import Workstation
from shared.contracts.patients import PatientNotFound
from shared.contracts.reminders import MessageNotFound
from shared.ids import AppointmentId, DepartmentId, MessageId, PatientId
from shared.languages import Language
from shared.models.reminders import (
    Channel,
    ListMessages,
    MailServer,
    MessageKind,
    MessageState,
    Rules,
    SkipReason,
    SmsGateway,
)
from shared.models.workstations import WorkstationKind
from shared.rules.messages import international


@dataclass(frozen=True)
class Messaging:
    """How the house sends messages; `version` is 0 until it said so."""

    rules: Rules = field(default_factory=Rules)
    mail: MailServer = field(default_factory=MailServer)
    sms: SmsGateway = field(default_factory=SmsGateway)
    mail_password: str = ""
    sms_secret: str = ""
    version: int = 0

    def uses(self, channel: Channel) -> bool:
        return self.rules.email if channel is Channel.EMAIL else self.rules.sms

    def can_use(self, channel: Channel) -> bool:
        """Whether it is known by which server."""
        return bool(self.mail.host and self.mail.sender) if channel is Channel.EMAIL else bool(self.sms.url)

    def dialled(self, channel: Channel, address: str) -> str:
        """As the other side takes it."""
        return international(address, self.sms.country_code) if channel is Channel.SMS else address

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in Channel if self.uses(channel)]


@dataclass(frozen=True)
class Wishes:
    """What a patient said; nothing said is yes, in the house's first language."""

    language: Language | None = None
    sms: bool = True
    email: bool = True

    def takes(self, channel: Channel) -> bool:
        return self.email if channel is Channel.EMAIL else self.sms


@dataclass(frozen=True)
class Contact:
    """Of a patient, as much as a message needs."""

    name: str
    phone: str
    email: str
    is_reached: bool
    """Lives, and the record was not put away."""

    def at(self, channel: Channel) -> str:
        return self.email if channel is Channel.EMAIL else self.phone


@dataclass(frozen=True)
class Counts:
    planned: int
    failed: int
    perhaps: int
    overdue: int
    oldest_due: datetime | None


class ReminderRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: MessageRow | MessageAttemptRow | MessagingRow | MessagePreferenceRow) -> None:
        self._session.add_all(rows)
        self._session.flush()

    def flush(self) -> None:
        self._session.flush()

    # Messages

    def not_sent_locked(self, appointment_id: AppointmentId, kinds: Sequence[MessageKind]) -> Sequence[MessageRow]:
        """Whatever of a visit did not go out, or is not known to have."""
        return self._session.scalars(
            select(MessageRow)
            .where(
                MessageRow.appointment_id == appointment_id,
                MessageRow.kind.in_(kinds),
                MessageRow.state != MessageState.ACCEPTED,
            )
            .order_by(MessageRow.id)
            .with_for_update()
        ).all()

    def due_locked(self, now: datetime) -> Sequence[MessageRow]:
        """Whatever was to be sent by now; without what rests encrypted."""
        waiting = MessageRow.state.in_((MessageState.PLANNED, MessageState.SENDING))
        return self._session.scalars(
            select(MessageRow)
            .where(waiting, MessageRow.due_at <= now)
            .options(*_unopened())
            .order_by(MessageRow.id)
            .with_for_update()
        ).all()

    def occasions(self, appointment_id: AppointmentId, kind: MessageKind) -> int:
        """How often the patient was to be told of it so far."""
        return self._session.execute(
            select(func.coalesce(func.max(MessageRow.occasion), 0)).where(
                MessageRow.appointment_id == appointment_id, MessageRow.kind == kind
            )
        ).scalar_one()

    def last_told(self, appointment_id: AppointmentId, kind: MessageKind) -> datetime | None:
        """When the patient was last to be told of it, but for what was dropped."""
        return self._session.execute(
            select(func.max(MessageRow.planned_at)).where(
                MessageRow.appointment_id == appointment_id,
                MessageRow.kind == kind,
                MessageRow.reason.is_distinct_from(SkipReason.DROPPED),
            )
        ).scalar_one()

    def get(self, message_id: MessageId) -> MessageRow:
        """With the patient."""
        return self._one(message_id, lock=False)

    def get_locked(self, message_id: MessageId) -> MessageRow:
        """As it stands once nobody else changes it, with the patient."""
        return self._one(message_id, lock=True)

    def _one(self, message_id: MessageId, *, lock: bool) -> MessageRow:
        query = select(MessageRow).where(MessageRow.id == message_id).options(_with_patient())
        if lock:
            query = query.with_for_update(of=MessageRow).execution_options(populate_existing=True)
        row = self._session.scalar(query)
        if row is None:
            raise MessageNotFound(message_id)
        return row

    def messages(
        self,
        asked: ListMessages,
        patients: Sequence[PatientId] | None,
        between: tuple[datetime, datetime] | None,
        limit: int,
    ) -> Sequence[MessageRow]:
        """The newest due first; without what rests encrypted."""
        query = (
            select(MessageRow)
            .options(*_unopened(), _with_patient())
            .order_by(MessageRow.due_at.desc(), MessageRow.id.desc())
            .limit(limit)
        )
        if asked.state is not None:
            query = query.where(MessageRow.state == asked.state)
        if asked.kind is not None:
            query = query.where(MessageRow.kind == asked.kind)
        if patients is not None:
            query = query.where(MessageRow.patient_id.in_(patients))
        if between is not None:
            query = query.where(MessageRow.due_at >= between[0], MessageRow.due_at < between[1])
        return self._session.scalars(query).all()

    def attempts(self, message_id: MessageId) -> Sequence[MessageAttemptRow]:
        return self._session.scalars(
            select(MessageAttemptRow).where(MessageAttemptRow.message_id == message_id).order_by(MessageAttemptRow.id)
        ).all()

    def counts(self, overdue_before: datetime) -> Counts:
        def of(state: MessageState) -> int:
            return self._session.execute(
                select(func.count()).select_from(MessageRow).where(MessageRow.state == state)
            ).scalar_one()

        # One that waits for its server is put off again and again.
        due_since = func.coalesce(MessageRow.waits_since, MessageRow.due_at)
        overdue, oldest = self._session.execute(
            select(func.count(), func.min(due_since)).where(
                MessageRow.state.in_((MessageState.PLANNED, MessageState.SENDING)), due_since < overdue_before
            )
        ).one()
        return Counts(
            planned=of(MessageState.PLANNED),
            failed=of(MessageState.FAILED),
            perhaps=of(MessageState.PERHAPS),
            overdue=overdue,
            oldest_due=oldest,
        )

    # Words

    def template(self, kind: MessageKind, channel: Channel, language: Language) -> MessageTemplateRow | None:
        return self._session.get(MessageTemplateRow, (kind, channel, language))

    def templates(self) -> Sequence[MessageTemplateRow]:
        return self._session.scalars(select(MessageTemplateRow)).all()

    def put_template(self, row: MessageTemplateRow) -> None:
        self._session.merge(row)
        self._session.flush()

    def drop_template(self, row: MessageTemplateRow) -> None:
        self._session.delete(row)
        self._session.flush()

    # Settings

    def messaging(self) -> Messaging:
        row = self._session.get(MessagingRow, 1)
        if row is None:
            return Messaging()
        return Messaging(
            rules=Rules.model_validate(row.rules),
            mail=MailServer.model_validate(row.mail),
            sms=SmsGateway.model_validate(row.sms),
            mail_password=row.mail_password,
            sms_secret=row.sms_secret,
            version=row.version,
        )

    def messaging_locked(self) -> MessagingRow | None:
        return self._session.get(MessagingRow, 1, with_for_update=True)

    def departments(self) -> dict[DepartmentId, str]:
        return dict(self._session.execute(select(Department.id, Department.name).order_by(Department.name)).all())

    # Patients

    def contact(self, patient_id: PatientId) -> Contact:
        """Columns, not the entity: whoever loaded that left out what rests encrypted."""
        row = self._session.execute(
            select(Patient.name, Patient.phone, Patient.email, Patient.died_on, Patient.is_active).where(
                Patient.id == patient_id
            )
        ).one_or_none()
        if row is None:
            raise PatientNotFound(patient_id)
        return Contact(row.name, row.phone, row.email, row.died_on is None and row.is_active)

    def wishes(self, patient_id: PatientId) -> Wishes:
        rows = self._session.scalars(
            select(MessagePreferenceRow)
            .where(MessagePreferenceRow.patient_id == patient_id, MessagePreferenceRow.replaced_at.is_(None))
            .order_by(MessagePreferenceRow.id.desc())
        ).all()
        return Wishes(
            language=next((row.language for row in rows if row.language is not None), None),
            sms=not any(row.no_sms for row in rows),
            email=not any(row.no_email for row in rows),
        )

    def replace_wishes(self, row: MessagePreferenceRow) -> None:
        self._session.execute(
            update(MessagePreferenceRow)
            .where(MessagePreferenceRow.patient_id == row.patient_id, MessagePreferenceRow.replaced_at.is_(None))
            .values(replaced_at=row.said_at)
        )
        self.add(row)

    # The server itself

    def ensure_machine(self, now: datetime) -> None:
        self._session.execute(
            insert(Employee)
            .values(id=MACHINE, full_name=MACHINE_NAME, degrees="", is_doctor=False, is_active=False)
            .on_conflict_do_nothing()
        )
        self._session.execute(
            insert(Workstation)
            .values(
                id=MACHINE_PLACE,
                name="Server",
                kind=WorkstationKind.OFFICE,
                token_hash=b"none: it is the server itself",
                paired_at=now,
                revoked_at=now,
            )
            .on_conflict_do_nothing()
        )


def _with_patient() -> Any:
    light = (defer(column, raiseload=True) for column in SEALED)
    return joinedload(MessageRow.patient, innerjoin=True).options(*light)


def _unopened() -> list[Any]:
    sealed = (MessageRow.address, MessageRow.title, MessageRow.text)
    return [defer(column, raiseload=True) for column in sealed]
