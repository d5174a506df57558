from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest

from client.core.changes import Changes
from client.core.clock import Clock
from client.viewmodels.claims.claim_desk import ClaimDesk
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.claims.page import ClaimsPage
from client.widgets.theme import theme
from shared.contracts import claims, documents, staff
from shared.ids import BillId, ClaimFactId, ClaimId, ClaimPaymentId, PatientId, PayerId
from shared.models.claims import (
    ClaimDetails,
    ClaimFact,
    ClaimItem,
    ClaimMode,
    ClaimPayment,
    ClaimStatus,
    ClaimSummary,
    FactKind,
    PayerStanding,
    Standings,
)
from shared.models.common import Page
from shared.models.ledger_reports import Ageing
from shared.models.payers import PayerKind
from tests.client.cashier.bills import TAKA
from tests.client.examples import NOON, TODAY
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.reception import people

ZERO = Decimal(0)


def standing(number, name, *ages, unclaimed=0, bills=0):
    up_to_30, up_to_60, up_to_90, older = (Decimal(age) for age in ages)
    return PayerStanding(
        payer_id=PayerId(UUID(int=number)),
        code=name.upper()[:5],
        name=name,
        kind=PayerKind.INSURER,
        ageing=Ageing(up_to_30=up_to_30, up_to_60=up_to_60, up_to_90=up_to_90, older=older),
        unclaimed=Decimal(unclaimed),
        unclaimed_bills=bills,
        unclaimed_since=date(2026, 10, 3) if bills else None,
    )


GREEN = standing(1, "Green Life Insurance", 18400, "7250.50", 1200, 0, unclaimed="3440.00", bills=12)
DELTA = standing(2, "Delta Life", 0, 0, 0, "900.00")


def item(number, patient, amount, **figures):
    sums = dict.fromkeys(("paid", "to_decide", "returned", "written_off", "resubmitted", "credited", "owed_back"), ZERO)
    amount = Decimal(amount)
    sums |= {name: Decimal(value) for name, value in figures.items()}
    return ClaimItem(
        bill_id=BillId(UUID(int=number)),
        bill_no=f"B-R1-2026-{number:06d}",
        issued_at=NOON,
        patient_id=PatientId(UUID(int=number)),
        patient_no=f"P-2026-{number:04d}",
        patient=patient,
        policy_no=f"GL-{4711 + number}",
        amount=amount,
        open=sums.pop("open", amount),
        **sums,
    )


FIRST = item(1, "Amina Begum", 800)
SECOND = item(2, "Md. Abdul Karim", 400, paid=250, open=150)
REFUSED = item(3, "Rahima Khatun", 240, to_decide=240, open=0)
PAID = item(4, "Anita Sharma", 1200, paid=1200, open=0)
CREDITED = item(5, "Khalid bin Walid", 640, paid=640, open=0, owed_back=640)
ITEMS = [FIRST, SECOND, REFUSED, PAID]


def claim(number, status, items, **changes):
    def total(of):
        return sum((getattr(one, of) for one in items), ZERO)

    is_draft = status is ClaimStatus.DRAFT
    return ClaimDetails(
        id=ClaimId(UUID(int=number)),
        claim_no=None if is_draft else f"CL-2026-{number:05d}",
        payer_id=GREEN.payer_id,
        payer=GREEN.name,
        status=status,
        period_from=date(2026, 10, 1),
        period_to=date(2026, 10, 31),
        currency=TAKA,
        bills=len(items),
        amount=total("amount"),
        paid=total("paid"),
        open=total("open"),
        to_decide=total("to_decide"),
        owed_back=total("owed_back"),
        submitted_at=None if is_draft else NOON,
        version=3,
        items=list(items),
        payments=[],
        history=[],
        begun_by="Nasreen Akter",
        submitted_by="" if is_draft else "Nasreen Akter",
    ).model_copy(update=changes)


DRAFT = claim(9, ClaimStatus.DRAFT, [FIRST])
SENT = claim(
    7,
    ClaimStatus.PARTLY_SETTLED,
    ITEMS,
    payments=[
        ClaimPayment(
            id=ClaimPaymentId(UUID(int=1)),
            receipt_no="CP-2026-00001",
            mode=ClaimMode.TRANSFER,
            reference="TRX-88121",
            amount=Decimal("1450.00"),
            received_on=TODAY,
            taken_by="Nasreen Akter",
            taken_at=NOON,
        )
    ],
    history=[
        ClaimFact(
            id=ClaimFactId(UUID(int=1)),
            kind=FactKind.REFUSED,
            bill_no=REFUSED.bill_no,
            amount=Decimal(240),
            reason="Policy had lapsed",
            by="Nasreen Akter",
            approved_by="",
            at=NOON,
        )
    ],
)


def summary(details):
    return ClaimSummary(**{name: getattr(details, name) for name in ClaimSummary.model_fields})


@pytest.fixture
def calls():
    calls = FakeCalls()
    known = {DRAFT.id: DRAFT, SENT.id: SENT}
    calls.answers(claims.standings, Standings(day=TODAY, currency=TAKA, payers=[DELTA, GREEN]))
    calls.answers(
        claims.claims,
        lambda ask: Page(items=[summary(SENT)] if ask.payer_id == GREEN.payer_id and not ask.ended else []),
    )
    calls.answers(claims.get, lambda ask: known[ask.claim_id])
    calls.answers(staff.hospital, people.HOSPITAL)
    # a paper that cannot be numbered is not printed: what was asked for is seen, and no printer is needed
    calls.answers(documents.record_print, documents.NothingToPrint())
    return calls


@pytest.fixture
def drafting(calls):
    """Green Life's draft stands first."""
    calls.answers(claims.claims, Page(items=[summary(DRAFT), summary(SENT)]))


@pytest.fixture
def page(calls, qtbot, answered):
    theme()
    desk = ClaimDesk(calls, Changes(cast("Any", FakeStream()), debounce_ms=1))
    page = ClaimsPage(desk, PrintDesk(calls, cast("Any", None), Clock(), "Cashier 1"))
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: desk.state.known)
    desk.choose_payer(GREEN.payer_id)
    answered(lambda: desk.state.claim is not None)
    return page
