"""SQL of the bench's lists, and of how long the stages took."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, or_, select, text
from sqlalchemy.orm import Session

from server.features.lab.repository import whole
from server.features.lab.tables import SampleRow, SampleTestRow, TestOrderRow, TestTypeRow
from server.features.patients.searching import fold
from server.features.patients.tables import Patient
from shared.ids import AppointmentId, DepartmentId, EmployeeId, LabId, PatientId
from shared.models.lab import TestOrderStatus, Urgency, WorkStage
from shared.rules.accessions import split
from shared.rules.patient_numbers import number_in

# Who has not come by then does not come: the order stays, but no nurse looks for the patient any more.
_WAITED_FOR: Final = timedelta(days=14)
_S: Final = TestOrderStatus
_URGENT_FIRST: Final = case(
    {urgency: place for place, urgency in enumerate(reversed(Urgency))}, value=TestOrderRow.urgency
)
_COLLECTED: Final = SampleRow.collected_at.is_not(None)
_STAGES: Final[dict[WorkStage, ColumnElement[bool]]] = {
    WorkStage.COLLECT: and_(TestOrderRow.status == _S.ORDERED, SampleRow.collected_at.is_(None)),
    WorkStage.RECEIVE: and_(TestOrderRow.status == _S.ORDERED, _COLLECTED),
    WorkStage.ENTER: and_(TestOrderRow.status == _S.IN_PROGRESS, TestOrderRow.entered.is_(False)),
    WorkStage.VERIFY: and_(TestOrderRow.status == _S.IN_PROGRESS, TestOrderRow.entered),
    WorkStage.REVIEW: TestOrderRow.status == _S.COMPLETED,
    WorkStage.RELEASE: TestOrderRow.status == _S.REVIEWED,
    WorkStage.DELIVER: TestOrderRow.status.in_((_S.RELEASED, _S.DELIVERED)),
}
# Said as the partial index says it, so that the planner can use it.
_OPEN: Final = text("test_orders.status IN ('ordered','in_progress','completed','reviewed')")


@dataclass(frozen=True)
class Ordered:
    """Of which tests it is asked how long they took."""

    since: datetime
    until: datetime
    lab_id: LabId | None = None
    doctor_id: EmployeeId | None = None
    department_id: DepartmentId | None = None


class BenchRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def worklist(
        self, stage: WorkStage | None, lab_id: LabId | None, term: str, now: datetime, limit: int
    ) -> Sequence[TestOrderRow]:
        """What is open, or in one stage: what is urgent first, then what is due first."""
        found = (
            whole()
            .join(Patient, Patient.id == TestOrderRow.patient_id)
            .outerjoin(SampleRow, SampleRow.id == TestOrderRow.sample_id)
            .limit(limit)
        )
        if stage is not None:
            found = found.where(_STAGES[stage])
        if stage is not WorkStage.DELIVER:
            still = or_(TestOrderRow.status != _S.ORDERED, _COLLECTED, TestOrderRow.ordered_at > now - _WAITED_FOR)
            found = found.where(_OPEN, still)
        if lab_id is not None:
            found = found.join(TestTypeRow, TestTypeRow.id == TestOrderRow.test_type_id).where(
                TestTypeRow.lab_id == lab_id
            )
        if term:
            found = found.where(matching(term))
        if stage is WorkStage.DELIVER:
            # The newest first: who asks for a report was here lately.
            return self._session.scalars(found.order_by(TestOrderRow.ordered_at.desc(), TestOrderRow.id.desc())).all()
        order = (_URGENT_FIRST, TestOrderRow.due_at, TestOrderRow.id)
        return self._session.scalars(found.order_by(*order)).all()

    def of_accession(self, accession: str) -> Sequence[TestOrderRow]:
        """All tests of a tube, or of its whole set, whatever became of them; of a rejected tube too."""
        number, sign = split(accession)
        tubes = select(SampleRow.id).where(SampleRow.set_number == number)
        if sign:
            tubes = tubes.where(SampleRow.tube_sign == sign)
        made_of = select(SampleTestRow.test_order_id).where(SampleTestRow.sample_id.in_(tubes))
        found: Select[TestOrderRow] = whole().where(TestOrderRow.id.in_(made_of)).order_by(TestOrderRow.id)
        return self._session.scalars(found).all()

    def released(
        self, patient_id: PatientId, appointment_id: AppointmentId | None, limit: int
    ) -> Sequence[TestOrderRow]:
        """A patient's tests that have something to be read, the newest first."""
        found = whole().where(TestOrderRow.patient_id == patient_id, TestOrderRow.released.is_not(None))
        if appointment_id is not None:
            found = found.where(TestOrderRow.appointment_id == appointment_id)
        order = (TestOrderRow.ordered_at.desc(), TestOrderRow.id.desc())
        return self._session.scalars(found.order_by(*order).limit(limit)).all()

    def turnaround(self, ordered: Ordered) -> Sequence[Row[*tuple[Any, ...]]]:
        """Of each test and stage: how many, the median and the 90th percentile in minutes, how many were late."""
        return self._session.execute(_TOOK_SPREAD, {**asdict(ordered), "by_test": True}).all()

    def by_stage(self, ordered: Ordered) -> Sequence[Row[*tuple[Any, ...]]]:
        """The same of each stage, over all tests together."""
        return self._session.execute(_TOOK_SPREAD, {**asdict(ordered), "by_test": False}).all()

    def slowest(
        self, ordered: Ordered, stage: str, after: tuple[int, UUID] | None, secret: str, limit: int
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """What took longest in this stage, `after` the minutes and the `ident` of one: by that nobody is found."""
        minutes, ident = after or (None, None)
        asked = {"stage": stage, "minutes": minutes, "ident": ident, "secret": secret, "limit": limit}
        return self._session.execute(_TOOK_LONGEST, {**asdict(ordered), **asked}).all()


def matching(term: str) -> ColumnElement[bool]:
    """By part of a name, a hospital number or an accession; over the patient and, where there is one, the tube."""
    words = and_(True, *(Patient.name_folded.contains(word, autoescape=True) for word in fold(term).split()))
    scanned = SampleRow.set_number.concat(SampleRow.tube_sign).startswith(term.upper(), autoescape=True)
    number = number_in(term)
    return or_(words, scanned, *([] if number is None else [Patient.patient_no == number]))


# The first release counts: a correction is another work. What was collected again was waited for all the same.
_TOOK: Final = """
    WITH done AS (
        SELECT o.id, o.patient_id, t.name AS test, l.name AS lab, o.ordered_at, o.due_at, o.ordered_by,
               s.set_number || s.tube_sign AS accession, s.collected_at, s.received_at,
               (SELECT max(r.entered_at) FROM test_results r WHERE r.result_version_id = v.id AND NOT r.carried)
                   AS entered_at,
               v.verified_at, v.reviewed_at, v.released_at,
               (SELECT min(d.given_at) FROM report_deliveries d WHERE d.test_order_id = o.id) AS given_at
        FROM test_orders o
        JOIN LATERAL (
            SELECT * FROM result_versions first
            WHERE first.test_order_id = o.id AND first.released_at IS NOT NULL ORDER BY first.number LIMIT 1
        ) v ON true
        JOIN samples s ON s.id = v.sample_id
        JOIN test_types t ON t.id = o.test_type_id
        JOIN labs l ON l.id = t.lab_id
        JOIN employees e ON e.id = o.ordered_by
        WHERE o.ordered_at >= :since AND o.ordered_at < :until
          AND (CAST(:lab_id AS uuid) IS NULL OR l.id = CAST(:lab_id AS uuid))
          AND (CAST(:doctor_id AS uuid) IS NULL OR o.ordered_by = CAST(:doctor_id AS uuid))
          AND (CAST(:department_id AS uuid) IS NULL OR e.department_id = CAST(:department_id AS uuid))
    ), took AS (
        SELECT done.*, stage, extract(epoch FROM ended - began) / 60 AS minutes, released_at > due_at AS late
        FROM done CROSS JOIN LATERAL (VALUES
            ('total', ordered_at, released_at),
            ('collect', ordered_at, collected_at),
            ('receive', collected_at, received_at),
            ('enter', received_at, entered_at),
            ('verify', entered_at, verified_at),
            ('review', verified_at, reviewed_at),
            ('release', reviewed_at, released_at),
            ('deliver', released_at, given_at)
        ) AS steps (stage, began, ended)
        WHERE began IS NOT NULL AND ended IS NOT NULL
    )
"""
_SPREAD: Final = """
    SELECT CASE WHEN :by_test THEN test END AS test, CASE WHEN :by_test THEN lab END AS lab, stage, count(*) AS tests,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) AS ninety,
           count(*) FILTER (WHERE late) AS late
    FROM took GROUP BY 2, 1, stage ORDER BY 2, 1
"""
_LONGEST: Final = """
    SELECT told.*, e.full_name AS doctor FROM (
        SELECT id, patient_id, test, lab, accession, ordered_by, ordered_at, round(minutes)::integer AS minutes, late,
               md5(:secret || id::text)::uuid AS ident
        FROM took WHERE stage = :stage
    ) AS told JOIN employees e ON e.id = told.ordered_by
    WHERE CAST(:minutes AS integer) IS NULL
       OR (-minutes, ident) > (-CAST(:minutes AS integer), CAST(:ident AS uuid))
    ORDER BY minutes DESC, ident LIMIT :limit
"""
_TOOK_SPREAD: Final = text(_TOOK + _SPREAD)
_TOOK_LONGEST: Final = text(_TOOK + _LONGEST)
