"""The parts of a chart that are tables: visits, tests, prescriptions, bills."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr, trn
from client.core.medicine_words import PRESCRIPTION_TONES, prescription_status_word
from client.core.words import (
    BILL_TONES,
    STATUS_TONES,
    bill_status_word,
    money,
    status_word,
    test_status_word,
    type_word,
    urgency_word,
)
from client.core.zone import day_of
from client.viewmodels.patient.chart import ChartState
from client.widgets.basics import Card
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.charts import ChartBill, ChartPart, ChartPrescription, ChartTest, ChartVisit
from shared.models.lab import Urgency
from shared.money import ZERO

_NEAR_THE_END = 240


class PartCard(Card):
    """One table; the older rows come while one scrolls down."""

    end_reached = Signal()

    def __init__(
        self, part: ChartPart, table: RowsTable[Any], empty: EmptyState, parent: QWidget | None = None
    ) -> None:
        super().__init__(margins=(1, 10, 1, 1))
        self.setParent(parent)
        self.part = part
        self.list = table
        self.list.set_empty(empty)
        self.add(table)

        table.verticalScrollBar().valueChanged.connect(self._watch)

    def show_chart(self, state: ChartState) -> None:
        self.list.set_rows(state.rows(self.part).items)

    def _watch(self, value: int) -> None:
        if value >= self.list.verticalScrollBar().maximum() - _NEAR_THE_END:
            self.end_reached.emit()


def visits_card() -> PartCard:
    table: RowsTable[ChartVisit] = RowsTable(
        (
            Column(tr("Day"), _day, look="strong", width=150),
            Column(tr("Doctor"), attrgetter("doctor"), detail=attrgetter("department")),
            Column(tr("What for"), _found, detail=_done),
            Column(tr("Token"), lambda visit: visit.token or "", look="token", width=84),
            Column(tr("Status"), lambda visit: status_word(visit.status), tone=_visit_tone, look="pill", width=124),
        ),
        key=attrgetter("appointment_id"),
        name=tr("Visits"),
    )
    return PartCard(ChartPart.VISITS, table, EmptyState("calendar-days", tr("No visit yet")))


def tests_card() -> PartCard:
    table: RowsTable[ChartTest] = RowsTable(
        (
            Column(tr("Day"), lambda test: date_text(day_of(test.ordered_at)), look="strong", width=150),
            Column(tr("Test"), attrgetter("name"), detail=attrgetter("specimen")),
            Column(tr("Ordered by"), attrgetter("ordered_by"), detail=attrgetter("requester")),
            Column(tr("Urgency"), _urgency, tone=_urgency_tone, look="pill", width=110),
            Column(
                tr("Status"),
                lambda test: test_status_word(test.status),
                detail=attrgetter("cancel_reason"),
                look="pill",
                width=130,
            ),
        ),
        key=attrgetter("id"),
        name=tr("Tests"),
    )
    return PartCard(ChartPart.TESTS, table, EmptyState("flask-conical", tr("No test ordered yet")))


def prescriptions_card() -> PartCard:
    table: RowsTable[ChartPrescription] = RowsTable(
        (
            Column(tr("Day"), lambda each: date_text(day_of(each.prescribed_at)), look="strong", width=150),
            Column(tr("Medicines"), _medicines, detail=_more_medicines),
            Column(tr("Doctor"), attrgetter("prescribed_by"), width=190),
            Column(tr("Number"), attrgetter("prescription_no"), width=140),
            Column(
                tr("Status"),
                lambda each: prescription_status_word(each.status),
                tone=lambda each: PRESCRIPTION_TONES[each.status],
                look="pill",
                width=124,
            ),
        ),
        key=attrgetter("id"),
        name=tr("Prescriptions"),
    )
    return PartCard(ChartPart.PRESCRIPTIONS, table, EmptyState("pill", tr("Nothing prescribed yet")))


def bills_card() -> PartCard:
    table: RowsTable[ChartBill] = RowsTable(
        (
            Column(tr("Day"), lambda bill: date_text(day_of(bill.since)), look="strong", width=150),
            Column(tr("Bill"), _number, detail=attrgetter("doctor")),
            Column(tr("Status"), lambda bill: bill_status_word(bill.status), tone=_bill_tone, look="pill", width=120),
            Column(tr("Total"), lambda bill: money(bill.total, bill.currency), look="money", width=130),
            Column(tr("To pay"), _due, tone=_due_tone, look="money", width=130),
        ),
        key=attrgetter("id"),
        name=tr("Bills"),
    )
    return PartCard(ChartPart.BILLS, table, EmptyState("receipt-text", tr("No bill yet")))


def _day(visit: ChartVisit) -> str:
    return date_text(visit.date)


def _found(visit: ChartVisit) -> str:
    return ", ".join(f"{each.code} {each.title}" for each in visit.diagnoses) or type_word(visit.type)


def _done(visit: ChartVisit) -> str:
    medicines = trn("{n} medicine", "{n} medicines", visit.medicines) if visit.medicines else ""
    tests = trn("{n} test", "{n} tests", visit.tests) if visit.tests else ""
    return " · ".join(part for part in (medicines, tests) if part)


def _visit_tone(visit: ChartVisit) -> Tone:
    return STATUS_TONES[visit.status]


def _urgency(test: ChartTest) -> str:
    return "" if test.urgency is Urgency.ROUTINE else urgency_word(test.urgency)


def _urgency_tone(test: ChartTest) -> Tone:
    return "bad" if test.urgency is Urgency.STAT else "warn"


def _medicines(each: ChartPrescription) -> str:
    first = each.items[0]
    return tr("{medicine} {strength}", medicine=first.medicine, strength=first.strength)


def _more_medicines(each: ChartPrescription) -> str:
    return ", ".join(f"{item.medicine} {item.strength}" for item in each.items[1:])


def _number(bill: ChartBill) -> str:
    return bill.bill_no or tr("Not issued yet")


def _bill_tone(bill: ChartBill) -> Tone:
    return BILL_TONES[bill.status]


def _due(bill: ChartBill) -> str:
    return money(bill.due, bill.currency) if bill.due > ZERO else "–"


def _due_tone(bill: ChartBill) -> Tone | None:
    return "bad" if bill.due > ZERO else None
