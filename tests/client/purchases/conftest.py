from typing import Any, cast

import pytest

from client.core.changes import Changes
from client.core.clock import Clock
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.purchases.desk import PurchaseDesk
from client.views.purchases.page import PurchasesPage
from client.widgets.theme import theme
from shared.contracts import access, documents, prescriptions, purchases, staff, stock
from shared.errors import Forbidden
from shared.models.access import Approval
from shared.models.common import Nothing, Page
from shared.models.purchases import OrderView
from shared.models.stock import StockView
from shared.permissions import Permission, Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.purchases import papers
from tests.client.reception.people import HOSPITAL
from tests.client.stock import goods
from tests.client.stock.conftest import APPROVAL
from tests.client.stock.test_page import sheet

__all__ = ["sheet"]


@pytest.fixture
def calls():
    calls = FakeCalls()
    lists = {OrderView.OPEN: papers.ALL[:3], OrderView.CLOSED: papers.ALL[3:]}
    shelves = {StockView.ASIDE: [goods.ASIDE, goods.RECALLED], StockView.SOON: [goods.SOON], StockView.ALL: goods.ALL}

    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(stock.stores, Page(items=[goods.PHARMACY, goods.WARD]))
    calls.answers(stock.on_hand, lambda request: Page(items=list(shelves[request.view])))
    calls.answers(stock.save_packs, Nothing())
    calls.answers(prescriptions.medicines, Page(items=[goods.PARACETAMOL]))
    calls.answers(purchases.suppliers, Page(items=[papers.OLD, papers.MEGHNA, papers.PADMA]))
    calls.answers(purchases.save_supplier, papers.PADMA)
    calls.answers(purchases.orders, lambda request: Page(items=[papers.summary(each) for each in lists[request.view]]))
    calls.answers(purchases.get_order, lambda request: next(o for o in papers.ALL if o.id == request.order_id))
    calls.answers(purchases.save_order, papers.DRAFT)
    calls.answers(purchases.place, papers.ORDERED)
    calls.answers(purchases.close, papers.CANCELLED)
    calls.answers(purchases.receive, papers.BOOKED)
    calls.answers(purchases.offer, papers.OFFER)
    calls.answers(purchases.propose, Page(items=[papers.PROPOSED]))
    calls.answers(purchases.price_history, Page(items=[papers.RISEN, papers.LAST, papers.CHEAPER]))
    calls.answers(purchases.returns, Page(items=[papers.RETURNED]))
    calls.answers(purchases.return_goods, papers.RETURNED)
    calls.answers(documents.record_print, Forbidden(Permission.PURCHASES_VIEW))  # the paper itself has its own tests
    calls.answers(access.approve, Approval(id=APPROVAL, approved_by="Habibur Rahman", until=papers.NOON))
    return calls


@pytest.fixture
def desk(calls, qapp):
    session = cast("Any", FakeSession(me(Role.PHARMACIST)))
    printing = PrintDesk(calls, cast("Any", None), Clock(), "Pharmacy 1")
    return PurchaseDesk(calls, Changes(cast("Any", FakeStream()), debounce_ms=1), session, printing)


@pytest.fixture
def page(calls, desk, qtbot, answered):
    theme()
    page = PurchasesPage(desk)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: desk.state.order is not None)
    yield page
    page.close()


@pytest.fixture
def said(page):
    words: list[str] = []
    page.said.connect(words.append)
    return words
