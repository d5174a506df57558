"""Two hands on the keyboard, and the sheets they open."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog


def press(*keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifier)


def opened(kind, qtbot):
    def find():
        return next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None)

    qtbot.waitUntil(lambda: find() is not None)
    sheet = find()
    assert isinstance(sheet, QDialog)
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet
