"""Computers of a hospital in one process: each a whole client signed in on a real server, with hands on it."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.api.pairing import PairedComputer
from client.api.transport import ServerAddress
from client.app import Client
from client.core import settings as client_settings
from client.core.settings import ClientSettings
from client.views.entrance.sign_in_page import SignInPage
from client.widgets.toast import ToastHost
from shared.contract import Call
from shared.models.workstations import WorkstationKind
from tests.support.house import PASSWORD, TestHouse
from tests.support.processes import ServerProcess

Res = TypeVar("Res")
PATIENCE_SECONDS = 40.0
PICTURES = Path(os.environ["HMS_PICTURES"]) if os.environ.get("HMS_PICTURES") else None
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def wait(happened: Callable[[], object], what: str = "") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < until, f"it did not happen: {what}"
        QTest.qWait(5)


class Computer:
    """A whole client, and two hands on it: keys go to whatever has the focus there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = Client(folder)
        self.window: Any = self.client.window
        self.window.resize(1366, 768)
        self.window.show()
        self.client.start()

    def answer(self, call: Call[Res]) -> Res:
        """What the server says to this person: for what no test of this day looks at."""
        promise = self.client.connection.calls.send(call)  # type: ignore[union-attr]  # signed in: it has one
        wait(promise.done, str(call.endpoint))
        return promise.result()

    def page(self, key: str) -> Any:
        self.come()
        return self.client.connection.shell.page(key)  # type: ignore[union-attr]  # signed in: it has both

    def show(self, key: str) -> Any:
        self.come()
        self.client.connection.shell.frame.show_page(key)  # type: ignore[union-attr]  # signed in: it has both
        return self.page(key)

    def come(self) -> None:
        """Somebody sits down here: the keyboard is this window's, or its sheet's."""
        front = self._front()
        if not front.isActiveWindow():
            front.activateWindow()
            wait(front.isActiveWindow, "the window did not come to the front")

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.window, key, held)

    def write(self, text: str, *keys: Qt.Key) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
        self.press(*keys)

    def sheet(self, kind: type[Any]) -> Any:
        """The sheet of this kind that has just opened, with the keyboard."""
        found: list[Any] = []

        def opened() -> bool:
            found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
            return bool(found)

        wait(opened, f"no {kind.__name__}")
        found[0].activateWindow()
        wait(found[0].isActiveWindow, f"{kind.__name__} has no keyboard")
        return found[0]

    def papers(self, *words: str) -> list[str]:
        """The text of what was printed here so far and says all of these words."""
        texts = [text_of(path) for path in sorted((self.folder / "prints").glob("*.pdf"))]
        return [text for text in texts if all(word in text for word in words)]

    def picture(self, name: str) -> None:
        """For docs/screens.md, when `make shots` asks for it."""
        if PICTURES is not None:
            self.come()
            wait(lambda: not any(each.texts for each in self.window.findChildren(ToastHost)), "the last word is said")
            QTest.qWait(400)
            self._front().grab().save(str(PICTURES / f"{name}.png"))

    def paper(self, name: str, *words: str) -> None:
        """The first page of what was printed here last and says these words, as a picture."""
        if PICTURES is not None:
            path = [each for each in (self.folder / "prints").glob("*.pdf") if all(w in text_of(each) for w in words)]
            document = pypdfium2.PdfDocument(max(path, key=lambda each: each.stat().st_mtime_ns))
            document[0].render(scale=1.4).to_pil().save(PICTURES / f"{name}.png")
            document.close()

    def close(self) -> None:
        self.client.close()
        self.window.close()

    def sign_in(self, user_name: str, password: str) -> None:
        wait(lambda: isinstance(self.window.page, SignInPage) and self.window.page.sign_in.isEnabled(), "sign-in")
        self.window.activateWindow()
        wait(self.window.isActiveWindow, "the window did not come to the front")
        self.window.page.user_name.setFocus()
        self.write(user_name, Qt.Key.Key_Return)
        self.write(password, Qt.Key.Key_Return)
        wait(lambda: not isinstance(self.window.page, SignInPage), "signed in")

    def _front(self) -> Any:
        """The sheet over this window, if one is open: another computer's is not in the way."""
        sheet: QWidget | None = QApplication.activeModalWidget()
        below = sheet
        while below is not None and below is not self.window:
            below = below.parentWidget()
        return self.window if below is None else sheet


class Station(Computer):
    """A paired one, with a person signed in."""

    def __init__(
        self,
        server: ServerProcess,
        house: TestHouse,
        who: str,
        kind: WorkstationKind,
        folder: Path,
        *,
        user_name: str = "",
        password: str = "",
    ) -> None:
        """`user_name` and `password` of somebody who was hired meanwhile; they may have to choose another first."""
        pairing = PairedComputer(
            (ServerAddress("127.0.0.1", server.port),),
            server.ca_pem,
            house.device_at(kind),
            house.workstations[kind],
            f"{kind} 1",
            kind,
        )
        client_settings.save(ClientSettings(pairing=pairing), folder)
        super().__init__(folder)
        self.sign_in(user_name or house.user_name(who), password or PASSWORD.get_secret_value())


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()
