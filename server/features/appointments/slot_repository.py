"""SQL of booked slots: who holds them, and who may."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session, joinedload

from server.features.appointments.repository import OPEN, whole
from server.features.appointments.tables import SEES_DOCTOR, Appointment
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, DepartmentId, EmployeeId, PatientId
from shared.models.appointments import AppointmentStatus
from shared.rules.follow_up import Visit
from shared.rules.slots import LATE_AFTER, Slot, Taken


class SlotRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def share_doctor(self, doctor_id: EmployeeId) -> None:
        """Until the commit nobody changes this doctor's hours or leave."""
        self._session.execute(select(Employee.id).where(Employee.id == doctor_id).with_for_update(read=True))

    def taken(
        self, doctor_ids: Collection[EmployeeId], first: date, last: date, but: AppointmentId | None = None
    ) -> dict[tuple[EmployeeId, datetime], Taken]:
        """Who holds places, by doctor and slot."""
        at = func.coalesce(Appointment.slot_at, Appointment.due_at)
        query = (
            select(Appointment.doctor_id, at, func.count(Appointment.slot_at), func.count())
            .where(
                Appointment.doctor_id.in_(doctor_ids),
                Appointment.appointment_date.between(first, last),
                Appointment.status.not_in((AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)),
                at.is_not(None),
            )
            .group_by(Appointment.doctor_id, at)
        )
        if but is not None:
            query = query.where(Appointment.id != but)
        rows = self._session.execute(query)
        return {(doctor_id, at): Taken(booked, everybody - booked) for doctor_id, at, booked, everybody in rows}

    def elsewhere(
        self, patient_id: PatientId, doctor_id: EmployeeId, slot: Slot, day: date
    ) -> Row[AppointmentId, str, datetime | None] | None:
        """An open booking of the patient's with another doctor, at a time that overlaps."""
        return self._session.execute(
            select(Appointment.id, Employee.full_name, Appointment.slot_at)
            .join(Employee, Employee.id == Appointment.doctor_id)
            .where(
                Appointment.patient_id == patient_id,
                Appointment.appointment_date == day,
                Appointment.doctor_id != doctor_id,
                Appointment.status.in_(OPEN),
                Appointment.slot_at < slot.ends,
                Appointment.slot_until > slot.starts,
            )
            .order_by(Appointment.slot_at)
            .limit(1)
        ).first()

    def of_doctor(self, doctor_id: EmployeeId, first: date, last: date) -> Sequence[Appointment]:
        """All of some days, with what a list shows, in the order of their times."""
        at = func.coalesce(Appointment.slot_at, Appointment.due_at, Appointment.booked_at)
        return self._session.scalars(
            whole()
            .where(Appointment.doctor_id == doctor_id, Appointment.appointment_date.between(first, last), SEES_DOCTOR)
            .order_by(Appointment.appointment_date, at, Appointment.id)
        ).all()

    def visits_with(
        self, patient_id: PatientId, doctor_id: EmployeeId, until: date, before: AppointmentId | None
    ) -> list[Visit]:
        """A patient's with one doctor up to a day; with `before`, those booked earlier than that one."""
        query = select(Appointment.appointment_date, Appointment.appointment_type, Appointment.status).where(
            Appointment.patient_id == patient_id,
            Appointment.doctor_id == doctor_id,
            Appointment.appointment_date <= until,
        )
        if before is not None:
            query = query.where(Appointment.id < before)
        return [Visit(*row) for row in self._session.execute(query)]

    def doctors(self, doctor_id: EmployeeId | None, department_id: DepartmentId | None) -> Sequence[Employee]:
        """Who sees patients: one, those of a department, or all; with room and department."""
        query = (
            select(Employee)
            .where(Employee.is_doctor, Employee.is_active)
            .options(joinedload(Employee.department), joinedload(Employee.room))
            .order_by(Employee.full_name, Employee.id)
        )
        if doctor_id is not None:
            query = query.where(Employee.id == doctor_id)
        if department_id is not None:
            query = query.where(Employee.department_id == department_id)
        return self._session.scalars(query).all()

    def stood_by(self, appointment: Appointment, due: datetime, last: int) -> int:
        """The position after all of the same class who are due no later; those behind move on by one.

        `last` is the end of the queue, which is taken where nobody waits who is due later. Who came back from hold or
        from absence counts from then: an old promise does not hold up the new ones.
        """
        among = (
            Appointment.doctor_id == appointment.doctor_id,
            Appointment.appointment_date == appointment.appointment_date,
            Appointment.queue_position.is_not(None),
            Appointment.id != appointment.id,
        )
        promised = func.greatest(Appointment.due_at, Appointment.waiting_since - LATE_AFTER)
        place = Appointment.queue_position
        before, first, behind = self._session.execute(
            select(
                func.max(place).filter(promised <= due), func.min(place), func.max(place).filter(promised > due)
            ).where(
                *among,
                Appointment.status == AppointmentStatus.WAITING,
                Appointment.priority == appointment.priority,
            )
        ).one()
        after = first - 1 if before is None and first is not None else before
        if behind is None or after is None or behind < after:
            return last
        self._session.execute(
            update(Appointment).where(*among, place > after).values(queue_position=place + 1),
            execution_options={"synchronize_session": False},
        )
        position: int = after + 1
        return position
