"""A row that goes on in the next line where there is no more room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """As high as its width makes it; the last item takes what is left of its line, where it `fills`."""

    def __init__(self, spacing: int = 6, *, between_lines: int | None = None, fills: bool = True) -> None:
        super().__init__()
        self._between_lines = spacing if between_lines is None else between_lines
        self._fills = fills
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def insert(self, place: int, widget: QWidget) -> None:
        """AddWidget puts it at the end; this moves it to where it belongs."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def sizeHint(self) -> QSize:
        width = sum(item.sizeHint().width() + self.spacing() for item in self._items)
        return QSize(width, max((item.sizeHint().height() for item in self._items), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        for item, place in zip(self._items, self._places(rect.width()), strict=True):
            item.setGeometry(QStyle.visualRect(direction, rect, place.translated(rect.topLeft())))

    def _places(self, width: int) -> list[QRect]:
        places: list[QRect] = []
        line: list[int] = []
        x = y = height = 0
        for number, item in enumerate(self._items):
            if item.isEmpty():
                places.append(QRect())
                continue
            is_last = self._fills and number == len(self._items) - 1
            wanted = item.minimumSize() if is_last else item.sizeHint()
            taken = min(wanted.width(), width)
            if line and x + taken > width:
                _level(places, line, height)
                x, y, height, line = 0, y + height + self._between_lines, 0, []
            size = QSize(max(taken, width - x) if is_last else taken, _height(item, taken))
            places.append(QRect(QPoint(x, y), size))
            line.append(number)
            x += taken + self.spacing()
            height = max(height, size.height())
        _level(places, line, height)
        return places


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def _level(places: list[QRect], line: list[int], height: int) -> None:
    """Chips stand in the middle of a line that a higher editor made high."""
    for number in line:
        places[number].translate(0, (height - places[number].height()) // 2)
