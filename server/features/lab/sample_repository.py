"""SQL of tubes, and of which tests are made of them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from server.core.counters import next_number
from server.features.lab.tables import SampleRow, SampleTestRow, TestOrderRow, TestTypeRow
from shared.contracts.lab_refusals import SampleNotFound
from shared.ids import AppointmentId, SampleId
from shared.models.lab import TestOrderStatus, Urgency


class SampleRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def next_set(self, day: str) -> int:
        """The day's next set of tubes: whoever else collects waits for it until this commits."""
        return next_number(self._session, f"accession:{day}")

    def add(self, samples: Iterable[SampleRow], orders: Iterable[TestOrderRow]) -> None:
        """Tubes, and the tests that are to be made of them, which name them already."""
        self._session.add_all(samples)
        self._session.flush()  # rows without relationships: parents go first
        self._session.add_all(
            SampleTestRow(sample_id=order.sample_id, test_order_id=order.id)
            for order in orders
            if order.sample_id is not None
        )

    def get_locked(self, sample_id: SampleId) -> SampleRow:
        """With its patient. Raises SampleNotFound."""
        (sample,) = self.several_locked([sample_id]) or (None,)
        if sample is None:
            raise SampleNotFound(sample_id)
        return sample

    def several_locked(self, ids: Iterable[SampleId]) -> Sequence[SampleRow]:
        """Those of them that there are, with their patients, in one order for all who lock them."""
        return self._session.scalars(
            select(SampleRow)
            .where(SampleRow.id.in_(set(ids)))
            .options(joinedload(SampleRow.patient, innerjoin=True))
            .order_by(SampleRow.id)
            .with_for_update(of=SampleRow, key_share=True)
            .execution_options(populate_existing=True)
        ).all()

    def of_appointment(self, appointment_id: AppointmentId) -> Sequence[SampleRow]:
        """All tubes of a visit, rejected ones too, with their patient, in the order they were numbered."""
        return self._session.scalars(
            select(SampleRow)
            .where(SampleRow.appointment_id == appointment_id)
            .options(joinedload(SampleRow.patient, innerjoin=True))
            .order_by(SampleRow.set_number, SampleRow.tube_sign)
        ).all()

    def tests_of(self, ids: Iterable[SampleId]) -> dict[SampleId, list[tuple[str, Urgency]]]:
        """The names of the tests each tube was numbered for, and how urgent they are; not of cancelled ones."""
        rows = self._session.execute(
            select(SampleTestRow.sample_id, TestTypeRow.name, TestOrderRow.urgency)
            .join(TestOrderRow, TestOrderRow.id == SampleTestRow.test_order_id)
            .join(TestTypeRow, TestTypeRow.id == TestOrderRow.test_type_id)
            .where(SampleTestRow.sample_id.in_(list(ids)), TestOrderRow.status != TestOrderStatus.CANCELLED)
            .order_by(TestOrderRow.id)
        )
        found: dict[SampleId, list[tuple[str, Urgency]]] = {}
        for sample_id, name, urgency in rows:
            found.setdefault(sample_id, []).append((name, urgency))
        return found

    def flush(self) -> None:
        self._session.flush()  # the version that is answered is the one that was written
