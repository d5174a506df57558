"""What whoever hears the screen is told of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QWidget


def stops(page: QWidget) -> list[QWidget]:
    """Where the Tab key stops."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]


def silent(page: QWidget) -> list[str]:
    """Those of them that say nothing."""
    return [f"{type(stop).__name__} in {type(stop.parent()).__name__}" for stop in stops(page) if not _name(stop)]


def _name(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.accessibleName()  # without one Qt takes what is chosen for its name
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))
