"""The parts of a payment that were said already, before the rest is paid another way."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.core.words import mode_word
from client.views.cashier.amounts import FactRow
from client.widgets.basics import Sunken, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from shared.models.billing import PaymentMode
from shared.models.cash_payments import PaymentPart
from shared.money import Currency


class LaidParts(Sunken):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=2, margins=(10, 6, 6, 4))
        self.setParent(parent)
        self.take_back = KeyButton(tr("Take the last back"), "Alt+B", icon="undo-2", kind="ghost", size="sm")
        self._rows = vbox(spacing=2)
        self._now = FactRow("")
        self._shown: tuple[PaymentPart, ...] = ()
        self.add(self._rows, self._now, hbox(None, self.take_back))
        self.hide()

    def show_parts(
        self, parts: tuple[PaymentPart, ...], mode: PaymentMode, payable: Decimal | None, currency: Currency
    ) -> None:
        """Under them the part that is typed now."""
        self.setVisible(bool(parts))
        self._now.set_caption(tr("Now, {mode}", mode=mode_word(mode)))
        self._now.figures.setText("–" if payable is None else plain(payable, currency))
        if parts == self._shown:
            return
        self._shown = parts
        clear(self._rows)
        for part in parts:
            row = FactRow(_what(part))
            row.figures.setText(plain(part.amount, currency))
            self._rows.addWidget(row)


def _what(part: PaymentPart) -> str:
    mode = mode_word(part.mode)
    return tr("{mode} · {reference}", mode=mode, reference=part.reference) if part.reference else mode
