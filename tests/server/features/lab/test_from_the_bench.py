"""The screen before the real server: a count ordered, drawn, entered, told, and verified by somebody else."""

from datetime import timedelta
from typing import Any, cast

import pytest
from PySide6.QtTest import QTest

from client.core.clock import Clock
from client.viewmodels.lab.bench import Bench
from client.viewmodels.lab.worklist import Worklist
from client.viewmodels.printing.print_desk import PrintDesk
from shared.errors import StaleVersion
from shared.models.lab import WorkStage
from shared.permissions import Role
from shared.rules.lab_ranges import Condition, Flag
from tests.client.cashier.conftest import KnownSession
from tests.client.conftest import changes, garbage_ends_on_this_thread, stream
from tests.client.queue.test_with_server import ServerCalls
from tests.support.bench import CBC

__all__ = ["changes", "garbage_ends_on_this_thread", "stream"]


class Person:
    """At a bench of their own."""

    def __init__(self, api, role, changes):
        self.calls: Any = ServerCalls(api)
        clock = Clock()
        printing = PrintDesk(self.calls, cast("Any", None), clock, "Lab 1")
        self.worklist = Worklist(self.calls, changes, clock)
        self.bench = Bench(self.calls, changes, printing, KnownSession(role))

    def settle(self):
        for _ in range(12):
            self.calls.deliver()
            QTest.qWait(2)

    def open(self, term):
        self.worklist.found.connect(self.bench.open)
        self.worklist.find(term)
        self.settle()
        return self.bench.state

    def do(self, act, *asked):
        act(*asked)
        self.settle()
        return self.bench.state

    def type(self, values):
        lines = {entry.line.code: entry.line.analyte_id for entry in self.bench.state.lines}
        for code, text in values.items():
            self.bench.type(lines[code], text)

    def flags(self, *codes):
        flags = {entry.line.code: entry.flag for entry in self.bench.state.lines}
        return [flags[code] for code in codes]


@pytest.fixture
def technician(bench, changes):
    return Person(bench.tech, Role.LAB_TECHNICIAN, changes)


@pytest.fixture
def colleague(bench, changes):
    return Person(bench.other, Role.LAB_TECHNICIAN, changes)


def test_a_count_goes_through_the_bench_from_the_needle_to_the_second_person(bench, technician, colleague):
    bench.order(bench.visit(), "CBC")
    opened = technician.open("amina")
    drawn = technician.do(technician.bench.collect, [opened.item.id], [Condition.TRIMESTER_1])
    received = technician.do(technician.bench.receive)

    technician.type({**CBC, "HGB": "11.0", "PLT": "0.4 lakh"})
    before = technician.flags("HGB", "WBC", "PLT", "MCV")
    saved = technician.do(technician.bench.save)
    after = technician.flags("HGB", "WBC", "PLT", "MCV")
    told = technician.do(technician.bench.tell, technician.bench.state.item, "Dr doctor", "")
    own = technician.do(technician.bench.go_on)
    colleague.open(saved.item.accession)
    verified = colleague.do(colleague.bench.go_on)

    assert [one.stage for one in (opened, drawn, received)] == [
        WorkStage.COLLECT,
        WorkStage.RECEIVE,
        WorkStage.ENTER,
    ]
    assert before == after == [Flag.NORMAL, Flag.NORMAL, Flag.CRITICAL_LOW, Flag.NORMAL]
    assert saved.problem is None
    assert saved.to_tell == ("Platelets",)
    assert told.to_tell == ()
    assert (own.stage, own.may_go_on, own.needs_another) == (WorkStage.VERIFY, False, True)
    assert (verified.problem, verified.stage) == (None, WorkStage.REVIEW)


def test_what_the_server_refuses_stays_typed(bench, technician):
    (order,) = bench.received("CBC")
    technician.open("amina")

    technician.type({"RBC": "4.5", "HCT": "41"})
    bench.enter(order, {"WBC": "7.8"}, by=bench.other)
    refused = technician.do(technician.bench.save)

    assert isinstance(refused.problem, StaleVersion)
    assert len(refused.new_lines) == 2


def judged(state):
    return [
        (each.line.code, each.value and each.value.text, each.flag, each.change, each.not_calculated)
        for each in state.lines
    ]


@pytest.mark.parametrize(
    ("test", "last", "typed"),
    [
        ("CBC", CBC, {**CBC, "HGB": "6.8", "NEUT": "55", "LYMPH": "35", "PLT": "40"}),
        ("CBC", CBC, {"HGB": "13.4", "RBC": "4.6", "HCT": "-"}),
        ("LIPID", {"CHOL": "210", "HDL": "45", "TRIG": "150"}, {"CHOL": "250", "HDL": "40", "TRIG": "420"}),
        ("LIPID", {"CHOL": "210", "HDL": "45", "TRIG": "150"}, {"CHOL": "190", "HDL": "51", "TRIG": "<10"}),
        ("CREA", {"CREA": "0.9"}, {"CREA": "1.9"}),
        ("LFT", {"TP": "7", "ALB": "4"}, {"TP": "6.1", "ALB": "3.1", "BILT": "0.5", "BILD": "0.6", "ALT": ">1000"}),
        ("URINE", {"UPH": "6"}, {"UPH": "9", "UPRO": "2+", "UGLU": "neg", "USG": "1.020"}),
    ],
)
def test_what_the_bench_shows_while_it_is_typed_is_what_the_server_says_then(
    bench, technician, clock, test, last, typed
):
    """Flags, changes and formulas; a value that nothing can be calculated of too."""
    (earlier,) = bench.received(test)
    undone = {line.code: "-" for line in bench.sheet(earlier).lines if not line.formula and line.code not in last}
    visit = bench.enter(earlier, last).item.appointment_id
    bench.owner.execute("UPDATE test_orders SET status = 'completed' WHERE id = %s", (earlier,))
    clock.advance(timedelta(minutes=5))
    (order,) = bench.order(visit, test)
    bench.receive(visit, [order])
    technician.open(bench.item(order).accession)

    technician.type({**undone, **typed})
    shown = judged(technician.bench.state)
    saved = technician.do(technician.bench.save)

    assert saved.problem is None
    assert saved.new_lines == ()
    assert judged(saved) == shown
