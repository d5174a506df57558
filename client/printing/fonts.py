"""The bundled fonts, known to reportlab for Latin text and to Qt for every other script."""

import re
from functools import cache
from typing import Final, cast

from PySide6.QtGui import QFont, QFontDatabase
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from client import resources

SANS: Final = "NotoSans-Regular"
SANS_BOLD: Final = "NotoSans-Bold"

# Spaces, digits and marks within a run keep its font: in another one Qt would look for Indic shaping and complain.
_ARABIC: Final = r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_SCRIPTS: Final = {
    "Noto Sans Bengali": r"[ (\['\"]*[\u0980-\u09ff][\u0980-\u09ff\u0964\u0965\u200c\u200d !-#%'-?\[\]_{-~]*",
    "Noto Sans Devanagari": r"[ (\['\"]*[\u0900-\u097f][\u0900-\u097f\u200c\u200d !-#%'-?\[\]_{-~]*",
    "Noto Sans Arabic": rf"[{_ARABIC}][{_ARABIC} !,-.0-9:]*",
}
_RUN: Final = re.compile("|".join(f"({pattern})" for pattern in _SCRIPTS.values()))
_PLAIN: Final = (
    (0x0020, 0x0300),
    (0x0370, 0x0590),
    (0x1E00, 0x200B),
    (0x2010, 0x2028),
    (0x2030, 0x2060),
    (0x2070, 0x2300),
)
"""Where one character is one glyph, left to right: what reportlab draws rightly by itself."""


@cache
def register() -> None:
    """Make the fonts known, once; call it first on the screen's thread, for Qt tells its widgets of new fonts."""
    rl_config.useA85 = False  # binary streams: a fifth smaller, and twice as fast to make
    for face in (SANS, SANS_BOLD):
        pdfmetrics.registerFont(TTFont(face, str(resources.path(f"fonts/{face}.ttf"))))
    for family in ("NotoSans", *(name.replace(" ", "") for name in _SCRIPTS)):
        for weight in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{family}-{weight}.ttf")))


def is_plain(text: str) -> bool:
    """Whether reportlab draws this text rightly by itself; what it can't shape, Qt draws."""
    glyphs = cast("TTFont", pdfmetrics.getFont(SANS)).face.charToGlyph
    return all(any(low <= ord(each) < high for low, high in _PLAIN) and ord(each) in glyphs for each in text)


def script_runs(text: str) -> list[tuple[int, int, str]]:
    """Start, length and font of each run that the Latin font must not try first."""
    families = tuple(_SCRIPTS)
    return [(run.start(), len(run.group()), families[(run.lastindex or 1) - 1]) for run in _RUN.finditer(text)]


def qt_font(family: str, *, bold: bool, pixels: int) -> QFont:
    font = QFont()
    font.setFamilies([family, "Noto Sans"])
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # paper has no pixel grid
    return font
