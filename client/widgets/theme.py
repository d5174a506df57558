"""The one theme of the application."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from client.widgets.fonts import base_font, load_fonts
from client.widgets.style import palette_of, style_sheet
from client.widgets.tokens import DARK, LIGHT, Tokens

_PLACE = "_theme"


class Theme(QObject):
    """Palette, style sheet and font of the whole application, switched at run time.

    What paints asks tokens() in its paintEvent and needs no connection: a switch repaints all.
    What keeps a picture made with tokens listens to `changed`.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._tokens = LIGHT
        load_fonts()
        application.setStyle("Fusion")
        application.setFont(base_font())
        self.apply(LIGHT)

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def is_dark(self) -> bool:
        return self._tokens is DARK

    def apply(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._application.setPalette(palette_of(tokens))
        self._application.setStyleSheet(style_sheet(tokens))
        self.changed.emit()

    def use(self, name: str) -> None:
        """Take the theme of a saved setting."""
        wanted = DARK if name == "dark" else LIGHT
        if wanted is not self.tokens:  # putting on the same look again would style every widget anew
            self.apply(wanted)

    def toggle(self) -> None:
        self.apply(LIGHT if self.is_dark else DARK)


def theme() -> Theme:
    """The application's theme, as ambient as its palette; made on first use."""
    application = cast("QApplication", QApplication.instance())
    existing: Theme | None = getattr(application, _PLACE, None)
    if existing is None:
        existing = Theme(application)
        setattr(application, _PLACE, existing)
    return existing


def tokens() -> Tokens:
    """The colours of now."""
    return theme().tokens


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet look at them again."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Let the style sheet look again: at what is inside of a restyled widget it does not by itself."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parsed = QColor(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (parsed.redF(), parsed.greenF(), parsed.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
