"""Bills, payments and drawers as they travel: amounts in the currency's own minor unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from server.features.appointments.tables import Appointment
from server.features.billing.tables import Bill, BillItemRow, CashSessionRow, DiscountRow, PaymentRow
from shared.ids import EmployeeId, WorkstationId
from shared.models.appointments import AppointmentType
from shared.models.billing import BillDetails, BillDiscount, BillItem, BillSummary, CashSession, Payment
from shared.models.patients import PatientSummary
from shared.money import Currency, rounded


@dataclass(frozen=True)
class Names:
    """Who and where, by id."""

    employees: Mapping[EmployeeId, str]
    workstations: Mapping[WorkstationId, str]


def summary(bill: Bill, visit: Appointment | None) -> BillSummary:
    """A row of 'waiting to pay'."""
    currency = Currency(bill.currency)
    return BillSummary(
        id=bill.id,
        bill_no=bill.bill_no,
        appointment_id=visit.id if visit else None,
        token=visit.token if visit else None,
        direct=visit is not None and visit.appointment_type is AppointmentType.LABORATORY,
        patient=PatientSummary.model_validate(bill.patient),
        status=bill.status,
        currency=currency,
        total=rounded(bill.total, currency),
        paid=rounded(bill.paid, currency),
        due=rounded(bill.due, currency),
        since=bill.since,
        version=bill.version,
    )


def details(bill: Bill, visit: Appointment | None, names: Names) -> BillDetails:
    """The whole bill, as it is printed."""
    currency = Currency(bill.currency)
    department = visit.doctor.department if visit else None
    return BillDetails(
        **dict(summary(bill, visit)),
        doctor=visit.doctor.full_name if visit else "",
        department=department.name if department else "",
        items=[_item(item, currency, names) for item in bill.items],
        subtotal=rounded(bill.subtotal, currency),
        discount=rounded(bill.discount, currency),
        discounts=[
            _discount(row, amount, currency, names)
            for row, amount in zip(bill.standing_discounts, bill.discounted().each, strict=True)
        ],
        tax=rounded(bill.tax, currency),
        payments=[payment(row, currency, names) for row in bill.payments],
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
        tendered=_maybe(row.tendered, currency),
        change=_maybe(row.change, currency),
        reference=row.reference,
        taken_by=names.employees[row.taken_by],
        workstation=names.workstations[row.workstation_id],
        taken_at=row.taken_at,
        due_after=rounded(row.due_after, currency),
    )


def cash_session(row: CashSessionRow, expected: Decimal, names: Names) -> CashSession:
    """A drawer; while it is open `expected` is what should lie in it now."""
    currency = Currency(row.currency)
    return CashSession(
        id=row.id,
        status=row.status,
        cashier=names.employees[row.cashier_id],
        workstation=names.workstations[row.workstation_id],
        currency=currency,
        opening_float=rounded(row.opening_float, currency),
        cash_taken=rounded(expected - row.opening_float, currency),
        expected=rounded(expected, currency),
        declared=_maybe(row.declared, currency),
        difference=None if row.declared is None else rounded(row.declared - expected, currency),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def _item(row: BillItemRow, currency: Currency, names: Names) -> BillItem:
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
        discount=rounded(row.discount, currency),
        tax=rounded(row.tax, currency),
        amount=rounded(row.amount, currency),
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


def _maybe(amount: Decimal | None, currency: Currency) -> Decimal | None:
    return None if amount is None else rounded(amount, currency)
