from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest

from client.core.changes import Changes
from client.viewmodels.prices.price_desk import PriceDesk
from client.views.prices.page import PricesPage
from client.widgets.theme import theme
from shared.contracts import payers, prices, staff
from shared.ids import PriceChangeId, PriceListId, PriceVersionId
from shared.models.common import Page
from shared.models.prices import (
    PriceChange,
    PriceKind,
    PriceLine,
    PriceList,
    PriceSubject,
    PriceVersion,
    TaxClass,
    VersionStatus,
)
from tests.client.examples import NOON, TODAY
from tests.client.fakes import FakeCalls
from tests.client.reception import people

FIRST = PriceVersion(
    id=PriceVersionId(UUID(int=1)),
    number=1,
    status=VersionStatus.PUBLISHED,
    valid_from=date(2000, 1, 1),
    published_by="",
    approved_by="",
    published_at=None,
    version=1,
)
DRAFT = FIRST.model_copy(
    update={
        "id": PriceVersionId(UUID(int=2)),
        "number": 2,
        "status": VersionStatus.DRAFT,
        "valid_from": None,
        "version": 4,
    }
)


def price_list(number, name, *versions, category=None):
    return PriceList(
        id=PriceListId(UUID(int=number)),
        code=name.upper(),
        name=name,
        category_id=category,
        payer_id=None,
        is_active=True,
        versions=list(versions),
    )


def line(number, kind, code, name, amount, before=None, tax=""):
    return PriceLine(
        kind=kind,
        priced_id=UUID(int=number),
        code=code,
        name=name,
        is_active=True,
        amount=None if amount is None else Decimal(amount),
        tax_class=tax,
        before=Decimal(before) if before else None,
    )


GENERAL = price_list(1, "General", FIRST)
WITH_DRAFT = price_list(1, "General", DRAFT, FIRST)
STAFF = price_list(2, "Staff", category=people.STAFF.id)
CBC = line(1, PriceKind.TEST, "CBC", "Complete blood count", "475", "450")
LINES = [
    line(3, PriceKind.NEW_VISIT, "M", "Dr. Farhana Rahman", "800", "800"),
    line(4, PriceKind.FOLLOW_UP, "M", "Dr. Farhana Rahman", "500", "500"),
    CBC,
    line(5, PriceKind.TEST, "CRP", "C-reactive protein", "600", "600", tax="VAT"),
    line(6, PriceKind.MEDICINE, "", "Paracetamol 500 mg tablet", "1.2500", "1.2500"),
    line(7, PriceKind.SERVICE, "ECG", "ECG 12 lead", None),
]
CHANGE = PriceChange(
    id=PriceChangeId(UUID(int=9)),
    what=PriceSubject.PRICE,
    price_list="General",
    number=2,
    valid_from=None,
    kind=PriceKind.TEST,
    subject="Complete blood count",
    facts=[],
    before=Decimal(450),
    after=Decimal(475),
    tax_before="",
    tax_after="",
    who="Nasreen Akter",
    at=NOON,
)
VAT = TaxClass(code="VAT", name="Value added tax", rate=Decimal("0.15"), inclusive=True, valid_from=TODAY)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(staff.hospital, people.HOSPITAL)
    calls.answers(payers.choices, people.CHOICES)
    calls.answers(prices.lists, Page(items=[GENERAL, STAFF]))
    calls.answers(prices.tax_classes, Page(items=[VAT]))
    calls.answers(prices.lines, Page(items=LINES))
    calls.answers(prices.changes, Page(items=[CHANGE]))
    return calls


@pytest.fixture
def drafting(calls):
    """The general list has a draft."""
    calls.answers(prices.lists, Page(items=[WITH_DRAFT, STAFF]))


@pytest.fixture
def page(calls, stream, qtbot, answered):
    theme()
    desk = PriceDesk(calls, Changes(cast("Any", stream), debounce_ms=1))
    page = PricesPage(desk)
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: desk.state.known)
    page.box.setFocus()
    return page
