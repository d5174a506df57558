"""Labels, cards and the two layout helpers every screen is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from client.widgets.fonts import BY_WORDS
from client.widgets.theme import restyle
from client.widgets.tokens import Tone

Role = Literal[
    "h1", "h2", "name", "name2", "body", "strong", "label", "muted", "small", "group", "error",
    "figure", "mid", "big", "token", "bigtoken", "key",
]  # fmt: skip
LayoutT = TypeVar("LayoutT", bound=QBoxLayout)
Item = QWidget | QLayout | int | None
Margins = tuple[int, int, int, int]
_LONGEST_WORD = 180
NO_MARGINS: Margins = (0, 0, 0, 0)


class Label(QLabel):
    """Words in one of the roles of the style sheet; plain text, whatever a name contains."""

    def __init__(self, text: str = "", role: Role = "body", *, tone: Tone | None = None, wrap: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if tone is not None:
            self.setProperty("tone", tone)

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        self._leading = alignment
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        # by the window's direction: QLabel goes by its text's, and Latin names would part from the rest
        turned = QStyle.visualAlignment(self.layoutDirection(), self._leading)
        super().setAlignment(turned | Qt.AlignmentFlag.AlignAbsolute)

    def set_tone(self, tone: Tone | None) -> None:
        restyle(self, tone=tone or "")


class Elide(Label):
    """A label that ends in … where there is no room; its tooltip has the rest."""

    def __init__(self, text: str = "", role: Role = "body", *, tone: Tone | None = None) -> None:
        super().__init__(text, role, tone=tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(BY_WORDS)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class Whole(Label):
    """Words of which none may be cut: on one line where there is room, or up to `widest`, else on more."""

    def __init__(self, text: str = "", role: Role = "body", *, tone: Tone | None = None, widest: int = 0) -> None:
        super().__init__(text, role, tone=tone, wrap=True)
        self._widest = widest

    def sizeHint(self) -> QSize:
        # QLabel's own would wrap at twenty letters, however wide the screen is
        wanted = self._width_of(self.text())
        return QSize(min(wanted, self._widest or wanted), self._line_height())

    def minimumSizeHint(self) -> QSize:
        longest = max(map(self._width_of, self.text().split()), default=0)
        return QSize(min(longest, _LONGEST_WORD), self._line_height())

    def _width_of(self, words: str) -> int:
        self.ensurePolished()  # before, it is not the style sheet's font
        return self.fontMetrics().boundingRect(words).width() + 4

    def _line_height(self) -> int:
        self.ensurePolished()
        return self.fontMetrics().lineSpacing()


class Card(QFrame):
    """A white sheet with round corners; `inside` is its column."""

    def __init__(self, *items: Item, spacing: int = 8, margins: Margins = (16, 12, 16, 12)) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.inside = vbox(*items, spacing=spacing, margins=margins)
        self.setLayout(self.inside)

    def add(self, *items: Item) -> None:
        add_to(self.inside, items)


class Sunken(Card):
    """A quieter sheet inside a card: sums, who pays."""

    def __init__(self, *items: Item, spacing: int = 4, margins: Margins = (12, 8, 12, 8)) -> None:
        super().__init__(*items, spacing=spacing, margins=margins)
        self.setProperty("role", "sunken")


class Rule(QFrame):
    """A hairline, lying or standing."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "vrule" if upright else "rule")


class KeyCap(Label):
    """A key, drawn as on the keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__(key, "key")
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Scroll(QScrollArea):
    """Scrolls up and down only, without a frame."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def heading(title: str, *right: Item, key: str = "") -> QHBoxLayout:
    """A card's title, what stands at its right end, and the key that jumps to it."""
    cap: tuple[Item, ...] = (KeyCap(key),) if key else ()
    return hbox(Label(title, "h2"), None, *right, *cap)


def hbox(*items: Item, spacing: int = 8, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Widgets and layouts in a row; None stretches, a number is a gap."""
    return _filled(QHBoxLayout(), items, spacing, margins)


def vbox(*items: Item, spacing: int = 0, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """Widgets and layouts in a column; None stretches, a number is a gap."""
    return _filled(QVBoxLayout(), items, spacing, margins)


def box(layout: QLayout) -> QWidget:
    """A bare widget around a layout, where one is asked for."""
    made = QWidget()
    made.setLayout(layout)
    return made


def add_to(layout: QBoxLayout, items: Iterable[Item]) -> None:
    for item in items:
        if item is None:
            layout.addStretch()
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)


def show_only(wanted: Mapping[QWidget, bool]) -> None:
    """Hides first and then shows: else the window would grow for a moment, and stay so."""
    for widget in sorted(wanted, key=wanted.__getitem__):
        widget.setVisible(wanted[widget])


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        if (widget := item.widget()) is not None:
            widget.hide()  # deleteLater leaves it on the screen until the loop turns
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def _filled(layout: LayoutT, items: Iterable[Item], spacing: int, margins: Margins) -> LayoutT:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    add_to(layout, items)
    return layout
