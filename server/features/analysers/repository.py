"""SQL of analysers, their messages, and what waits of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, func, select, tuple_, union, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from server.features.analysers.tables import (
    Analyser,
    AnalyserCode,
    AnalyserMessage,
    AnalyserRun,
    AnalyserSettlement,
    AnalyserValueRow,
)
from server.features.lab.tables import Analyte, Lab, SampleRow, TestOrderRow
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.contracts.analysers import RunNotFound
from shared.ids import AnalyserId, AnalyserMessageId, AnalyserRunId, PatientId, SampleId, TestOrderId
from shared.models.analysers import AnalyserKind, MessageProblem, ValueReason, ValueState
from shared.models.lab import SampleStage, TestOrderStatus
from shared.rules.accessions import accession_in, split
from shared.rules.lab_values import Scale
from shared.rules.patient_numbers import number_in

_WAITING: Final = AnalyserValueRow.state == ValueState.WAITING


@dataclass(frozen=True)
class CameRun:
    """A run, from which analyser it came, and when."""

    run: AnalyserRun
    analyser: Analyser
    at: datetime


class AnalyserRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    # Analysers

    def active(self) -> Sequence[Analyser]:
        """With their laboratories, by name."""
        return self._session.scalars(
            select(Analyser).where(Analyser.is_active).options(joinedload(Analyser.lab)).order_by(Analyser.name)
        ).all()

    def active_of(self, kind: AnalyserKind) -> Sequence[Analyser]:
        return self._session.scalars(
            select(Analyser).where(Analyser.is_active, Analyser.kind == kind).order_by(Analyser.name)
        ).all()

    def get(self, analyser_id: AnalyserId) -> Analyser:
        return self._session.get_one(Analyser, analyser_id)

    def codes(self, analyser_id: AnalyserId) -> dict[str, AnalyserCode]:
        rows = self._session.scalars(select(AnalyserCode).where(AnalyserCode.analyser_id == analyser_id))
        return {row.code: row for row in rows}

    def last_messages(self) -> dict[AnalyserId, datetime]:
        last = (
            select(func.max(AnalyserMessage.received_at))
            .where(AnalyserMessage.analyser_id == Analyser.id)
            .scalar_subquery()
        )
        return {row.id: row.at for row in self._session.execute(select(Analyser.id, last.label("at"))) if row.at}

    def waiting_counts(self) -> dict[AnalyserId, int]:
        """How many runs of each have something that waits."""
        rows = self._session.execute(
            select(AnalyserMessage.analyser_id, func.count(func.distinct(AnalyserRun.id)))
            .join(AnalyserRun, AnalyserRun.message_id == AnalyserMessage.id)
            .join(AnalyserValueRow, AnalyserValueRow.run_id == AnalyserRun.id)
            .where(_WAITING)
            .group_by(AnalyserMessage.analyser_id)
        )
        return dict(rows.all())

    # Setting them up

    def by_name(self) -> dict[str, Analyser]:
        return {row.name: row for row in self._session.scalars(select(Analyser).with_for_update())}

    def labs(self) -> dict[str, UUID]:
        return {row.name: row.id for row in self._session.execute(select(Lab.name, Lab.id))}

    def scales(self) -> dict[str, Scale]:
        """By an analyte's code: it is written alike in all tests that have it."""
        return {row.code: row.scale for row in self._session.scalars(select(Analyte))}

    def keep(self, analyser: Analyser, codes: Iterable[AnalyserCode]) -> None:
        """With these codes, and no others."""
        self._session.add(analyser)
        self._session.flush()  # rows without relationships: parents go first
        self._session.execute(delete(AnalyserCode).where(AnalyserCode.analyser_id == analyser.id))
        self._session.add_all(codes)

    def employ(self, employee: Employee) -> None:
        self._session.add(employee)
        self._session.flush()  # rows without relationships: parents go first

    # Its state

    def note_problem(self, analyser_id: AnalyserId, problem: MessageProblem, at: datetime) -> None:
        self._session.execute(update(Analyser).where(Analyser.id == analyser_id).values(problem=problem, problem_at=at))

    # What came

    def add_message(self, message: AnalyserMessage) -> bool:
        """Whether it is new. One that is just being taken elsewhere is waited for."""
        fresh = self._session.execute(
            insert(AnalyserMessage)
            .values(
                id=message.id,
                analyser_id=message.analyser_id,
                digest=message.digest,
                control_id=message.control_id,
                text=message.text,
                received_at=message.received_at,
            )
            .on_conflict_do_nothing(index_elements=["analyser_id", "digest"])
            .returning(AnalyserMessage.id)
        ).scalar_one_or_none()
        return fresh is not None

    def add(self, rows: Iterable[AnalyserRun | AnalyserValueRow | AnalyserSettlement]) -> None:
        """Rows without relationships: parents in a call before their children."""
        self._session.add_all(rows)
        self._session.flush()

    # The bench's side of it

    def tubes(self, accessions: Iterable[str]) -> dict[str, SampleRow]:
        """By their whole number, those there are."""
        wanted = {split(one) for one in accessions}
        rows = self._session.scalars(
            select(SampleRow).where(tuple_(SampleRow.set_number, SampleRow.tube_sign).in_(sorted(wanted)))
        )
        return {row.accession: row for row in rows}

    def orders_of(self, sample_ids: Iterable[SampleId]) -> Sequence[TestOrderId]:
        return self._session.scalars(
            select(TestOrderRow.id).where(
                TestOrderRow.sample_id.in_(list(sample_ids)), TestOrderRow.status != TestOrderStatus.CANCELLED
            )
        ).all()

    def code_of_loinc(self, loincs: Iterable[str]) -> dict[str, str]:
        """Our code for each of them; not where two analytes share one."""
        rows = self._session.execute(
            select(Analyte.loinc, func.min(Analyte.code))
            .where(Analyte.loinc.in_(set(loincs)))
            .group_by(Analyte.loinc)
            .having(func.min(Analyte.code) == func.max(Analyte.code))
        )
        return {loinc: code for loinc, code in rows if loinc}

    def names(self, codes: Iterable[str]) -> dict[str, str]:
        rows = self._session.execute(
            select(Analyte.code, func.min(Analyte.name)).where(Analyte.code.in_(set(codes))).group_by(Analyte.code)
        )
        return dict(rows.all())

    # What waits

    def waiting(self, limit: int) -> list[CameRun]:
        """The oldest first."""
        has_waiting = exists().where(AnalyserValueRow.run_id == AnalyserRun.id, _WAITING)
        rows = self._session.execute(_RUNS.where(has_waiting).order_by(AnalyserRun.id).limit(limit))
        return [CameRun(run, analyser, at) for run, analyser, at in rows]

    def run(self, run_id: AnalyserRunId) -> CameRun:
        """Raises RunNotFound."""
        for run, analyser, at in self._session.execute(_RUNS.where(AnalyserRun.id == run_id)):
            return CameRun(run, analyser, at)
        raise RunNotFound(run_id)

    def text(self, message_id: AnalyserMessageId) -> str:
        return self._session.get_one(AnalyserMessage, message_id).text

    def waits(self, run_id: AnalyserRunId) -> bool:
        return bool(self._session.scalar(select(exists().where(AnalyserValueRow.run_id == run_id, _WAITING))))

    def named_in(self, message_id: AnalyserMessageId) -> set[PatientId]:
        """Whom all runs of a message name, by the number of a tube or by the patient's own."""
        runs = self._session.scalars(select(AnalyserRun).where(AnalyserRun.message_id == message_id)).all()
        sets = [split(number)[0] for number in (accession_in(run.accession) for run in runs) if number]
        numbers = [number for number in (number_in(run.patient) for run in runs) if number]
        tubes = select(SampleRow.patient_id).where(SampleRow.set_number.in_(sets))
        called = select(Patient.id, Patient.merged_into).where(Patient.patient_no.in_(numbers)).cte(recursive=True)
        called = called.union(select(Patient.id, Patient.merged_into).join(called, Patient.id == called.c.merged_into))
        patients = select(called.c.id).where(called.c.merged_into.is_(None))
        return set(self._session.scalars(union(tubes, patients)))

    def values(self, run_ids: Iterable[AnalyserRunId]) -> dict[AnalyserRunId, list[AnalyserValueRow]]:
        found: dict[AnalyserRunId, list[AnalyserValueRow]] = {}
        rows = self._session.scalars(
            select(AnalyserValueRow)
            .where(AnalyserValueRow.run_id.in_(list(run_ids)))
            .order_by(AnalyserValueRow.run_id, AnalyserValueRow.place)
        )
        for row in rows:
            found.setdefault(row.run_id, []).append(row)
        return found

    def waiting_locked(self, run_id: AnalyserRunId) -> Sequence[AnalyserValueRow]:
        """As they stand once nobody else settles them."""
        return self._session.scalars(
            select(AnalyserValueRow)
            .where(AnalyserValueRow.run_id == run_id, _WAITING)
            .order_by(AnalyserValueRow.place)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()

    def arrived(self, limit: int) -> Sequence[tuple[AnalyserRunId, AnalyserId]]:
        """Runs that came before their tube was in the laboratory, where it is now; with their analysers."""
        waits = exists().where(
            AnalyserValueRow.run_id == AnalyserRun.id,
            _WAITING,
            AnalyserValueRow.reason == ValueReason.TUBE_NOT_RECEIVED,
        )
        rows = self._session.execute(
            select(AnalyserRun.id, AnalyserMessage.analyser_id, AnalyserRun.accession)
            .join(AnalyserMessage, AnalyserMessage.id == AnalyserRun.message_id)
            .where(waits)
            .order_by(AnalyserRun.id.desc())
            .limit(limit)
        ).all()
        tubes = self.tubes(row.accession for row in rows) if rows else {}
        there = {number for number, tube in tubes.items() if tube.stage in (SampleStage.RECEIVED, SampleStage.REJECTED)}
        return [(row.id, row.analyser_id) for row in rows if row.accession in there]


_RUNS: Final = (
    select(AnalyserRun, Analyser, AnalyserMessage.received_at)
    .join(AnalyserMessage, AnalyserMessage.id == AnalyserRun.message_id)
    .join(Analyser, Analyser.id == AnalyserMessage.analyser_id)
)
