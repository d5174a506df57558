"""The prescription that is open at the counter: looked at, decided line by line, handed out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.patient.dues import Dues
from client.viewmodels.pharmacy.giving import NOTHING_SAID, CounterLine, Intent
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import billing, cash, pharmacy, stock
from shared.contracts.pharmacy import PrescriptionReplaced
from shared.contracts.prescriptions import UnsettledWarnings
from shared.contracts.stock import NotEnoughStock
from shared.errors import ApiError
from shared.ids import ApprovalId, PrescriptionId, StoreId
from shared.models.pharmacy import Dispensed, GivenBatch, OpenedPrescription, Outcome, Substitute
from shared.models.prescriptions import Override, PrescriptionStatus, SafetyWarning
from shared.models.stock import Store, StoreKind
from shared.permissions import Permission
from shared.topics import Topic

_OPEN: Final = (PrescriptionStatus.ISSUED, PrescriptionStatus.PARTLY_DISPENSED)


@dataclass(frozen=True)
class CounterState:
    """What was said about the lines stays until the server has it, or the prescription is another one."""

    stores: tuple[Store, ...] = ()
    store_id: StoreId | None = None
    opened: OpenedPrescription | None = None
    intents: Mapping[int, Intent] = field(default_factory=dict)
    warnings: tuple[SafetyWarning, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)
    sending: bool = False
    given: Dispensed | None = None
    """What was handed out of it last, here and now."""
    problem: ApiError | None = None

    @property
    def lines(self) -> tuple[CounterLine, ...]:
        if self.opened is None:
            return ()
        return tuple(CounterLine(line, self.intents.get(line.line, NOTHING_SAID)) for line in self.opened.lines)

    @property
    def is_open(self) -> bool:
        return self.opened is not None and self.opened.prescription.status in _OPEN

    @property
    def to_give(self) -> tuple[CounterLine, ...]:
        return tuple(line for line in self.lines if line.gives)

    @property
    def withheld(self) -> tuple[CounterLine, ...]:
        return tuple(line for line in self.lines if line.outcome in {Outcome.HELD, Outcome.REFUSED})

    @property
    def stuck(self) -> CounterLine | None:
        """The first line that can't be given as it stands."""
        return next((line for line in self.lines if line.obstacle is not None), None)

    @property
    def unanswered(self) -> tuple[SafetyWarning, ...]:
        """What speaks against what is given now, and nobody has said yet why it is given all the same."""
        given = {line.medicine_id for line in self.to_give}
        return tuple(
            warning
            for warning in self.warnings
            if warning.needs_reason
            and warning.key not in self.overrides
            and (not warning.medicine_ids or given & set(warning.medicine_ids))
        )

    @property
    def needs_witness(self) -> bool:
        return any(line.is_controlled for line in self.to_give)

    @property
    def can_go_on(self) -> bool:
        something = bool(self.to_give or self.withheld)
        clear = self.stuck is None and not self.unanswered
        return self.is_open and something and clear and not self.sending


class Counter(QObject):
    """While something is handed out the lines stay locked: nothing is given twice."""

    state_changed = Signal(object)  # CounterState
    opened = Signal()
    """Another prescription is on the counter."""
    handed_out = Signal(object)  # Dispensed
    witness_wanted = Signal()
    substitutes_found = Signal(object, list)  # CounterLine, Substitute
    bill_found = Signal(object)  # BillId

    def __init__(
        self, calls: Calls, changes: Changes, printing: PrintDesk, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = CounterState()
        self.dues = Dues(calls, changes, self)
        self._calls = calls
        self._printing = printing
        self._session = session
        changes.on({Topic.PRESCRIPTIONS, Topic.STOCK, Topic.PATIENTS}, self, self.refresh)

    @slot
    async def ask_stores(self) -> None:
        """Only from a pharmacy anything goes to patients."""
        try:
            stores = (await self._calls.send(stock.stores())).items
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        pharmacies = tuple(store for store in stores if store.kind is StoreKind.PHARMACY)
        chosen = self.state.store_id or (pharmacies[0].id if pharmacies else None)
        self._show(replace(self.state, stores=pharmacies, store_id=chosen))

    def choose_store(self, store_id: StoreId) -> None:
        """What was said was about another shelf."""
        if store_id != self.state.store_id and not self.state.sending:
            self._show(replace(self.state, store_id=store_id, intents={}))
            self.refresh()

    def open(self, prescription_id: PrescriptionId) -> None:
        """Not while something is handed out; the one that is open stays as it is."""
        shown = self.state.opened
        if not self.state.sending and (shown is None or shown.prescription.id != prescription_id):
            self._load(prescription_id)

    def refresh(self) -> None:
        """Somebody gave, counted or changed something: perhaps this. What was said stays."""
        if self.state.opened is not None and not self.state.sending:
            self._load(self.state.opened.prescription.id)

    # What is said about a line

    def set_quantity(self, number: int, quantity: Decimal) -> None:
        self._say(number, replace(_given(self._said(number)), quantity=quantity))

    def choose_batches(self, number: int, batches: tuple[GivenBatch, ...]) -> None:
        self._say(number, replace(_given(self._said(number)), batches=batches))

    def substitute(self, number: int, other: Substitute, reason: str) -> None:
        self._say(number, Intent(Outcome.GIVEN, substitute=other, reason=reason))

    def withhold(self, number: int, outcome: Outcome, reason: str) -> None:
        """Not now, or not at all."""
        self._say(number, Intent(outcome, reason=reason))

    def as_proposed(self, number: int) -> None:
        intents = {line: intent for line, intent in self.state.intents.items() if line != number}
        self._change(replace(self.state, intents=intents, problem=None))

    def override(self, warning: SafetyWarning, reason: str) -> None:
        self._change(replace(self.state, overrides={**self.state.overrides, warning.key: reason}))

    @slot
    async def ask_substitutes(self, number: int) -> None:
        state = self.state
        line = next((each for each in state.lines if each.number == number), None)
        if state.opened is None or state.store_id is None or line is None:
            return
        call = pharmacy.substitutes(prescription_id=state.opened.prescription.id, line=number, store_id=state.store_id)
        try:
            page = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.substitutes_found.emit(line, page.items)

    # Handing out

    def witness(self) -> SecondPerson:
        """For what is controlled."""
        assert self.state.opened is not None
        return SecondPerson(self._calls, Permission.PHARMACY_WITNESS, self.state.opened.prescription.id)

    def go_on(self) -> None:
        """Hand out what is to be given, and write down what is not."""
        if self.state.can_go_on and self.state.needs_witness:
            self.witness_wanted.emit()
        else:
            self.hand_out()

    @slot
    async def hand_out(self, approval_id: ApprovalId | None = None) -> None:
        state = self.state
        if state.opened is None or state.store_id is None or not state.can_go_on:
            return
        call = pharmacy.dispense(
            prescription_id=state.opened.prescription.id,
            turn=state.opened.turn,
            store_id=state.store_id,
            lines=[done for line in state.lines if (done := line.done) is not None],
            overrides=[Override(key=key, reason=reason) for key, reason in state.overrides.items()],
            approval_id=approval_id,
        )
        self._show(replace(state, sending=True, problem=None, given=None))
        try:
            given = await self._calls.send(call)
        except UnsettledWarnings as refused:
            self._show(replace(self.state, sending=False, warnings=tuple(refused.warnings)))
        except PrescriptionReplaced as refused:
            self._show(replace(self.state, sending=False))
            await self._load(refused.newer_id, refused)
        except ApiError as refused:
            self._show(replace(self.state, sending=False, intents=_without(state.intents, refused)))
            await self._load(state.opened.prescription.id, refused)
        else:
            self._show(self._with(replace(self.state, sending=False), given.opened, given=given))
            if given.parts:
                self._printing.medicine_labels(given)
            self.handed_out.emit(given)

    def print_again(self) -> None:
        if self.state.given is not None and self.state.given.parts:
            self._printing.medicine_labels(self.state.given)

    @property
    def may_take_money(self) -> bool:
        return self._session.can(cash.pay)

    @slot
    async def ask_bill(self) -> None:
        """Of the visit: what was handed out stands on it."""
        if self.state.opened is None:
            return
        call = billing.of_appointment(appointment_id=self.state.opened.appointment_id)
        try:
            bill = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.bill_found.emit(bill.id)

    @latest
    async def _load(self, prescription_id: PrescriptionId, because: ApiError | None = None) -> None:
        """As it stands now; `because` is the refusal after which it is looked at again."""
        if self.state.store_id is None:
            await self.ask_stores()
        store_id = self.state.store_id
        if store_id is None:
            return
        before = self.state.opened
        try:
            found = await self._calls.send(
                pharmacy.open_prescription(prescription_id=prescription_id, store_id=store_id)
            )
        except ApiError as problem:
            self._show(replace(self.state, problem=because or problem))
            return
        if self.state.sending:
            return  # what is being handed out brings the newer state
        self._show(replace(self._with(self.state, found), problem=because))
        if before is None or before.prescription.id != found.prescription.id:
            self.opened.emit()

    def _with(self, state: CounterState, found: OpenedPrescription, given: Dispensed | None = None) -> CounterState:
        """What was said of an earlier turn, or of another prescription, is not said of this one."""
        shown = state.opened
        is_same = shown is not None and shown.prescription.id == found.prescription.id
        goes_on = is_same and shown is not None and shown.turn == found.turn
        return replace(
            state,
            opened=found,
            intents=state.intents if goes_on else {},
            overrides=state.overrides if goes_on else {},
            warnings=tuple(found.warnings),
            given=given or (state.given if is_same else None),
        )

    def _said(self, number: int) -> Intent:
        return self.state.intents.get(number, NOTHING_SAID)

    def _say(self, number: int, intent: Intent) -> None:
        self._change(replace(self.state, intents={**self.state.intents, number: intent}, problem=None))

    def _change(self, state: CounterState) -> None:
        if self.state.is_open and not self.state.sending:
            self._show(state)

    def _show(self, state: CounterState) -> None:
        if state != self.state:
            self.state = state
            self.dues.show(state.opened.patient.id if state.opened is not None else None)
            self.state_changed.emit(state)


def _given(said: Intent) -> Intent:
    """Of the product that was chosen; how much is said anew."""
    return Intent(Outcome.GIVEN, substitute=said.substitute, reason=said.reason if said.substitute else "")


def _without(intents: Mapping[int, Intent], refused: ApiError) -> Mapping[int, Intent]:
    """A substitute that ran out gives its place back: what lies there of it was looked up before."""
    if not isinstance(refused, NotEnoughStock):
        return intents
    gone = refused.medicine_id
    return {
        number: said
        for number, said in intents.items()
        if said.substitute is None or said.substitute.medicine_id != gone
    }
