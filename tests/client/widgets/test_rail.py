"""The rail of places when there are more than it is high."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from client.widgets.rail import NavItem, NavRail, places_shown

MANY = tuple(
    NavItem(f"place {n}", "house", f"Place {n}", f"Ctrl+Shift+{letter}") for n, letter in enumerate("ABCDEFHIJKLM")
)


@pytest.mark.parametrize(
    ("count", "current", "room", "shown"),
    [
        (5, 0, 5, [0, 1, 2, 3, 4]),
        (6, 0, 5, [0, 1, 2, 3]),
        (6, 5, 5, [0, 1, 2, 5]),
        (6, None, 5, [0, 1, 2, 3]),
        (6, 4, 0, [4]),
    ],
)
def test_the_first_places_are_in_sight_and_the_one_where_one_is(count, current, room, shown):
    assert places_shown(count, current, room) == shown


@pytest.fixture
def rail(shown):
    return shown(NavRail(MANY), 88, 500)


def in_sight(rail: NavRail) -> list[str]:
    return [button.text() for button in rail.findChildren(QToolButton) if button.isVisible()]


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen has no window to raise a menu over
def test_what_does_not_fit_is_in_a_list_with_its_keys(rail, qtbot):
    assert in_sight(rail)[-1] == "More"
    assert len(in_sight(rail)) < len(MANY)

    qtbot.keyClick(rail, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    (menu,) = rail.findChildren(QMenu)
    entries = [(entry.text(), entry.shortcut().toString()) for entry in menu.actions()]
    assert entries[-1] == ("Place 11", "Ctrl+Shift+M")
    assert {text for text, _ in entries} | set(in_sight(rail)) == {item.text for item in MANY} | {"More"}
    menu.close()


def test_the_key_of_a_place_out_of_sight_goes_there_and_it_comes_into_sight(rail, qtbot):
    with qtbot.waitSignal(rail.chosen) as went:
        qtbot.keyClick(rail, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    rail.set_current("place 11")

    assert went.args == ["place 11"]
    assert "Place 11" in in_sight(rail)
