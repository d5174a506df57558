"""Prices in words."""

from datetime import date
from decimal import Decimal
from typing import Final

from client.core.i18n import date_text, datetime_text, tr
from client.widgets.tokens import Tone
from shared.models.prices import PriceChange, PriceKind, PriceLine, PriceList, PriceVersion, VersionStatus
from shared.money import Currency, plain
from shared.rules.bills import is_exact
from shared.rules.dosing import plain_number

_NO_PRICE: Final = "–"


def kind_word(kind: PriceKind) -> str:
    return {
        PriceKind.NEW_VISIT: tr("New visit"),
        PriceKind.FOLLOW_UP: tr("Follow-up"),
        PriceKind.TEST: tr("Test"),
        PriceKind.MEDICINE: tr("Medicine"),
        PriceKind.SERVICE: tr("Service"),
        PriceKind.PACKAGE: tr("Package"),
    }[kind]


def price_text(amount: Decimal | None, currency: Currency | None) -> str:
    """With the fractions of a minor unit where there are some."""
    if amount is None or currency is None:
        return _NO_PRICE
    return plain(amount, currency) if is_exact(amount, currency) else plain_number(amount)


def line_tone(line: PriceLine) -> Tone | None:
    """What differs from the version before."""
    return "warn" if line.amount != line.before else None


def version_text(version: PriceVersion | None) -> str:
    if version is None:
        return tr("No prices yet")
    if version.status is VersionStatus.DRAFT:
        return tr("Draft, version {n}", n=version.number)
    assert version.valid_from is not None
    return tr("Version {n}, from {day}", n=version.number, day=date_text(version.valid_from))


def version_tone(version: PriceVersion | None) -> Tone:
    return "grey" if version is None else "warn" if version.status is VersionStatus.DRAFT else "ok"


def list_text(price_list: PriceList, today: date | None) -> str:
    if price_list.draft is not None:
        return version_text(price_list.draft)
    return version_text(price_list.in_force(today) if today is not None else None)


def change_text(change: PriceChange, currency: Currency | None) -> str:
    text = tr(
        "{before} → {after}",
        before=price_text(change.before, currency),
        after=price_text(change.after, currency),
    )
    if change.tax_before == change.tax_after:
        return text
    taxes = (change.tax_before or _NO_PRICE, change.tax_after or _NO_PRICE)
    return tr("{change} · tax {before} → {after}", change=text, before=taxes[0], after=taxes[1])


def who_changed(change: PriceChange) -> str:
    return tr("{who}, {time}", who=change.who, time=datetime_text(change.at))
