"""Reports printed and handed over, for tests."""

from shared.contract import Call
from shared.contracts import lab
from shared.ids import PatientId, TestOrderId
from shared.models.common import Page
from shared.models.lab_reports import ReportPaper, ReportVersion
from shared.models.lab_results import Delivery, Taker
from tests.support.bench import Bench


def versions(*orders: TestOrderId, number: int = 1) -> list[ReportVersion]:
    return [ReportVersion(test_order_id=order, number=number) for order in orders]


def printing(*orders: TestOrderId, number: int = 1) -> Call[ReportPaper]:
    return lab.print_reports(reports=versions(*orders, number=number))


def handing_over(*orders: TestOrderId, number: int = 1) -> Call[Page[Delivery]]:
    """To the patient."""
    return lab.deliver(reports=versions(*orders, number=number), taker=Taker.PATIENT, taken_by="Amina Begum")


def giving_the_son(*orders: TestOrderId, number: int = 1) -> Call[Page[Delivery]]:
    return lab.deliver(reports=versions(*orders, number=number), taker=Taker.RELATIVE, taken_by="Rahim", relation="son")


def released_together(bench: Bench, tests: dict[str, dict[str, str]], patient_id: PatientId) -> list[TestOrderId]:
    """Of one visit: nobody is booked twice with one doctor on one day."""
    orders = bench.received(*tests, patient_id=patient_id)
    for order, values in zip(orders, tests.values(), strict=True):
        bench.enter(order, values)
        bench.out(order)
    return orders
