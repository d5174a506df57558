"""Price lists while they are kept up: one list, one version of it, what it says, and who changed what."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.history import History
from client.core.upkeep import UpkeepState, explained
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.approval.seconded import SecondedUpkeep
from client.viewmodels.files.transfer import FileCalls, FileTransfer
from client.viewmodels.patient.payers import NO_CHOICES, payer_choices
from client.viewmodels.prices.package_draft import PackageDraft
from shared.contract import Call
from shared.contracts import prices, staff
from shared.errors import ApiError
from shared.ids import PriceChangeId, PriceListId, ServiceId
from shared.models.common import Page
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


@dataclass(frozen=True)
class PriceState(UpkeepState):
    """Of a list the draft is shown where there is one, else what counts today or was published last."""

    term: str = ""
    lists: tuple[PriceList, ...] = ()
    chosen: PriceListId | None = None
    lines: tuple[PriceLine, ...] = ()
    more: bool = False
    taxes: tuple[TaxClass, ...] = ()
    tax_default: str = ""
    """What the house proposes for a first price; and below for a new tax."""
    tax_inclusive: bool = False
    choices: PayerChoices = NO_CHOICES
    currency: Currency | None = None
    today: date | None = None
    known: bool = False

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
    def draft(self) -> PriceVersion | None:
        return self.list.draft if self.list is not None else None


class PriceDesk(SecondedUpkeep[PriceState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, PriceState(), parent)
        self.history = History(calls, self._changes, self)
        self._history_of: PriceListId | None = None
        changes.on({Topic.PRICES, Topic.PAYERS, Topic.HOUSE}, self, self.refresh)

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
                tax_default=hospital.tax_default,
                tax_inclusive=hospital.tax_inclusive,
                choices=await payer_choices(self._calls),
            )
        )
        self._read_history()
        await self.search(self.state.term)

    def choose(self, price_list_id: PriceListId) -> None:
        if price_list_id != self.state.chosen:
            self._show(replace(self.state, chosen=price_list_id, lines=()))
            self._read_history()
            self.search(self.state.term)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        version = self.state.version
        try:
            if version is None:
                lines, more = [], False
            else:
                page = await self._calls.send(prices.lines(price_version_id=version.id, term=term, limit=_MOST))
                lines, more = page.items, page.more
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, lines=tuple(lines), more=more, known=True, problem=None))

    def begin_draft(self) -> None:
        if self.state.chosen is not None:
            self.save(prices.begin_draft(price_list_id=self.state.chosen))

    @slot
    async def retire(self, line: PriceLine) -> None:
        """A service or a package; one that is retired already comes back."""
        active, why = not line.is_active, self._why
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
            call = prices.change_package(
                package_id=package.id,
                version=package.version,
                name=package.name,
                items=package.items,
                is_active=active,
            )
            await self.save(explained(call, why))  # the sheet that asked is closed by now

    def transfer(self, _file: Path) -> FileTransfer | None:
        """Of the list that is chosen."""
        chosen = self.state.chosen
        if chosen is None:
            return None
        return FileTransfer(
            self._calls,
            FileCalls(
                export=lambda form: prices.export(price_list_id=chosen, form=form),
                attempt=lambda data: prices.try_import(price_list_id=chosen, data=data),
                import_=lambda data: prices.import_file(price_list_id=chosen, data=data),
            ),
        )

    def package_draft(self) -> PackageDraft | None:
        """With the prices of the version that is shown."""
        version = self.state.version
        return None if version is None else PackageDraft(self._calls, version.id)

    def _read_history(self) -> None:
        """That of another list begins anew: older ones of the one before are none of it."""
        if self._history_of == self.state.chosen:
            self.history.refresh()
        else:
            self._history_of = self.state.chosen
            self.history.show_of(None)

    def _changes(self, line: PriceLine | None, before: PriceChangeId | None) -> Call[Page[PriceChange]]:
        """Of the list that is chosen."""
        return prices.changes(
            price_list_id=self.state.chosen,
            kind=line.kind if line else None,
            priced_id=line.priced_id if line else None,
            before=before,
        )

    def _with(self, answer: object, state: PriceState) -> PriceState:
        match answer:
            case PriceList():
                return replace(state, chosen=answer.id)
            case PriceVersion():  # the sheet that is opened next goes on from it
                return replace(state, lists=tuple(_with_version(one, answer) for one in state.lists))
            case _:
                return state

    def _second_person(self, call: Call[Any]) -> SecondPerson | None:
        subject: UUID
        match call.request:
            case PublishPrices() as request:
                subject = request.price_version_id
            case SetTaxClass() as tax:
                subject = tax_subject(tax.code)
            case _:
                return None
        return SecondPerson(self._calls, Permission.PRICES_MANAGE, subject)


def _with_version(price_list: PriceList, newest: PriceVersion) -> PriceList:
    versions = [newest if one.id == newest.id else one for one in price_list.versions]
    return price_list.model_copy(update={"versions": versions})
