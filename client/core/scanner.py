"""A scanned card or label, whatever has the focus: scanners are keyboards that type faster than any hand."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from shiboken6 import isValid

from shared.rules.patient_numbers import may_become_number, number_in

BETWEEN_KEYS: Final = 0.03
"""Seconds; a hand needs more, a scanner less."""

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MODIFIERS: Final = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Control, Qt.Key.Key_Alt})
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)


class CardScanner(QObject):
    """Holds keys back while they may be a number that it knows, and gives back those that were not: a card's at first.

    A P waits some thirty milliseconds for the next key: nobody sees it, and no letter of a hand is ever lost.
    """

    scanned = Signal(str)  # P-2026-0001

    def __init__(
        self,
        is_ours: Callable[[QObject], bool],
        parent: QObject | None = None,
        *,
        monotonic: Callable[[QKeyEvent], float] | None = None,
        may_become: Callable[[str], bool] = may_become_number,
        number_in: Callable[[str], str | None] = number_in,
    ) -> None:
        super().__init__(parent)
        self._may_become = may_become
        self._number_in = number_in
        self._is_ours = is_ours
        self._moment = monotonic or _when
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._last = 0.0
        self._giving_back = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(round(BETWEEN_KEYS * 1000) + 5)
        self._patience.timeout.connect(self._give_back)
        app = QCoreApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, receiver: QObject, event: QEvent) -> bool:
        # Every event of the application passes here: asking for its class costs a tenth of asking for its type.
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or self._giving_back:
            return False
        # Only at whoever has the focus: a key that it leaves goes on to its parents, and would count again.
        if not receiver.isWidgetType() or QGuiApplication.focusObject() not in {receiver, None}:
            return False
        if event.key() in _MODIFIERS or not self._is_ours(receiver):
            return False
        return self._take(receiver, event)

    def _take(self, receiver: QObject, event: QKeyEvent) -> bool:
        """Whether the key is kept from its receiver."""
        now = self._moment(event)
        if self._held and (now - self._last > BETWEEN_KEYS or event.isAutoRepeat()):
            self._give_back()
        self._last = now
        typed = self._typed
        if typed and event.key() in _ENTER and (number := self._number_in(typed)) is not None:
            self._held.clear()
            self._patience.stop()
            self.scanned.emit(number)
            return True
        letter = event.text() if event.modifiers() in _PLAIN else ""
        if letter and self._may_become(typed + letter) and not event.isAutoRepeat():
            self._held.append((receiver, event.clone()))
            self._patience.start()
            return True
        self._give_back()
        return False

    @property
    def _typed(self) -> str:
        return "".join(event.text() for _, event in self._held)

    def _give_back(self) -> None:
        """In their order, each to whom it was meant for."""
        self._patience.stop()
        held, self._held = self._held, []
        self._giving_back = True
        try:
            for receiver, event in held:
                if isValid(receiver):
                    QCoreApplication.sendEvent(receiver, event)
        finally:
            self._giving_back = False


def _when(event: QKeyEvent) -> float:
    """As the system stamped it: keys that waited for a busy screen come in one burst, and were none."""
    return event.timestamp() / 1000
