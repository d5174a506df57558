"""Keeps the screen of a wall display lit: a computer that nobody touches would darken it."""

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QProcess
from PySide6.QtDBus import QDBusConnection, QDBusMessage

Command: TypeAlias = tuple[str, ...]

_WHY: Final = "Wall display"
# `cat` reads from us: it ends with this program, however that ends, and the lock with it.
_LOCKS: Final[Sequence[Command]] = (
    ("systemd-inhibit", "--what=idle:sleep", "--who=hms-client", f"--why={_WHY}", "cat"),
)
_SETTINGS: Final[Sequence[Command]] = (("xset", "s", "off", "-dpms"),)
_WINDOWS_AWAKE: Final = 0x80000003
"""ES_CONTINUOUS, ES_SYSTEM_REQUIRED and ES_DISPLAY_REQUIRED."""


class Awake(QObject):
    """Asks in every way this computer knows; each alone may be enough, and none is needed to go on."""

    def __init__(self, parent: QObject | None = None, *, is_installed: Callable[[str], object] = shutil.which) -> None:
        super().__init__(parent)
        self._locks: list[QProcess] = []
        for program, *arguments in (command for command in _SETTINGS if is_installed(command[0])):
            QProcess.startDetached(program, arguments)
        for program, *arguments in (command for command in _LOCKS if is_installed(command[0])):
            lock = QProcess(self)
            lock.setStandardOutputFile(QProcess.nullDevice())
            lock.setStandardErrorFile(QProcess.nullDevice())
            lock.start(program, arguments)
            self._locks.append(lock)
        self._ask_desktop()
        if sys.platform == "win32":
            import ctypes  # there alone it has windll

            ctypes.windll.kernel32.SetThreadExecutionState(_WINDOWS_AWAKE)

    def release(self) -> None:
        for lock in self._locks:
            lock.closeWriteChannel()

    @staticmethod
    def _ask_desktop() -> None:
        """The desktop forgets it when our connection to its bus ends."""
        bus = QDBusConnection.sessionBus()
        if bus.isConnected():
            saver = "org.freedesktop.ScreenSaver"
            message = QDBusMessage.createMethodCall(saver, "/org/freedesktop/ScreenSaver", saver, "Inhibit")
            message.setArguments(["hms-client", _WHY])
            bus.send(message)
