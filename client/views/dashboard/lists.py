"""Which lists there are behind the day's figures, and how each is shown."""

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Final

from client.core.i18n import (
    datetime_text,
    number_text,
    short_date_text,
    time_text,
    tr,
)
from client.core.ledger_words import posting_word
from client.core.numbers import plain
from client.core.words import mode_word, status_word, type_word
from client.viewmodels.dashboard.behind import Listing, paged
from client.views.dashboard.list_sheet import Laid, Opening, nothing
from client.views.lab.words import span_text
from client.views.stock.words import expiry_text, product_text, state_text, state_tone
from client.widgets.rows import Column
from client.widgets.tokens import Tone
from shared.contracts import cash, dashboard, ledger
from shared.models.appointments import AppointmentStatus
from shared.models.billing import PaymentMode
from shared.models.common import Page
from shared.models.dashboard import (
    BatchRisk,
    ListBatchesAtRisk,
    ListLowStock,
    ListTests,
    ListVisits,
    LowStock,
    TestTook,
    VisitRow,
)
from shared.models.ledger import AT_THE_COUNTER
from shared.models.ledger_reports import DayBook, DayBookRow, DepositsReport, DepositsRow, PayerReport, PayerRow
from shared.models.refunds import Refund, RefundStatus
from shared.models.stock import StoredBatch
from shared.money import Currency

_TONES: Final[dict[AppointmentStatus, Tone]] = {
    AppointmentStatus.SCHEDULED: "grey",
    AppointmentStatus.WAITING: "warn",
    AppointmentStatus.CALLED: "info",
    AppointmentStatus.IN_CONSULTATION: "info",
    AppointmentStatus.ON_HOLD: "warn",
    AppointmentStatus.COMPLETED: "ok",
    AppointmentStatus.NO_SHOW: "bad",
    AppointmentStatus.CANCELLED: "grey",
}


def _page(page: Page[Any]) -> tuple[Sequence[Any], bool]:
    return page.items, page.more


def visits(asked: ListVisits) -> Listing[VisitRow]:
    return paged(dashboard.visits, asked)


def tests(asked: ListTests) -> Listing[TestTook]:
    return paged(dashboard.tests, asked)


def low_stock(*, out: bool) -> Listing[LowStock]:
    """What is out of stock, or what is low and not out."""
    return paged(dashboard.low_stock, ListLowStock(out=out))


def batches(risk: BatchRisk) -> Listing[StoredBatch]:
    return paged(dashboard.batches, ListBatchesAtRisk(risk=risk))


def money_moved(day: date, mode: PaymentMode) -> Listing[DayBookRow]:
    """The rows of the day book in which money of this way of paying moved at a counter."""

    def rows(book: DayBook) -> tuple[Sequence[DayBookRow], bool]:
        return [row for row in book.rows if row.moved.get(mode) and row.kind in AT_THE_COUNTER], book.more

    return Listing(ledger.day_book(day=day), rows)


def deposits(day: date) -> Listing[DepositsRow]:
    def rows(report: DepositsReport) -> tuple[Sequence[DepositsRow], bool]:
        return report.rows, report.more

    return Listing(ledger.deposits(day=day), rows)


def payers_dues(day: date) -> Listing[PayerRow]:
    def rows(report: PayerReport) -> tuple[Sequence[PayerRow], bool]:
        return [row for row in report.rows if row.ageing.total], False

    return Listing(ledger.payers(day=day), rows)


def refunds_to_pay() -> Listing[Refund]:
    return Listing(cash.refunds(status=RefundStatus.APPROVED), _page)


def laid_visits() -> Laid[VisitRow]:
    return Laid(
        (
            Column(tr("Token"), lambda row: row.token or "", look="token", width=78),
            Column(tr("Patient"), attrgetter("patient"), detail=attrgetter("patient_no"), look="strong"),
            Column(tr("Doctor"), attrgetter("doctor"), detail=attrgetter("department")),
            Column(tr("Visit"), lambda row: type_word(row.type), width=92),
            Column(tr("Came"), lambda row: time_text(row.checked_in_at) if row.checked_in_at else "", width=62),
            Column(tr("Waited"), lambda row: _span(row.waited_minutes), width=92),
            Column(tr("In the room"), lambda row: _span(row.room_minutes), width=96),
            Column(tr("Status"), _status, tone=lambda row: _TONES[row.status], look="pill", width=140),
        ),
        key=attrgetter("appointment_id"),
        patient_of=attrgetter("patient_id"),
    )


def laid_tests() -> Laid[TestTook]:
    return Laid(
        (
            Column(tr("Test"), attrgetter("test"), detail=attrgetter("lab"), look="strong"),
            Column(tr("Number"), lambda row: row.accession or "–", width=140),
            Column(tr("Ordered by"), lambda row: row.doctor or "–"),
            Column(tr("Ordered"), lambda row: time_text(row.ordered_at) if row.ordered_at else "–", width=80),
            Column(tr("Took"), lambda row: span_text(row.minutes), width=110),
            Column("", lambda row: tr("Late") if row.late else "", tone=lambda _: "bad", look="pill", width=90),
        ),
        key=lambda row: row.test_order_id or (row.test, row.lab, row.minutes),  # who sees times only has no number
    )


def laid_low_stock() -> Laid[LowStock]:
    return Laid(
        (
            Column(tr("Medicine"), attrgetter("medicine"), look="strong"),
            Column(tr("Store"), attrgetter("store"), width=220),
            Column(tr("On hand"), lambda row: number_text(row.on_hand.normalize()), look="money", width=110),
            Column(tr("Reorder at"), lambda row: number_text(row.level.normalize()), look="money", width=110),
        ),
        key=lambda row: (row.store_id, row.medicine_id),
        medicine_of=attrgetter("medicine_id"),
    )


def laid_batches() -> Laid[StoredBatch]:
    return Laid(
        (
            Column(tr("Medicine"), attrgetter("medicine"), detail=product_text, look="strong"),
            Column(tr("Batch"), attrgetter("batch_no"), width=120),
            Column(tr("Expires"), expiry_text, width=90),
            Column(tr("Store"), attrgetter("store"), width=190),
            Column(tr("On hand"), lambda row: number_text(row.on_hand.normalize()), look="money", width=100),
            Column("", state_text, tone=state_tone, look="pill", width=130),
        ),
        key=lambda row: (row.store_id, row.batch_id, row.quarantined),
        medicine_of=attrgetter("medicine_id"),
    )


def laid_money(mode: PaymentMode, currency: Currency, *, bills: bool) -> Laid[DayBookRow]:
    return Laid(
        (
            Column(tr("Time"), lambda row: time_text(row.at), width=70),
            Column(tr("What"), lambda row: posting_word(row.kind), detail=attrgetter("document_no"), width=190),
            Column(tr("Patient"), attrgetter("patient"), look="strong"),
            Column(tr("Cashier"), attrgetter("cashier"), width=180),
            Column(mode_word(mode), lambda row: plain(row.moved[mode], currency), look="money", width=140),
        ),
        key=lambda row: (row.posting_id, row.bill_id),
        patient_of=attrgetter("patient_id"),
        bill_of=attrgetter("bill_id") if bills else nothing,
    )


def laid_deposits(currency: Currency) -> Laid[DepositsRow]:
    return Laid(
        (
            Column(tr("Patient"), attrgetter("patient"), detail=attrgetter("patient_no"), look="strong"),
            Column(tr("Last moved"), lambda row: short_date_text(row.moved), width=120),
            Column(tr("Paid in advance"), lambda row: plain(row.held, currency), look="money", width=160),
        ),
        key=attrgetter("patient_id"),
        patient_of=attrgetter("patient_id"),
    )


def laid_payers(currency: Currency, dues_of: Callable[[PayerRow], Opening]) -> Laid[PayerRow]:
    ages = (
        (tr("Up to 30 days"), "up_to_30"),
        (tr("31 to 60"), "up_to_60"),
        (tr("61 to 90"), "up_to_90"),
        (tr("Older"), "older"),
        (tr("Owes"), "total"),
    )
    return Laid(
        (
            Column(tr("Payer"), attrgetter("payer"), look="strong"),
            *(Column[PayerRow](title, _aged(age, currency), look="money", width=130) for title, age in ages),
        ),
        key=attrgetter("payer_id"),
        list_of=dues_of,
    )


def laid_refunds(*, bills: bool) -> Laid[Refund]:
    return Laid(
        (
            Column(tr("Refund"), attrgetter("refund_no"), detail=attrgetter("bill_no"), width=150),
            Column(tr("Patient"), lambda row: row.patient.name, look="strong"),
            Column(tr("Why"), attrgetter("reason")),
            Column(tr("Asked for"), lambda row: datetime_text(row.requested_at), width=170),
            Column(tr("Amount"), lambda row: plain(row.amount, row.currency), look="money", width=130),
        ),
        key=attrgetter("id"),
        patient_of=lambda row: row.patient.id,
        bill_of=attrgetter("bill_id") if bills else nothing,
    )


def _span(minutes: int | None) -> str:
    return "" if minutes is None else span_text(minutes)


def _status(row: VisitRow) -> str:
    return status_word(row.status)


def _aged(age: str, currency: Currency) -> Any:
    return lambda row: plain(getattr(row.ageing, age), currency)
