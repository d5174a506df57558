"""The whole kit at once: names for all, both themes, both directions, the smallest screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from client.widgets.theme import theme
from tests.client.widgets.gallery import queue, window


def nameless(top: QWidget) -> list[str]:
    reached = [
        widget
        for widget in top.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in reached
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]


@pytest.mark.parametrize("page", ["reception", "queue"])
def test_everything_the_keyboard_reaches_has_a_name(shown, page):
    frame = shown(window(), 1366, 768)

    frame.show_page(page)

    assert nameless(frame) == []


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_it_can_be_drawn_in_every_look(shown, qapp, direction, name):
    theme().use(name)
    qapp.setLayoutDirection(direction)
    frame = shown(window(), 1920, 1080)

    image = frame.grab().toImage()

    assert (image.width(), image.height()) == (1920, 1080)
    assert len({image.pixel(x, y) for x in range(0, 1920, 40) for y in range(0, 1080, 40)}) > 4


def test_tab_walks_round_and_comes_back(shown, qtbot, qapp):
    frame = shown(window(), 1366, 768)
    stops: list[QWidget] = []

    for _ in range(80):
        stop = qapp.focusWidget()
        if stop in stops:
            break
        stops.append(stop)
        qtbot.keyClick(stop, Qt.Key.Key_Tab)

    assert len(stops) > 20
    assert frame.focusWidget() in stops


def test_a_table_of_the_gallery_reads_its_rows(shown):
    table = shown(queue())

    current = table.current()

    assert current is not None
    assert current.token == "E-013"
