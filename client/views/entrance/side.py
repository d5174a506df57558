"""The dark side of every entrance: whose house this is, and what time it is there."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLabel

from client.core.clock import Clock
from client.core.i18n import date_text, time_text, tr
from client.core.zone import day_of
from client.widgets.basics import Label, hbox, vbox
from client.widgets.icons import pixmap
from client.widgets.theme import theme

WIDTH = 360


class Side(QFrame):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("Side")
        self.setFixedWidth(WIDTH)
        self._clock = clock
        self._logo = QLabel()
        self._name = Label(tr("Hospital"), "h1", wrap=True)
        self._local = Label("", "muted", wrap=True)
        self._time = Label("", "big")
        self._date = Label("", "muted")
        self._version = Label("", "small")
        self.setLayout(
            vbox(
                hbox(self._logo, None),
                24,
                self._name,
                4,
                self._local,
                None,
                self._time,
                self._date,
                None,
                self._version,
                margins=(32, 36, 32, 24),
            )
        )
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start(1000)
        theme().changed.connect(self._dress)
        self._dress()
        self._tick()

    def set_house(self, name: str, local: str, version: str) -> None:
        self._name.setText(name or tr("Hospital"))
        self._local.setText(local)
        self._version.setText(tr("Version {version}", version=version) if version else "")

    def _tick(self) -> None:
        now = self._clock.now()
        self._time.setText(time_text(now))
        self._date.setText(date_text(day_of(now)))

    def _dress(self) -> None:
        self._logo.setPixmap(pixmap("hospital", theme().tokens.nav_logo, 48, self.devicePixelRatioF()))
