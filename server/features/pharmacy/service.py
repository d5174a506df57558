"""What the pharmacy's counter sees: who waits, and what may be given out of which batches."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import business_date
from server.core.context import Context
from server.features.appointments.repository import AppointmentRepository
from server.features.boards.service import BoardsService
from server.features.patients.service import PatientService
from server.features.pharmacy.lines import Line, Product, in_place_of, lines_of, prescribed
from server.features.pharmacy.repository import PharmacyRepository
from server.features.pharmacy.second_check import SecondCheck
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.service import PrescriptionService
from server.features.prescriptions.tables import PrescriptionRow
from server.features.stock.moves import on_shelf
from server.features.stock.repository import StockRepository
from shared.contracts.pharmacy import MoreThanLeft, NoTokenToday
from shared.contracts.stock import StoreNotFound
from shared.ids import MedicineId, PrescriptionId, StoreId
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.patients import PatientSummary
from shared.models.pharmacy import (
    BatchToGive,
    FindSubstitutes,
    LineToGive,
    ListWaiting,
    OpenedPrescription,
    Substitute,
    WaitingPrescription,
)
from shared.models.prescriptions import DoseForm, PrescriptionItem, PrescriptionStatus
from shared.models.stock import StoreKind
from shared.rules.stock import first_expiring_first

OPEN: Final = (PrescriptionStatus.ISSUED, PrescriptionStatus.PARTLY_DISPENSED)


class PharmacyService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pharmacy = PharmacyRepository(ctx.session)
        self._prescriptions = PrescriptionRepository(ctx.session)
        self._stock = StockRepository(ctx.session)
        self._check = SecondCheck(ctx)

    def waiting(self, request: ListWaiting) -> Page[WaitingPrescription]:
        today, asked = self._ctx.today, request.limit + 1
        if request.term:
            still_valid = self._begins(today - timedelta(days=self._ctx.house.prescription_days))
            rows = self._pharmacy.waiting_called(request.term, still_valid, today, asked)
        else:
            rows = self._pharmacy.waiting(self._begins(today), asked)
        # What is older than a month and still counts: the counter does not serve it without a word why.
        shown = self._ctx.open_ones(rows[: request.limit], lambda row: row[1].patient_id, called=bool(request.term))
        allergies = self._pharmacy.allergies_of([visit.patient_id for _, visit in shown])
        items = [
            WaitingPrescription(
                prescription_id=row.id,
                prescription_no=row.prescription_no,
                status=row.status,
                appointment_id=visit.id,
                token=visit.token if visit.appointment_date == today else None,
                patient=PatientSummary.model_validate(visit.patient),
                allergies=allergies.get(visit.patient_id, []),
                doctor=visit.doctor.full_name,
                since=row.prescribed_at,
                lines=row.lines,
            )
            for row, visit in shown
        ]
        return Page(items=items, more=len(rows) > request.limit)

    def open(self, prescription_id: PrescriptionId, store_id: StoreId) -> OpenedPrescription:
        """Raises PrescriptionNotFound, StoreNotFound."""
        store = self.counter(store_id)
        prescription = self._prescriptions.get(prescription_id)
        # The counter asks again with every change of the shelves.
        self._ctx.looked_at(prescription.patient_id, ChartPart.PRESCRIPTIONS, OpenedBy.AGAIN, prescription.id)
        return self.opened(prescription, store)

    def call(self, prescription_id: PrescriptionId) -> None:
        """Raises PrescriptionNotFound, NoTokenToday."""
        prescription = self._prescriptions.get(prescription_id)
        visit = AppointmentRepository(self._ctx.session).get(prescription.appointment_id)
        if visit.token is None or visit.appointment_date != self._ctx.today:
            raise NoTokenToday
        BoardsService(self._ctx).called(visit.token)

    def substitutes(self, request: FindSubstitutes) -> Page[Substitute]:
        """What may take the place of a line, what lies on the shelves first.

        Raises PrescriptionNotFound, StoreNotFound, MoreThanLeft.
        """
        store = self.counter(request.store_id)
        prescription = self._prescriptions.get(request.prescription_id)
        self._ctx.check_open(prescription.patient_id)
        line = line_called(lines_of(prescription, self._pharmacy.turns(prescription.id)), request.line)
        found = []
        for row in self._pharmacy.products(list(DoseForm)):
            product = in_place_of(line.item, row) if row.id != line.item.medicine_id else None
            if product is None:
                continue
            quantity = _rest(line, product)
            batches, _ = self.batches(store, product.medicine_id, Decimal(quantity or 0))
            found.append(
                Substitute(
                    medicine_id=product.medicine_id,
                    medicine=product.medicine,
                    strength=product.strength,
                    form=product.form,
                    controlled=row.controlled,
                    dose=product.dose,
                    quantity=quantity,
                    batches=batches,
                )
            )
        return Page(items=sorted(found, key=lambda one: not one.batches))

    def status(self, prescription: PrescriptionRow) -> PrescriptionStatus:
        """An open one expires by itself."""
        over = prescription.status in OPEN and self._ctx.today > self._valid_until(prescription)
        return PrescriptionStatus.EXPIRED if over else prescription.status

    def _valid_until(self, prescription: PrescriptionRow) -> date:
        house = self._ctx.house
        written = business_date(prescription.prescribed_at, ZoneInfo(house.timezone), house.day_starts)
        return written + timedelta(days=house.prescription_days)

    def _begins(self, day: date) -> datetime:
        house = self._ctx.house
        return datetime.combine(day, time(house.day_starts), ZoneInfo(house.timezone))

    def counter(self, store_id: StoreId) -> StoreId:
        """Only from a pharmacy in use anything goes to patients. Raises StoreNotFound."""
        store = self._stock.store(store_id)
        if store.kind is not StoreKind.PHARMACY or not store.is_active:
            raise StoreNotFound(store_id)
        return store.id

    def opened(self, prescription: PrescriptionRow, store: StoreId) -> OpenedPrescription:
        turns = self._pharmacy.turns(prescription.id)
        lines = lines_of(prescription, turns)
        standing = {number: (line, prescribed(line.item)) for number, line in lines.items() if not line.is_settled}
        status = self.status(prescription)
        visit = AppointmentRepository(self._ctx.session).get(prescription.appointment_id)
        controlled = self._pharmacy.controlled({line.item.medicine_id for line in lines.values()})
        told = PrescriptionService(self._ctx).get(prescription.id)
        return OpenedPrescription(
            prescription=told.model_copy(update={"status": status}),
            appointment_id=visit.id,
            token=visit.token if visit.appointment_date == self._ctx.today else None,
            patient=PatientSummary.model_validate(visit.patient),
            allergies=PatientService(self._ctx).get(prescription.patient_id).allergies,
            valid_until=self._valid_until(prescription),
            turn=len(turns),
            lines=[
                self._to_give(store, line, controlled=line.item.medicine_id in controlled) for line in lines.values()
            ],
            warnings=self._check.warnings(prescription, standing) if standing and status in OPEN else [],
        )

    def _to_give(self, store: StoreId, line: Line, *, controlled: bool) -> LineToGive:
        left = line.left
        batches, missing = self.batches(store, line.item.medicine_id, left or Decimal(0))
        return LineToGive(
            line=line.item.line,
            item=PrescriptionItem.model_validate(line.item),
            controlled=controlled,
            given=line.given,
            left=left,
            outcome=line.last.outcome if line.last else None,
            reason=line.last.reason if line.last else "",
            missing=missing,
            batches=batches,
        )

    def batches(self, store: StoreId, medicine_id: MedicineId, quantity: Decimal) -> tuple[list[BatchToGive], Decimal]:
        """Those that may be given, the first that expires first, and how much of the quantity is not there."""
        levels = self._stock.levels(store, [medicine_id])
        proposal = first_expiring_first((on_shelf(*pair) for pair in levels), quantity, self._ctx.today)
        proposed = {part.batch_id: part.quantity for part in proposal.parts}
        batches = [
            BatchToGive(
                batch_id=batch.id,
                batch_no=batch.batch_no,
                expires_on=batch.expires_on,
                on_hand=level.on_hand,
                price=batch.price,
                proposed=proposed.get(batch.id, Decimal(0)),
            )
            for level, batch in levels
            if level.on_hand > 0 and on_shelf(level, batch).may_be_given(self._ctx.today)
        ]
        return batches, proposal.missing


def line_called(lines: Mapping[int, Line], number: int) -> Line:
    found = lines.get(number)
    if found is None:
        raise MoreThanLeft(number, Decimal(0))
    return found


def _rest(line: Line, product: Product) -> int | None:
    """So much of the product for all that is left of the line."""
    if line.left is None or not line.item.quantity or product.whole is None:
        return product.whole
    return int((line.left * product.whole / line.item.quantity).to_integral_value(ROUND_CEILING))
