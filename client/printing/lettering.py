"""Text in any script, right: plain Latin by reportlab, everything else laid out by Qt and drawn as outlines."""

import re
import unicodedata
from typing import Final
from xml.sax.saxutils import escape

from PySide6.QtGui import QRawFont, QTextCharFormat, QTextLayout, QTextLine, QTextOption
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from client.printing import fonts

_outlines: Final[dict[tuple[str, int], str]] = {}
"""By font and glyph: a name is drawn from the same few hundred, again and again."""
# A space that keeps its two sides together stays one: 11 % is not broken.
_WHITE: Final = re.compile(r"(?:[^\S\u00a0]|[\x00-\x1f\x7f\ufffe\uffff])+")
_EM: Final = 100
"""Qt lays text out at this size and it is drawn scaled: its positions are then finer than a printer's dots."""


def words(text: str, style: ParagraphStyle) -> Flowable:
    """The text as one block that wraps, in whatever scripts it is written."""
    composed = unicodedata.normalize("NFC", text)
    clean = _WHITE.sub(" ", composed).strip()
    return Paragraph(escape(clean), style) if fonts.is_plain(clean) else ShapedText(clean, style)


def prose(text: str, style: ParagraphStyle) -> list[Flowable]:
    """Each line a block of its own, since each may run in its own direction."""
    return [words(line, style) for line in text.splitlines() if line.strip()]


class ShapedText(Flowable):
    """Text that Qt shapes and orders, put on the page as outlines: sharp at any size, on any printer."""

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        super().__init__()
        self._text = text
        self._style = style
        self._lines: list[tuple[QTextLine, float]] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        del available_height
        self._lay_out(available_width)
        self.width = available_width
        self.height = self._style.leading * len(self._lines)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self._lay_out(available_width)
        fitting = int(available_height // self._style.leading)
        if fitting < 1:
            return []
        if fitting >= len(self._lines):
            return [self]
        cut = self._lines[fitting][0].textStart() * 2  # Qt counts in UTF-16
        encoded = self._text.encode("utf-16-le")
        return [ShapedText(half.decode("utf-16-le"), self._style) for half in (encoded[:cut], encoded[cut:])]

    def minWidth(self) -> float:
        return self._style.fontSize

    def getSpaceBefore(self) -> float:
        return self._style.spaceBefore

    def getSpaceAfter(self) -> float:
        return self._style.spaceAfter

    def draw(self) -> None:
        canvas: Canvas = self.canv
        style = self._style
        scale = style.fontSize / _EM
        baseline = self.height - (style.leading + style.fontSize * 0.72) / 2
        canvas.saveState()
        canvas.setFillColor(style.textColor)
        for line, indent in self._lines:
            canvas.saveState()
            canvas.translate(indent, baseline)
            canvas.scale(scale, -scale)  # Qt's y grows downwards
            _fill(canvas, line)
            canvas.restoreState()
            baseline -= style.leading
        canvas.restoreState()

    def _lay_out(self, available_width: float) -> None:
        style = self._style
        bold = style.fontName == fonts.SANS_BOLD
        layout = QTextLayout(self._text, fonts.qt_font("Noto Sans", bold=bold, pixels=_EM))
        option = QTextOption()
        option.setUseDesignMetrics(True)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(_formats(self._text, bold=bold))
        scale = style.fontSize / _EM
        self._layout = layout  # its lines are views into it
        self._lines = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(available_width / scale)
            rest = available_width - line.naturalTextWidth() * scale
            self._lines.append((line, rest * _share_before(style, self._text)))
        layout.endLayout()


def _formats(text: str, *, bold: bool) -> list[QTextLayout.FormatRange]:
    formats = []
    for start, length, family in fonts.script_runs(text):
        styled = QTextLayout.FormatRange()
        styled.start, styled.length = _utf16(text[:start]), _utf16(text[start : start + length])
        look = QTextCharFormat()
        look.setFont(fonts.qt_font(family, bold=bold, pixels=_EM))
        styled.format = look
        formats.append(styled)
    return formats


def _share_before(style: ParagraphStyle, text: str) -> float:
    if style.alignment == TA_LEFT and style.wordWrap == "NATURAL":
        return 1.0 if _runs_right_to_left(text) else 0.0
    return 0.5 if style.alignment == TA_CENTER else 1.0 if style.alignment == TA_RIGHT else 0.0


def _runs_right_to_left(text: str) -> bool:
    strong = (unicodedata.bidirectional(each) for each in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fill(canvas: Canvas, line: QTextLine) -> None:
    for run in line.glyphRuns():
        font = run.rawFont()
        name = f"{font.familyName()} {font.styleName()}"
        for glyph, at in zip(run.glyphIndexes(), run.positions(), strict=True):
            if (name, glyph) not in _outlines:
                _outlines[name, glyph] = _outline(font, glyph)
            x, y = at.x() - line.x(), at.y() - line.y() - line.ascent()
            canvas.addLiteral(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {_outlines[name, glyph]} f Q")


def _outline(font: QRawFont, glyph: int) -> str:
    """The glyph in PDF's own path operators."""
    path = font.pathForGlyph(glyph)
    elements = [path.elementAt(index) for index in range(path.elementCount())]
    points = [f"{each.x:.2f} {each.y:.2f}" for each in elements]
    strokes = []
    for index, each in enumerate(elements):
        if each.isMoveTo():
            strokes.append(f"{points[index]} m")
        elif each.isLineTo():
            strokes.append(f"{points[index]} l")
        elif each.isCurveTo():
            strokes.append(f"{points[index]} {points[index + 1]} {points[index + 2]} c")
    return " ".join(strokes)
