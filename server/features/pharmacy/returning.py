"""What patients bring back, and what becomes of the money."""

from decimal import Decimal

from server.core.context import Context
from server.features.billing.giving_back import GivenBack, GivingBack
from server.features.cash.refunds import RefundService
from server.features.pharmacy.handed_out_repository import HandedOutRepository, PartRow, TurnRow
from server.features.pharmacy.repository import Given, PharmacyRepository
from server.features.pharmacy.tables import DispenseReturnRow
from server.features.stock.moves import Reference, StockMoves
from server.features.stock.repository import StockRepository
from shared.contracts.pharmacy import MoreThanGiven
from shared.events import EventType
from shared.ids import DispenseId, new_id
from shared.models.billing import ItemKind
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.patients import PatientSummary
from shared.models.pharmacy import TakeBack, TakenBack
from shared.models.pharmacy_sales import FindHandedOut, HandedOut, HandedOutPart
from shared.money import ZERO
from shared.rules.counter_scans import prescription_no_in
from shared.rules.stock import Part


class Returning:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pharmacy = PharmacyRepository(ctx.session)
        self._stock = StockRepository(ctx.session)
        self._moves = StockMoves(ctx)

    def handed_out(self, request: FindHandedOut) -> Page[HandedOut]:
        """Of which something may come back, found by any of its numbers or by whose it was."""
        found = HandedOutRepository(self._ctx.session)
        turns = found.called(prescription_no_in(request.term) or request.term, request.limit + 1)
        shown = self._ctx.open_ones(turns[: request.limit], lambda each: each.patient.id, called=True)
        for patient_id in {each.patient.id for each in shown}:
            self._ctx.looked_at(patient_id, ChartPart.PRESCRIPTIONS, OpenedBy.AGAIN)
        parts: dict[DispenseId, list[HandedOutPart]] = {}
        for row in found.parts([each.turn.id for each in shown]):
            parts.setdefault(row.line.dispense_id, []).append(_part(row))
        return Page(
            items=[_handed_out(each, parts.get(each.turn.id, [])) for each in shown],
            more=len(turns) > request.limit,
        )

    def take_back(self, request: TakeBack) -> TakenBack:
        """Into quarantine, off the bill, and what was paid of it is asked to be refunded: all in one, or nothing.

        Raises DispenseLineNotFound, MoreThanGiven, ApprovalNeeded, ApprovalNotValid.
        """
        given = self._pharmacy.given_line(request.dispense_line_id)
        line = given.line
        assert line.batch_id is not None
        # Two counters must not both take back the last strip.
        self._stock.lock(given.turn.store_id, [line.medicine_id])
        left = line.quantity - self._pharmacy.returned(line.id)
        if request.quantity > left:
            raise MoreThanGiven(left)
        parts = [Part(line.batch_id, request.quantity)]
        reference = Reference("dispense_line", line.id, given.number)
        self._moves.put_back(given.turn.store_id, parts, reference, reason=request.reason)
        self._pharmacy.add(
            DispenseReturnRow(
                id=new_id(),
                dispense_line_id=line.id,
                quantity=request.quantity,
                reason=request.reason,
                taken_by=self._ctx.person.employee_id,
                workstation_id=self._ctx.device.id,
                taken_at=self._ctx.now,
            )
        )
        credited = GivingBack(self._ctx).give_back(
            ItemKind.MEDICINE, line.id, request.quantity, request.reason, request.approval_id
        )
        self._tell(given)
        return self._answer(request, left - request.quantity, line.quantity, credited)

    def _answer(self, request: TakeBack, left: Decimal, given: Decimal, credited: GivenBack | None) -> TakenBack:
        refund = None
        if credited is not None and credited.to_refund:
            refund = RefundService(self._ctx).request_credited(
                credited.bill_id, credited.item_id, credited.to_refund, request.reason
            )
        return TakenBack(
            dispense_line_id=request.dispense_line_id,
            returned=given - left,
            given=given,
            currency=credited.currency if credited else self._ctx.house.currency,
            amount=credited.amount if credited else ZERO,
            credit_note_no=credited.note_no if credited else "",
            to_refund=refund.amount if refund else ZERO,
            refund_no=refund.refund_no if refund else "",
        )

    def _tell(self, given: Given) -> None:
        prescription = given.prescription
        self._ctx.touched(given.turn.id)
        if prescription is not None:
            self._ctx.touched(prescription.id, prescription.appointment_id)
            self._ctx.record(
                EventType.MEDICINES_RETURNED,
                prescription.appointment_id,
                prescription.patient_id,
                prescription.prescription_no,
                prescription_no=prescription.prescription_no,
            )


def _handed_out(row: TurnRow, parts: list[HandedOutPart]) -> HandedOut:
    patient = PatientSummary.model_validate(row.patient)
    return HandedOut(
        id=row.turn.id,
        number=row.prescription_no or row.turn.sale_no or "",
        prescription_id=row.turn.prescription_id,
        patient=patient.model_copy(update={"name": row.buyer}) if row.buyer else patient,
        at=row.turn.dispensed_at,
        by=row.by,
        parts=parts,
    )


def _part(row: PartRow) -> HandedOutPart:
    line, medicine = row.line, row.medicine
    return HandedOutPart(
        id=line.id,
        line=line.line,
        medicine_id=medicine.id,
        medicine=medicine.generic,
        strength=medicine.strength,
        form=medicine.form,
        dose=line.dose,
        quantity=line.quantity,
        batch_no=row.batch.batch_no,
        expires_on=row.batch.expires_on,
        price=line.price,
        returned=row.returned,
    )
