"""What is put on a draft at the counter: a service, a package, anything typed in; and taken off again."""

from decimal import Decimal
from typing import Final

from server.features.billing.lines import charged_line
from server.features.billing.repository import PATIENT
from server.features.billing.service import BillingService
from server.features.billing.tables import Bill, BillItemRow
from server.features.patients.service import PatientService
from server.features.prices.catalogue_repository import Priced, PricedRepository
from server.features.prices.service import PriceService
from shared.contracts.billing import BillStateConflict, LineNotRemovable
from shared.contracts.prices import NothingPriced
from shared.ids import BillId, PackageId
from shared.models.billing import (
    AddOffer,
    AddTyped,
    BillDetails,
    BillStatus,
    FindOffers,
    ItemKind,
    Offer,
    OpenDraft,
    RemoveLine,
)
from shared.models.common import Page
from shared.models.prices import PriceKind
from shared.money import Currency, rounded
from shared.rules.bills import UnitPrice
from shared.rules.packages import shares

_OFFERED: Final = (PriceKind.SERVICE, PriceKind.PACKAGE)
_AT_THE_COUNTER: Final = (ItemKind.SERVICE, ItemKind.PACKAGE, ItemKind.OTHER)
_ONE: Final = Decimal(1)


class CounterService(BillingService):
    def offers(self, request: FindOffers) -> Page[Offer]:
        """Raises BillNotFound."""
        bill, _ = self._bills.get_whole(request.bill_id)
        found = self._priced.offered(_OFFERED, request.term, request.limit + 1)
        prices = self._prices.prices_of([(one.kind, one.priced_id) for one in found], bill.patient_id)
        currency = Currency(bill.currency)
        return Page(
            items=[
                Offer(
                    kind=one.kind,
                    priced_id=one.priced_id,
                    code=one.code,
                    name=one.name,
                    price=rounded(prices[one.kind, one.priced_id].amount, currency),
                )
                for one in found[: request.limit]
            ],
            more=len(found) > request.limit,
        )

    def open_draft(self, request: OpenDraft) -> BillDetails:
        """Raises PatientNotFound."""
        patient = PatientService(self._ctx).active(request.patient_id)
        bill = self._bills.draft_locked((PATIENT, patient.id), patient.id, self._ctx.house.currency, self._ctx.now)
        self._ctx.touched(bill.id, patient.id)
        return self.get(bill.id)

    def add_offer(self, request: AddOffer) -> BillDetails:
        bill = self._draft_locked(request.bill_id, request.version)
        thing = (request.kind, request.priced_id)
        priced = self._priced.named([thing]).get(thing)
        if priced is None:
            raise NothingPriced
        price = self._prices.price_of(priced.kind, priced.priced_id, bill.patient_id)
        if priced.kind is PriceKind.PACKAGE:
            self._add_package(bill, priced, price)
        else:
            line = charged_line(
                self._ctx,
                ItemKind.SERVICE,
                None,
                priced.name,
                price,
                request.quantity,
                priced_id=priced.priced_id,
            )
            self._bills.add_line(bill, line)
        return self._changed(bill)

    def add_typed(self, request: AddTyped) -> BillDetails:
        bill = self._draft_locked(request.bill_id, request.version)
        price = UnitPrice(request.unit_price)
        line = charged_line(self._ctx, ItemKind.OTHER, None, request.description, price, request.quantity)
        self._bills.add_line(bill, line)
        return self._changed(bill)

    def remove_line(self, request: RemoveLine) -> BillDetails:
        """A package goes with all its lines; what was done of it is charged by itself from then on."""
        bill = self._draft_locked(request.bill_id, request.version)
        line = next((one for one in bill.items if one.id == request.bill_item_id), None)
        if line is None or line.itemable_type not in _AT_THE_COUNTER or line.package_of is not None:
            raise LineNotRemovable
        parts = [one for one in bill.items if one.package_of == line.id]
        done = self._packages.take_uses(part.id for part in parts)
        for one in (*parts, line):
            self._bills.take_off(bill, one)
        for part in parts:
            if part.id in done and part.priced_id is not None:
                kind, itemable_id = done[part.id]
                price = self._prices.price_of(PriceKind(kind), part.priced_id, bill.patient_id)
                self._bills.add_line(
                    bill,
                    charged_line(self._ctx, kind, itemable_id, part.description, price, _ONE, priced_id=part.priced_id),
                )
        return self._changed(bill)

    @property
    def _priced(self) -> PricedRepository:
        return PricedRepository(self._ctx.session)

    @property
    def _prices(self) -> PriceService:
        return PriceService(self._ctx)

    def _add_package(self, bill: Bill, package: Priced, price: UnitPrice) -> None:
        """A head, and under it what is in it: together exactly the package's price.

        What of it was charged by itself on this draft is part of the package from now on.
        """
        parts = [(one.kind, one.priced_id) for one in self._priced.package(PackageId(package.priced_id)).items]
        names = self._priced.named(parts)
        alone = self._prices.prices_of(parts, bill.patient_id)
        free = UnitPrice(Decimal(0), version_id=price.version_id, free_because=price.free_because)
        head = charged_line(self._ctx, ItemKind.PACKAGE, None, package.name, free, _ONE, priced_id=package.priced_id)
        self._bills.add_line(bill, head)
        parted = shares(price.amount, [alone[thing].amount for thing in parts], Currency(bill.currency))
        charged = {(one.itemable_type, one.priced_id): one for one in bill.items if one.package_of is None}
        for thing, share in zip(parts, parted, strict=True):
            kind, priced_id = ItemKind(thing[0]), thing[1]
            part = charged_line(
                self._ctx,
                kind,
                None,
                names[thing].name,
                UnitPrice(share, price.tax_rate, price.tax_inclusive, price.version_id),
                _ONE,
                priced_id=priced_id,
                package_of=head.id,
            )
            self._bills.add_line(bill, part)
            self._take_in(bill, part, charged.pop((kind, priced_id), None))

    def _take_in(self, bill: Bill, part: BillItemRow, charged: BillItemRow | None) -> None:
        if charged is None or part.priced_id is None:
            return
        self._bills.take_off(bill, charged)
        self._bills.flush()
        if charged.itemable_id != charged.id:  # an act is kept of it, which must not be charged again
            of = (bill.billable_type, bill.billable_id)
            self._packages.use(of, part.itemable_type, charged.itemable_id, part.priced_id, self._ctx.now)

    def _draft_locked(self, bill_id: BillId, version: int) -> Bill:
        bill = self.current_locked(bill_id, version)
        if bill.status is not BillStatus.DRAFT:
            raise BillStateConflict(bill.status)
        return bill

    def _changed(self, bill: Bill) -> BillDetails:
        self._ctx.touched(bill.id, bill.billable_id)
        return self.get(bill.id)
