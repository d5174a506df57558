"""Bills as a server answers them."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from shared.ages import Precision
from shared.ids import (
    AppointmentId,
    BillId,
    BillItemId,
    CashSessionId,
    EmployeeId,
    PatientId,
    PaymentAttemptId,
    PaymentId,
)
from shared.models.billing import (
    BillDetails,
    BillItem,
    BillStatus,
    BillSummary,
    ItemKind,
    Payment,
    PaymentMode,
)
from shared.models.cash import CashSession, CashSessionStatus
from shared.models.cash_payments import PaymentAttempt, PaymentTaken, Standing
from shared.models.patients import Birth, PatientSummary, Sex
from shared.money import Currency

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TAKA = Currency("BDT")
BILL = BillId(UUID(int=1))
OTHER_BILL = BillId(UUID(int=2))

RAHIMA = PatientSummary(
    id=PatientId(UUID(int=11)),
    patient_no="260400",
    name="Rahima Begum",
    name_local="রহিমা বেগম",
    sex=Sex.FEMALE,
    birth=Birth(date=datetime(1972, 3, 4, tzinfo=UTC).date(), precision=Precision.DAY),
    phone="01711402317",
)


def item(number, kind, description, price, quantity=1, discount="0", tax="0"):
    amount = Decimal(price) * quantity - Decimal(discount) + Decimal(tax)
    return BillItem(
        id=BillItemId(UUID(int=number)),
        itemable_type=kind,
        itemable_id=UUID(int=number),
        description=description,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        tax_rate=Decimal(0),
        tax_inclusive=False,
        package_of=None,
        free_because=None,
        discount=Decimal(discount),
        tax=Decimal(tax),
        amount=amount,
        credited=Decimal(0),
        charged_by="Dr. Farhana Rahman",
        charged_at=NOON,
    )


ITEMS = [
    item(1, ItemKind.CONSULTATION, "Consultation, Dr. Farhana Rahman", "800.00"),
    item(2, ItemKind.TEST, "Complete blood count (CBC)", "254.00"),
]


def bill(status=BillStatus.ISSUED, paid="0", version=2, items=None, payments=(), **changes):
    items = ITEMS if items is None else items
    total = sum((each.amount for each in items), Decimal(0))
    draft = status is BillStatus.DRAFT
    facts = BillDetails(
        id=BILL,
        bill_no=None if draft else "B-CASH1-2026-000118",
        appointment_id=AppointmentId(UUID(int=21)),
        token="M-012",
        direct=False,
        patient=RAHIMA,
        status=status,
        currency=TAKA,
        total=total,
        paid=Decimal(paid),
        due=total - Decimal(paid),
        since=NOON,
        version=version,
        doctor="Dr. Farhana Rahman",
        department="Medicine",
        items=items,
        subtotal=sum((each.unit_price * each.quantity for each in items), Decimal(0)),
        discount=sum((each.discount for each in items), Decimal(0)),
        discounts=[],
        payer=None,
        patient_share=total,
        credited=Decimal(0),
        refundable=Decimal(0),
        credit_notes=[],
        credit_requests=[],
        cancelled=None,
        tax=sum((each.tax for each in items), Decimal(0)),
        payments=list(payments),
        issued_at=None if draft else NOON,
        issued_by="" if draft else "Rafiq Ahmed",
    )
    return facts.model_copy(update=changes)


def summary_of(details):
    return BillSummary.model_validate({name: getattr(details, name) for name in BillSummary.model_fields})


def payment(amount, tendered=None, number=1, mode=PaymentMode.CASH, due_after="0"):
    handed = Decimal(tendered or amount)
    cash = mode is PaymentMode.CASH
    return Payment(
        id=PaymentId(UUID(int=100 + number)),
        receipt_no=f"R-CASH1-2026-{number:06d}",
        mode=mode,
        amount=Decimal(amount),
        rounding=Decimal(0),
        tendered=handed if cash else None,
        change=handed - Decimal(amount) if cash else None,
        reference="",
        taken_by="Rafiq Ahmed",
        workstation="Cashier 1",
        taken_at=NOON,
        due_after=Decimal(due_after),
    )


def taken(amount, tendered=None, number=1, before=None, mode=PaymentMode.CASH):
    """The payment, and the bill as it stands after it."""
    before = before or bill()
    due = before.due - Decimal(amount)
    made = payment(amount, tendered, number, mode, str(due))
    after = before.model_copy(
        update={
            "status": BillStatus.PARTLY_PAID if due else BillStatus.PAID,
            "paid": before.paid + Decimal(amount),
            "due": due,
            "version": before.version + 1,
            "payments": [*before.payments, made],
        }
    )
    return PaymentTaken(payments=[made], bill=after)


def drawer(opening="5000", cash="0", **changes):
    session = CashSession(
        id=CashSessionId(UUID(int=51)),
        session_no="D-CASH1-2026-000031",
        status=CashSessionStatus.OPEN,
        cashier_id=EmployeeId(UUID(int=61)),
        cashier="Rafiq Ahmed",
        workstation="Cashier 1",
        currency=TAKA,
        cash_step=Decimal(0),
        opening_float=Decimal(opening),
        cash_taken=Decimal(cash),
        expected=Decimal(opening) + Decimal(cash),
        declared=None,
        difference=None,
        counted=None,
        opened_at=NOON,
        closed_at=None,
        verified_by="",
        verified_at=None,
        verified_note="",
        version=1,
    )
    return session.model_copy(update=changes)


def standing(deposit="0", pending=()):
    return Standing(deposit=Decimal(deposit), pending=list(pending))


def attempt(amount="1054", mode=PaymentMode.CARD):
    """The terminal was asked, and nobody knows what it did."""
    return PaymentAttempt(
        id=PaymentAttemptId(UUID(int=81)),
        bill_id=BILL,
        mode=mode,
        amount=Decimal(amount),
        reference="",
        asked_by="Rafiq Ahmed",
        asked_at=NOON,
        outcome=None,
    )
