"""Answers as a server gives them, for tests that don't care which."""

from datetime import UTC, date, datetime
from uuid import UUID

from shared.ids import EmployeeId, SessionId, UserId
from shared.languages import Language
from shared.models.access import Me, SignedIn
from shared.models.queue import BoardSnapshot, Pace, PaceSource, QueueSnapshot
from shared.permissions import Permission, Role, Scope, held_by

DOCTOR = EmployeeId(UUID(int=7))
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def me(role: Role = Role.RECEPTIONIST, user: int = 1, **changes: object) -> Me:
    permissions: dict[Permission, Scope] = held_by(role)
    person = Me(
        user_id=UserId(UUID(int=user)),
        employee_id=EmployeeId(UUID(int=user)),
        full_name="Anna Example",
        user_name="anna",
        roles=[role],
        permissions=permissions,
        session_id=SessionId(UUID(int=user)),
    )
    return person.model_copy(update=changes)


def signed_in(
    token: str = "access-1", seconds: int = 600, person: Me | None = None, refresh: str = "refresh-token-1"
) -> SignedIn:
    return SignedIn(access_token=token, access_seconds=seconds, refresh_token=refresh, me=person or me())


def queue(version: int, doctor_id: EmployeeId = DOCTOR, day: date = TODAY) -> QueueSnapshot:
    return QueueSnapshot(
        doctor_id=doctor_id,
        doctor="Dr. Rahman",
        room="204",
        date=day,
        version=version,
        pause=None,
        pace=Pace(minutes=10.0, source=PaceSource.HOUSE),
        entries=[],
        completed=0,
    )


def board(version: int) -> BoardSnapshot:
    return BoardSnapshot(
        hospital="Hospital",
        hospital_local="",
        languages=(Language.ENGLISH,),
        version=version,
        rooms=[],
        last_calls=[],
        notices=[],
    )
