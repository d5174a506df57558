"""The line that says why."""

from PySide6.QtWidgets import QWidget

from client.widgets.inputs import LineInput


def why_of(place: QWidget) -> LineInput:
    (line,) = (one for one in place.findChildren(LineInput) if one.accessibleName() == "Why (optional)")
    return line
