"""Price lists while they are kept up: one list, one version of it, what it says, and who changed what."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.patient.payers import NO_CHOICES, payer_choices
from client.viewmodels.prices.package_draft import PackageDraft
from shared.contract import Call
from shared.contracts import prices, staff
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.ids import PriceListId, ServiceId
from shared.models.access import Approval
from shared.models.payers import PayerChoices
from shared.models.prices import (
    PriceChange,
    PriceKind,
    PriceLine,
    PriceList,
    PriceVersion,
    PublishPrices,
    SetTaxClass,
    TaxClass,
    tax_subject,
)
from shared.money import Currency
from shared.permissions import Permission
from shared.topics import Topic

_MOST: Final = 500
_HISTORY: Final = 100


@dataclass(frozen=True)
class PriceState:
    """Of a list the draft is shown where there is one, else what counts today or was published last."""

    term: str = ""
    lists: tuple[PriceList, ...] = ()
    chosen: PriceListId | None = None
    lines: tuple[PriceLine, ...] = ()
    more: bool = False
    changes: tuple[PriceChange, ...] = ()
    taxes: tuple[TaxClass, ...] = ()
    choices: PayerChoices = NO_CHOICES
    currency: Currency | None = None
    today: date | None = None
    known: bool = False
    busy: bool = False
    problem: ApiError | None = None

    @property
    def list(self) -> PriceList | None:
        return next((one for one in self.lists if one.id == self.chosen), None)

    @property
    def version(self) -> PriceVersion | None:
        if self.list is None or self.today is None:
            return None
        first = self.list.versions[0] if self.list.versions else None
        return self.list.draft or self.list.in_force(self.today) or first

    @property
    def is_draft(self) -> bool:
        return self.list is not None and self.list.draft is not None


class PriceDesk(QObject):
    """What is saved is answered by `saved` or `refused`; `wants_approval` asks for a second person first."""

    state_changed = Signal(object)  # PriceState
    saved = Signal()
    refused = Signal(object)  # ApiError
    wants_approval = Signal(object)  # SecondPerson

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PriceState()
        self._calls = calls
        self.waiting: PublishPrices | SetTaxClass | None = None
        """What a second person is asked to agree to."""
        changes.on({Topic.PRICES, Topic.PAYERS}, self, self.refresh)

    @slot
    async def refresh(self) -> None:
        try:
            hospital = await self._calls.send(staff.hospital())
            lists = (await self._calls.send(prices.lists())).items
            taxes = (await self._calls.send(prices.tax_classes())).items
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        chosen = self.state.chosen if any(one.id == self.state.chosen for one in lists) else None
        self._show(
            replace(
                self.state,
                lists=tuple(lists),
                taxes=tuple(taxes),
                chosen=chosen or (lists[0].id if lists else None),
                currency=hospital.currency,
                today=hospital.business_date,
                choices=await payer_choices(self._calls),
            )
        )
        await self.search(self.state.term)

    def choose(self, price_list_id: PriceListId) -> None:
        if price_list_id != self.state.chosen:
            self._show(replace(self.state, chosen=price_list_id, lines=(), changes=()))
            self.search(self.state.term)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        version = self.state.version
        try:
            changes = await self._calls.send(prices.changes(price_list_id=self.state.chosen, limit=_HISTORY))
            if version is None:
                lines, more = [], False
            else:
                page = await self._calls.send(prices.lines(price_version_id=version.id, term=term, limit=_MOST))
                lines, more = page.items, page.more
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(
                replace(
                    self.state,
                    lines=tuple(lines),
                    more=more,
                    changes=tuple(changes.items),
                    known=True,
                    problem=None,
                )
            )

    def begin_draft(self) -> None:
        if self.state.chosen is not None:
            self.save(prices.begin_draft(price_list_id=self.state.chosen))

    def put(self, line: PriceLine, amount: Decimal | None, tax_class: str) -> None:
        draft = self._draft
        if draft is not None:
            self.save(
                prices.put(
                    price_version_id=draft.id,
                    version=draft.version,
                    kind=line.kind,
                    priced_id=line.priced_id,
                    amount=amount,
                    tax_class=tax_class,
                )
            )

    def publish(self, valid_from: date) -> None:
        draft = self._draft
        if draft is not None:
            self.save(prices.publish(price_version_id=draft.id, version=draft.version, valid_from=valid_from))

    def agree(self, approval: Approval) -> None:
        """What waited for a second person is done with their word."""
        match self.waiting:
            case PublishPrices() as request:
                self.save(prices.publish.bind(request.model_copy(update={"approval_id": approval.id})))
            case SetTaxClass() as request:
                self.save(prices.set_tax_class.bind(request.model_copy(update={"approval_id": approval.id})))
            case None:
                return

    @slot
    async def retire(self, line: PriceLine) -> None:
        """A service or a package; one that is retired already comes back."""
        active = not line.is_active
        if line.kind is PriceKind.SERVICE:
            service_id = ServiceId(line.priced_id)
            await self.save(prices.change_service(service_id=service_id, name=line.name, is_active=active))
            return
        try:
            known = await self._calls.send(prices.packages())
        except ApiError as problem:
            self.refused.emit(problem)
            return
        package = next((one for one in known.items if one.id == line.priced_id), None)
        if package is not None:
            await self.save(
                prices.change_package(
                    package_id=package.id,
                    version=package.version,
                    name=package.name,
                    items=package.items,
                    is_active=active,
                )
            )

    def discard(self) -> None:
        draft = self._draft
        if draft is not None:
            self.save(prices.discard(price_version_id=draft.id, version=draft.version))

    def package_draft(self) -> PackageDraft | None:
        """With the prices of the version that is shown."""
        version = self.state.version
        return None if version is None else PackageDraft(self._calls, version.id)

    @slot
    async def save(self, call: Call[Any]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True))
        try:
            answer = await self._calls.send(call)
        except ApprovalNeeded as needed:
            self._show(replace(self.state, busy=False))
            self._ask_second_person(call, needed)
            return
        except ApiError as problem:
            self._show(replace(self.state, busy=False))
            self.refused.emit(problem)
            return
        self.waiting = None
        chosen = answer.id if isinstance(answer, PriceList) else self.state.chosen
        self._show(replace(self.state, busy=False, chosen=chosen))
        self.saved.emit()
        await self.refresh()

    def _ask_second_person(self, call: Call[Any], needed: ApprovalNeeded) -> None:
        subject: UUID
        match call.request:
            case PublishPrices() as request:
                self.waiting, subject = request, request.price_version_id
            case SetTaxClass() as tax:
                self.waiting, subject = tax, tax_subject(tax.code)
            case _:
                self.refused.emit(needed)
                return
        self.wants_approval.emit(SecondPerson(self._calls, Permission.PRICES_MANAGE, subject))

    @property
    def _draft(self) -> PriceVersion | None:
        return self.state.list.draft if self.state.list is not None else None

    def _show(self, state: PriceState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
