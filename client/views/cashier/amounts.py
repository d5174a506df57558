"""Amounts as the counter shows and takes them."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.numbers import figures, plain
from client.viewmodels.cashier.tender import quick_amounts
from client.widgets.basics import Elide, Label, hbox
from client.widgets.buttons import KeyButton
from shared.money import Currency

_WIDEST_BIG: Final = 12
_QUICK: Final = 4


class Figures(Label):
    """An amount at the right edge of its column, of which no digit is ever cut."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, "strong")


class FactRow(QWidget):
    """What an amount is, and the amount."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = Elide(caption, "muted")
        self.figures = Figures("–")
        row = hbox(self._caption, self.figures)
        row.setStretch(0, 1)
        self.setLayout(row)

    def set_caption(self, caption: str) -> None:
        self._caption.setText(caption)


def short(amount: Decimal, currency: Currency) -> str:
    """Without the zeros after the point, for a button."""
    return figures(amount, 0) if amount == amount.to_integral_value() else plain(amount, currency)


def is_long(text: str) -> bool:
    """Too wide for the largest letters."""
    return len(text) > _WIDEST_BIG


class QuickAmounts(QWidget):
    """What people hand over: exactly it, or the next round sums."""

    picked = Signal(object)  # Decimal

    def __init__(self) -> None:
        super().__init__()
        self.buttons = [_QuickButton() for _ in range(_QUICK)]
        self.setLayout(hbox(*self.buttons, spacing=6))
        for button in self.buttons:
            button.picked.connect(self.picked)

    def show_amounts(self, amount: Decimal | None, currency: Currency) -> None:
        sums = (amount, *quick_amounts(amount)) if amount is not None else ()
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(sums))
            if place < len(sums):
                button.show_amount(sums[place], tr("Exact") if place == 0 else short(sums[place], currency))


class _QuickButton(KeyButton):
    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__("", size="sm")
        self._amount = Decimal(0)
        self.clicked.connect(self._pick)

    def show_amount(self, amount: Decimal, text: str) -> None:
        self._amount = amount
        self.set_text(text)

    def _pick(self) -> None:
        self.picked.emit(self._amount)
