"""The history of prices as people read it."""

import pytest

from client.views.prices.words import change_title
from shared.models.prices import ChangedFact, PriceFact, PriceSubject
from tests.client.prices.conftest import CHANGE
from tests.client.reception import people

NEW = {PriceFact.NAME: (None, "Dressing"), PriceFact.CODE: (None, "DRS"), PriceFact.IN_USE: (None, "yes")}
RENAMED = {PriceFact.NAME: ("Dressing", "Big dressing"), PriceFact.IN_USE: ("yes", "no")}
OF_STAFF = {**NEW, PriceFact.WHOSE: (None, "Staff of the house")}
PUBLISHED = {
    PriceFact.STATUS: ("draft", "published"),
    PriceFact.VALID_FROM: (None, "2026-12-01"),
    PriceFact.APPROVED_BY: (None, "Habibur Rahman"),
}
TAX = {PriceFact.NAME: (None, "Value added tax"), PriceFact.RATE: (None, "0.15"), PriceFact.INCLUSIVE: (None, "no")}
RAISED = {PriceFact.RATE: ("0.15", "0.175"), PriceFact.VALID_FROM: (None, "2026-12-01")}


def told(what, subject="", facts=None):
    changed = [ChangedFact(fact=fact, before=was, after=now) for fact, (was, now) in (facts or {}).items()]
    entry = CHANGE.model_copy(update={"what": what, "subject": subject, "facts": changed})
    return change_title(entry, people.HOSPITAL.currency)


@pytest.mark.parametrize(
    ("what", "subject", "facts", "words"),
    [
        (PriceSubject.PRICE, "Complete blood count", {}, "450.00 → 475.00 · Complete blood count"),
        (PriceSubject.SERVICE, "Dressing", NEW, "Dressing: new · code DRS"),
        (PriceSubject.SERVICE, "Big dressing", RENAMED, "Big dressing: Dressing → Big dressing · retired"),
        (PriceSubject.PACKAGE, "Check-up", {PriceFact.IN_USE: ("no", "yes")}, "Check-up: back in use"),
        (PriceSubject.PACKAGE, "Check-up", {PriceFact.ITEMS: (None, "CBC, CRP")}, "Check-up: holds CBC, CRP"),
        (PriceSubject.PACKAGE, "Check-up", {PriceFact.ITEMS: ("CBC, CRP", "CBC")}, "Check-up: CBC, CRP → CBC"),
        (PriceSubject.LIST, "Staff", OF_STAFF, "List Staff: new · code DRS · for Staff of the house"),
        (PriceSubject.VERSION, "", {PriceFact.STATUS: (None, "draft")}, "General, version 2: begun"),
        (PriceSubject.VERSION, "", {PriceFact.STATUS: ("draft", "discarded")}, "General, version 2: discarded"),
        (
            PriceSubject.VERSION,
            "",
            PUBLISHED,
            "General, version 2: published · from Tue 1 Dec 2026 · agreed by Habibur Rahman",
        ),
        (PriceSubject.TAX, "VAT", TAX, "Tax VAT: new · 15 % · on top of the price"),
        (PriceSubject.TAX, "VAT", RAISED, "Tax VAT: 15 % → 17.5 % · from Tue 1 Dec 2026"),
        (PriceSubject.TAX, "VAT", {PriceFact.INCLUSIVE: ("no", "yes")}, "Tax VAT: within the price"),
    ],
)
def test_an_entry_says_what_was_changed_and_how(what, subject, facts, words):
    assert told(what, subject, facts) == words
