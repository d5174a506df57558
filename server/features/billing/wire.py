"""Bills and payments as they travel: amounts in the currency's own minor unit."""

from decimal import Decimal

from server.features.appointments.tables import Appointment
from server.features.billing.credit_tables import BillCancellation, CreditNoteRow
from server.features.billing.tables import (
    Bill,
    BillItemRow,
    DiscountRow,
    PaymentRow,
)
from server.features.workstations.names_repository import Names
from shared.models.appointments import AppointmentType
from shared.models.billing import (
    BillDetails,
    BillDiscount,
    BillItem,
    BillSummary,
    Cancellation,
    CreditedLine,
    CreditNote,
    CreditRequest,
    PayersPart,
    Payment,
    RequestStatus,
)
from shared.models.patients import PatientSummary
from shared.money import ZERO, Currency, rounded


def summary(bill: Bill, visit: Appointment | None) -> BillSummary:
    """A row of 'waiting to pay'."""
    currency = Currency(bill.currency)
    return BillSummary(
        id=bill.id,
        bill_no=bill.bill_no,
        appointment_id=visit.id if visit else None,
        token=visit.token if visit else None,
        direct=visit is not None and visit.appointment_type is AppointmentType.LABORATORY,
        patient=patient_of(bill),
        status=bill.status,
        currency=currency,
        total=rounded(bill.total, currency),
        paid=rounded(bill.paid, currency),
        due=rounded(bill.due, currency),
        since=bill.since,
        version=bill.version,
    )


def patient_of(bill: Bill) -> PatientSummary:
    """Whoever has no card is called by the name that was told."""
    patient = PatientSummary.model_validate(bill.patient)
    return patient.model_copy(update={"name": bill.buyer}) if bill.buyer else patient


def details(bill: Bill, visit: Appointment | None, names: Names) -> BillDetails:
    """The whole bill, as it is printed."""
    currency = Currency(bill.currency)
    department = visit.doctor.department if visit else None
    return BillDetails(
        **dict(summary(bill, visit)),
        doctor=visit.doctor.full_name if visit else "",
        department=department.name if department else "",
        items=[_item(item, bill, currency, names) for item in bill.items],
        subtotal=rounded(bill.subtotal, currency),
        discount=rounded(bill.discount, currency),
        discounts=[
            _discount(row, amount, currency, names)
            for row, amount in zip(bill.standing_discounts, bill.discounted().each, strict=True)
        ],
        tax=rounded(bill.tax, currency),
        payments=[payment(row, currency, names) for row in bill.payments],
        payer=_payer(bill, currency),
        patient_share=rounded(bill.patient_share, currency),
        credited=rounded(bill.credited, currency),
        refundable=rounded(bill.refundable, currency),
        credit_notes=[_credit_note(note, bill, currency, names) for note in bill.credit_notes],
        credit_requests=[
            CreditRequest(
                id=row.id,
                bill_item_id=row.bill_item_id,
                reason=row.reason,
                asked_by=names.employees[row.asked_by],
                asked_at=row.asked_at,
            )
            for row in bill.credit_requests
            if row.status is RequestStatus.REQUESTED
        ],
        cancelled=_cancelled(bill.cancellation, names),
        issued_at=bill.issued_at,
        issued_by=names.employees[bill.issued_by] if bill.issued_by else "",
    )


def payment(row: PaymentRow, currency: Currency, names: Names) -> Payment:
    """What a receipt says of the money."""
    return Payment(
        id=row.id,
        receipt_no=row.receipt_no,
        mode=row.mode,
        amount=rounded(row.amount, currency),
        rounding=rounded(row.rounding, currency),
        tendered=_maybe(row.tendered, currency),
        change=_maybe(row.change, currency),
        reference=row.reference,
        taken_by=names.employees[row.taken_by],
        workstation=names.workstations[row.workstation_id],
        taken_at=row.taken_at,
        due_after=rounded(row.due_after, currency),
    )


def _item(row: BillItemRow, bill: Bill, currency: Currency, names: Names) -> BillItem:
    return BillItem(
        id=row.id,
        itemable_type=row.itemable_type,
        itemable_id=row.itemable_id,
        description=row.description,
        quantity=row.quantity,
        unit_price=row.unit_price,
        tax_rate=row.tax_rate,
        tax_inclusive=row.tax_inclusive,
        package_of=row.package_of,
        free_because=row.free_because,
        discount=rounded(row.discount, currency),
        tax=rounded(row.tax, currency),
        amount=rounded(row.amount, currency),
        credited=sum((line.quantity for line in bill.credited_of(row)), ZERO),
        charged_by=names.employees[row.charged_by],
        charged_at=row.charged_at,
    )


def _discount(row: DiscountRow, amount: Decimal, currency: Currency, names: Names) -> BillDiscount:
    return BillDiscount(
        id=row.id,
        bill_item_id=row.bill_item_id,
        kind=row.kind,
        value=row.value,
        amount=rounded(amount, currency),
        reason=row.reason,
        asked_by=names.employees[row.asked_by],
        approved_by=names.employees[row.approved_by] if row.approved_by else "",
        given_at=row.given_at,
    )


def _payer(bill: Bill, currency: Currency) -> PayersPart | None:
    if bill.payer is None:
        return None
    return PayersPart(
        payer_id=bill.payer.id,
        name=bill.payer.name,
        kind=bill.payer_kind,
        value=bill.payer_value,
        share=rounded(bill.payer_share - bill.payer_returned, currency),
        credited=rounded(bill.payer_credited, currency),
    )


def _credit_note(note: CreditNoteRow, bill: Bill, currency: Currency, names: Names) -> CreditNote:
    said = {item.id: item.description for item in bill.items}
    return CreditNote(
        id=note.id,
        note_no=note.note_no,
        reason=note.reason,
        asked_by=names.employees[note.asked_by],
        approved_by=names.employees[note.approved_by],
        made_at=note.made_at,
        lines=[
            CreditedLine(
                bill_item_id=line.bill_item_id,
                description=said[line.bill_item_id],
                quantity=line.quantity,
                discount=rounded(line.discount, currency),
                tax=rounded(line.tax, currency),
                amount=rounded(line.amount, currency),
            )
            for line in note.lines
        ],
        subtotal=rounded(note.subtotal, currency),
        discount=rounded(note.discount, currency),
        tax=rounded(note.tax, currency),
        total=rounded(note.total, currency),
        refundable=rounded(note.refundable, currency),
    )


def _cancelled(row: BillCancellation | None, names: Names) -> Cancellation | None:
    if row is None:
        return None
    return Cancellation(
        reason=row.reason,
        by=names.employees[row.cancelled_by],
        approved_by=names.employees[row.approved_by] if row.approved_by else "",
        at=row.cancelled_at,
    )


def _maybe(amount: Decimal | None, currency: Currency) -> Decimal | None:
    return None if amount is None else rounded(amount, currency)
