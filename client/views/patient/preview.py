"""A document page by page, as large as one needs it, without another program."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget

from client.core.aio import latest
from client.core.i18n import tr
from client.printing.background import Background
from client.printing.opening import CannotShow, OpenedDocument, picture
from client.widgets.basics import Elide, Label, Sunken, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note

_ZOOMS: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_FITTING: Final = _ZOOMS.index(1.0)
_EDGE: Final = 24


class Preview(QDialog):
    def __init__(self, title: str, document: OpenedDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._document = document
        self._background = Background(1, self)
        self._zoom = _FITTING
        self.page = 0
        self.picture = QLabel()
        self.where = Label("", "strong")
        self.note = Note("", "warn")
        self.back = KeyButton(tr("Back"), "PgUp", icon="chevron-up", size="sm")
        self.forward = KeyButton(tr("Next"), "PgDown", icon="chevron-down", size="sm")
        self.smaller = KeyButton(tr("Smaller"), "-", icon="minus", size="sm")
        self.larger = KeyButton(tr("Larger"), "+", icon="plus", size="sm")
        self.ready = KeyButton(tr("Close"), "Esc", size="sm")
        self._scroll = QScrollArea()
        self._build(title)

        self.back.clicked.connect(self._turn_back)
        self.forward.clicked.connect(self._turn)
        self.smaller.clicked.connect(self._shrink)
        self.larger.clicked.connect(self._grow)
        self.ready.clicked.connect(self.accept)

        self.resize(round(parent.width() * 0.9), round(parent.height() * 0.92))
        self.draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.draw()

    @latest
    async def draw(self) -> None:
        """Beside the screen's thread: a page may be a whole poster."""
        page, width = self.page, self._width()
        self._render()
        try:
            image = await self._background.run(partial(picture, self._document, page, width))
        except CannotShow:
            self.note.set_state(tr("This page can't be shown: it is damaged or too large."), "warn")
            self.note.show()
        else:
            self.note.hide()
            self._put(image)

    def _build(self, title: str) -> None:
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(title)
        self._scroll.setWidget(Sunken(self.picture))  # white paper shows its edges on it
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(tr("Page"))
        self.note.hide()
        tools = hbox(
            Elide(title, "h2"), self.where, self.back, self.forward, 12, self.smaller, self.larger, 12, self.ready
        )
        tools.setStretch(0, 1)
        whole = vbox(tools, self.note, self._scroll, spacing=10, margins=(16, 12, 16, 12))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _render(self) -> None:
        pages = self._document.pages
        self.where.setText(tr("Page {page} of {pages}", page=self.page + 1, pages=pages))
        self.back.set_blocked("" if self.page > 0 else tr("This is the first page."))
        self.forward.set_blocked("" if self.page + 1 < pages else tr("This is the last page."))
        self.smaller.set_blocked("" if self._zoom > 0 else tr("This is the smallest."))
        self.larger.set_blocked("" if self._zoom + 1 < len(_ZOOMS) else tr("This is the largest."))

    def _put(self, image: QImage) -> None:
        shown = QPixmap.fromImage(image)
        shown.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(shown)

    def _width(self) -> int:
        fitting = max(200, self._scroll.viewport().width() - _EDGE)
        return round(fitting * _ZOOMS[self._zoom] * self.devicePixelRatioF())

    def _turn(self) -> None:
        self._go(self.page + 1, self._zoom)

    def _turn_back(self) -> None:
        self._go(self.page - 1, self._zoom)

    def _grow(self) -> None:
        self._go(self.page, self._zoom + 1)

    def _shrink(self) -> None:
        self._go(self.page, self._zoom - 1)

    def _go(self, page: int, zoom: int) -> None:
        turned = page != self.page
        self.page, self._zoom = page, zoom
        if turned:
            self._scroll.verticalScrollBar().setValue(0)
        self.draw()
