from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shared.contracts import billing, payers
from shared.ids import PayerId
from shared.models.billing import BillStatus, PayersPart, ShareKind
from shared.models.payers import Payer, PayerChoices, PayerKind
from shared.permissions import Role
from tests.client.cashier import bills

GREEN = Payer(
    id=PayerId(UUID(int=91)),
    code="GREEN",
    name="Green Life",
    kind=PayerKind.INSURER,
    default_share=Decimal(80),
    version=1,
)
DRAFT = bills.bill(BillStatus.DRAFT, version=1)
PART = PayersPart(
    payer_id=GREEN.id,
    name=GREEN.name,
    kind=ShareKind.PERCENT,
    value=Decimal(80),
    share=Decimal("843.20"),
    credited=Decimal(0),
)
SPLIT = bills.bill(BillStatus.DRAFT, version=2, payer=PART, patient_share=Decimal("210.80"), due=Decimal("210.80"))


@pytest.fixture
def sheet(page, calls, opened, answered):
    calls.answers(payers.choices, PayerChoices(categories=[], payers=[GREEN]))

    def of(bill):
        opened(bill)
        QTest.keyClick(page, Qt.Key.Key_F3)
        answered(page.bill.sheet.payer.count)
        return page.bill.sheet

    return of


def choose(asked, payer_id):
    asked.payer.set_value(payer_id)
    asked.payer.picked.emit(payer_id)


def test_the_payer_is_chosen_with_what_it_usually_pays_and_the_counter_asks_for_the_rest(sheet, calls, page, answered):
    calls.answers(billing.split, SPLIT)
    asked = sheet(DRAFT)
    choose(asked, GREEN.id)
    rest = asked.rest.text()

    QTest.keyClicks(asked.reason, "Letter of 3 May")
    asked.submitted.emit()
    answered(lambda: page.checkout.bill == SPLIT)

    (request,) = calls.requests(billing.split)
    assert (request.payer_id, request.kind, request.value) == (GREEN.id, ShareKind.PERCENT, 80)
    assert rest == "The patient pays 210.80"
    assert page.pay.due.text() == "210.80"


def test_the_patient_alone_pays_when_nobody_else_does(sheet, calls, answered):
    calls.answers(billing.split, DRAFT.model_copy(update={"version": 3}))
    asked = sheet(SPLIT)
    before = asked.value.amount()
    choose(asked, None)

    QTest.keyClicks(asked.reason, "Policy ended")
    asked.submitted.emit()
    answered(lambda: calls.requests(billing.split))

    assert before == 80
    assert not asked.value.isVisible()
    assert calls.requests(billing.split)[0].payer_id is None


def test_no_payer_pays_more_than_the_bill(sheet):
    asked = sheet(SPLIT)
    asked.kind.button(ShareKind.AMOUNT).click()

    asked.value.set_amount(Decimal("1054.01"))
    QTest.keyClicks(asked.reason, "Letter")

    assert not asked.primary.isEnabled()


@pytest.mark.parametrize(("bill", "role"), [(bills.bill(), Role.CASHIER), (DRAFT, Role.MANAGER)])
def test_nothing_is_split_that_is_issued_nor_by_who_may_not(page, opened, session, bill, role):
    session.become(role)

    opened(bill)

    assert not page.bill.payer.isVisible()
