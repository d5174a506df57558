"""Pages are built behind the window that is shown: a part that shows itself without a place takes the keys away."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.shell_parts import Parts


class Windows(QObject):
    """Which windows were shown."""

    def __init__(self):
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched, event):  # noqa: N802 Qt names it
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("role", Role)
def test_no_part_of_a_page_is_a_window_while_pages_are_built(qapp, role):
    windows = Windows()
    qapp.installEventFilter(windows)
    try:
        parts = Parts(role, WorkstationKind.OFFICE)
    finally:
        qapp.removeEventFilter(windows)

    assert windows.shown == []
    parts.frame.close()
