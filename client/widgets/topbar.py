"""The bar over every page: where one is, whether the screen is live, what time it is, who is at work."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu

from client.core.clock import Clock
from client.core.i18n import datetime_text, time_text, tr
from client.widgets.basics import Elide, Label, hbox, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.pills import Pill
from client.widgets.theme import theme

_TICK_MS = 1000


class TopBar(QFrame):
    """Knows no feature: it is told what to show and says what was asked for."""

    lock_asked = Signal()
    sign_out_asked = Signal()
    sign_ins_asked = Signal()
    password_asked = Signal()
    theme_switched = Signal(str)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.setObjectName("Top")
        self.setFixedHeight(58)
        self._title = Label("", "h1")
        self._subtitle = Elide("", "small")
        self.connection = Pill(tr("Live"), "ok")
        self._time = Label("", "muted")
        self._switch = IconButton("moon", tr("Switch light and dark"), "Ctrl+T")
        self._user = KeyButton("", icon="user-round", kind="ghost")
        self._menu = QMenu(self)
        self._lock = self._entry(tr("Lock screen"), "Ctrl+L")
        self._sign_ins = self._entry(tr("Where am I signed in?"), "Ctrl+Shift+L")
        self._password = self._entry(tr("Change password"), "Ctrl+Shift+K")
        self._sign_out = self._entry(tr("Sign out"), "")
        titles = vbox(None, self._title, self._subtitle, None)
        self.slot = hbox(spacing=8)
        row = hbox(titles, self.slot, self.connection, spacing=10, margins=(20, 0, 16, 0))
        for widget in (self._time, self._switch, self._user):
            row.addWidget(widget)
        row.setStretch(0, 1)
        self.setLayout(row)
        self._lock.triggered.connect(self.lock_asked)
        self._sign_ins.triggered.connect(self.sign_ins_asked)
        self._password.triggered.connect(self.password_asked)
        self._sign_out.triggered.connect(self.sign_out_asked)
        self._switch.clicked.connect(self._switch_theme)
        self._user.clicked.connect(self._open_menu)
        theme().changed.connect(self._show_theme)
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start(_TICK_MS)
        self._tick()
        self._show_theme()

    def set_title(self, title: str, subtitle: str = "") -> None:
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def set_user(self, name: str, role: str = "") -> None:
        self._user.set_text(name)
        self._user.setAccessibleName(name)
        self._user.setToolTip(tr("Signed in: {name}, {role}", name=name, role=role) if role else name)

    def set_live(self) -> None:
        self.connection.set_state(tr("Live"), "ok")

    def set_stale(self, since: datetime) -> None:
        self.connection.set_state(tr("Not updated since {time}", time=time_text(since)), "warn")

    def set_offline(self) -> None:
        self.connection.set_state(tr("Offline – retrying"), "bad", "wifi-off")

    def _entry(self, text: str, key: str) -> QAction:
        action = QAction(text, self)
        if key:
            action.setShortcut(key)
        self.addAction(action)
        self._menu.addAction(action)
        return action

    def _open_menu(self) -> None:
        corner = QPoint(self._user.width() - self._menu.sizeHint().width(), self._user.height() + 4)
        self._menu.popup(self._user.mapToGlobal(corner))

    def _switch_theme(self) -> None:
        theme().toggle()
        self.theme_switched.emit(theme().tokens.name)

    def _show_theme(self) -> None:
        self._switch.set_icon("sun" if theme().is_dark else "moon")

    def _tick(self) -> None:
        now = datetime_text(self._clock.now())
        if now != self._time.text():
            self._time.setText(now)
