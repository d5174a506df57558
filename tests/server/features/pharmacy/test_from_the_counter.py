"""The counter's screen before the real server: out of two batches and in part, labelled, and a strip back next day."""

from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtTest import QTest

from client.viewmodels.pharmacy.counter import Counter
from client.viewmodels.pharmacy.returns import Returns
from client.viewmodels.pharmacy.waiting import WaitingForMedicines
from shared.contracts import access, billing, cash
from shared.models.refunds import RefundStatus
from shared.permissions import Permission, Role
from tests.client.cashier.conftest import KnownSession
from tests.client.conftest import changes, garbage_ends_on_this_thread, stream
from tests.client.pharmacy.conftest import Labels
from tests.client.queue.test_with_server import ServerCalls
from tests.server.features.cash.counter import CASHIER, in_cash
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY

__all__ = ["changes", "garbage_ends_on_this_thread", "stream"]


@pytest.fixture
def screen(counter, changes):
    return Screen(counter, changes)


class Screen:
    """A pharmacist's, connected to the server."""

    def __init__(self, counter, changes):
        self.calls: Any = ServerCalls(counter.pharmacist)
        self.labels = Labels()
        printing = cast("Any", self.labels)
        self.counter = Counter(self.calls, changes, printing, KnownSession(Role.PHARMACIST))
        self.waiting = WaitingForMedicines(self.calls, changes)
        self.waiting.found.connect(self._open)
        self.returns = Returns(self.calls, printing, PHARMACY)

    def _open(self, row):
        self.counter.open(row.prescription_id)

    def settle(self):
        for _ in range(12):
            self.calls.deliver()
            QTest.qWait(2)

    def do(self, act, *asked):
        act(*asked)
        self.settle()


def test_a_prescription_goes_over_the_counter_and_a_strip_of_it_comes_back(counter, shelves, screen, api):
    for batch, quantity, medicine in (("P1", 6, "Paracetamol"), ("P2", 50, "Paracetamol"), ("A1", 10, "Amoxicillin")):
        shelves.receive(quantity, batch=batch, medicine=f"{medicine} 500 mg")
    given = counter.prescribe("Paracetamol 500 mg", "Amoxicillin 500 mg")

    screen.do(screen.waiting.find, given.prescription_no.replace("-", "").lower())
    proposed = [[(p.batch.batch_no, p.quantity) for p in line.picks] for line in screen.counter.state.lines]
    screen.do(screen.counter.go_on)

    assert proposed == [[("P1", 6), ("P2", 9)], [("A1", 10)]]
    assert [line.left for line in screen.counter.state.lines] == [0, 11]
    (labelled,) = screen.labels.printed
    assert [(part.batch_no, part.quantity) for part in labelled.parts] == [("P1", 6), ("P2", 9), ("A1", 10)]

    # paid, and a strip brought back next day
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(0)))
    (waiting,) = till.send(billing.unpaid(term="amina")).items
    bill = till.send(billing.issue(bill_id=waiting.id, version=waiting.version))
    till.send(in_cash(bill, str(bill.due)))
    screen.do(screen.returns.find, bill.bill_no)
    row = next(row for row in screen.returns.state.rows if row.part.batch_no == "A1")
    taken: list[Any] = []
    asked: list[bool] = []
    screen.returns.taken.connect(lambda _, back: taken.append(back))
    screen.returns.second_wanted.connect(lambda: asked.append(True))
    screen.do(screen.returns.take_back, row, Decimal(10), "Rash after the first")
    assert (taken, asked) == ([], [True])

    word = access.approve(
        user_name="manager", password=PASSWORD, permission=Permission.BILLING_CANCEL, subject_id=row.part.id
    )
    agreed = counter.pharmacist.send(word).id
    screen.do(screen.returns.take_back, row, Decimal(10), "Rash after the first", agreed)

    assert [back.to_refund for back in taken] == [12]
    (refund,) = till.send(cash.refunds(status=RefundStatus.REQUESTED)).items
    api(Role.MANAGER).send(cash.approve_refund(refund_id=refund.id))
    paid = till.send(cash.pay_refund(refund_id=refund.id)).taken.bill
    assert (paid.paid, paid.due, paid.refundable) == (bill.total - 12, 0, 0)
    assert shelves.levels()[("A1", True)] == 10
