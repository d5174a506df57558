"""SQL of the phone pages: numbers, rooms and times, and no column that could hold a name."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import Date, LargeBinary, Row, Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from server.core.phone_links import PhoneLink
from server.features.appointments.repository import rank
from server.features.appointments.tables import Appointment, QueueDay
from server.features.lab.paper_tables import PaperVersionRow, ReportPaperRow
from server.features.lab.tables import ResultVersionRow, SampleRow, TestOrderRow
from server.features.staff.tables import Employee, Room
from shared.ids import EmployeeId
from shared.models.lab import TestOrderStatus

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


class PhoneRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def followed(self, key_hash: bytes, day: date) -> AnyRow | None:
        """The appointment of a link of that day, and whose queue it stands in now."""
        return self._session.execute(_FOLLOWED, {"key_hash": key_hash, "day": day}).one_or_none()

    def head(self, doctor_id: EmployeeId, day: date) -> AnyRow:
        """The own room, version, and whether the doctor is away. Read before the tickets: they are as new or newer."""
        return self._session.execute(_HEAD, {"doctor_id": doctor_id, "day": day}).one()

    def tickets(self, doctor_id: EmployeeId, day: date) -> Sequence[AnyRow]:
        """Everybody's of the day, in calling order."""
        return self._session.execute(_TICKETS, {"doctor_id": doctor_id, "day": day}).all()

    def paper(self, code_hash: bytes) -> Sequence[AnyRow]:
        """The versions that stand on a printed report, and what became of them."""
        return self._session.execute(_PAPER, {"code_hash": code_hash}).all()


# Built once: putting a statement together takes Python longer than PostgreSQL takes to answer it.
_DOCTOR: Final = bindparam("doctor_id", type_=Uuid())
_DAY: Final = bindparam("day", type_=Date())

_FOLLOWED: Final = (
    select(Appointment.id, Appointment.doctor_id)
    .join(PhoneLink, PhoneLink.appointment_id == Appointment.id)
    .where(
        PhoneLink.key_hash == bindparam("key_hash", type_=LargeBinary()),
        PhoneLink.day == _DAY,
        Appointment.appointment_date == _DAY,
    )
)
_HEAD: Final = (
    select(
        Employee.room_id,
        func.coalesce(Room.name, "–").label("room"),
        func.coalesce(QueueDay.version, 0).label("version"),
        QueueDay.notice,
        QueueDay.back_at,
    )
    .select_from(Employee)
    .outerjoin(Room, Room.id == Employee.room_id)
    .outerjoin(QueueDay, (QueueDay.doctor_id == Employee.id) & (QueueDay.day == _DAY))
    .where(Employee.id == _DOCTOR)
)
_TICKETS: Final = (
    select(Appointment.id, Appointment.token, Appointment.status, Appointment.calls)
    .where(
        Appointment.doctor_id == _DOCTOR,
        Appointment.appointment_date == _DAY,
        Appointment.queue_position.is_not(None),
    )
    .order_by(rank(), Appointment.queue_position)
)
_PAPER: Final = (
    select(
        SampleRow.set_number.concat(SampleRow.tube_sign).label("accession"),
        PaperVersionRow.number,
        ResultVersionRow.released_at,
        TestOrderRow.released.label("newest"),
        # While another version is made the order is worked on again.
        TestOrderRow.status.not_in((TestOrderStatus.RELEASED, TestOrderStatus.DELIVERED)).label("in_correction"),
    )
    .select_from(ReportPaperRow)
    .join(PaperVersionRow, PaperVersionRow.report_paper_id == ReportPaperRow.id)
    .join(TestOrderRow, TestOrderRow.id == PaperVersionRow.test_order_id)
    .join(
        ResultVersionRow,
        (ResultVersionRow.test_order_id == TestOrderRow.id) & (ResultVersionRow.number == PaperVersionRow.number),
    )
    .join(SampleRow, SampleRow.id == ResultVersionRow.sample_id)
    .where(ReportPaperRow.code_hash == bindparam("code_hash", type_=LargeBinary()))
    .order_by("accession", TestOrderRow.id)
)
