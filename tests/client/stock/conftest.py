from typing import Any, cast

import pytest

from client.core.changes import Changes
from client.viewmodels.stock.shelf import Shelf
from client.views.stock.page import StockPage
from client.widgets.theme import theme
from shared.contracts import access, prescriptions, stock
from shared.ids import ApprovalId, new_id
from shared.models.access import Approval
from shared.models.common import Nothing, Page
from shared.models.stock import DepartmentName, KeptStores, StockMoved, StockReceipt, StockView, TransferStatus
from shared.models.stock_counts import CountStatus, TalliedLines
from shared.models.stock_packs import KnownBatch
from shared.permissions import Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.fakes import FakeCalls
from tests.client.stock import goods

APPROVAL = ApprovalId(new_id())


@pytest.fixture
def calls():
    calls = FakeCalls()
    views = {
        StockView.ALL: goods.ALL,
        StockView.SOON: (goods.EXPIRED, goods.SOON),
        StockView.ASIDE: (goods.ASIDE, goods.RECALLED),
        StockView.CONTROLLED: (goods.CONTROLLED,),
    }

    def on_hand(request):
        return Page(items=[row for row in views[request.view] if request.term.lower() in row.medicine.lower()])

    calls.answers(stock.stores, Page(items=[goods.PHARMACY, goods.WARD]))
    kept = [DepartmentName(id=goods.LABORATORY, name="Laboratory"), DepartmentName(id=goods.MEDICINE, name="Medicine")]
    calls.answers(stock.kept_stores, KeptStores(stores=[goods.PHARMACY, goods.WARD], departments=kept))
    calls.answers(stock.on_hand, on_hand)
    levels = [goods.TO_ORDER, goods.ENOUGH]
    calls.answers(stock.reorder, lambda request: Page(items=levels if request.all else levels[:1]))
    calls.answers(stock.set_reorder_level, Nothing())
    calls.answers(stock.save_store, goods.WARD)
    calls.answers(stock.correct_batch, Nothing())
    calls.answers(stock.packs, Page(items=[goods.BOX]))
    known = [KnownBatch(id=row.batch_id, batch_no=row.batch_no, expires_on=row.expires_on) for row in goods.ALL[4:0:-1]]
    calls.answers(stock.batches, Page(items=known))
    calls.answers(stock.card, goods.CARD)
    calls.answers(stock.receive, StockReceipt(batches=[goods.GOOD]))
    moved = StockMoved(batches=[goods.GOOD])
    calls.answers(stock.set_aside, moved)
    calls.answers(stock.release, moved)
    calls.answers(stock.destroy, moved)
    calls.answers(stock.adjust, moved)
    calls.answers(stock.recall, Nothing())
    calls.answers(stock.transfers, Page(items=[goods.TRANSFER]))
    calls.answers(stock.send, goods.TRANSFER)
    calls.answers(stock.accept, goods.TRANSFER.model_copy(update={"status": TransferStatus.RECEIVED}))
    calls.answers(stock.counts, Page(items=[goods.COUNT]))
    calls.answers(stock.get_count, goods.COUNT)
    calls.answers(stock.open_count, goods.COUNT)
    calls.answers(stock.tally, lambda request: TalliedLines(lines=[goods.tallied(each) for each in request.lines]))
    calls.answers(stock.post_count, goods.COUNT.model_copy(update={"status": CountStatus.POSTED}))
    calls.answers(stock.drop_count, goods.COUNT.model_copy(update={"status": CountStatus.DROPPED}))
    calls.answers(access.approve, Approval(id=APPROVAL, approved_by="Habibur Rahman", until=goods.CARD.lines[0].at))
    calls.answers(prescriptions.medicines, Page(items=[goods.PARACETAMOL]))
    return calls


@pytest.fixture
def shelf(calls, stream):
    return Shelf(calls, Changes(cast("Any", stream), debounce_ms=1), cast("Any", FakeSession(me(Role.PHARMACIST))))


@pytest.fixture
def page(calls, shelf, qtbot, answered):
    theme()
    page = StockPage(calls, shelf)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: shelf.state.known)
    yield page
    page.close()
