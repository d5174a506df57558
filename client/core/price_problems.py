"""What is refused of prices and payers, said to whoever keeps them up."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr
from shared.contracts import billing, payers, prices
from shared.models.prices import VersionStatus


def _frozen(error: prices.PricesFrozen) -> tuple[str, str]:
    found = {
        VersionStatus.DRAFT: tr("It is a draft."),
        VersionStatus.PUBLISHED: tr("It has been published: begin a draft, and publish that from another day on."),
        VersionStatus.DISCARDED: tr("It was discarded."),
    }
    return tr("These prices are not changed any more"), found[error.status_found]


def _gone(title: str) -> tuple[str, str]:
    return title, tr("Nothing was changed. Search again: the list may be out of date.")


def _no_file(error: prices.NoPriceFile) -> tuple[str, str]:
    title = tr("This file is not a price list")
    if error.missing:
        return title, tr("It lacks {what}. Export the list and change that file.", what=error.missing)
    return title, tr("It can't be read. Export the list, change that file, and save it as XLSX or CSV.")


PRICE_PROBLEMS: Final[dict[type, Callable[[Any], tuple[str, str]]]] = {
    payers.PayerNotFound: lambda _: _gone(tr("This payer does not exist any more")),
    payers.CategoryNotFound: lambda _: _gone(tr("This category of patients does not exist any more")),
    payers.PayerCodeTaken: lambda e: (
        tr("The code {code} is taken", code=e.taken),
        tr("Nothing was saved. Choose another code."),
    ),
    billing.LineNotRemovable: lambda _: (
        tr("This line is not taken off here"),
        tr("It stands for something that was ordered or done: cancel it where it was ordered."),
    ),
    prices.PriceListNotFound: lambda _: _gone(tr("This price list does not exist any more")),
    prices.NothingPriced: lambda _: _gone(tr("This does not exist any more")),
    prices.PricesFrozen: _frozen,
    prices.DraftOpen: lambda _: (
        tr("This list has a draft already"),
        tr("Go on with it, or discard it first."),
    ),
    prices.GeneralListStays: lambda _: (
        tr("The general list stays"),
        tr("It counts for everybody who is in no other list."),
    ),
    prices.NoPriceFile: _no_file,
    prices.PriceListExists: lambda _: (
        tr("There is a list for these patients already"),
        tr("Nothing was saved. Change the prices of that list."),
    ),
    prices.TaxUnknown: lambda e: (
        tr("There is no tax {code}", code=e.tax_class),
        tr("Nothing was saved. Add the tax first, or choose another one."),
    ),
    prices.PricesInThePast: lambda _: (
        tr("This day has passed"),
        tr("What was charged stays as it is. Choose today or later."),
    ),
    prices.TaxClassSet: lambda _: (
        tr("This tax has a rate from that day on already"),
        tr("Nothing was saved. Choose another day."),
    ),
}
