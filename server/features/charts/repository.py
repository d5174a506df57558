"""All SQL of a patient's chart: each part in a fixed number of statements, however long the history."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload

from server.core.events import AppointmentEvent
from server.features.appointments.tables import Appointment
from server.features.billing.repository import APPOINTMENT
from server.features.billing.tables import Bill
from server.features.consultations.tables import Consultation, Diagnosis, Icd10Class
from server.features.lab.tables import TestOrderRow
from server.features.prescriptions.tables import PrescriptionItemRow, PrescriptionRow
from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.events import EventType
from shared.ids import AppointmentId, PatientId
from shared.models.billing import BillStatus
from shared.models.charts import (
    ChartPart,
    ListChartBills,
    ListChartEvents,
    ListChartPrescriptions,
    ListChartTests,
    ListChartVisits,
)
from shared.models.consultations import DiagnosisKind
from shared.models.lab import TestOrderStatus
from shared.rules.work import events_of

# An amended prescription stands for the one it took the place of.
_newer = aliased(PrescriptionRow)
_STANDS = ~select(_newer.id).where(_newer.supersedes == PrescriptionRow.id).exists()
# A draft without lines is no bill yet.
_CHARGED = or_(Bill.status != BillStatus.DRAFT, Bill.items.any())
_UNPAID = Bill.status.in_((BillStatus.DRAFT, BillStatus.ISSUED, BillStatus.PARTLY_PAID))


class ChartRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self, patient_id: PatientId, parts: Iterable[ChartPart]) -> dict[ChartPart, int]:
        """How much there is, of these parts."""
        wanted = [part for part in parts if part in _COUNTED]
        if not wanted:
            return {}
        row = self._session.execute(select(*(_how_many(part, patient_id) for part in wanted))).one()
        return dict(zip(wanted, row, strict=True))

    def events_by_type(self, patient_id: PatientId) -> dict[EventType, int]:
        rows = self._session.execute(
            select(AppointmentEvent.type, func.count())
            .join(Appointment, Appointment.id == AppointmentEvent.appointment_id)
            .where(Appointment.patient_id == patient_id)
            .group_by(AppointmentEvent.type)
        )
        return dict(rows.all())

    def owed(self, patient_id: PatientId) -> Decimal:
        """Charges that no bill was issued for yet count too."""
        return self._session.scalars(
            select(func.coalesce(func.sum(Bill.total - Bill.paid), 0)).where(Bill.patient_id == patient_id, _UNPAID)
        ).one()

    def events(self, asked: ListChartEvents) -> Sequence[tuple[AppointmentEvent, str, str, Appointment]]:
        """With who and where, and the visit with its doctor."""
        found = (
            select(AppointmentEvent, Employee.full_name, Workstation.name, Appointment)
            .join(Employee, Employee.id == AppointmentEvent.employee_id)
            .join(Workstation, Workstation.id == AppointmentEvent.workstation_id)
            .join(Appointment, Appointment.id == AppointmentEvent.appointment_id)
            # Whose visit it is now: the log keeps who it was written about, and a merge moves the visit.
            .where(Appointment.patient_id == asked.patient_id)
            .options(_doctor_of(Appointment))
            .order_by(AppointmentEvent.id.desc())
            .limit(asked.limit + 1)
        )
        if asked.before is not None:
            found = found.where(AppointmentEvent.id < asked.before)
        if asked.appointment_id is not None:
            found = found.where(AppointmentEvent.appointment_id == asked.appointment_id)
        if asked.work is not None:
            found = found.where(AppointmentEvent.type.in_(events_of(asked.work)))
        return [(event, who, where, visit) for event, who, where, visit in self._session.execute(found)]

    def visits(self, asked: ListChartVisits) -> Sequence[Appointment]:
        """With their doctors; what is booked ahead comes first."""
        found = (
            select(Appointment)
            .where(
                Appointment.patient_id == asked.patient_id, *_after(Appointment, Appointment.appointment_date, asked)
            )
            .options(_doctor_of(Appointment))
            .order_by(Appointment.appointment_date.desc(), Appointment.id.desc())
            .limit(asked.limit + 1)
        )
        return self._session.scalars(found).all()

    def diagnoses(self, visits: Iterable[AppointmentId]) -> Sequence[tuple[AppointmentId, str, str]]:
        """Code and title of those that stand, primary ones first."""
        rows = self._session.execute(
            select(Consultation.appointment_id, Diagnosis.code, Icd10Class.title)
            .join(Diagnosis, Diagnosis.consultation_id == Consultation.id)
            .join(Icd10Class, Icd10Class.code == Diagnosis.code)
            .where(Consultation.appointment_id.in_(list(visits)), Diagnosis.withdrawn_at.is_(None))
            .order_by((Diagnosis.kind == DiagnosisKind.PRIMARY).desc(), Diagnosis.id)
        )
        return [(visit, code, title) for visit, code, title in rows]

    def medicines_given(self, visits: Iterable[AppointmentId]) -> dict[AppointmentId, int]:
        rows = self._session.execute(
            select(PrescriptionRow.appointment_id, func.count())
            .join(PrescriptionItemRow, PrescriptionItemRow.prescription_id == PrescriptionRow.id)
            .where(PrescriptionRow.appointment_id.in_(list(visits)), _STANDS)
            .group_by(PrescriptionRow.appointment_id)
        )
        return dict(rows.all())

    def tests_ordered(self, visits: Iterable[AppointmentId]) -> dict[AppointmentId, int]:
        rows = self._session.execute(
            select(TestOrderRow.appointment_id, func.count())
            .where(TestOrderRow.appointment_id.in_(list(visits)), TestOrderRow.status != TestOrderStatus.CANCELLED)
            .group_by(TestOrderRow.appointment_id)
        )
        return dict(rows.all())

    def bills_of(self, visits: Iterable[AppointmentId]) -> dict[UUID, Bill]:
        """The newest of each visit."""
        rows = self._session.scalars(
            select(Bill)
            .where(Bill.billable_type == APPOINTMENT, Bill.billable_id.in_(list(visits)), _CHARGED)
            .order_by(Bill.since, Bill.id)
        )
        return {bill.billable_id: bill for bill in rows}

    def prescriptions(self, asked: ListChartPrescriptions) -> Sequence[tuple[PrescriptionRow, str]]:
        """Those that stand, with their lines and who prescribed."""
        found = (
            select(PrescriptionRow, Employee.full_name)
            .join(Employee, Employee.id == PrescriptionRow.prescribed_by)
            .where(
                PrescriptionRow.patient_id == asked.patient_id,
                _STANDS,
                *_after(PrescriptionRow, PrescriptionRow.prescribed_at, asked),
            )
            .options(selectinload(PrescriptionRow.items))
            .order_by(PrescriptionRow.prescribed_at.desc(), PrescriptionRow.id.desc())
            .limit(asked.limit + 1)
        )
        return [(row, who) for row, who in self._session.execute(found)]

    def tests(self, asked: ListChartTests) -> Sequence[tuple[TestOrderRow, str]]:
        """With their types and who ordered."""
        found = (
            select(TestOrderRow, Employee.full_name)
            .join(Employee, Employee.id == TestOrderRow.ordered_by)
            .where(TestOrderRow.patient_id == asked.patient_id, *_after(TestOrderRow, TestOrderRow.ordered_at, asked))
            .options(joinedload(TestOrderRow.test_type))
            .order_by(TestOrderRow.ordered_at.desc(), TestOrderRow.id.desc())
            .limit(asked.limit + 1)
        )
        return [(row, who) for row, who in self._session.execute(found)]

    def bills(self, asked: ListChartBills) -> Sequence[tuple[Bill, str]]:
        """With the doctor of the visit."""
        found = (
            select(Bill, func.coalesce(Employee.full_name, ""))
            .outerjoin(Appointment, and_(Bill.billable_type == APPOINTMENT, Bill.billable_id == Appointment.id))
            .outerjoin(Employee, Employee.id == Appointment.doctor_id)
            .where(Bill.patient_id == asked.patient_id, _CHARGED, *_after(Bill, Bill.since, asked))
            .order_by(Bill.since.desc(), Bill.id.desc())
            .limit(asked.limit + 1)
        )
        return [(bill, doctor) for bill, doctor in self._session.execute(found)]


_COUNTED: dict[ChartPart, tuple[InstrumentedAttribute[PatientId], tuple[ColumnElement[bool], ...]]] = {
    ChartPart.VISITS: (Appointment.patient_id, ()),
    ChartPart.TESTS: (TestOrderRow.patient_id, ()),
    ChartPart.PRESCRIPTIONS: (PrescriptionRow.patient_id, (_STANDS,)),
    ChartPart.BILLS: (Bill.patient_id, (_CHARGED,)),
}


def _how_many(part: ChartPart, patient_id: PatientId) -> Any:
    owner, only = _COUNTED[part]
    return select(func.count()).where(owner == patient_id, *only).scalar_subquery()


def _after(
    table: Any,
    moment: InstrumentedAttribute[Any],
    asked: ListChartVisits | ListChartPrescriptions | ListChartTests | ListChartBills,
) -> tuple[ColumnElement[bool], ...]:
    """What comes after the last row that is known, in the order of the list."""
    if asked.before is None:
        return ()
    known = aliased(table)
    place: Select[Any] = select(getattr(known, moment.key)).where(known.id == asked.before)
    return (tuple_(moment, table.id) < tuple_(place.scalar_subquery(), asked.before),)


def _doctor_of(visit: type[Appointment]) -> Any:
    return joinedload(visit.doctor, innerjoin=True).options(joinedload(Employee.department), joinedload(Employee.room))
