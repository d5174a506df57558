"""Small painted marks: pills, counts, icon badges, avatars, notes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QSizePolicy, QStyle, QWidget

from client.widgets.basics import Item, Label, hbox
from client.widgets.fonts import BY_WORDS, SEMIBOLD, font, metrics
from client.widgets.icons import Icon, draw_icon
from client.widgets.theme import restyle, tokens
from client.widgets.tokens import Tone

PILL_HEIGHT = 22
_PILL_PX = 12
_NOTE_ICONS: dict[Tone, str] = {
    "grey": "info",
    "primary": "info",
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}


def pill_width(text: str, *, marked: bool = True) -> int:
    return metrics(_PILL_PX, SEMIBOLD).horizontalAdvance(text) + (31 if marked else 20)


def draw_pill(
    painter: QPainter,
    box: QRect,
    text: str,
    tone: Tone,
    *,
    icon: str = "",
    marked: bool = True,
    mirrored: bool = False,
) -> None:
    """A pill that fills its box: a dot or an icon, then the word; never colour alone."""
    ink, ground = tokens().tone(tone)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(box), box.height() / 2, box.height() / 2)
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    start = box.left() + 6
    if marked:
        size = 13 if icon else 6
        mark = QRect(box.left() + (7 if icon else 9), box.center().y() - size // 2, size, size)
        mark = QStyle.visualRect(direction, box, mark)
        if icon:
            draw_icon(painter, mark, icon, ink)
        else:
            painter.setBrush(QColor(ink))
            painter.drawEllipse(mark)
        start = box.left() + (23 if icon else 20)
    words = QStyle.visualRect(direction, box, QRect(start, box.top(), box.right() - start - 5, box.height()))
    painter.setPen(QColor(ink))
    painter.setFont(font(_PILL_PX, SEMIBOLD))
    painter.setLayoutDirection(BY_WORDS)
    shown = metrics(_PILL_PX, SEMIBOLD).elidedText(text, Qt.TextElideMode.ElideRight, words.width() + 2)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter, shown)


class Pill(QWidget):
    """A state in a word."""

    def __init__(self, text: str = "", tone: Tone = "grey", *, icon: str = "", dot: bool = True) -> None:
        super().__init__()
        self._text, self._tone, self._icon, self._marked = text, tone, icon, dot or bool(icon)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        return self._text

    @property
    def tone(self) -> Tone:
        return self._tone

    def set_state(self, text: str, tone: Tone, icon: str = "") -> None:
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._text, marked=self._marked), PILL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_pill(
            painter,
            self.rect(),
            self._text,
            self._tone,
            icon=self._icon,
            marked=self._marked,
            mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )


class Count(Pill):
    """How many, beside a heading."""

    def __init__(self, number: int = 0, tone: Tone = "warn") -> None:
        super().__init__(str(number), tone, dot=False)

    def set_number(self, number: int) -> None:
        self.set_state(str(number), self.tone)


class Badge(QWidget):
    """An icon on its soft ground."""

    def __init__(self, icon: str, tone: Tone = "primary", size: int = 34) -> None:
        super().__init__()
        self._icon, self._tone, self._size = icon, tone, size
        self.setFixedSize(size, size)

    def set_state(self, icon: str, tone: Tone) -> None:
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ink, ground = tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        size = round(self._size * 0.53)
        edge = (self._size - size) // 2
        draw_icon(painter, QRect(edge, edge, size, size), self._icon, ink)


class Avatar(QWidget):
    """A person's face in a circle; the initials until there is one."""

    def __init__(self, name: str = "", size: int = 44) -> None:
        super().__init__()
        self._initials, self._size = initials(name), size
        self._face = QPixmap()
        self.setFixedSize(size, size)

    def set_face(self, image: bytes) -> None:
        """A picture file's bytes; none for the initials."""
        self._face = QPixmap()
        self._face.loadFromData(image)
        self.update()

    def set_name(self, name: str) -> None:
        self._initials = initials(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._face.isNull():
            draw_avatar(painter, self.rect(), self._initials)
            return
        circle = QPainterPath()
        circle.addEllipse(self.rect())
        painter.setClipPath(circle)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self._face.width(), self._face.height())
        # The upper part of an upright picture: that is where a face is.
        part = QRect((self._face.width() - side) // 2, (self._face.height() - side) // 4, side, side)
        painter.drawPixmap(self.rect(), self._face, part)


def draw_avatar(painter: QPainter, box: QRect, letters: str, *, on_selection: bool = False) -> None:
    t = tokens()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(t.surface if on_selection else t.primary_soft))
    painter.drawEllipse(box)
    painter.setFont(font(round(box.width() * 0.36), SEMIBOLD))
    painter.setPen(QColor(t.primary_ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)


def initials(name: str) -> str:
    """Two letters of a Latin name, the first sign of any other."""
    words = [word for word in name.split() if word not in {"Md.", "Dr.", "মোঃ"}]
    if not words:
        return ""
    first, last = words[0], words[-1]
    return (first[0] + (last[0] if len(words) > 1 and first.isascii() else "")).upper()


class Note(QFrame):
    """A soft box with an icon and a sentence: good, careful, stop, by the way."""

    def __init__(self, text: str = "", tone: Tone = "info", *extra: Item, icon: str = "") -> None:
        super().__init__()
        self._icon_name = icon
        self._icon = Icon(icon or _NOTE_ICONS[tone], tone, 16)
        self._words = Label(text, "body", wrap=True)
        self.setProperty("role", "note")
        self.setProperty("tone", tone)
        row = hbox(spacing=8, margins=(10, 7, 10, 7))
        long = len(text) > 90
        side = Qt.AlignmentFlag.AlignTop if long else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._icon, 0, side)
        row.addWidget(self._words, 1)
        for item in extra:
            if isinstance(item, QWidget):
                row.addWidget(item)
        self.setLayout(row)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        return self._words.text()

    def set_state(self, text: str, tone: Tone) -> None:
        self._words.setText(text)
        self._icon.show_icon(self._icon_name or _NOTE_ICONS[tone], tone)
        self.setAccessibleName(text)
        restyle(self, tone=tone)
