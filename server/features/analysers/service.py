"""The bench's side of analysers: which there are, what waits, whose tube it was, and what is nobody's."""

from collections.abc import Sequence
from datetime import datetime

from server.core.context import Context
from server.features.analysers.placing import Placing
from server.features.analysers.repository import AnalyserRepository
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
        shown = [row.tuple() for row in rows[: request.limit]]
        return Page(items=self._told(shown), more=len(rows) > request.limit)

    def message(self, run_id: AnalyserRunId) -> RawMessage:
        run, _, _ = self._repository.run(run_id).tuple()
        return RawMessage(text=self._repository.message(run.message_id).text)

    def assign(self, request: AssignRun) -> WaitingRun:
        """Entered as by whoever scanned the label: another person verifies it. What does not fit goes on waiting."""
        run, name, received_at = self._repository.run(request.run_id).tuple()
        rows = self._waiting(run)
        analyser = self._repository.get(self._repository.message(run.message_id).analyser_id)
        entered = Placing(self._ctx, analyser, {run.id: request.accession}).place(run, rows)
        if not entered:
            raise NothingFits(request.accession, rows[0].reason or ValueReason.SAME)
        self._settled(run, accession=request.accession)
        return self._told([(run, name, received_at)])[0]

    def discard(self, request: DiscardRun) -> WaitingRun:
        run, name, received_at = self._repository.run(request.run_id).tuple()
        for row in self._waiting(run):
            row.state = ValueState.DISCARDED
        self._settled(run, reason=request.reason)
        return self._told([(run, name, received_at)])[0]

    def _waiting(self, run: AnalyserRun) -> Sequence[AnalyserValueRow]:
        """Locked. Raises NothingWaits."""
        rows = self._repository.waiting_locked(run.id)
        if not rows:
            raise NothingWaits
        return rows

    def _settled(self, run: AnalyserRun, *, accession: str = "", reason: str = "") -> None:
        self._ctx.touched(run.id)
        self._repository.add(
            [
                AnalyserSettlement(
                    run_id=run.id,
                    accession=accession,
                    reason=reason,
                    settled_by=self._ctx.person.employee_id,
                    settled_at=self._ctx.now,
                )
            ]
        )

    def _told(self, runs: Sequence[tuple[AnalyserRun, str, datetime]]) -> list[WaitingRun]:
        values = self._repository.values(run.id for run, _, _ in runs)
        names = self._repository.names(row.analyte for rows in values.values() for row in rows)
        return [
            WaitingRun(
                id=run.id,
                analyser=analyser,
                received_at=received_at,
                accession=run.accession,
                patient=run.patient,
                values=[_value(row, names.get(row.analyte, "")) for row in values.get(run.id, [])],
            )
            for run, analyser, received_at in runs
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
