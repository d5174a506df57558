"""Editors for one value each; they go into a Field, which names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QStyle

from client.core.i18n import number_from, number_text
from client.widgets.icons import draw_icon
from client.widgets.theme import restyle, tokens
from client.widgets.tokens import Tone

V = TypeVar("V")
LineSize = Literal["md", "big", "money", "sm"]
_DAY_FORMS = 3


class LineInput(QLineEdit):
    """One line of text, with an optional icon at its start."""

    def __init__(self, text: str = "", *, hint: str = "", icon: str = "", size: LineSize = "md", most: int = 0) -> None:
        super().__init__(text)
        self._icon = icon
        self.setPlaceholderText(hint)
        self.setProperty("sz", size)
        if hint:
            self.setAccessibleName(hint)
        if most:
            self.setMaxLength(most)
        self._make_room()
        self.setCursorPosition(0)

    def value(self) -> str:
        return self.text().strip()

    def set_value(self, text: str) -> None:
        """Set only what differs: the cursor of a person typing stays."""
        if text != self.text():
            self.setText(text)

    def set_tone(self, tone: Tone | None) -> None:
        restyle(self, tone=tone or "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def _make_room(self) -> None:
        if self._icon:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.setTextMargins(0 if mirrored else 24, 0, 24 if mirrored else 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            box = QRect(10, (self.height() - 18) // 2, 18, 18)
            painter = QPainter(self)
            place = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
            draw_icon(painter, place, self._icon, tokens().faint)


class PasswordInput(LineInput):
    def __init__(self, *, hint: str = "") -> None:
        super().__init__(hint=hint, icon="lock")
        self.setEchoMode(QLineEdit.EchoMode.Password)


class NumberInput(LineInput):
    """A Decimal in and out, right-aligned; None while empty or not a number."""

    def __init__(self, places: int = 0, *, hint: str = "", size: LineSize = "md") -> None:
        super().__init__(hint=hint, size=size)
        self._places = places
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.editingFinished.connect(self._tidy)

    def amount(self) -> Decimal | None:
        amount = number_from(self.value())
        if amount is None or amount != round(amount, self._places):
            return None
        return amount

    def set_amount(self, amount: Decimal | None) -> None:
        if amount != self.amount() or amount is None:
            self.set_value("" if amount is None else number_text(amount, self._places))

    def set_places(self, places: int) -> None:
        """No more digits after the point than the currency has, or than it is counted in."""
        self._places = places

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def _tidy(self) -> None:
        amount = self.amount()
        if amount is not None:
            self.set_value(number_text(amount, self._places))


class MoneyInput(NumberInput):
    """An amount of money; `size="money"` for the one that a cashier types all day."""

    def __init__(self, *, places: int = 2, size: LineSize = "md", hint: str = "") -> None:
        super().__init__(places, hint=hint, size=size)
        self.setMaxLength(20)


class DateInput(LineInput):
    """A day typed as 22/11/2026, 22.11.2026, 22112026 or 2026-11-22."""

    def __init__(self, *, hint: str = "DD/MM/YYYY") -> None:
        super().__init__(hint=hint, icon="calendar-days")
        self.editingFinished.connect(self._tidy)

    def day(self) -> date | None:
        typed = self.value()
        if len(typed) == len("ddmmyyyy") and typed.isdigit():
            typed = f"{typed[:2]}/{typed[2:4]}/{typed[4:]}"
        parts = typed.replace(".", "/").replace("-", "/").split("/")
        if len(parts) != _DAY_FORMS or not all(part.isdigit() for part in parts):
            return None
        first, month, last = (int(part) for part in parts)
        year, day = (first, last) if len(parts[0]) == len("yyyy") else (last, first)
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def set_day(self, day: date | None) -> None:
        if day != self.day() or day is None:
            self.set_value("" if day is None else f"{day:%d/%m/%Y}")

    def _tidy(self) -> None:
        day = self.day()
        if day is not None:
            self.set_value(f"{day:%d/%m/%Y}")


class TextArea(QPlainTextEdit):
    """Several lines; Tab leaves it, and it takes what room there is."""

    def __init__(self, text: str = "", *, hint: str = "", lines: int = 2) -> None:
        super().__init__(text)
        self._lines = lines
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self._height_of(lines))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if hint:
            self.setAccessibleName(hint)

    def value(self) -> str:
        return self.toPlainText().strip()

    def set_value(self, text: str) -> None:
        if text != self.toPlainText():
            self.setPlainText(text)

    def sizeHint(self) -> QSize:
        return QSize(160, self._height_of(self._lines))

    @staticmethod
    def _height_of(lines: int) -> int:
        return 18 + 18 * lines


class Combo(QComboBox, Generic[V]):
    """A choice among typed values; the chevron is painted with the theme's ink."""

    picked = Signal(object)

    def __init__(self, options: Iterable[tuple[V, str]] = ()) -> None:
        super().__init__()
        self._values: list[V] = []
        self.setMaxVisibleItems(14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_options(options)
        self.activated.connect(self._tell)

    def set_options(self, options: Iterable[tuple[V, str]]) -> None:
        """Replace the choices, keeping the chosen one where it is still there."""
        chosen = self.value()
        options = tuple(options)
        if [text for _, text in options] == [self.itemText(i) for i in range(self.count())]:
            self._values = [value for value, _ in options]
            return
        self.clear()
        self._values = [value for value, _ in options]
        self.addItems([text for _, text in options])
        if chosen is not None:
            self.set_value(chosen)

    def value(self) -> V | None:
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: V | None) -> None:
        """None, or a value that is not among the choices, chooses nothing."""
        index = self._values.index(value) if value in self._values else -1
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling past it must not change what was chosen

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRect(self.width() - 26, (self.height() - 16) // 2, 16, 16)
        painter = QPainter(self)
        place = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        draw_icon(painter, place, "chevron-down", tokens().muted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

    def _tell(self, index: int) -> None:
        self.picked.emit(self._values[index])


def texts(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Options whose value is their text."""
    return tuple((each, each) for each in options)
