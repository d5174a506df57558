"""One of a few, all in sight: segments, filter chips, tabs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from client.core.i18n import tr
from client.widgets.basics import hbox
from client.widgets.theme import restyle

V = TypeVar("V")


class _Choice(QPushButton):
    """Arrow keys move among its fellows, as in a radio group."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self.setCheckable(True)
        self.setAutoDefault(False)


class Choices(QWidget, Generic[V]):
    """The common part: typed values, one checked, one signal."""

    picked = Signal(object)
    _joined = False

    def __init__(self, options: Iterable[tuple[V, str]], name: str = "", *, chosen: V | None = None) -> None:
        super().__init__()
        self._name = name
        self._values: list[V] = []
        self._group = QButtonGroup(self)
        self._row: QHBoxLayout = hbox(spacing=0 if self._joined else 6)
        self.setLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        for value, text in options:
            self._add(value, text)
        if not self._joined:
            self._row.addStretch()
        if self._values:
            self.set_value(self._values[0] if chosen is None else chosen)
            self.setFocusProxy(self._group.button(0))
        self._group.idClicked.connect(self._tell)
        self._mark_ends()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._name = name
        for button in self._group.buttons():
            button.setAccessibleName(self._spoken(button.text()))

    def value(self) -> V | None:
        index = self._group.checkedId()
        return self._values[index] if index >= 0 else None

    def set_value(self, value: V | None) -> None:
        """None leaves nothing chosen."""
        if value is None or value not in self._values:
            self._group.setExclusive(False)
            for button in self._group.buttons():
                button.setChecked(False)
            self._group.setExclusive(True)
            return
        self._group.button(self._values.index(value)).setChecked(True)

    def set_text(self, value: V, text: str) -> None:
        """A count in a chip: "Waiting 23"."""
        button = self._group.button(self._values.index(value))
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(self._spoken(text))

    def button(self, value: V) -> QPushButton:
        found = self._group.button(self._values.index(value))
        assert isinstance(found, QPushButton)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()), 0)
        if not step or not self._values:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        index = (max(self._group.checkedId(), 0) + step) % len(self._values)
        self._group.button(index).setFocus()
        self._group.button(index).click()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._mark_ends()

    def _add(self, value: V, text: str) -> None:
        button = _Choice(text)
        button.setAccessibleName(self._spoken(text))
        self._dress(button)
        self._group.addButton(button, len(self._values))
        self._row.addWidget(button, 1 if self._joined else 0)
        self._values.append(value)

    def _dress(self, button: QPushButton) -> None:
        raise NotImplementedError

    def _mark_ends(self) -> None:
        """Only joined segments have ends."""

    def _spoken(self, text: str) -> str:
        return tr("{name}: {choice}", name=self._name, choice=text) if self._name else text

    def _tell(self, index: int) -> None:
        self.picked.emit(self._values[index])


class Segmented(Choices[V]):
    """Joined buttons as wide as the field."""

    _joined = True

    def _dress(self, button: QPushButton) -> None:
        button.setProperty("seg", "mid")

    def _mark_ends(self) -> None:
        buttons = [self._group.button(i) for i in range(len(self._values))]
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            buttons.reverse()  # the style sheet's left is always left
        last = len(buttons) - 1
        for place, button in enumerate(buttons):
            end = "only" if last == 0 else "first" if place == 0 else "last" if place == last else "mid"
            restyle(button, seg=end)


class Chips(Choices[V]):
    """Round filters over a list."""

    def _dress(self, button: QPushButton) -> None:
        button.setProperty("chip", True)


class Tabs(Choices[V]):
    """Underlined tabs over a page's parts."""

    def _dress(self, button: QPushButton) -> None:
        button.setProperty("tab", True)
