"""SQL of test types and test orders."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from server.features.appointments.tables import Appointment
from server.features.lab.tables import Lab, ResultVersionRow, TestOrderRow, TestTypeRow
from server.features.patients.searching import fold
from server.features.staff.tables import Employee
from shared.contracts.lab_refusals import TestOrderNotFound, UnknownTestType
from shared.ids import AppointmentId, EmployeeId, SampleId, TestOrderId, TestTypeId
from shared.models.lab import TestOrderStatus

DONE: Final = (TestOrderStatus.RELEASED, TestOrderStatus.DELIVERED, TestOrderStatus.CANCELLED)


class LabRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    # The catalogue

    def labs(self) -> Sequence[Lab]:
        return self._session.scalars(select(Lab).order_by(Lab.name, Lab.id)).all()

    def search(self, term: str, limit: int) -> list[TestTypeRow]:
        """Types that are offered, with their lab: all words in any order, the one whose code it is first."""
        words = and_(True, *(TestTypeRow.search.contains(word, autoescape=True) for word in fold(term).split()))
        found = self._session.scalars(
            select(TestTypeRow)
            .where(TestTypeRow.is_active, words)
            .options(joinedload(TestTypeRow.lab))
            .order_by(case((TestTypeRow.code == term.upper(), 0), else_=1), TestTypeRow.name, TestTypeRow.id)
            .limit(limit)
        )
        return list(found)

    def offered(self, ids: Sequence[TestTypeId]) -> list[TestTypeRow]:
        """In the order asked for. Raises UnknownTestType."""
        rows = self._session.scalars(select(TestTypeRow).where(TestTypeRow.id.in_(ids), TestTypeRow.is_active))
        known = {row.id: row for row in rows}
        for wanted in ids:
            if wanted not in known:
                raise UnknownTestType(wanted)
        return [known[wanted] for wanted in ids]

    # Orders

    def add(self, orders: Iterable[TestOrderRow]) -> None:
        self._session.add_all(orders)

    def flush(self) -> None:
        self._session.flush()  # the version that is answered is the one that was written

    def of_appointment(self, appointment_id: AppointmentId) -> list[tuple[TestOrderRow, str]]:
        """Orders with their types, and who ordered them, in the order of ordering."""
        rows = self._session.execute(
            select(TestOrderRow, Employee.full_name)
            .join(Employee, Employee.id == TestOrderRow.ordered_by)
            .where(TestOrderRow.appointment_id == appointment_id)
            .options(joinedload(TestOrderRow.test_type))
            .order_by(TestOrderRow.id)
        )
        return [(order, name) for order, name in rows]

    def get(self, order_id: TestOrderId) -> TestOrderRow:
        """With all that a bench shows of it. Raises TestOrderNotFound."""
        return self._one(_ONE, order_id)

    def get_locked(self, order_id: TestOrderId) -> TestOrderRow:
        """As it stands once nobody else changes it, with all that `get` brings."""
        # A merge that was waited for moved it to another patient, and the join looked for the pair as it was: again.
        found: TestOrderRow | None = self._session.scalar(_ONE_LOCKED, {"order_id": order_id})
        return found or self._one(_ONE_LOCKED, order_id)

    def several(self, ids: Iterable[TestOrderId]) -> list[TestOrderRow]:
        """In the order asked for. Raises TestOrderNotFound."""
        wanted = list(ids)
        return self._all(whole().where(TestOrderRow.id.in_(wanted)), wanted)

    def to_collect(self, appointment_id: AppointmentId) -> Sequence[TestOrderRow]:
        """Of a visit, what waits for its tube to be filled."""
        query = whole().where(
            TestOrderRow.appointment_id == appointment_id, TestOrderRow.status == TestOrderStatus.ORDERED
        )
        return [one for one in self._session.scalars(query) if one.sample is None or one.sample.collected_at is None]

    def several_locked(self, ids: Iterable[TestOrderId]) -> list[TestOrderRow]:
        """In one order for all who lock them. Raises TestOrderNotFound."""
        wanted = sorted(set(ids))
        return self._all(_locking(whole().where(TestOrderRow.id.in_(wanted)).order_by(TestOrderRow.id)), wanted)

    def of_sample_locked(self, sample_id: SampleId) -> Sequence[TestOrderRow]:
        """Those that are made of this tube now."""
        query = whole().where(TestOrderRow.sample_id == sample_id).order_by(TestOrderRow.id)
        return self._session.scalars(_locking(query)).all()

    def all_done(self, appointment_id: AppointmentId) -> bool:
        """Whether every test of the visit is released, or was cancelled."""
        self._session.flush()  # the one that was just released counts
        open_one = exists().where(TestOrderRow.appointment_id == appointment_id, TestOrderRow.status.not_in(DONE))
        return not self._session.execute(select(open_one)).scalar_one()

    def reports_ready(self, which: ColumnElement[bool]) -> dict[AppointmentId, datetime]:
        """Visits of which every test is done and a report is in nobody's hands yet: when the last was released."""
        self._session.flush()  # what was just released or cancelled counts
        rows = self._session.execute(
            select(TestOrderRow.appointment_id, func.max(ResultVersionRow.released_at))
            .join(Appointment, Appointment.id == TestOrderRow.appointment_id)
            .outerjoin(
                ResultVersionRow,
                and_(
                    ResultVersionRow.test_order_id == TestOrderRow.id, ResultVersionRow.number == TestOrderRow.released
                ),
            )
            .where(which)
            .group_by(TestOrderRow.appointment_id)
            .having(
                func.bool_and(TestOrderRow.status.in_(DONE)),
                func.bool_or(TestOrderRow.status == TestOrderStatus.RELEASED),
            )
        )
        return {visit: released_at for visit, released_at in rows if released_at is not None}

    def names(self, people: Iterable[EmployeeId | None]) -> dict[EmployeeId, str]:
        wanted = {one for one in people if one is not None}
        if not wanted:
            return {}
        return dict(self._session.execute(select(Employee.id, Employee.full_name).where(Employee.id.in_(wanted))).all())

    def _all(self, query: Select[TestOrderRow], wanted: Sequence[TestOrderId]) -> list[TestOrderRow]:
        known = {row.id: row for row in self._session.scalars(query)}
        for one in wanted:
            if one not in known:
                raise TestOrderNotFound(one)
        return [known[one] for one in wanted]

    def _one(self, query: Select[Any], order_id: TestOrderId) -> TestOrderRow:
        order: TestOrderRow | None = self._session.scalar(query, {"order_id": order_id})
        if order is None:
            raise TestOrderNotFound(order_id)
        return order


def whole() -> Select[TestOrderRow]:
    """An order with its type and laboratory, patient, tube, and who ordered it."""
    return select(TestOrderRow).options(
        joinedload(TestOrderRow.test_type, innerjoin=True).joinedload(TestTypeRow.lab, innerjoin=True),
        joinedload(TestOrderRow.patient, innerjoin=True),
        joinedload(TestOrderRow.orderer, innerjoin=True),
        joinedload(TestOrderRow.sample),
    )


def _locking(query: Select[TestOrderRow]) -> Select[TestOrderRow]:
    return query.with_for_update(of=TestOrderRow, key_share=True).execution_options(populate_existing=True)


# Built once: putting a statement together takes Python longer than PostgreSQL takes to answer it.
_ONE: Final = whole().where(TestOrderRow.id == bindparam("order_id", type_=Uuid()))
_ONE_LOCKED: Final = _locking(_ONE)
