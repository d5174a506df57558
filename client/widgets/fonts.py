"""The bundled fonts: Inter for Latin, Noto for Bengali, Devanagari and Arabic."""

from __future__ import annotations

import functools
from typing import Final

from PySide6.QtCore import QLoggingCategory, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

from client.resources import path

_FAMILIES: Final = ("Inter", "Noto Sans Bengali", "Noto Sans Devanagari", "Noto Sans Arabic", "Noto Sans")
TEXT_PX: Final = 14
BY_WORDS: Final = Qt.LayoutDirection.LayoutDirectionAuto
"""For painters: words run by their own letters. By the window's, "500 mg" would read "mg 500" from right to left."""

REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700  # weights between these fall to bold in Noto


def load_fonts() -> None:
    QLoggingCategory.setFilterRules("qt.text.font.db=false")  # it warns of each script Inter lacks
    for file in sorted(path("fonts").iterdir()):
        if file.suffix in {".otf", ".ttf"}:
            QFontDatabase.addApplicationFont(str(file))


@functools.lru_cache(maxsize=64)
def _made(px: int, weight: int, display: bool) -> QFont:  # noqa: FBT001  # a cache key
    made = QFont()
    made.setFamilies([*(("Inter Display",) if display else ()), *_FAMILIES])
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)  # digits of one width: columns of numbers line up
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def font(px: int = TEXT_PX, weight: int = REGULAR, *, display: bool = False) -> QFont:
    return _made(px, weight, display)


def base_font() -> QFont:
    return _made(TEXT_PX, REGULAR, display=False)


@functools.lru_cache(maxsize=64)
def _metrics(px: int, weight: int) -> QFontMetrics:
    return QFontMetrics(_made(px, weight, display=False))


def metrics(px: int = TEXT_PX, weight: int = REGULAR) -> QFontMetrics:
    return _metrics(px, weight)


@functools.lru_cache(maxsize=2048)
def elided(text: str, px: int, weight: int, width: int) -> str:
    """The text as far as it fits; kept, since scrolling asks for the same again and again."""
    return metrics(px, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)
