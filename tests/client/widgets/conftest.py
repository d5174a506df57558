import pytest
from PySide6.QtCore import Qt

from client.widgets.theme import theme
from client.widgets.tokens import LIGHT


@pytest.fixture(autouse=True)
def look(qapp):
    """Each test starts in the light theme, from left to right."""
    theme()
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    if theme().tokens is not LIGHT:
        theme().apply(LIGHT)


@pytest.fixture
def shown(qtbot):
    """Put a widget on the screen, active, and take it away after the test."""

    kept = []  # qtbot holds them weakly

    def show(widget, width=800, height=600):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return show
