"""One test at the bench: its tube, its results, and the next thing to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.viewmodels.lab.entry import EntryLine, entry_lines, shares
from client.viewmodels.patient.dues import Dues
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contract import Call
from shared.contracts import lab
from shared.errors import ApiError
from shared.ids import AnalyteId, TestOrderId
from shared.models.lab import RejectCause, Sample, WorkItem, WorkStage
from shared.models.lab_results import ResultSheet, TypedValue, VersionCause
from shared.rules.lab_panel import Shares
from shared.rules.lab_ranges import Condition
from shared.topics import Topic

Res = TypeVar("Res")
_MOST: Final = 300


@dataclass(frozen=True)
class Rights:
    collect: bool = False
    enter: bool = False
    verify: bool = False
    review: bool = False
    release: bool = False
    cancel: bool = False
    order: bool = False
    see: bool = False
    """What is not released yet: a nurse has the tubes only."""


@dataclass(frozen=True)
class BenchState:
    """What was typed stays until the server has it."""

    item: WorkItem | None = None
    sheet: ResultSheet | None = None
    typed: Mapping[AnalyteId, str] = field(default_factory=dict)
    comments: Mapping[AnalyteId, str] = field(default_factory=dict)
    sending: bool = False
    correcting: str = ""
    """Why a released result is being corrected."""
    problem: ApiError | None = None
    rights: Rights = field(default_factory=Rights)

    @property
    def stage(self) -> WorkStage | None:
        return self.item.stage if self.item is not None else None

    @property
    def lines(self) -> tuple[EntryLine, ...]:
        return entry_lines(self.sheet, self.typed, self.comments) if self.sheet is not None else ()

    @property
    def shares(self) -> Shares | None:
        return shares(self.lines)

    @property
    def is_open_for_entry(self) -> bool:
        entering = self.rights.enter and self.stage in {WorkStage.ENTER, WorkStage.VERIFY}
        return entering or bool(self.correcting)

    @property
    def new_lines(self) -> tuple[EntryLine, ...]:
        return tuple(line for line in self.lines if line.is_new)

    @property
    def wrong_line(self) -> EntryLine | None:
        """The first value that can't be one, or can't be of the others."""
        return next((line for line in self.lines if line.is_wrong), None)

    @property
    def is_off(self) -> bool:
        """A differential that is counted and does not add up."""
        return self.shares is not None and self.shares.is_off

    @property
    def can_save(self) -> bool:
        is_right = self.wrong_line is None and not self.is_off
        return self.is_open_for_entry and bool(self.new_lines) and is_right and not self.sending

    @property
    def to_tell(self) -> tuple[str, ...]:
        """Critical values that nobody was told of yet."""
        return tuple(self.sheet.to_tell) if self.sheet is not None else ()

    @property
    def needs_another(self) -> bool:
        return self.stage is WorkStage.VERIFY and self.sheet is not None and not self.sheet.may_verify

    @property
    def may_abandon(self) -> bool:
        """A correction that was begun and is not released; of one only typed here `drop_typed` is enough."""
        back = {WorkStage.ENTER, WorkStage.VERIFY, WorkStage.REVIEW, WorkStage.RELEASE}
        return self.rights.release and self.stage in back and self._is_corrected and not self.new_lines

    @property
    def _is_corrected(self) -> bool:
        open_ones = (one for one in self.sheet.versions if one.withdrawn_at is None) if self.sheet is not None else ()
        after = [one.cause for one in open_ones if one.released is None]
        return self.item is not None and self.item.reissue and VersionCause.CORRECTED in after

    @property
    def may_cancel(self) -> bool:
        """After the collection only by who may review; what was released once is corrected instead."""
        collected = self.stage in {WorkStage.RECEIVE, WorkStage.ENTER, WorkStage.VERIFY} and self.rights.review
        is_new = self.item is not None and not self.item.reissue
        return self.rights.cancel and is_new and (collected or self.stage is WorkStage.COLLECT)

    @property
    def may_go_on(self) -> bool:
        """Whether the next fact of the result can be stated by whoever is signed in."""
        allowed = {
            WorkStage.VERIFY: self.rights.verify and not self.needs_another,
            WorkStage.REVIEW: self.rights.review,
            WorkStage.RELEASE: self.rights.release,
        }
        nothing_open = not self.new_lines and not self.to_tell and not self.sending
        return self.stage is not None and allowed.get(self.stage, False) and nothing_open


class Bench(QObject):
    """While a command waits for its answer nothing else is sent: a result is entered once."""

    state_changed = Signal(object)  # BenchState
    opened = Signal()
    saved = Signal()
    past_found = Signal(object)  # TestPast
    conditions_wanted = Signal(list)  # Condition: what the patient is asked before the tubes count as filled

    def __init__(
        self, calls: Calls, changes: Changes, printing: PrintDesk, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = BenchState()
        self.dues = Dues(calls, changes, self)
        self._calls = calls
        self._printing = printing
        self._session = session
        changes.on({Topic.LAB}, self, self.refresh)
        session.state_changed.connect(self._look_at_rights)
        self._look_at_rights()

    def open(self, item: WorkItem) -> None:
        """Not while something is sent, nor over values that are not saved."""
        shown = self.state.item is not None and self.state.item.id == item.id
        if not shown and not self.state.sending and not self.state.new_lines:
            self._show(BenchState(item=item, rights=self.state.rights))
            if self.state.rights.see:
                self._load(item.id)
            else:
                self.opened.emit()

    @slot
    async def refresh(self) -> None:
        """Somebody changed a test: perhaps this one. What is being typed stays."""
        if self.state.item is not None and not self.state.sending:
            await self._load(self.state.item.id)

    def type(self, analyte_id: AnalyteId, text: str) -> None:
        if self.state.is_open_for_entry and not self.state.sending:
            self._show(replace(self.state, typed={**self.state.typed, analyte_id: text}, problem=None))

    def comment(self, analyte_id: AnalyteId, text: str) -> None:
        """Beside a value, and saved with it."""
        if self.state.is_open_for_entry and not self.state.sending:
            self._show(replace(self.state, comments={**self.state.comments, analyte_id: text}, problem=None))

    def drop_typed(self) -> None:
        self._show(replace(self.state, typed={}, comments={}, correcting="", problem=None))

    # The tube

    @slot
    async def print_labels(self, order_ids: list[TestOrderId]) -> None:
        """One for each tube that is not received yet; each gets its number by it."""
        item = self.state.item
        if item is None or not self.state.rights.collect:
            return
        samples = await self._ask(
            lab.prepare(appointment_id=item.appointment_id, test_order_ids=order_ids or [item.id])
        )
        for sample in samples.items if samples is not None else ():
            self._printing.specimen_label(sample)

    @slot
    async def ask_collection(self, order_ids: list[TestOrderId]) -> None:
        """Where no range depends on anything the patient could say, the tubes are filled at once."""
        item = self.state.item
        if item is None or self.state.stage is not WorkStage.COLLECT or not self.state.rights.collect:
            return
        found = await self._ask(lab.collection(appointment_id=item.appointment_id))
        if found is not None and found.asked:
            self.conditions_wanted.emit(found.asked)
        elif found is not None:
            self.collect(order_ids, [])

    @slot
    async def collect(self, order_ids: list[TestOrderId], conditions: list[Condition]) -> None:
        """The tubes are filled; the conditions are what the ranges go by."""
        item = self.state.item
        if item is not None and self.state.stage is WorkStage.COLLECT and self.state.rights.collect:
            call = lab.collect(
                appointment_id=item.appointment_id, test_order_ids=order_ids or [item.id], conditions=conditions
            )
            await self._ask(call)
            await self._load(item.id)

    @slot
    async def receive(self) -> None:
        item = self.state.item
        sample = await self._sample(item)
        if item is not None and sample is not None:
            await self._ask(lab.receive(sample_id=sample.id, version=sample.version))
            await self._load(item.id)

    @slot
    async def reject(self, item: WorkItem, cause: RejectCause, note: str) -> None:
        sample = await self._sample(item)
        if sample is not None:
            await self._ask(lab.reject(sample_id=sample.id, version=sample.version, cause=cause, note=note))
            await self._load(item.id)

    # The results

    @slot
    async def save(self) -> None:
        item, state = self.state.item, self.state
        if item is None or not state.can_save:
            return
        values = [_typed_value(entry) for entry in state.new_lines]
        if state.correcting:
            call = lab.correct(test_order_id=item.id, version=item.version, values=values, reason=state.correcting)
        else:
            call = lab.enter_results(test_order_id=item.id, version=item.version, values=values)
        if await self._change(call):
            self._show(replace(self.state, typed={}, comments={}, correcting=""))
            self.saved.emit()

    def begin_correction(self, reason: str) -> None:
        """What was released stays readable: the values typed from here on become a new version."""
        if self.state.stage is WorkStage.DELIVER and self.state.rights.release:
            self._show(replace(self.state, correcting=reason))
            self.opened.emit()

    @slot
    async def tell(self, item: WorkItem, told_to: str, note: str) -> None:
        """Whoever was told has read it back: the sheet asks for that before it lets anybody say so."""
        call = lab.tell_critical(
            test_order_id=item.id, version=item.version, told_to=told_to, read_back=True, note=note
        )
        await self._change(call)

    @slot
    async def go_on(self) -> None:
        """Verify, review or release: whichever is next."""
        item = self.state.item
        if item is None or not self.state.may_go_on:
            return
        moves = {WorkStage.VERIFY: lab.verify, WorkStage.REVIEW: lab.review, WorkStage.RELEASE: lab.release}
        assert item.stage is not None  # may_go_on says so
        await self._change(moves[item.stage](test_order_id=item.id, version=item.version))

    @slot
    async def ask_past(self) -> None:
        """All versions of this test, and what was found of the same before."""
        item = self.state.item
        if item is not None:
            past = await self._ask(lab.past(test_order_id=item.id))
            if past is not None:
                self.past_found.emit(past)

    @slot
    async def repeat(self, item: WorkItem, reason: str) -> None:
        await self._change(lab.repeat(test_order_id=item.id, version=item.version, reason=reason))

    @slot
    async def abandon(self, item: WorkItem, reason: str) -> None:
        """What was released goes on counting."""
        await self._change(lab.abandon_correction(test_order_id=item.id, version=item.version, reason=reason))

    @slot
    async def cancel(self, item: WorkItem, reason: str) -> None:
        """It is not done, nor waited for any more; whoever ordered it is told why."""
        await self._ask(lab.cancel(test_order_id=item.id, version=item.version, reason=reason))
        await self._load(item.id)

    async def _sample(self, item: WorkItem | None) -> Sample | None:
        """The tube as it stands now: its version is not in the list."""
        if item is None or item.sample_id is None or not self.state.rights.collect or self.state.sending:
            return None
        samples = await self._ask(lab.samples_of(appointment_id=item.appointment_id))
        return next((sample for sample in samples.items if sample.id == item.sample_id), None) if samples else None

    async def _change(self, call: Call[ResultSheet]) -> bool:
        sheet = await self._ask(call)
        if sheet is not None:
            self._show(replace(self.state, sheet=sheet, item=sheet.item))
        return sheet is not None

    async def _ask(self, call: Call[Res]) -> Res | None:
        """None when it was refused, which is shown, or while something else is sent."""
        if self.state.sending:
            return None
        self._show(replace(self.state, sending=True, problem=None))
        try:
            answer = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, sending=False, problem=problem))
            return None
        self._show(replace(self.state, sending=False))
        return answer

    @latest
    async def _load(self, order_id: TestOrderId) -> None:
        if not self.state.rights.see:
            await self._look_at_list(order_id)
            return
        try:
            sheet = await self._calls.send(lab.sheet(test_order_id=order_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=self.state.problem or problem))
            return
        shown = self.state.item
        # an answer older than what a command brought meanwhile is not news
        if (
            not self.state.sending
            and shown is not None
            and shown.id == order_id
            and sheet.item.version >= shown.version
        ):
            first = self.state.sheet is None
            self._show(replace(self.state, sheet=sheet, item=sheet.item))
            if first:
                self.opened.emit()

    async def _look_at_list(self, order_id: TestOrderId) -> None:
        """Where its tube stands now."""
        shown = self.state.item
        if shown is None:
            return
        try:
            page = await self._calls.send(lab.worklist(term=shown.patient.patient_no, limit=_MOST))
        except ApiError as problem:
            self._show(replace(self.state, problem=self.state.problem or problem))
            return
        found = next((item for item in page.items if item.id == order_id), None)
        shown = self.state.item
        if found is not None and shown is not None and shown.id == order_id and found.version >= shown.version:
            self._show(replace(self.state, item=found))

    def _look_at_rights(self) -> None:
        can = self._session.can
        calls = (
            lab.collect,
            lab.enter_results,
            lab.verify,
            lab.review,
            lab.release,
            lab.cancel,
            lab.order_direct,
            lab.sheet,
        )
        rights = Rights(*(can(call) for call in calls))
        self._show(replace(self.state, rights=rights))

    def _show(self, state: BenchState) -> None:
        if state != self.state:
            self.state = state
            owing = state.item if state.stage is WorkStage.COLLECT else None  # while the patient is there
            self.dues.show(owing.patient.id if owing is not None else None)
            self.state_changed.emit(state)


def _typed_value(entry: EntryLine) -> TypedValue:
    value = "" if entry.not_done else entry.text
    return TypedValue(analyte_id=entry.line.analyte_id, value=value, not_done=entry.not_done, comment=entry.comment)
