"""What goes over the pharmacy's counter by prescription."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.billing.lines import Act
from server.features.billing.service import BillingService
from server.features.pharmacy.lines import Choice, Line, Product, asked, in_place_of, lines_of, prescribed
from server.features.pharmacy.repository import PharmacyRepository
from server.features.pharmacy.second_check import SecondCheck
from server.features.pharmacy.service import OPEN, PharmacyService, line_called
from server.features.pharmacy.tables import DispenseLineRow, DispenseRow
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import PrescriptionItemRow, PrescriptionRow
from server.features.prices.service import PriceService
from server.features.stock.moves import Reference, StockMoves, Taken, Wanted
from server.features.stock.repository import StockRepository
from shared.contracts.pharmacy import MoreThanLeft, NoSubstitute, PrescriptionReplaced
from shared.contracts.prescriptions import PrescriptionStateConflict
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import DispenseId, DispenseLineId, MedicineId, PrescriptionId, new_id
from shared.models.billing import ItemKind
from shared.models.pharmacy import (
    Dispense,
    Dispensed,
    DispensedPart,
    LineDone,
    Outcome,
)
from shared.models.prescriptions import PrescriptionStatus
from shared.models.prices import PriceKind
from shared.models.stock import MoveType
from shared.permissions import Permission
from shared.rules.dispensing import lasts_until


class HandingOut:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pharmacy = PharmacyRepository(ctx.session)
        self._prescriptions = PrescriptionRepository(ctx.session)
        self._stock = StockRepository(ctx.session)
        self._moves = StockMoves(ctx)
        self._check = SecondCheck(ctx)
        self._counter = PharmacyService(ctx)

    def dispense(self, request: Dispense) -> Dispensed:
        """Out of the store, onto the bill and into the visit's log: all in one, or nothing.

        Raises PrescriptionNotFound, PrescriptionReplaced, PrescriptionStateConflict, StaleVersion, StoreNotFound,
        MoreThanLeft, NoSubstitute, MedicineNotFound, UnsettledWarnings, ApprovalNeeded, ApprovalNotValid,
        NotEnoughStock, BatchNotFound, BatchExpired, BatchRecalled.
        """
        prescription = self._open_locked(request.prescription_id)
        store = self._counter.counter(request.store_id)
        turns = self._pharmacy.turns(prescription.id)
        if len(turns) != request.turn:
            raise StaleVersion(len(turns))
        lines = lines_of(prescription, turns)
        choices = [self._chosen(line_called(lines, done.line), done) for done in request.lines]
        given = [choice for choice in choices if choice.is_given]
        products = {number: (line, prescribed(line.item)) for number, line in lines.items() if not line.is_settled}
        products |= {choice.done.line: (choice.line, choice.product) for choice in given}
        medicine_ids = {choice.product.medicine_id for choice in given}
        turn = DispenseRow(
            id=DispenseId(new_id()),
            prescription_id=prescription.id,
            turn=len(turns) + 1,
            store_id=store,
            warnings=self._check.settled(prescription, products, medicine_ids, request.overrides),
            dispensed_by=self._ctx.person.employee_id,
            workstation_id=self._ctx.device.id,
            dispensed_at=self._ctx.now,
            lines=[],
        )
        if self._pharmacy.controlled(medicine_ids):
            turn.second_person = Approvals(self._ctx).check(
                Permission.PHARMACY_WITNESS, prescription.id, request.approval_id, always=True
            )
        turn.lines.extend(self._withheld(choice) for choice in choices if not choice.is_given)
        parts = list(self._hand_out(turn, given, prescription.prescription_no))
        self._pharmacy.add(turn)
        self._pharmacy.flush()
        self._charge(prescription, parts)
        self._tell(prescription, choices, lines_of(prescription, [*turns, turn]))
        return Dispensed(id=turn.id, parts=parts, opened=self._counter.opened(prescription, store))

    def _open_locked(self, prescription_id: PrescriptionId) -> PrescriptionRow:
        prescription = self._prescriptions.get_locked(prescription_id)
        self._ctx.check_open(prescription.patient_id)
        newer = self._pharmacy.replaced_by(prescription.id)
        if newer is not None:
            raise PrescriptionReplaced(newer)
        status = self._counter.status(prescription)
        if status not in OPEN:
            raise PrescriptionStateConflict(status)
        return prescription

    def _chosen(self, line: Line, done: LineDone) -> Choice:
        choice = Choice(line, done, self._product(line.item, done.substitute_id))
        if line.left == 0 or choice.exceeds:
            raise MoreThanLeft(done.line, line.left or Decimal(0))
        return choice

    def _product(self, item: PrescriptionItemRow, substitute_id: MedicineId | None) -> Product:
        if substitute_id is None or substitute_id == item.medicine_id:
            return prescribed(item)
        product = in_place_of(item, self._prescriptions.medicines([substitute_id])[substitute_id])
        if product is None:
            raise NoSubstitute(substitute_id)
        return product

    def _hand_out(self, turn: DispenseRow, given: Sequence[Choice], number: str) -> Iterator[DispensedPart]:
        wanted = [want for choice in given for want in _wanted(choice)]
        if not wanted:
            return
        taken = iter(
            self._moves.take(
                turn.store_id,
                wanted,
                MoveType.DISPENSE,
                Reference("dispense", turn.id, number),
                second_person=turn.second_person,
            )
        )
        for choice in given:
            left = choice.quantity
            while left > 0:
                part = next(taken)
                left -= part.quantity
                row = self._given(choice, part)
                turn.lines.append(row)
                yield _part(choice, part, row)

    def _given(self, choice: Choice, part: Taken) -> DispenseLineRow:
        item, covers = choice.line.item, choice.covers(part.quantity)
        in_all = choice.line.given + choice.covers(choice.quantity)
        return DispenseLineRow(
            id=DispenseLineId(new_id()),
            line=item.line,
            outcome=Outcome.GIVEN,
            medicine_id=choice.product.medicine_id,
            dose=choice.product.dose,
            quantity=part.quantity,
            covers=covers,
            batch_id=part.batch.id,
            price=part.batch.price,
            lasts_until=lasts_until(self._ctx.today, item.days, item.quantity, in_all),
            substituted=choice.substituted,
            reason=choice.done.reason,
        )

    def _withheld(self, choice: Choice) -> DispenseLineRow:
        return DispenseLineRow(
            id=DispenseLineId(new_id()),
            line=choice.done.line,
            outcome=choice.done.outcome,
            medicine_id=choice.product.medicine_id,
            dose=choice.product.dose,
            quantity=Decimal(0),
            covers=Decimal(0),
            price=Decimal(0),
            reason=choice.done.reason,
        )

    def _charge(self, prescription: PrescriptionRow, parts: Sequence[DispensedPart]) -> None:
        things = {(PriceKind.MEDICINE, part.medicine_id) for part in parts}
        listed = PriceService(self._ctx).prices_of(things, prescription.patient_id)
        acts = [
            Act(
                ItemKind.MEDICINE,
                part.id,
                f"{part.medicine} {part.strength}",
                asked(listed[PriceKind.MEDICINE, part.medicine_id], part.price),
                part.medicine_id,
                part.quantity,
            )
            for part in parts
        ]
        BillingService(self._ctx).charge(prescription.appointment_id, prescription.patient_id, acts)

    def _tell(self, prescription: PrescriptionRow, choices: Sequence[Choice], lines: Mapping[int, Line]) -> None:
        """The prescription moves on, and the visit's log says so: how many medicines, not which."""
        given = sum(choice.is_given for choice in choices)
        if any(line.given for line in lines.values()):
            settled = all(line.is_settled for line in lines.values())
            status = PrescriptionStatus.DISPENSED if settled else PrescriptionStatus.PARTLY_DISPENSED
            if prescription.status is not status:
                prescription.status = status
                self._pharmacy.flush()
        for event, medicines in (
            (EventType.MEDICINES_DISPENSED, given),
            (EventType.MEDICINES_WITHHELD, len(choices) - given),
        ):
            if medicines:
                self._ctx.record(
                    event,
                    prescription.appointment_id,
                    prescription.patient_id,
                    prescription.prescription_no,
                    prescription_no=prescription.prescription_no,
                    medicines=medicines,
                )
        self._ctx.touched(prescription.id, prescription.appointment_id)


def _wanted(choice: Choice) -> list[Wanted]:
    medicine_id = choice.product.medicine_id
    if choice.done.quantity is not None:
        return [Wanted(medicine_id, choice.done.quantity)]
    return [Wanted(medicine_id, part.quantity, part.batch_id) for part in choice.done.batches]


def _part(choice: Choice, part: Taken, row: DispenseLineRow) -> DispensedPart:
    item = choice.line.item
    return DispensedPart(
        id=row.id,
        line=item.line,
        medicine_id=row.medicine_id,
        medicine=choice.product.medicine,
        strength=choice.product.strength,
        form=choice.product.form,
        dose=row.dose,
        quantity=part.quantity,
        batch_no=part.batch.batch_no,
        expires_on=part.batch.expires_on,
        price=part.batch.price,
        substituted_for=f"{item.medicine} {item.strength}" if choice.substituted else "",
    )
