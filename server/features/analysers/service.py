"""The bench's side of analysers: which there are, what waits, whose tube it was, and what is nobody's."""

from collections.abc import Sequence
from datetime import datetime

from server.core.context import Context
from server.features.analysers.placing import Placing
from server.features.analysers.repository import AnalyserRepository, CameRun
from server.features.analysers.tables import Analyser, AnalyserRun, AnalyserSettlement, AnalyserValueRow
from shared.contracts.analysers import NothingFits, NothingWaits
from shared.ids import AnalyserRunId
from shared.models.analysers import (
    AnalyserInfo,
    AnalyserKind,
    AnalyserValue,
    AssignRun,
    DiscardRun,
    ListWaitingRuns,
    RawMessage,
    ValueReason,
    ValueState,
    WaitingRun,
)
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page


class AnalyserService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._repository = AnalyserRepository(ctx.session)

    def analysers(self) -> Page[AnalyserInfo]:
        last, waiting = self._repository.last_messages(), self._repository.waiting_counts()
        return Page(items=[_info(one, last.get(one.id), waiting.get(one.id, 0)) for one in self._repository.active()])

    def waiting(self, request: ListWaitingRuns) -> Page[WaitingRun]:
        rows = self._repository.waiting(request.limit + 1)
        return Page(items=self._told(rows[: request.limit]), more=len(rows) > request.limit)

    def message(self, run_id: AnalyserRunId) -> RawMessage:
        """As it came, with name and results of whomever it names: a look at each. Raises NothingWaits, Confidential."""
        run = self._repository.run(run_id).run
        if not self._repository.waits(run.id):
            raise NothingWaits
        for patient_id in self._repository.named_in(run.message_id):
            self._ctx.looked_at(patient_id, ChartPart.TESTS, OpenedBy.CHOICE, run.id)
        return RawMessage(text=self._repository.text(run.message_id))

    def assign(self, request: AssignRun) -> WaitingRun:
        """Entered as by whoever scanned the label: another person verifies it. What does not fit goes on waiting."""
        came = self._repository.run(request.run_id)
        rows = self._waiting(came.run)
        placing = Placing(self._ctx, came.analyser, {came.run.id: request.accession})
        if not placing.place(came.run, rows):
            raise NothingFits(request.accession, rows[0].reason or ValueReason.SAME)
        return self._settled(came, accession=request.accession)

    def discard(self, request: DiscardRun) -> WaitingRun:
        came = self._repository.run(request.run_id)
        for row in self._waiting(came.run):
            row.state = ValueState.DISCARDED
        return self._settled(came, reason=request.reason)

    def _waiting(self, run: AnalyserRun) -> Sequence[AnalyserValueRow]:
        """Locked. Raises NothingWaits."""
        rows = self._repository.waiting_locked(run.id)
        if not rows:
            raise NothingWaits
        return rows

    def _settled(self, came: CameRun, *, accession: str = "", reason: str = "") -> WaitingRun:
        self._ctx.touched(came.run.id)
        self._repository.add(
            [
                AnalyserSettlement(
                    run_id=came.run.id,
                    accession=accession,
                    reason=reason,
                    settled_by=self._ctx.person.employee_id,
                    settled_at=self._ctx.now,
                )
            ]
        )
        return self._told([came])[0]

    def _told(self, runs: Sequence[CameRun]) -> list[WaitingRun]:
        values = self._repository.values(came.run.id for came in runs)
        names = self._repository.names(row.analyte for rows in values.values() for row in rows)
        return [
            WaitingRun(
                id=came.run.id,
                analyser=came.analyser.name,
                received_at=came.at,
                accession=came.run.accession,
                patient=came.run.patient,
                values=[_value(row, names.get(row.analyte, "")) for row in values.get(came.run.id, [])],
            )
            for came in runs
        ]


def _info(analyser: Analyser, last: datetime | None, waiting: int) -> AnalyserInfo:
    return AnalyserInfo(
        id=analyser.id,
        name=analyser.name,
        lab=analyser.lab.name,
        kind=analyser.kind,
        place=analyser.address if analyser.kind is AnalyserKind.HL7 else analyser.folder,
        last_message_at=last,
        waiting=waiting,
        problem=analyser.problem,
        problem_at=analyser.problem_at,
    )


def _value(row: AnalyserValueRow, name: str) -> AnalyserValue:
    return AnalyserValue(
        code=row.code,
        name=name,
        value=row.text,
        unit=row.unit,
        state=row.state,
        reason=row.reason,
        detail=row.detail,
    )
