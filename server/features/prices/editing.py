"""Changing what things cost: in a draft, which counts for nobody until it is published from a day on."""

from datetime import date
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.payers.service import PayerService
from server.features.prices.catalogue_repository import Priced, PricedRepository
from server.features.prices.history import NOTHING, PriceHistory, list_facts, service_facts
from server.features.prices.listing import PriceListing, tax_class
from server.features.prices.tables import (
    PriceListRow,
    PriceRow,
    PriceVersionRow,
    ServiceRow,
    TaxClassRow,
)
from shared.contracts.payers import PayerCodeTaken
from shared.contracts.prices import (
    GeneralListStays,
    NothingPriced,
    PriceListExists,
    PricesFrozen,
    PricesInThePast,
    TaxClassSet,
    TaxUnknown,
)
from shared.errors import StaleVersion
from shared.ids import PriceListId, PriceVersionId, TaxClassId, new_id
from shared.models.prices import (
    AddPriceList,
    AddService,
    BeginDraft,
    ChangePriceList,
    ChangeService,
    DiscardDraft,
    PriceList,
    PriceVersion,
    PublishPrices,
    PutPrice,
    Service,
    SetTaxClass,
    TaxClass,
    VersionStatus,
    tax_subject,
)
from shared.permissions import Permission

_NO_TAX: Final = ""


class PriceEditing(PriceListing):
    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._history = PriceHistory(ctx)

    def add_list(self, request: AddPriceList) -> PriceList:
        """For whom there is none yet; it says only what differs from the general one."""
        whose = PayerService(self._ctx).check(request.category_id, request.payer_id)
        row = PriceListRow(id=PriceListId(new_id()), **request.model_dump(exclude={"reason"}))
        if not self._prices.add_list(row):
            if self._prices.has_list_coded(request.code):
                raise PayerCodeTaken(request.code)
            raise PriceListExists
        row = self._prices.list_locked(row.id)
        self._history.keep_list(row, NOTHING, list_facts(row, whose))
        return self._of_list(row.id)

    def change_list(self, request: ChangePriceList) -> PriceList:
        """Renamed, retired or brought back; what was charged by it stays."""
        row = self._prices.list_locked(request.price_list_id)
        if row.category_id is None and row.payer_id is None and not request.is_active:
            raise GeneralListStays
        before = list_facts(row)
        row.name, row.is_active = request.name, request.is_active
        self._history.keep_list(row, before, list_facts(row))
        self._prices.flush()
        return self._of_list(row.id)

    def begin_draft(self, request: BeginDraft) -> PriceVersion:
        return self._of_version(self.begin(request.price_list_id))

    def begin(self, price_list_id: PriceListId) -> PriceVersionRow:
        """Raises PriceListNotFound, DraftOpen."""
        draft = self._prices.begin_draft(self._prices.list_locked(price_list_id))
        self._history.keep_version(draft, None)
        return draft

    def put(self, request: PutPrice) -> PriceVersion:
        draft = self._draft_locked(request.price_version_id, request.version)
        thing = (request.kind, request.priced_id)
        priced = PricedRepository(self._ctx.session).named([thing]).get(thing)
        if priced is None:
            raise NothingPriced
        self.set_price(draft, priced, request.amount, request.tax_class)
        return self._of_version(draft)

    def set_price(self, draft: PriceVersionRow, priced: Priced, amount: Decimal | None, tax: str) -> bool:
        """Written down with who, when, old and new; False where it is so already. Raises TaxUnknown."""
        thing = (priced.kind, priced.priced_id)
        known = self._prices.price(draft.id, thing)
        was = (known.amount, known.tax_class) if known else (None, _NO_TAX)
        if amount is None:
            tax = _NO_TAX
        if was == (amount, tax):
            return False
        if tax and not self._prices.has_tax_class(tax):
            raise TaxUnknown(tax)
        if amount is None:
            self._prices.take_off(draft.id, thing)
        else:
            row = PriceRow(
                price_version_id=draft.id,
                kind=priced.kind,
                priced_id=priced.priced_id,
                amount=amount,
                tax_class=tax,
            )
            self._prices.put(row)
        self._history.keep_price(draft, priced, was, (amount, tax))
        self._prices.touch(draft)
        return True

    def publish(self, request: PublishPrices) -> PriceVersion:
        draft = self._draft_locked(request.price_version_id, request.version)
        self._check_day(request.valid_from)
        approver = Approvals(self._ctx).check(Permission.PRICES_MANAGE, draft.id, request.approval_id)
        draft.status, draft.valid_from = VersionStatus.PUBLISHED, request.valid_from
        draft.published_by, draft.published_at = self._ctx.person.employee_id, self._ctx.now
        draft.approved_by = approver
        self._history.keep_version(draft, VersionStatus.DRAFT)
        return self._of_version(draft)

    def discard(self, request: DiscardDraft) -> PriceVersion:
        """It stays with its history, and can't be published any more."""
        draft = self._draft_locked(request.price_version_id, request.version)
        draft.status = VersionStatus.DISCARDED
        self._history.keep_version(draft, VersionStatus.DRAFT)
        return self._of_version(draft)

    def set_tax_class(self, request: SetTaxClass) -> TaxClass:
        """House-wide, so never one person's decision alone."""
        self._check_day(request.valid_from)
        self._prices.lock_taxes()
        if self._prices.has_tax_class(request.code, request.valid_from):
            raise TaxClassSet
        approver = Approvals(self._ctx).check(
            Permission.PRICES_MANAGE, tax_subject(request.code), request.approval_id, always=True
        )
        row = TaxClassRow(
            id=TaxClassId(new_id()),
            **request.model_dump(exclude={"approval_id", "reason"}),
            set_by=self._ctx.person.employee_id,
            approved_by=approver,
            set_at=self._ctx.now,
        )
        self._history.keep_tax(row, self._prices.tax_class(request.code, request.valid_from))
        self._prices.add(row)
        self._prices.flush()
        return tax_class(row)

    def add_service(self, request: AddService) -> Service:
        return _service(self.enter_service(request))

    def enter_service(self, request: AddService) -> ServiceRow:
        """Raises PayerCodeTaken: of one that is retired, too."""
        row = PricedRepository(self._ctx.session).add_service(request)
        if row is None:
            raise PayerCodeTaken(request.code)
        self._history.keep_service(row, NOTHING)
        return row

    def change_service(self, request: ChangeService) -> Service:
        row = PricedRepository(self._ctx.session).service(request.service_id)
        if row is None:
            raise NothingPriced
        before = service_facts(row)
        row.name, row.is_active = request.name, request.is_active
        self._history.keep_service(row, before)
        return _service(row)

    def _draft_locked(self, version_id: PriceVersionId, version: int) -> PriceVersionRow:
        row = self._prices.version(version_id, lock=True)
        if row.status is not VersionStatus.DRAFT:
            raise PricesFrozen(row.status)
        if row.version != version:
            raise StaleVersion(row.version)
        return row

    def _check_day(self, day: date) -> None:
        if day < self._ctx.today:
            raise PricesInThePast


def _service(row: ServiceRow) -> Service:
    return Service.model_validate(row)
