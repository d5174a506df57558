"""A bill to be read: its lines, what was paid of it, and what is due."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.i18n import datetime_text, number_text, tr
from client.core.numbers import figures, plain
from client.core.words import bill_status_word
from client.viewmodels.dashboard.behind import Behind, BehindState, Listing
from client.views.dashboard.list_sheet import Laid, ListSheet
from client.widgets.basics import Label
from client.widgets.rows import Column
from shared.contracts import billing
from shared.ids import BillId
from shared.models.billing import BillDetails, BillItem


class BillSheet(ListSheet[BillItem]):
    def __init__(self, bill_id: BillId, calls: Calls, parent: QWidget) -> None:
        self._sums = Label("", "strong", wrap=True)
        self._whose = Label("", "body", wrap=True)
        listing = Listing[BillItem](billing.get(bill_id=bill_id), lambda bill: (bill.items, False))
        super().__init__(tr("Bill"), "", Behind(calls, listing), _laid(), parent)
        self.body.insertWidget(0, self._whose)
        self.add(self._sums)

    def render_state(self, state: BehindState[BillItem]) -> None:
        bill: BillDetails | None = state.answer
        if bill is not None:
            self.setWindowTitle(bill.bill_no or tr("Draft"))
            self._whose.setText(_whose(bill))
            self._sums.setText(_sums(bill))
        super().render_state(state)


def _laid() -> Laid[BillItem]:
    return Laid(
        (
            Column(tr("What"), attrgetter("description"), look="strong"),
            Column(tr("Number"), lambda item: number_text(item.quantity.normalize()), look="money", width=90),
            Column(tr("Each"), lambda item: figures(item.unit_price, 2), look="money", width=110),
            Column(tr("Discount"), lambda item: figures(item.discount, 2), look="money", width=110),
            Column(tr("Amount"), lambda item: figures(item.amount, 2), look="money", width=120),
        ),
        key=attrgetter("id"),
    )


def _whose(bill: BillDetails) -> str:
    return tr(
        "{number} · {patient}, {patient_no} · {doctor} · {issued} · {status}",
        number=bill.bill_no or tr("Draft"),
        patient=bill.patient.name,
        patient_no=bill.patient.patient_no,
        doctor=bill.doctor,
        issued=datetime_text(bill.issued_at) if bill.issued_at else tr("not issued"),
        status=bill_status_word(bill.status),
    )


def _sums(bill: BillDetails) -> str:
    def money(amount: Any) -> str:
        return plain(amount, bill.currency)

    return tr(
        "Total {total} · paid {paid} · due {due} {currency}",
        total=money(bill.total),
        paid=money(bill.paid),
        due=money(bill.due),
        currency=bill.currency,
    )
