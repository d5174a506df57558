"""The live pictures: a doctor's queue and the wall display, for the calls and for the push."""

from collections import defaultdict
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from server.core.clock import Clock, business_date
from server.core.database import Database
from server.core.house import House, Houses
from server.core.push import BuildSnapshot, Snapshot
from server.features.appointments.repository import pause_of
from server.features.appointments.waits import WaitingTimes
from server.features.queue.repository import AnyRow, QueueRepository
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.patients import Birth
from shared.models.queue import BoardCall, BoardRoom, BoardSnapshot, QueueEntry, QueueSnapshot

# More moves than a hospital makes in a day: the board's version grows over midnight too, though the moves start anew.
_MOVES_A_DAY: Final = 1_000_000


def queue_entry(row: AnyRow, minutes: int | None, at: datetime | None) -> QueueEntry:
    known = row.birth_date is not None and row.birth_precision is not None
    return QueueEntry(
        appointment_id=row.appointment_id,
        patient_id=row.patient_id,
        patient_no=row.patient_no,
        name=row.name,
        name_local=row.name_local,
        sex=row.sex,
        birth=Birth(date=row.birth_date, precision=row.birth_precision) if known else None,
        token=row.token,
        status=row.status,
        hold_reason=row.hold_reason,
        type=row.appointment_type,
        priority=row.priority,
        position=row.queue_position,
        waiting_since=row.waiting_since,
        expected_minutes=minutes,
        expected_at=at,
        called_at=row.called_at,
        calls=row.calls,
        allergies=row.allergies,
        version=row.version,
    )


def queue_snapshot(repository: QueueRepository, times: WaitingTimes, doctor_id: EmployeeId, day: date) -> QueueSnapshot:
    head = repository.head(doctor_id, day)
    waits = times.of_doctor(doctor_id, day)
    entries, people = [], 0
    for row in repository.entries(doctor_id, day):
        minutes = waits.minutes(people) if row.status is AppointmentStatus.WAITING else None
        people += row.status in (AppointmentStatus.CALLED, AppointmentStatus.WAITING)
        entries.append(queue_entry(row, minutes, times.at(minutes)))
    return QueueSnapshot(
        doctor_id=doctor_id,
        doctor=head.doctor,
        room=head.room,
        date=day,
        version=head.version,
        pause=pause_of(head.notice, head.paused_since, head.back_at),
        pace=waits.pace,
        entries=entries,
        completed=head.completed,
    )


def board_snapshot(repository: QueueRepository, house: House, day: date) -> BoardSnapshot:
    version = day.toordinal() * _MOVES_A_DAY + repository.moves_of_day(day)
    waiting: dict[EmployeeId, list[AnyRow]] = defaultdict(list)
    for row in repository.first_waiting(day):
        waiting[row.doctor_id].append(row)
    return BoardSnapshot(
        hospital=house.name,
        hospital_local=house.name_local,
        languages=house.languages,
        version=version,
        rooms=[_board_room(row, waiting[row.id]) for row in repository.rooms(day)],
        last_calls=[BoardCall.model_validate(row) for row in repository.last_calls(day)],
    )


def _board_room(row: AnyRow, waiting: list[AnyRow]) -> BoardRoom:
    return BoardRoom(
        doctor=row.doctor,
        department=row.department,
        room=row.room,
        pause=pause_of(row.notice, row.paused_since, row.back_at),
        now_serving=row.now_serving,
        calling=row.calling,
        called_at=row.called_at,
        calls=row.calls,
        next=[line.token for line in waiting],
        waiting=waiting[0].waiting if waiting else 0,
    )


def queue_builder(database: Database, clock: Clock, houses: Houses) -> BuildSnapshot:
    """Draws a doctor's queue of the present business day for the push hub."""

    def build(doctor_id: UUID) -> Snapshot:
        with database.transaction() as session:
            house, now = houses.current(session), clock.now()
            day = _today(now, house)
            times = WaitingTimes(session, house, now)
            picture = queue_snapshot(QueueRepository(session), times, EmployeeId(doctor_id), day)
        return Snapshot((day.isoformat(), picture.version), picture.model_dump_json().encode())

    return build


def board_builder(database: Database, clock: Clock, houses: Houses) -> BuildSnapshot:
    """Draws the wall display for the push hub; every display shows the whole house."""

    def build(_: UUID) -> Snapshot:
        with database.transaction() as session:
            house = houses.current(session)
            day = _today(clock.now(), house)
            picture = board_snapshot(QueueRepository(session), house, day)
        return Snapshot((day.isoformat(), picture.version), picture.model_dump_json().encode())

    return build


def _today(now: datetime, house: House) -> date:
    return business_date(now, ZoneInfo(house.timezone), house.day_starts)
