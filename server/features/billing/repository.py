"""All SQL of bills."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from server.features.appointments.tables import Appointment
from server.features.billing.tables import Bill, BillItemRow
from server.features.patients.search_repository import has_said
from server.features.staff.tables import Employee
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.billing import BillNotFound, NoBillYet
from shared.ids import AppointmentId, BillId, PatientId, new_id
from shared.models.billing import BillStatus, ItemKind

APPOINTMENT: Final = "appointment"
"""The `billable_type` of a visit's bill."""

PATIENT: Final = "patient"
"""That of a bill without a visit."""

BillOfVisit: TypeAlias = tuple[Bill, Appointment | None]

_OF_VISIT: Final = and_(Bill.billable_type == APPOINTMENT, Bill.billable_id == Appointment.id)
# Said as its partial index says it, so that the planner can use it.
_OPEN_BILL: Final = text("bills.status IN ('draft', 'issued', 'partly_paid')")


class BillingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    # Bills

    def is_charged(self, kind: ItemKind, itemable_id: UUID) -> bool:
        """Whether this act has a line on any bill."""
        line = select(BillItemRow.id).where(BillItemRow.itemable_type == kind, BillItemRow.itemable_id == itemable_id)
        return self._session.scalar(line) is not None

    def draft_locked(self, of: tuple[str, UUID], patient_id: PatientId, currency: str, now: datetime) -> Bill:
        """The one draft of a visit, or of a patient without one, with its lines; made when there is none."""
        billable_type, billable_id = of
        draft = (
            select(Bill)
            .where(
                Bill.billable_type == billable_type,
                Bill.billable_id == billable_id,
                Bill.status == BillStatus.DRAFT,
            )
            .options(selectinload(Bill.items))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        # Twice at most in practice: the draft that was in the way may be issued before it can be locked.
        while (found := self._session.scalar(draft)) is None:
            self._session.execute(
                insert(Bill)
                .values(
                    id=new_id(),
                    billable_type=billable_type,
                    billable_id=billable_id,
                    patient_id=patient_id,
                    status=BillStatus.DRAFT,
                    currency=currency,
                    since=now,
                    version=1,
                )
                .on_conflict_do_nothing(
                    index_elements=["billable_type", "billable_id"], index_where=text("status = 'draft'")
                )
            )
        return found

    def add_line(self, bill: Bill, item: BillItemRow) -> None:
        bill.add(item)
        # A line that costs nothing changes no total, but it changes the bill: the version must move.
        flag_modified(bill, "total")

    def draft_with_locked(self, kind: ItemKind, itemable_id: UUID) -> Bill | None:
        """The draft that this act has a line on, with its lines; None where it was not charged, or is issued."""
        charged = select(BillItemRow.bill_id).where(
            BillItemRow.itemable_type == kind, BillItemRow.itemable_id == itemable_id
        )
        return self._session.scalar(
            select(Bill)
            .where(Bill.id.in_(charged), Bill.status == BillStatus.DRAFT)
            .options(selectinload(Bill.items))
            .with_for_update()
            .execution_options(populate_existing=True)
        )

    def unsettled(self, kind: ItemKind, itemable_ids: Collection[UUID]) -> set[UUID]:
        """Those of these acts that stand on a bill which is not paid in full, or not issued yet."""
        charged = (
            select(BillItemRow.itemable_id)
            .join(Bill, Bill.id == BillItemRow.bill_id)
            .where(BillItemRow.itemable_type == kind, BillItemRow.itemable_id.in_(itemable_ids), _OPEN_BILL)
        )
        return set(self._session.scalars(charged))

    def take_off(self, bill: Bill, item: BillItemRow) -> None:
        bill.take_off(item)
        self._session.delete(item)
        flag_modified(bill, "total")  # as in add_line

    def get_locked(self, bill_id: BillId) -> Bill:
        """The bill with its lines. Raises BillNotFound."""
        bill = self._session.scalar(
            select(Bill).where(Bill.id == bill_id).options(selectinload(Bill.items)).with_for_update()
        )
        if bill is None:
            raise BillNotFound(bill_id)
        return bill

    def flush(self) -> None:
        self._session.flush()

    def get_whole(self, bill_id: BillId) -> BillOfVisit:
        """The bill with patient, lines, payments and its visit, as it stands now. Raises BillNotFound."""
        self._session.flush()  # what was just added must be read back with the rest
        found = self._session.execute(_whole().where(Bill.id == bill_id)).one_or_none()
        if found is None:
            raise BillNotFound(bill_id)
        bill, visit = found
        return bill, visit

    def get_newest_of(self, appointment_id: AppointmentId) -> BillOfVisit:
        """The draft where there is one, else the bill issued last. Raises AppointmentNotFound or NoBillYet."""
        if self._session.get(Appointment, appointment_id) is None:
            raise AppointmentNotFound(appointment_id)
        newest = (
            _whole()
            .where(Bill.billable_type == APPOINTMENT, Bill.billable_id == appointment_id)
            .order_by(Bill.since.desc(), Bill.id.desc())
            .limit(1)
        )
        found = self._session.execute(newest).one_or_none()
        if found is None:
            raise NoBillYet(appointment_id)
        bill, visit = found
        return bill, visit

    def unpaid(self, term: str, today: date, limit: int) -> list[BillOfVisit]:
        """Drafts with lines and open bills with their patients, oldest first, before them today's token `term`."""
        statement = (
            select(Bill, Appointment)
            .join(Bill.patient)
            .outerjoin(Appointment, _OF_VISIT)
            .where(_OPEN_BILL, or_(Bill.status != BillStatus.DRAFT, Bill.items.any()))
            .options(joinedload(Bill.patient))
        )
        if term:
            token = and_(Appointment.appointment_date == today, Appointment.token == term.upper())
            statement = statement.where(
                or_(token, Bill.bill_no.endswith(term.upper(), autoescape=True), has_said(term))
            ).order_by(case((token, 0), else_=1))
        rows = self._session.execute(statement.order_by(Bill.since, Bill.id).limit(limit))
        return [(bill, visit) for bill, visit in rows]


def _whole() -> Select[Bill, Appointment]:
    return (
        select(Bill, Appointment)
        .outerjoin(Appointment, _OF_VISIT)
        .options(
            joinedload(Bill.patient),
            selectinload(Bill.items),
            selectinload(Bill.payments),
            joinedload(Appointment.doctor).joinedload(Employee.department),
        )
        .execution_options(populate_existing=True)
    )
