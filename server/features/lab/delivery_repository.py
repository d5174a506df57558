"""SQL of reports on paper: what waits to be handed over, and what was printed."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from server.features.lab.bench_repository import matching
from server.features.lab.paper_tables import PaperVersionRow, ReportPaperRow
from server.features.lab.repository import DONE, whole
from server.features.lab.tables import TO_DELIVER, ResultVersionRow, SampleRow, TestOrderRow
from server.features.patients.tables import Patient
from shared.ids import AppointmentId, PatientId, TestOrderId
from shared.models.lab import TestOrderStatus

# Said as the partial index says it, so that the planner can use it.
_WAITING: Final = text(TO_DELIVER.replace("released", "test_orders.released").replace("status", "test_orders.status"))
_CORRECTIONS_FIRST: Final = case((TestOrderRow.status == TestOrderStatus.RELEASED, 1), else_=0)


class DeliveryRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def to_give(self, patient_id: PatientId | None, term: str, limit: int) -> Sequence[TestOrderRow]:
        """What waits: corrections first, then the newest, for who asks was here lately.

        Of a patient, or for a term, whatever was released.
        """
        found = whole().limit(limit)
        newest = (TestOrderRow.ordered_at.desc(), TestOrderRow.id.desc())
        if patient_id is None and not term:
            return self._session.scalars(found.where(_WAITING).order_by(_CORRECTIONS_FIRST, *newest)).all()
        found = found.where(TestOrderRow.released.is_not(None), TestOrderRow.status != TestOrderStatus.CANCELLED)
        if patient_id is not None:
            found = found.where(TestOrderRow.patient_id == patient_id)
        if term:
            found = (
                found.join(Patient, Patient.id == TestOrderRow.patient_id)
                # None while another tube is to be filled for a correction.
                .outerjoin(SampleRow, SampleRow.id == TestOrderRow.sample_id)
                .where(matching(term))
            )
        return self._session.scalars(found.order_by(*newest)).all()

    def versions(self, order_ids: Iterable[TestOrderId]) -> dict[TestOrderId, list[ResultVersionRow]]:
        """All of each, the oldest first: what was withdrawn says too why another one came to be."""
        rows = self._session.scalars(
            select(ResultVersionRow)
            .where(ResultVersionRow.test_order_id.in_(list(order_ids)))
            .order_by(ResultVersionRow.number)
        )
        found: dict[TestOrderId, list[ResultVersionRow]] = {}
        for row in rows:
            found.setdefault(row.test_order_id, []).append(row)
        return found

    def still_open(self, visits: Collection[AppointmentId]) -> dict[AppointmentId, int]:
        """How many tests of each visit were never released."""
        rows = self._session.execute(
            select(TestOrderRow.appointment_id, func.count())
            .where(
                TestOrderRow.appointment_id.in_(visits),
                TestOrderRow.status.not_in(DONE),
                TestOrderRow.released.is_(None),
            )
            .group_by(TestOrderRow.appointment_id)
        )
        return dict(rows.all())

    def keep(self, paper: ReportPaperRow, versions: Iterable[PaperVersionRow]) -> None:
        self._session.add(paper)
        self._session.flush()  # rows without relationships: parents go first
        self._session.add_all(versions)
