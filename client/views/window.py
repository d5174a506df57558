"""A workstation's window: one page at a time, and a sheet over it while it is locked."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from client.core.i18n import tr


class Window(QWidget):
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Hospital"))
        self.setMinimumSize(1024, 640)
        self._stack = QStackedWidget()
        self._left: QWidget | None = None
        """Where the keyboard was when a page was covered."""
        self._hidden: list[QDialog] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def page(self) -> QWidget | None:
        """What is in sight."""
        return self._stack.currentWidget()

    def show_only(self, page: QWidget) -> None:
        """The page replaces everything that was there, and what was asked over it."""
        for sheet in self.findChildren(QDialog):
            sheet.done(QDialog.DialogCode.Rejected)  # not asked: one that refuses stays over the sign-in
        self._hidden.clear()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        for old in [self._stack.widget(place) for place in range(self._stack.count())]:
            if old is not None and old is not page:
                self._stack.removeWidget(old)
                old.deleteLater()
        page.setFocus()

    def show_over(self, page: QWidget) -> None:
        """The page covers the present one, which stays as it is below; what was asked over it is out of sight."""
        for sheet in self.findChildren(QDialog):
            if sheet.isVisible():
                sheet.hide()
                self._hidden.append(sheet)
        self._left = self.focusWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def uncover(self) -> None:
        """The page below is in sight again, as it was left."""
        while self._stack.count() > 1:
            cover = self._stack.widget(self._stack.count() - 1)
            if cover is None:
                return
            self._stack.removeWidget(cover)
            cover.deleteLater()
        if self._left is not None and isValid(self._left):
            self._left.setFocus()
        self._left = None
        for sheet in self._hidden:
            if isValid(sheet):
                sheet.show()
        self._hidden.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)
