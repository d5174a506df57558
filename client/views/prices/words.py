"""Prices in words."""

from datetime import date
from decimal import Decimal
from typing import Final

from client.core.i18n import date_text, datetime_text, tr
from client.core.numbers import priced
from client.widgets.tokens import Tone
from shared.models.payers import PayerKind
from shared.models.prices import (
    ChangedFact,
    ImportedPrice,
    PriceChange,
    PriceFact,
    PriceKind,
    PriceLine,
    PriceList,
    PriceSubject,
    PriceVersion,
    RowProblem,
    SetTaxClass,
    VersionStatus,
)
from shared.models.spreadsheets import Verdict
from shared.money import Currency
from shared.rules.dosing import plain_number

_NO_PRICE: Final = "–"
_NO: Final = "no"


def per_cent(share: Decimal) -> str:
    return tr("{n} %", n=plain_number(share * 100))


def agreed_tax(tax: SetTaxClass) -> str:
    """What a second person agrees to."""
    said = {"day": date_text(tax.valid_from), "code": tax.code, "rate": per_cent(tax.rate)}
    if tax.inclusive:
        return tr("From {day} on the tax {code} is {rate} within the price, for all lists.", **said)
    return tr("From {day} on the tax {code} is {rate} on top of the price, for all lists.", **said)


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
    return _NO_PRICE if amount is None or currency is None else priced(amount, currency)


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


def change_title(change: PriceChange, currency: Currency | None) -> str:
    if change.what is PriceSubject.PRICE:
        text = _with_tax(_from_to(change.before, change.after, currency), change.tax_before, change.tax_after)
        return tr("{change} · {what}", change=text, what=change.subject)
    facts = " · ".join(filter(None, map(_fact_text, change.facts)))
    return tr("{what}: {change}", what=_subject_text(change), change=facts)


def import_text(row: ImportedPrice, currency: Currency | None) -> str:
    """What would become of it, or why nothing does."""
    if row.problem is not None:
        return row_problem(row.problem, row.detail)
    if row.verdict is Verdict.UNCHANGED:
        return price_text(row.after, currency)
    text = _with_tax(_from_to(row.before, row.after, currency), row.tax_before, row.tax_after)
    return tr("new service · {change}", change=text) if row.is_new_thing else text


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


def _subject_text(change: PriceChange) -> str:
    match change.what:
        case PriceSubject.VERSION:
            return tr("{name}, version {n}", name=change.price_list, n=change.number)
        case PriceSubject.LIST:
            return tr("List {name}", name=change.subject)
        case PriceSubject.TAX:
            return tr("Tax {code}", code=change.subject)
        case _:
            return change.subject


def _fact_text(changed: ChangedFact) -> str:
    before, after = changed.before or "", changed.after or ""
    match changed.fact:
        case PriceFact.STATUS:
            return _status_word(VersionStatus(after))
        case PriceFact.IN_USE:
            return _use_word(before, after)
        case PriceFact.RATE:
            rate = per_cent(Decimal(after))
            return _both(per_cent(Decimal(before)), rate) if before else rate
        case PriceFact.INCLUSIVE:
            return tr("on top of the price") if after == _NO else tr("within the price")
        case PriceFact.VALID_FROM:
            return tr("from {day}", day=date_text(date.fromisoformat(after)))
        case _:
            return _both(before, after) if before else _first_text(changed.fact, after)


def _first_text(fact: PriceFact, said: str) -> str:
    """Of what was not said before."""
    return {
        PriceFact.NAME: tr("new"),
        PriceFact.CODE: tr("code {code}", code=said),
        PriceFact.WHOSE: tr("for {whom}", whom=said),
        PriceFact.ITEMS: tr("holds {things}", things=said),
        PriceFact.APPROVED_BY: tr("agreed by {who}", who=said),
    }[fact]


def _use_word(before: str, after: str) -> str:
    """Nothing where it is new: then it is in use."""
    if after == _NO:
        return tr("retired")
    return tr("back in use") if before else ""


def _status_word(status: VersionStatus) -> str:
    return {
        VersionStatus.DRAFT: tr("begun"),
        VersionStatus.PUBLISHED: tr("published"),
        VersionStatus.DISCARDED: tr("discarded"),
    }[status]


def _both(before: str, after: str) -> str:
    return tr("{before} → {after}", before=before, after=after)


def _from_to(before: Decimal | None, after: Decimal | None, currency: Currency | None) -> str:
    return _both(price_text(before, currency), price_text(after, currency))


def _with_tax(text: str, before: str, after: str) -> str:
    if before == after:
        return text
    taxes = (before or _NO_PRICE, after or _NO_PRICE)
    return tr("{change} · tax {before} → {after}", change=text, before=taxes[0], after=taxes[1])
