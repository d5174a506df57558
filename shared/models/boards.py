"""What travels about how the hospital's wall displays are arranged."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.ids import EmployeeId, RoomId, WorkstationId
from shared.models.common import Model
from shared.models.schedules import ClockTime

MOST_NOTICES = 12
_MOST_ROOMS = 200


class NoticeKind(StrEnum):
    """What a wall may say in general. Chosen and never typed: a typed line could hold a name."""

    KEEP_SLIP = "keep_slip"
    EMERGENCIES_FIRST = "emergencies_first"
    PAY_FIRST = "pay_first"
    MASK = "mask"
    SILENCE = "silence"
    SILENT_TELEPHONE = "silent_telephone"
    NO_SMOKING = "no_smoking"
    PHARMACY_CLOSES = "pharmacy_closes"
    SAMPLES_UNTIL = "samples_until"
    REPORTS_FROM = "reports_from"
    DOCTOR_AWAY = "doctor_away"
    """On the day it was posted only."""

    @property
    def names_a_time(self) -> bool:
        return self in (NoticeKind.PHARMACY_CLOSES, NoticeKind.SAMPLES_UNTIL, NoticeKind.REPORTS_FROM)

    @property
    def names_a_doctor(self) -> bool:
        return self is NoticeKind.DOCTOR_AWAY


class Notice(Model):
    """One general notice, with the time or the doctor that its sentence names."""

    kind: NoticeKind
    at: time | None = None
    doctor_id: EmployeeId | None = None


class NewNotice(Notice):
    """As it is asked for: with what its sentence names, and nothing else."""

    at: ClockTime | None = None

    @model_validator(mode="after")
    def _says_all(self) -> Self:
        if (self.at is not None) != self.kind.names_a_time:
            raise ValueError("a time belongs to this notice, or it does not")
        if (self.doctor_id is not None) != self.kind.names_a_doctor:
            raise ValueError("a doctor belongs to this notice, or it does not")
        return self


class BoardNotice(Model):
    """A notice as a wall gets it."""

    kind: NoticeKind
    at: time | None
    doctor: str | None


class DisplayRooms(Model):
    """Which rooms one display shows; none chosen means the whole house."""

    workstation_id: WorkstationId
    name: str
    room_ids: list[RoomId]
    counters: bool = False
    """Whether a display of chosen rooms shows the calls of counters too; the whole house always does."""


class RoomOnBoards(Model):
    """A room that can be chosen, and who sits in it."""

    id: RoomId
    name: str
    doctors: list[str]


class BoardSetup(Model):
    """How all displays are arranged."""

    displays: list[DisplayRooms]
    rooms: list[RoomOnBoards]
    notices: list[Notice]


class ArrangeDisplay(Model):
    workstation_id: WorkstationId
    room_ids: Annotated[list[RoomId], Field(max_length=_MOST_ROOMS)]
    counters: bool = False


class PostNotices(Model):
    """All notices there are from now on, in the order in which they take turns."""

    notices: Annotated[list[NewNotice], Field(max_length=MOST_NOTICES)]
