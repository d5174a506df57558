"""The live picture of a doctor's queue, for the calls and for the push."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.core.clock import Clock, business_date
from server.core.database import Database
from server.core.house import House, Houses
from server.core.push import BuildSnapshot, Snapshot
from server.features.appointments.repository import pause_of
from server.features.appointments.waits import WaitingTimes
from server.features.queue.repository import AnyRow, QueueRepository
from server.features.schedules.sittings import Sitting, Sittings
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.patients import Birth
from shared.models.queue import QueueEntry, QueueSnapshot


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


def queue_snapshot(session: Session, house: House, now: datetime, doctor_id: EmployeeId) -> QueueSnapshot:
    repository, times, day = QueueRepository(session), WaitingTimes(session, house, now), today(now, house)
    head = repository.head(doctor_id, day)
    own = Sitting(head.room_id, head.room)
    waits = times.of_doctor(doctor_id, day)
    entries, people = [], 0
    for row in repository.entries(doctor_id, day):
        minutes = waits.minutes(people) if row.status is AppointmentStatus.WAITING else None
        people += row.status in (AppointmentStatus.CALLED, AppointmentStatus.WAITING)
        entries.append(queue_entry(row, minutes, times.at(minutes)))
    return QueueSnapshot(
        doctor_id=doctor_id,
        doctor=head.doctor,
        room=Sittings(session, house, day, doctor_id).at(doctor_id, now, own).room,
        date=day,
        version=head.version,
        pause=pause_of(head.notice, head.paused_since, head.back_at),
        pace=waits.pace,
        entries=entries,
        completed=head.completed,
    )


def queue_builder(database: Database, clock: Clock, houses: Houses) -> BuildSnapshot:
    """Draws a doctor's queue of the present business day for the push hub."""

    def build(doctor_id: UUID) -> Snapshot:
        with database.moment() as session:
            picture = queue_snapshot(session, houses.current(session), clock.now(), EmployeeId(doctor_id))
        return Snapshot((picture.date.isoformat(), picture.version), picture.model_dump_json().encode())

    return build


def today(now: datetime, house: House) -> date:
    return business_date(now, ZoneInfo(house.timezone), house.day_starts)
