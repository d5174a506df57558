"""All SQL of what goes through a drawer: payments to be found out, deposits, refunds."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from server.features.billing.tables import Bill, PaymentRow
from server.features.cash.tables import DepositRow, PaymentAttemptRow, RefundLineRow, RefundRow
from server.features.patients.tables import Patient
from shared.contracts.cash import AttemptNotFound, RefundNotFound
from shared.contracts.patients import PatientNotFound
from shared.ids import BillId, BillItemId, PatientId, PaymentAttemptId, RefundId
from shared.models.refunds import RefundStatus


class MoneyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: PaymentRow | PaymentAttemptRow | DepositRow | RefundRow) -> None:
        self._session.add(row)

    def flush(self) -> None:
        self._session.flush()  # what was just added must be read back with the rest

    def patient_locked(self, patient_id: PatientId) -> Patient:
        """Whoever uses what this patient has left waits for the other. Raises PatientNotFound."""
        patient = self._session.scalar(select(Patient).where(Patient.id == patient_id).with_for_update(key_share=True))
        if patient is None:
            raise PatientNotFound(patient_id)
        return patient

    def deposits_of(self, patient_id: PatientId, limit: int) -> list[DepositRow]:
        """The newest first."""
        statement = select(DepositRow).where(DepositRow.patient_id == patient_id).order_by(DepositRow.id.desc())
        return list(self._session.scalars(statement.limit(limit)))

    # Payments to be found out

    def pending(self, bill_id: BillId) -> list[PaymentAttemptRow]:
        """Of this bill, the oldest first."""
        statement = select(PaymentAttemptRow).where(PaymentAttemptRow.bill_id == bill_id, text("outcome IS NULL"))
        return list(self._session.scalars(statement.order_by(PaymentAttemptRow.id)))

    def attempt_locked(self, attempt_id: PaymentAttemptId) -> PaymentAttemptRow:
        """Raises AttemptNotFound."""
        attempt = self._session.scalar(
            select(PaymentAttemptRow).where(PaymentAttemptRow.id == attempt_id).with_for_update()
        )
        if attempt is None:
            raise AttemptNotFound(attempt_id)
        return attempt

    # Refunds

    def refunded(self, bill_id: BillId) -> Mapping[BillItemId, Decimal]:
        """Of each line of the bill, what is asked for, approved or paid back."""
        statement = (
            select(RefundLineRow.bill_item_id, func.sum(RefundLineRow.amount))
            .join(RefundRow, RefundRow.id == RefundLineRow.refund_id)
            .where(RefundRow.bill_id == bill_id, RefundRow.status != RefundStatus.REJECTED)
            .group_by(RefundLineRow.bill_item_id)
        )
        return dict(self._session.execute(statement).all())

    def paid_back(self, bill_id: BillId) -> Decimal:
        """What of this bill was paid out again."""
        statement = select(func.coalesce(-func.sum(PaymentRow.amount), 0)).where(
            PaymentRow.bill_id == bill_id, PaymentRow.amount < 0
        )
        return self._session.scalars(statement).one()

    def originals(self, bill_id: BillId) -> list[tuple[PaymentRow, Decimal]]:
        """The bill's payments, the newest first, and what of each was not given back."""
        back = (
            select(PaymentRow.refund_of, func.sum(PaymentRow.amount).label("amount"))
            .where(PaymentRow.bill_id == bill_id, PaymentRow.refund_of.is_not(None))
            .group_by(PaymentRow.refund_of)
            .subquery()
        )
        statement = (
            select(PaymentRow, PaymentRow.amount + func.coalesce(back.c.amount, 0))
            .outerjoin(back, back.c.refund_of == PaymentRow.id)
            .where(PaymentRow.bill_id == bill_id, PaymentRow.refund_of.is_(None))
            .order_by(PaymentRow.id.desc())
        )
        return [(payment, left) for payment, left in self._session.execute(statement) if left]

    def refund_locked(self, refund_id: RefundId) -> RefundRow:
        """With its lines and its bill. Raises RefundNotFound."""
        refund = self._session.scalar(_whole().where(RefundRow.id == refund_id).with_for_update(of=RefundRow))
        if refund is None:
            raise RefundNotFound(refund_id)
        return refund

    def refund(self, refund_id: RefundId) -> RefundRow:
        """As it stands now, with its lines and its bill."""
        return self._session.scalars(_whole().where(RefundRow.id == refund_id)).one()

    def refunds(self, status: RefundStatus | None, bill_id: BillId | None, limit: int) -> list[RefundRow]:
        """The oldest first, with lines and bills."""
        statement = _whole()
        if status is not None:
            statement = statement.where(RefundRow.status == status)
        if bill_id is not None:
            statement = statement.where(RefundRow.bill_id == bill_id)
        return list(self._session.scalars(statement.order_by(RefundRow.id).limit(limit)))


def _whole() -> Select[RefundRow]:
    return (
        select(RefundRow)
        .options(
            joinedload(RefundRow.bill, innerjoin=True).joinedload(Bill.patient, innerjoin=True),
            selectinload(RefundRow.lines).joinedload(RefundLineRow.item, innerjoin=True),
        )
        .execution_options(populate_existing=True)
    )
