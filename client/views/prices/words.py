"""Prices in words."""

from datetime import date
from decimal import Decimal
from typing import Final

from client.core.i18n import date_text, datetime_text, tr
from client.widgets.tokens import Tone
from shared.models.payers import PayerKind
from shared.models.prices import (
    ImportedPrice,
    PriceChange,
    PriceKind,
    PriceLine,
    PriceList,
    PriceVersion,
    RowProblem,
    Verdict,
    VersionStatus,
)
from shared.money import Currency, plain
from shared.rules.bills import is_exact
from shared.rules.dosing import plain_number

_NO_PRICE: Final = "–"
VERDICT_TONES: Final[dict[Verdict, Tone]] = {
    Verdict.NEW: "ok",
    Verdict.CHANGED: "info",
    Verdict.UNCHANGED: "grey",
    Verdict.REFUSED: "bad",
}


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
    if not price_list.is_active:
        return tr("Retired")
    if price_list.draft is not None:
        return version_text(price_list.draft)
    return version_text(price_list.in_force(today) if today is not None else None)


def change_text(change: PriceChange, currency: Currency | None) -> str:
    text = _from_to(change.before, change.after, currency)
    return _with_tax(text, change.tax_before, change.tax_after)


def import_text(row: ImportedPrice, currency: Currency | None) -> str:
    """What would become of it, or why nothing does."""
    if row.problem is not None:
        return row_problem(row.problem, row.detail)
    if row.verdict is Verdict.UNCHANGED:
        return price_text(row.after, currency)
    text = _with_tax(_from_to(row.before, row.after, currency), row.tax_before, row.tax_after)
    return tr("new service · {change}", change=text) if row.is_new_thing else text


def verdict_word(verdict: Verdict) -> str:
    return {
        Verdict.NEW: tr("New"),
        Verdict.CHANGED: tr("Changed"),
        Verdict.UNCHANGED: tr("Unchanged"),
        Verdict.REFUSED: tr("Refused"),
    }[verdict]


def row_problem(problem: RowProblem, detail: str) -> str:
    return {
        RowProblem.KIND_UNKNOWN: tr("There is no kind {what}.", what=detail or _NO_PRICE),
        RowProblem.NOT_FOUND: tr("Nothing of this kind is called {what}.", what=detail or _NO_PRICE),
        RowProblem.NOT_ONE: tr("Several are called so: give code and name."),
        RowProblem.NAME_MISSING: tr("A new service needs a name."),
        RowProblem.CODE_UNFIT: tr("A code is of letters, digits, - and _, not {what}.", what=detail),
        RowProblem.NO_AMOUNT: tr("{what} is no price.", what=detail),
        RowProblem.TAX_UNKNOWN: tr("There is no tax {what}.", what=detail),
        RowProblem.TWICE: tr("It stands in the file twice."),
    }[problem]


def payer_kind_word(kind: PayerKind) -> str:
    return {PayerKind.INSURER: tr("Insurer"), PayerKind.COMPANY: tr("Company")}[kind]


def who_changed(change: PriceChange) -> str:
    return tr("{who}, {time}", who=change.who, time=datetime_text(change.at))


def _from_to(before: Decimal | None, after: Decimal | None, currency: Currency | None) -> str:
    return tr("{before} → {after}", before=price_text(before, currency), after=price_text(after, currency))


def _with_tax(text: str, before: str, after: str) -> str:
    if before == after:
        return text
    taxes = (before or _NO_PRICE, after or _NO_PRICE)
    return tr("{change} · tax {before} → {after}", change=text, before=taxes[0], after=taxes[1])
