"""Charging and issuing bills."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.appointments.tables import Appointment
from server.features.billing import booking, wire
from server.features.billing.credit_tables import CreditRequestRow
from server.features.billing.lines import Act, line_of
from server.features.billing.numbers import document_number
from server.features.billing.package_repository import PackageRepository
from server.features.billing.repository import APPOINTMENT, SALE, BillingRepository
from server.features.billing.tables import Bill, BillItemRow
from server.features.ledger.service import LedgerService
from server.features.patients.service import WALK_IN
from server.features.workstations.names_repository import names_of
from shared.contracts.billing import BillStateConflict, NothingToBill
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, BillId, CreditRequestId, PatientId, new_id
from shared.models.billing import (
    BillDetails,
    BillStatus,
    BillSummary,
    FindDues,
    IssueBill,
    ItemKind,
    ListUnpaid,
    PatientDues,
    RequestStatus,
)
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.ledger import PostingKind
from shared.money import ZERO, Currency, plain, rounded

# The event that says a kind of lines was billed; services have none among the 34 and none of their own yet.
_BILLED: Final = {
    ItemKind.CONSULTATION: EventType.CONSULTATION_BILLED,
    ItemKind.TEST: EventType.TESTS_BILLED,
    ItemKind.MEDICINE: EventType.MEDICINES_BILLED,
}


class BillingService:
    """A visit's bill from its first charge to its number."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._bills = BillingRepository(ctx.session)
        self._ledger = LedgerService(ctx)
        self._packages = PackageRepository(ctx.session)

    def charge(self, appointment_id: AppointmentId, patient_id: PatientId, acts: Collection[Act]) -> None:
        """Puts acts on the visit's draft at today's price; what is charged already, or in a package, is left alone."""
        visit = (APPOINTMENT, appointment_id)
        uncharged = self._uncharged(acts)
        in_packages = self._packages.free_for(visit) if uncharged else set()
        open_acts = [
            act
            for act in uncharged
            if (act.kind, act.priced_id) not in in_packages
            or not self._packages.use(visit, act.kind, act.id, act.priced_id, self._ctx.now)
        ]
        if uncharged:
            self._ctx.touched(appointment_id)
        if not open_acts:
            return
        bill = self._bills.draft_locked(visit, patient_id, self._ctx.house.currency, self._ctx.now)
        for act in self._uncharged(open_acts):  # but for what whoever held the draft before us has charged
            self._bills.add_line(bill, line_of(self._ctx, act))
        self._ctx.touched(bill.id)

    def charge_sale(self, sale_id: UUID, patient_id: PatientId, lines: Iterable[BillItemRow], buyer: str = "") -> Bill:
        """What is sold at once is a bill of its own; `buyer` names whoever has no card."""
        bill = self._bills.draft_locked((SALE, sale_id), patient_id, self._ctx.house.currency, self._ctx.now)
        bill.buyer = buyer
        for line in lines:
            self._bills.add_line(bill, line)
        self._ctx.touched(bill.id, sale_id)
        return bill

    def uncharge(self, appointment_id: AppointmentId, kind: ItemKind, itemable_id: UUID, reason: str) -> None:
        """Takes an act that will not be done off the draft; of an issued bill a credit note is asked for."""
        self._packages.give_back(kind, itemable_id)
        bill = self._bills.draft_with_locked(kind, itemable_id)
        if bill is None:
            self._ask_credit(appointment_id, kind, itemable_id, reason)
            return
        for item in [one for one in bill.items if (one.itemable_type, one.itemable_id) == (kind, itemable_id)]:
            self._bills.take_off(bill, item)
        self._ctx.touched(bill.id, appointment_id)

    def _ask_credit(self, appointment_id: AppointmentId, kind: ItemKind, itemable_id: UUID, reason: str) -> None:
        request = CreditRequestRow(
            id=CreditRequestId(new_id()),
            reason=reason,
            status=RequestStatus.REQUESTED,
            asked_by=self._ctx.person.employee_id,
            asked_at=self._ctx.now,
        )
        bill_id = self._bills.ask_credit(kind, itemable_id, request)
        if bill_id is not None:
            self._ctx.touched(bill_id, appointment_id)

    def unsettled(self, kind: ItemKind, itemable_ids: Collection[UUID]) -> set[UUID]:
        """Which of these acts stand on a bill that is not paid in full, or not issued yet."""
        return self._bills.unsettled(kind, itemable_ids) | self._packages.unsettled(kind, itemable_ids)

    def unpaid(self, request: ListUnpaid) -> Page[BillSummary]:
        """Who waits to pay, before them whose settled bill is to be credited, or was asked for by its number."""
        rows = self._bills.unpaid(request.term, self._ctx.today, request.limit + 1)
        known = {bill.id for bill, _ in rows}
        others = self._bills.numbered(request.term.upper()) if request.term else self._bills.to_credit()
        rows = [*(row for row in others if row[0].id not in known), *rows]
        return Page(
            items=[wire.summary(bill, visit) for bill, visit in rows[: request.limit]],
            more=len(rows) > request.limit,
        )

    def get(self, bill_id: BillId) -> BillDetails:
        return self._details(*self._bills.get_whole(bill_id))

    def open(self, bill_id: BillId) -> BillDetails:
        """For somebody's eyes; the look is kept."""
        return self._looked_at(self.get(bill_id))

    def of_appointment(self, appointment_id: AppointmentId) -> BillDetails:
        """What is being gathered for the visit, or the bill that was issued last."""
        return self._looked_at(self._details(*self._bills.get_newest_of(appointment_id)))

    def _looked_at(self, bill: BillDetails) -> BillDetails:
        if bill.patient.id != WALK_IN:
            self._ctx.looked_at(bill.patient.id, ChartPart.BILLS, OpenedBy.AGAIN, bill.id)
        return bill

    def dues(self, request: FindDues) -> PatientDues:
        """What the patient owes from before, for whoever has the patient in front of them; a walk-in is nobody."""
        if request.patient_id == WALK_IN:
            return PatientDues(currency=self._ctx.house.currency, amount=ZERO, bills=0, oldest=None)
        count, amount, oldest = self._bills.dues(request.patient_id, request.besides)
        if count:  # of who owes nothing, nothing is told
            self._ctx.looked_at(request.patient_id, ChartPart.BILLS, OpenedBy.AGAIN)
        currency = self._ctx.house.currency
        return PatientDues(currency=currency, amount=rounded(amount, currency), bills=count, oldest=oldest)

    def issue(self, request: IssueBill) -> BillDetails:
        """The draft gets its number and is frozen; what is charged later opens a new one."""
        bill = self.current_locked(request.bill_id, request.version)
        if bill.status is not BillStatus.DRAFT:
            raise BillStateConflict(bill.status)
        if not bill.items:
            raise NothingToBill
        self._bills.split_as_the_card_says(bill)
        bill.issue(document_number(self._ctx, "B"), self._ctx.person.employee_id, self._ctx.now)
        self._record_issued(bill)
        issued, visit = self._bills.get_whole(bill.id)
        self._ledger.post(
            PostingKind.BILL_ISSUED, booking.of_bill(issued), booking.issued(issued, booking.earner(visit))
        )
        return self._details(issued, visit)

    def locked(self, bill_id: BillId) -> Bill:
        """The bill as it stands, with its lines. Raises BillNotFound."""
        return self._bills.get_locked(bill_id)

    def current_locked(self, bill_id: BillId, version: int) -> Bill:
        """The bill as it was seen, with its lines. Raises BillNotFound or StaleVersion."""
        bill = self._bills.get_locked(bill_id)
        if bill.version != version:
            raise StaleVersion(bill.version)
        return bill

    def _uncharged(self, acts: Collection[Act]) -> list[Act]:
        """Those that have no line of their own, and are not within a package."""
        ids = [act.id for act in acts]
        charged = self._bills.charged(ids) | self._packages.used_for(ids)
        return [act for act in acts if (act.kind, act.id) not in charged]

    def _record_issued(self, bill: Bill) -> None:
        self._ctx.touched(bill.id, bill.billable_id)
        currency = Currency(bill.currency)
        for kind, event in _BILLED.items():
            lines = [item for item in bill.items if item.itemable_type is kind]
            if lines and bill.billable_type == APPOINTMENT:
                self._ctx.record(
                    event,
                    AppointmentId(bill.billable_id),
                    bill.patient_id,
                    bill.bill_no or "",
                    bill_no=bill.bill_no,
                    lines=len(lines),
                    amount=plain(sum((line.amount for line in lines), Decimal(0)), currency),
                    currency=currency,
                )

    def _details(self, bill: Bill, visit: Appointment | None) -> BillDetails:
        people = {item.charged_by for item in bill.items} | {p.taken_by for p in bill.payments}
        people |= {who for row in bill.discounts for who in (row.asked_by, row.approved_by) if who}
        people |= {who for note in bill.credit_notes for who in (note.asked_by, note.approved_by)}
        people |= {request.asked_by for request in bill.credit_requests}
        if bill.cancellation is not None:
            people |= {who for who in (bill.cancellation.cancelled_by, bill.cancellation.approved_by) if who}
        if bill.issued_by:
            people.add(bill.issued_by)
        names = names_of(self._ctx.session, people, [p.workstation_id for p in bill.payments])
        return wire.details(bill, visit, names)
