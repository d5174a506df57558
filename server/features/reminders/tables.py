"""Messages to patients, every attempt to send one, their words, and how the house sends them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from server.features.patients.tables import Patient
from server.features.reminders.way import OnItsWay
from shared.ids import AppointmentId, EmployeeId, MessageId, PatientId, new_id
from shared.languages import Language
from shared.models.reminders import Channel, MessageKind, Outcome, SkipReason


class MessageRow(OnItsWay, Base):
    """One message by one channel; told again about the same visit it is another occasion."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("appointment_id", "kind", "channel", "occasion"),
        Index("ix_messages_due", "due_at", "id"),
        Index("ix_messages_state", "state", "due_at", "id"),
    )

    id: Mapped[MessageId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"))
    kind: Mapped[MessageKind]
    channel: Mapped[Channel]
    occasion: Mapped[int]
    reason: Mapped[SkipReason | None]
    planned_at: Mapped[datetime]
    # After that it would tell nothing any more.
    expires_at: Mapped[datetime | None]
    # When the patient would come in vain: where it would be too late after the quiet hours, they are not waited for.
    needed_by: Mapped[datetime | None]
    # As it was handed over.
    language: Mapped[Language | None]
    address: Mapped[str | None] = mapped_column(Encrypted("messages.address"))
    title: Mapped[str | None] = mapped_column(Encrypted("messages.title"))
    text: Mapped[str | None] = mapped_column(Encrypted("messages.text"))
    version: Mapped[int] = mapped_column(default=1)

    patient: Mapped[Patient] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class MessageAttemptRow(Base):
    """Append-only, and nothing of the patient in it."""

    __tablename__ = "message_attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[MessageId] = mapped_column(ForeignKey("messages.id"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[Outcome]
    code: Mapped[str]


class MessageTemplateRow(Base):
    """The house's own words in the place of those it came with."""

    __tablename__ = "message_templates"

    kind: Mapped[MessageKind] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]


class MessagingRow(Base):
    """One row: how the house sends messages. The three parts are the models of the same names."""

    __tablename__ = "messaging"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)
    mail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sms: Mapped[dict[str, Any]] = mapped_column(JSONB)
    mail_password: Mapped[str] = mapped_column(Encrypted("messaging.mail_password"))
    sms_secret: Mapped[str] = mapped_column(Encrypted("messaging.sms_secret"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class MessagePreferenceRow(Base):
    """A patient's word. After a merge two may stand: the newest language counts, and every no."""

    __tablename__ = "message_preferences"
    __table_args__ = (
        Index("ix_message_preferences_standing", "patient_id", postgresql_where=text("replaced_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    language: Mapped[Language | None]
    no_sms: Mapped[bool]
    no_email: Mapped[bool]
    said_at: Mapped[datetime]
    recorded_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    replaced_at: Mapped[datetime | None]
