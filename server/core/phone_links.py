"""The key on a token slip that lets a phone follow its place; it dies with the business day."""

import secrets
from base64 import b32encode
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.database import Base, Encrypted
from server.core.tokens import hash_of
from shared.ids import AppointmentId

# Eighty bits are sixteen letters of base32: nobody guesses them, and a QR code holds them in its small alphabet.
_KEY_BYTES: Final = 10


class PhoneLink(Base):
    """Found by the hash of its key; the key itself rests encrypted, for a slip that is printed again."""

    __tablename__ = "phone_links"

    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    key: Mapped[str] = mapped_column(Encrypted("phone_links.key"))


def new_phone_link(session: Session, appointment_id: AppointmentId, day: date) -> None:
    """In the check-in's own transaction: a token that was given has its link, and no other has."""
    key = new_key()
    session.add(PhoneLink(appointment_id=appointment_id, day=day, key_hash=phone_key_hash(key), key=key))


def phone_link(session: Session, appointment_id: AppointmentId, base: str) -> str:
    """What its slip bears; empty before the check-in and once the day is over."""
    link = session.get(PhoneLink, appointment_id)
    if link is None:
        return ""
    return printed_address(base, f"/Q/{link.key}")


def printed_address(base: str, rest: str) -> str:
    """Scheme and host may be written in capitals, and a QR code of capitals is half as large."""
    return (base if urlsplit(base).path else base.upper()) + rest


def new_key() -> str:
    """In the letters of a QR code's small alphabet."""
    return b32encode(secrets.token_bytes(_KEY_BYTES)).decode()


def phone_key_hash(key: str) -> bytes:
    """Of a key as somebody may type it from the paper."""
    return hash_of(key.strip().upper())


def forget_phone_links(session: Session, today: date) -> None:
    """Yesterday's keys are gone, not only refused."""
    session.execute(text("DELETE FROM phone_links WHERE day < :today"), {"today": today})
