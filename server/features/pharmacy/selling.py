"""What is sold without a prescription."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.core.counters import next_number
from server.features.billing.lines import charged_line
from server.features.billing.service import BillingService
from server.features.billing.tables import BillItemRow
from server.features.patients.service import WALK_IN, PatientService
from server.features.pharmacy.lines import asked
from server.features.pharmacy.repository import PharmacyRepository
from server.features.pharmacy.second_check import SecondCheck
from server.features.pharmacy.service import PharmacyService
from server.features.pharmacy.tables import DispenseLineRow, DispenseRow
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import MedicineRow
from server.features.prices.service import PriceService
from server.features.stock.moves import Reference, StockMoves, Taken, Wanted
from shared.contracts.pharmacy import NeedsPrescription
from shared.ids import DispenseId, DispenseLineId, MedicineId, PatientId, new_id
from shared.models.billing import FreeBecause, ItemKind
from shared.models.common import Page
from shared.models.pharmacy import DispensedPart, Outcome
from shared.models.pharmacy_sales import FindForSale, ForSale, SellMedicines, Sold, SoldLine
from shared.models.prices import PriceKind
from shared.models.stock import MoveType
from shared.money import Currency, rounded
from shared.permissions import Permission
from shared.rules.dispensing import lasts_until

_SHORTEST_REASON: Final = 3


class Selling:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pharmacy = PharmacyRepository(ctx.session)
        self._prescriptions = PrescriptionRepository(ctx.session)
        self._counter = PharmacyService(ctx)
        self._check = SecondCheck(ctx)

    def for_sale(self, request: FindForSale) -> Page[ForSale]:
        """What lies there first, and what is sold to anybody before what needs a prescription. Raises StoreNotFound."""
        store = self._counter.counter(request.store_id)
        found = self._prescriptions.search_medicines(request.term, request.limit + 1)
        things = [(PriceKind.MEDICINE, row.id) for row in found]
        prices = PriceService(self._ctx).prices_of(things, request.patient_id or WALK_IN)
        items = []
        for row in found[: request.limit]:
            price = prices[PriceKind.MEDICINE, row.id]
            batches, _ = self._counter.batches(store, row.id, Decimal(0))
            items.append(
                ForSale(
                    medicine_id=row.id,
                    medicine=row.generic,
                    strength=row.strength,
                    form=row.form,
                    controlled=row.controlled,
                    over_the_counter=row.over_the_counter,
                    price=None if price.free_because is FreeBecause.NO_PRICE else price.amount,
                    batches=batches,
                )
            )
        items.sort(key=lambda one: (not one.batches, not one.over_the_counter))
        return Page(items=items, more=len(found) > request.limit)

    def sell(self, request: SellMedicines) -> Sold:
        """Out of the store and onto a bill of its own: all in one, or nothing.

        Raises StoreNotFound, PatientNotFound, MedicineNotFound, NeedsPrescription, UnsettledWarnings, NotEnoughStock,
        BatchNotFound, BatchExpired, BatchRecalled.
        """
        store = self._counter.counter(request.store_id)
        patients = PatientService(self._ctx)
        patient_id = patients.active(request.patient_id).id if request.patient_id else patients.walk_in()
        medicines = self._prescriptions.medicines(line.medicine_id for line in request.lines)
        self._refuse_prescribed(list(medicines.values()), request.reason)
        sale_no = self._next_number()
        sale = DispenseRow(
            id=DispenseId(new_id()),
            turn=1,
            sale_no=sale_no,
            buyer_phone=request.buyer_phone,
            store_id=store,
            warnings=self._check.settled_sale(request.patient_id, list(medicines), request.overrides),
            dispensed_by=self._ctx.person.employee_id,
            workstation_id=self._ctx.device.id,
            dispensed_at=self._ctx.now,
            lines=[],
        )
        wanted = [want for line in request.lines for want in _wanted(line)]
        reference = Reference("dispense", sale.id, sale_no)
        taken = StockMoves(self._ctx).take(store, wanted, MoveType.SALE, reference, reason=request.reason)
        places = {line.medicine_id: place for place, line in enumerate(request.lines, start=1)}
        rows = [self._line(places[part.batch.medicine_id], part, request.reason) for part in taken]
        sale.lines.extend(rows)
        self._pharmacy.add(sale)
        self._pharmacy.flush()
        bill = BillingService(self._ctx).charge_sale(
            sale.id,
            patient_id,
            self._charged(rows, taken, medicines, patient_id),
            "" if request.patient_id else request.buyer,
        )
        self._ctx.touched(sale.id)
        currency = Currency(bill.currency)
        return Sold(
            id=sale.id,
            sale_no=sale_no,
            bill_id=bill.id,
            currency=currency,
            total=rounded(bill.total, currency),
            parts=[_part(row, part, medicines[row.medicine_id]) for row, part in zip(rows, taken, strict=True)],
        )

    def _refuse_prescribed(self, medicines: Sequence[MedicineRow], reason: str) -> None:
        """What is controlled goes out by prescription alone; the rest that needs one by right and with a reason."""
        may = Permission.PHARMACY_SELL_ANY in self._ctx.actor.permissions and len(reason) >= _SHORTEST_REASON
        for row in medicines:
            if row.controlled or not (row.over_the_counter or may):
                raise NeedsPrescription(f"{row.generic} {row.strength}", row.controlled)

    def _line(self, place: int, part: Taken, reason: str) -> DispenseLineRow:
        return DispenseLineRow(
            id=DispenseLineId(new_id()),
            line=place,
            outcome=Outcome.GIVEN,
            medicine_id=part.batch.medicine_id,
            dose=Decimal(0),
            quantity=part.quantity,
            covers=part.quantity,
            batch_id=part.batch.id,
            price=part.batch.price,
            lasts_until=lasts_until(self._ctx.today, None, None, part.quantity),
            reason=reason,
        )

    def _charged(
        self,
        rows: Sequence[DispenseLineRow],
        taken: Sequence[Taken],
        medicines: dict[MedicineId, MedicineRow],
        patient_id: PatientId,
    ) -> list[BillItemRow]:
        listed = PriceService(self._ctx).prices_of([(PriceKind.MEDICINE, one) for one in medicines], patient_id)
        lines = []
        for row, part in zip(rows, taken, strict=True):
            medicine, price = medicines[row.medicine_id], listed[PriceKind.MEDICINE, row.medicine_id]
            lines.append(
                charged_line(
                    self._ctx,
                    ItemKind.MEDICINE,
                    row.id,
                    f"{medicine.generic} {medicine.strength}",
                    asked(price, part.batch.price),
                    part.quantity,
                    priced_id=medicine.id,
                )
            )
        return lines

    def _next_number(self) -> str:
        series = f"PS-{self._ctx.today.year}"
        return f"{series}-{next_number(self._ctx.session, series):06d}"


def _wanted(line: SoldLine) -> list[Wanted]:
    if line.quantity is not None:
        return [Wanted(line.medicine_id, line.quantity)]
    return [Wanted(line.medicine_id, part.quantity, part.batch_id) for part in line.batches]


def _part(row: DispenseLineRow, part: Taken, medicine: MedicineRow) -> DispensedPart:
    return DispensedPart(
        id=row.id,
        line=row.line,
        medicine_id=medicine.id,
        medicine=medicine.generic,
        strength=medicine.strength,
        form=medicine.form,
        dose=row.dose,
        quantity=part.quantity,
        batch_no=part.batch.batch_no,
        expires_on=part.batch.expires_on,
        price=part.batch.price,
    )
