"""All SQL of test types and test orders."""

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session, joinedload

from server.features.lab.tables import TestOrderRow, TestTypeRow
from server.features.patients.searching import fold
from server.features.staff.tables import Employee
from shared.contracts.lab import UnknownTestType
from shared.ids import AppointmentId, TestTypeId


class LabRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

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

    def add(self, orders: Iterable[TestOrderRow]) -> None:
        self._session.add_all(orders)

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
