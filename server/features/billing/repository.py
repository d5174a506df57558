"""All SQL of bills."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from server.features.appointments.tables import Appointment
from server.features.billing.credit_tables import BillCancellation, CreditNoteRow, CreditRequestRow
from server.features.billing.tables import Bill, BillItemRow, DiscountRow, PaymentRow, SplitRow
from server.features.patients.search_repository import has_said
from server.features.patients.tables import Patient
from server.features.payers.tables import PayerRow
from server.features.staff.tables import Employee
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.billing import BillNotFound, NoBillYet
from shared.ids import AppointmentId, BillId, PatientId, new_id
from shared.models.billing import BillStatus, ItemKind, ShareKind
from shared.money import ZERO

APPOINTMENT: Final = "appointment"
"""The `billable_type` of a visit's bill."""

PATIENT: Final = "patient"
"""That of a bill without a visit."""

SALE: Final = "sale"
"""That of what was sold without a prescription."""

BillOfVisit: TypeAlias = tuple[Bill, Appointment | None]

_OF_VISIT: Final = and_(Bill.billable_type == APPOINTMENT, Bill.billable_id == Appointment.id)
# Said as its partial index says it, so that the planner can use it.
_OPEN_BILL: Final = text("bills.status IN ('draft', 'issued', 'partly_paid')")
_CREDITS: Final = (
    selectinload(Bill.credit_notes).selectinload(CreditNoteRow.lines),
    selectinload(Bill.credit_requests),
    joinedload(Bill.cancellation),
)
# All that a bill's sums are worked out of.
_LINES: Final = (selectinload(Bill.items), selectinload(Bill.discounts))
_DUES: Final = select(
    func.count(),
    func.coalesce(
        func.sum(Bill.total - Bill.payer_share + Bill.payer_returned - Bill.credited + Bill.payer_credited - Bill.paid),
        0,
    ),
    func.min(Bill.issued_at),
).where(
    Bill.patient_id == bindparam("patient_id"),
    Bill.status.in_((BillStatus.ISSUED, BillStatus.PARTLY_PAID)),
    Bill.id.is_distinct_from(bindparam("besides")),
)

# Read after every act at a counter.
_WHOLE: Final = (
    select(Bill, Appointment)
    .outerjoin(Appointment, _OF_VISIT)
    .options(
        joinedload(Bill.patient),
        joinedload(Bill.payer),
        *_LINES,
        *_CREDITS,
        selectinload(Bill.payments),
        joinedload(Appointment.doctor).joinedload(Employee.department),
    )
    .execution_options(populate_existing=True)
)
_WHOLE_BILL: Final = _WHOLE.where(Bill.id == bindparam("bill_id"))


class BillingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    # Bills

    def charged(self, acts: Collection[UUID]) -> set[tuple[ItemKind, UUID]]:
        """Which of these acts have a line on any bill."""
        lines = select(BillItemRow.itemable_type, BillItemRow.itemable_id).where(
            BillItemRow.itemable_id.in_(acts), BillItemRow.released.is_(False)
        )
        return {(kind, act) for kind, act in self._session.execute(lines)}

    def bill_with(self, kind: ItemKind, itemable_id: UUID) -> BillId | None:
        """The bill that this act has a line on, by itself; not one that was cancelled."""
        return self._session.scalar(
            select(BillItemRow.bill_id).where(
                BillItemRow.itemable_type == kind,
                BillItemRow.itemable_id == itemable_id,
                BillItemRow.released.is_(False),
            )
        )

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
            .options(*_LINES)
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
        if not bill.items:
            self.split_as_the_card_says(bill)
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
            .options(*_LINES)
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

    def add_discount(self, bill: Bill, given: DiscountRow) -> None:
        bill.discount_by(given)
        flag_modified(bill, "total")  # as in add_line

    def split(self, bill: Bill, change: SplitRow) -> None:
        change.bill_id = bill.id
        self._session.add(change)
        bill.split(change.payer_id, change.kind, change.value)
        flag_modified(bill, "total")  # as in add_line

    def split_as_the_card_says(self, bill: Bill) -> None:
        """By what the patient's payer usually pays, unless somebody said otherwise of this bill."""
        changed = select(SplitRow.id).where(SplitRow.bill_id == bill.id).exists()
        card = (
            select(PayerRow.id, PayerRow.default_share)
            .join(Patient, Patient.payer_id == PayerRow.id)
            .where(Patient.id == bill.patient_id, PayerRow.is_active)
        )
        if self._session.scalar(select(changed)):
            return
        payer_id, share = self._session.execute(card).one_or_none() or (None, ZERO)
        if (bill.payer_id, bill.payer_value) != (payer_id, share):
            bill.split(payer_id, ShareKind.PERCENT, share)

    def take_off(self, bill: Bill, item: BillItemRow) -> None:
        bill.take_off(item)
        self._session.delete(item)
        flag_modified(bill, "total")  # as in add_line

    def reduce(self, bill: Bill, item: BillItemRow, quantity: Decimal) -> None:
        """So many less of a draft's line; none left, and the line is gone."""
        if quantity >= item.quantity:
            self.take_off(bill, item)
        else:
            bill.reduce(item, quantity)
            flag_modified(bill, "total")  # as in add_line

    def get_locked(self, bill_id: BillId) -> Bill:
        """The bill with its lines and discounts. Raises BillNotFound."""
        bill = self._session.scalar(select(Bill).where(Bill.id == bill_id).options(*_LINES).with_for_update())
        if bill is None:
            raise BillNotFound(bill_id)
        return bill

    def get_issued_locked(self, bill_id: BillId) -> Bill:
        """The bill with its lines and all that was credited of it. Raises BillNotFound."""
        self.get_locked(bill_id)  # only a locked one is read as it stays
        whole = select(Bill).where(Bill.id == bill_id).options(*_LINES, *_CREDITS, joinedload(Bill.patient))
        return self._session.scalars(whole.execution_options(populate_existing=True)).one()

    def add_credit_note(self, bill: Bill, note: CreditNoteRow) -> None:
        bill.credit_notes.append(note)
        flag_modified(bill, "credited")  # of what costs nothing too, as in add_line

    def ask_credit(self, kind: ItemKind, itemable_id: UUID, request: CreditRequestRow) -> BillId | None:
        """For the line that this act has on an issued bill; None where there is none, or somebody asked before."""
        charged = self._session.execute(
            select(BillItemRow.id, BillItemRow.bill_id)
            .join(Bill, Bill.id == BillItemRow.bill_id)
            .where(
                BillItemRow.itemable_type == kind,
                BillItemRow.itemable_id == itemable_id,
                Bill.status.in_((BillStatus.ISSUED, BillStatus.PARTLY_PAID, BillStatus.PAID)),
                ~select(CreditRequestRow.id)
                .where(CreditRequestRow.bill_item_id == BillItemRow.id, text("credit_requests.status = 'requested'"))
                .exists(),
            )
        ).one_or_none()
        if charged is None:
            return None
        request.bill_item_id, request.bill_id = charged
        self._session.add(request)
        return request.bill_id

    def release_lines(self, bill: Bill) -> None:
        """Of a cancelled bill: its acts may be billed again."""
        self._session.flush()  # the lines may change only once the bill is seen to be cancelled
        for item in bill.items:
            item.released = True
        self._session.flush()  # before the acts are charged again

    def cancel(self, bill: Bill, cancellation: BillCancellation) -> None:
        bill.cancellation = cancellation
        bill.status = BillStatus.CANCELLED

    def flush(self) -> None:
        self._session.flush()

    def get_whole(self, bill_id: BillId) -> BillOfVisit:
        """The bill with patient, lines, payments and its visit, as it stands now. Raises BillNotFound."""
        self._session.flush()  # what was just added must be read back with the rest
        found = self._session.execute(_WHOLE_BILL, {"bill_id": bill_id}).one_or_none()
        if found is None:
            raise BillNotFound(bill_id)
        bill, visit = found
        return bill, visit

    def get_newest_of(self, appointment_id: AppointmentId) -> BillOfVisit:
        """The draft where there is one, else the bill issued last. Raises AppointmentNotFound or NoBillYet."""
        if self._session.get(Appointment, appointment_id) is None:
            raise AppointmentNotFound(appointment_id)
        newest = (
            _WHOLE.where(Bill.billable_type == APPOINTMENT, Bill.billable_id == appointment_id)
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
        statement = _with_patient().where(_OPEN_BILL, or_(Bill.status != BillStatus.DRAFT, Bill.items.any()))
        if term:
            token = and_(Appointment.appointment_date == today, Appointment.token == term.upper())
            statement = statement.where(
                or_(
                    token,
                    Bill.bill_no.endswith(term.upper(), autoescape=True),
                    func.lower(Bill.buyer).contains(term.lower(), autoescape=True),
                    has_said(term),
                )
            ).order_by(case((token, 0), else_=1))
        return self._rows(statement.order_by(Bill.since, Bill.id).limit(limit))

    def dues(self, patient_id: PatientId, besides: BillId | None) -> tuple[int, Decimal, datetime | None]:
        """How many issued bills wait for the patient's money, for how much of it, and since when."""
        found = self._session.execute(_DUES, {"patient_id": patient_id, "besides": besides}).one()
        return found[0], found[1], found[2]

    def numbered(self, term: str) -> list[BillOfVisit]:
        """The bill of this number, or of the receipt that has it: whatever became of it."""
        of_receipt = select(PaymentRow.bill_id).where(PaymentRow.receipt_no == term)
        return self._rows(_with_patient().where(or_(Bill.bill_no == term, Bill.id.in_(of_receipt))))

    def to_credit(self) -> list[BillOfVisit]:
        """Settled bills that somebody asks to be credited."""
        asked = select(CreditRequestRow.bill_id).where(text("credit_requests.status = 'requested'"))
        settled = _with_patient().where(Bill.id.in_(asked), Bill.status == BillStatus.PAID)
        return self._rows(settled.order_by(Bill.since, Bill.id))

    def _rows(self, statement: Select[Bill, Appointment]) -> list[BillOfVisit]:
        return [(bill, visit) for bill, visit in self._session.execute(statement)]


def _with_patient() -> Select[Bill, Appointment]:
    return (
        select(Bill, Appointment).join(Bill.patient).outerjoin(Appointment, _OF_VISIT).options(joinedload(Bill.patient))
    )
