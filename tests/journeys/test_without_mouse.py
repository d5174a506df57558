"""Reception with the mouse unplugged: every keystroke counted, on a real server, to the printed token."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.api.pairing import PairedComputer
from client.api.transport import ServerAddress
from client.app import Client
from client.core import settings as client_settings
from client.core import zone
from client.core.settings import ClientSettings
from client.views.entrance.sign_in_page import SignInPage
from shared.models.workstations import WorkstationKind
from tests.support.house import PASSWORD
from tests.support.processes import ServerProcess
from tests.support.stores import store_folder

pytestmark = pytest.mark.alone

Key = Qt.Key
SECONDS_A_KEY = 0.5  # 120 keystrokes a minute
SECONDS_BETWEEN_SCANNED = 0.01
NEW_PATIENT_WITHIN = 20.0
SCANNED_PATIENT_WITHIN = 8.0
PATIENCE_SECONDS = 20.0
MOUSE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
}


class Unplugged(QObject):
    """Notices every use of a mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.used = 0

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        self.used += event.type() in MOUSE
        return False


class Receptionist:
    """Two hands on the keyboard: a key goes to whatever has the focus, and takes half a second."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.keys = 0
        self.seconds = 0.0

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(_focused(), key)
            self._count(SECONDS_A_KEY)

    def write(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(_focused(), letter)
            self._count(SECONDS_A_KEY)

    def scan(self, code: str) -> None:
        """One movement of the hand; the scanner types the code and Enter."""
        for letter in code:
            QTest.keyClicks(_focused(), letter)
        QTest.keyClick(_focused(), Key.Key_Return)
        self._count(SECONDS_A_KEY + (len(code) + 1) * SECONDS_BETWEEN_SCANNED)

    def wait(self, happened: Callable[[], object]) -> None:
        """Until the screen is ready for the next key: that time counts as well."""
        began = time.monotonic()
        while not happened():
            assert time.monotonic() < began + PATIENCE_SECONDS, "the screen never got ready"
            QTest.qWait(5)
        self.seconds += time.monotonic() - began

    def _count(self, seconds: float) -> None:
        self.keys += 1
        self.seconds += seconds


def _focused() -> Any:
    widget = QApplication.focusWidget()
    assert widget is not None, "no key reaches anything: nothing has the focus"
    return widget


@pytest.fixture(autouse=True)
def own_zone():
    before = zone._house.info
    yield
    zone._house.info = before


@pytest.fixture(scope="module")
def home():
    with store_folder(in_memory=False) as home:
        yield home


@pytest.fixture(scope="module")
def pairing(home):
    """Reception's computer, paired with a server that has a small hospital."""
    server = ServerProcess(home)
    try:
        server.start()
        server.wait_answering(within=60)
        house = server.furnish()
        kind = WorkstationKind.RECEPTION
        yield PairedComputer(
            (ServerAddress("127.0.0.1", server.port),),
            server.ca_pem,
            house.device_for("receptionist"),
            house.workstations[kind],
            "Counter 1",
            kind,
        )
    finally:
        server.stop()


@pytest.fixture
def counter(pairing, tmp_path, qtbot):
    client_settings.save(ClientSettings(pairing=pairing), tmp_path)
    client = Client(tmp_path)
    qtbot.addWidget(client.window)
    client.window.resize(1366, 768)
    client.window.show()
    client.window.activateWindow()
    client.start()
    yield client
    client.close()


@pytest.fixture
def slips(tmp_path):
    """The slips that left the printer so far."""
    return lambda: list((tmp_path / "prints").glob("*.pdf"))


@pytest.fixture
def mouse(qapp):
    mouse = Unplugged()
    qapp.installEventFilter(mouse)
    yield mouse
    qapp.removeEventFilter(mouse)


@pytest.fixture
def hands():
    return Receptionist()


@pytest.fixture
def page(counter, hands):
    """Signed in, by keys too: they are not counted."""
    window: Any = counter.window
    hands.wait(lambda: isinstance(window.page, SignInPage) and window.page.sign_in.isEnabled())
    window.page.user_name.setFocus()
    hands.write("receptionist")
    hands.press(Key.Key_Return)
    hands.write(PASSWORD.get_secret_value())
    hands.press(Key.Key_Return)
    hands.wait(lambda: counter.connection.shell is not None)
    page = counter.connection.shell.page("reception")
    hands.wait(lambda: page.search.box.hasFocus() and page.form.visit.doctor.count())
    hands.begin()
    return page


def register(page, hands, name, mobile=""):
    hands.write(name)
    hands.press(Key.Key_Return)
    hands.wait(page.form.person.name.hasFocus)
    hands.press(Key.Key_Return, Key.Key_Space, Key.Key_Tab)
    hands.write("54")
    hands.press(Key.Key_Return)
    hands.write(mobile)
    hands.press(Key.Key_F7, Key.Key_D, Key.Key_F9)


def test_a_new_patient_has_a_printed_token_in_twenty_seconds(page, slips, hands, mouse, capsys):
    register(page, hands, "Rahima Begum", "01711402317")
    hands.wait(slips)

    tell(capsys, "new patient", hands)
    assert page.last.words.text().startswith("Rahima Begum")
    assert hands.seconds < NEW_PATIENT_WITHIN
    assert mouse.used == 0


def test_a_scanned_card_has_a_printed_token_in_eight_seconds(page, slips, hands, mouse, capsys):
    register(page, hands, "Karim Sheikh")
    hands.wait(slips)
    number = page.last_given.patient.patient_no
    hands.begin()

    hands.scan(number)
    hands.wait(lambda: page.form.patient.isVisible() and page.form.visit.doctor.hasFocus())
    hands.press(Key.Key_Down, Key.Key_Down, Key.Key_F9)  # the doctor after the first
    hands.wait(lambda: len(slips()) == 2)

    tell(capsys, "card scan", hands)
    assert page.last_given.patient.patient_no == number
    assert hands.seconds < SCANNED_PATIENT_WITHIN
    assert mouse.used == 0


def tell(capsys, what, hands):
    with capsys.disabled():
        print(f"\n{what}: {hands.keys} keystrokes, {hands.seconds:.1f} s")  # noqa: T201 the counts are asked for
