"""Keys that two parts of one window answer to: Qt then gives them to neither."""

from collections import defaultdict
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget


def ambiguous(window: QWidget) -> dict[str, list[str]]:
    """The keys that more than one part in sight holds, disabled ones too: tomorrow they are enabled."""
    held = defaultdict(list)
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and owner.window() is window and owner.isVisibleTo(window):
            held[shortcut.key().toString()].append((shortcut, owner))
    return {
        key: [_name(owner) for _, owner in holders]
        for key, holders in held.items()
        if any(_meet(one, other) for one, other in combinations(holders, 2))
    }


def _meet(one: tuple[QShortcut, QWidget], other: tuple[QShortcut, QWidget]) -> bool:
    """Those that listen only where the keyboard is disturb nobody beside them."""
    if any(shortcut.context() is Qt.ShortcutContext.WindowShortcut for shortcut, _ in (one, other)):
        return True
    return one[1] is other[1] or one[1].isAncestorOf(other[1]) or other[1].isAncestorOf(one[1])


def _name(owner: QWidget) -> str:
    return f"{type(owner).__name__} {owner.accessibleName()}"
