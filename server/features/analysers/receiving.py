"""What came from an analyser: kept as it came, and entered where nothing speaks against it."""

from collections.abc import Mapping, Sequence
from typing import Final

from server.core.context import Context
from server.features.analysers.placing import Placing
from server.features.analysers.repository import AnalyserRepository
from server.features.analysers.sent import SentMessage, SentRun, SentValue, Standing
from server.features.analysers.tables import Analyser, AnalyserMessage, AnalyserRun, AnalyserValueRow
from shared.ids import AnalyserMessageId, AnalyserRunId, AnalyserValueId, new_id
from shared.models.analysers import ValueReason, ValueState
from shared.topics import Topic

_NOTED: Final = {Standing.PRELIMINARY: ValueReason.PRELIMINARY, Standing.NO_VALUE: ValueReason.NO_VALUE}


class Receiving:
    """In the analyser's own name: the context's person is the analyser."""

    def __init__(self, ctx: Context, analyser: Analyser) -> None:
        self._ctx = ctx
        self._analyser = analyser
        self._repository = AnalyserRepository(ctx.session)

    def take(self, sent: SentMessage) -> bool:
        """False for what was here before: it did its work then."""
        message = AnalyserMessage(
            id=AnalyserMessageId(new_id()),
            analyser_id=self._analyser.id,
            digest=sent.digest,
            control_id=sent.control_id,
            text=sent.text,
            received_at=self._ctx.now,
        )
        if not self._repository.add_message(message):
            return False
        runs = [self._run(message.id, one) for one in sent.runs]
        values = {run.id: self._values(run, one) for run, one in zip(runs, sent.runs, strict=True)}
        self._place(runs, values)
        self._repository.add(runs)
        self._repository.add(row for rows in values.values() for row in rows)
        self._ctx.announcement.topics.add(Topic.ANALYSERS)
        return True

    def again(self, run_id: AnalyserRunId) -> None:
        """The run's tube is in the laboratory by now."""
        run = self._repository.run(run_id).run
        self._place([run], {run.id: self._repository.waiting_locked(run.id)})
        self._ctx.announcement.topics.add(Topic.ANALYSERS)

    def _place(self, runs: Sequence[AnalyserRun], values: Mapping[AnalyserRunId, Sequence[AnalyserValueRow]]) -> None:
        placing = Placing(self._ctx, self._analyser, {run.id: run.accession for run in runs})
        entered = [placing.place(run, values[run.id]) for run in runs]
        if any(entered):
            self._ctx.announcement.topics.add(Topic.LAB)

    def _run(self, message_id: AnalyserMessageId, sent: SentRun) -> AnalyserRun:
        return AnalyserRun(
            id=AnalyserRunId(new_id()),
            message_id=message_id,
            accession=sent.accession,
            patient=sent.patient,
            born=sent.born,
        )

    def _values(self, run: AnalyserRun, sent: SentRun) -> list[AnalyserValueRow]:
        corrected = {value.code for value in sent.values if value.corrects}
        return [self._value(run, place, value, corrected) for place, value in enumerate(sent.values)]

    def _value(self, run: AnalyserRun, place: int, sent: SentValue, corrected: set[str]) -> AnalyserValueRow:
        noted = _NOTED.get(sent.standing)
        if sent.code in self._analyser.ignored:
            noted = ValueReason.IGNORED
        elif noted is None and sent.code in corrected and not sent.corrects:
            noted = ValueReason.REPEATED  # what it says itself, later in the same message, counts
        waits = ValueReason.WITHDRAWN if sent.standing is Standing.WITHDRAWN else None
        return AnalyserValueRow(
            id=AnalyserValueId(new_id()),
            run_id=run.id,
            place=place,
            code=sent.code,
            loinc=sent.loinc,
            text=sent.text,
            unit=sent.unit,
            analyte="",
            state=ValueState.NOTED if noted else ValueState.WAITING,
            reason=noted or waits,
            detail="",
        )
