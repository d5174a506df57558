"""What was paid of a bill so far, receipt by receipt."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import time_text, tr
from client.core.numbers import plain
from client.core.words import mode_word
from client.widgets.basics import Elide, Label, Scroll, Sunken, box, clear, hbox, vbox
from client.widgets.buttons import IconButton
from shared.models.billing import BillDetails, Payment
from shared.money import Currency


class PaymentsMade(Sunken):
    reprint_asked = Signal(object)  # Payment

    def __init__(self) -> None:
        super().__init__(spacing=2, margins=(12, 6, 6, 6))
        self._rows = vbox(spacing=0)
        self._shown: tuple[Payment, ...] | None = None
        self.add(Label(tr("Paid so far"), "group"), Scroll(box(self._rows)))
        self.setFixedHeight(96)

    def show_bill(self, bill: BillDetails) -> None:
        payments = tuple(reversed(bill.payments))
        if payments == self._shown:
            return
        self._shown = payments
        clear(self._rows)
        for payment in payments:
            row = _PaymentRow(payment, bill.currency)
            row.reprint_asked.connect(self.reprint_asked)
            self._rows.addWidget(row)
        if not payments:
            self._rows.addWidget(Label(tr("Nothing yet"), "muted"))
        self._rows.addStretch()


class _PaymentRow(QWidget):
    reprint_asked = Signal(object)

    def __init__(self, payment: Payment, currency: Currency) -> None:
        super().__init__()
        self._payment = payment
        what = tr("{receipt} · {mode}", receipt=payment.receipt_no, mode=mode_word(payment.mode))
        again = IconButton("printer", tr("Print receipt {receipt} again", receipt=payment.receipt_no), size="sm")
        row = hbox(
            Label(time_text(payment.taken_at), "small"),
            Elide(what, "small"),
            Label(plain(payment.amount, currency), "strong"),
            again,
            spacing=6,
        )
        row.setStretch(1, 1)
        self.setLayout(row)
        again.clicked.connect(self._ask)

    def _ask(self) -> None:
        self.reprint_asked.emit(self._payment)
