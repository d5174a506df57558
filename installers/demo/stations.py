"""The four windows of the demonstration: real clients, each paired and signed in as anybody would be."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.api.pairing import PairedComputer, Pairing
from client.api.transport import ServerAddress
from client.app import Client
from client.core import settings as client_settings
from client.core.aio import Promise
from client.core.settings import ClientSettings
from client.views.entrance.sign_in_page import SignInPage
from installers.demo.places import DATA, OUT, PASSWORD
from installers.demo.server import DemoServer
from shared.models.documents import PaperKind
from shared.models.workstations import WorkstationKind

T = TypeVar("T")
PATIENCE_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Seat:
    """A workstation of the demonstration and who sits there."""

    kind: WorkstationKind
    name: str
    user: str = ""


SEATS: Final = (
    Seat(WorkstationKind.RECEPTION, "Counter 2", "salma.khatun"),
    Seat(WorkstationKind.CONSULTING, "Room 101", "farhana.rahman"),
    Seat(WorkstationKind.CASHIER, "Cash counter 1", "rafiq.ahmed"),
    Seat(WorkstationKind.DISPLAY, "Hall display"),
)


class NothingHappened(AssertionError):
    """The demonstration waited for something that did not come."""


def wait_until(happened: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Lets the windows live until it happened."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise NothingHappened(what)
        QTest.qWait(10)


def answer_of(promise: Promise[T], what: str) -> T:
    wait_until(promise.done, what)
    return promise.result()


class Stations:
    """Four clients in one process, each in a directory of its own."""

    def __init__(self, server: DemoServer) -> None:
        self._server = server
        self._clients = {seat.kind: self._client(seat) for seat in SEATS}

    def __getitem__(self, kind: WorkstationKind) -> Client:
        return self._clients[kind]

    @property
    def windows(self) -> list[QWidget]:
        return [client.window for client in self._clients.values()]

    def open(self, kind: WorkstationKind) -> None:
        """Shows the window and signs its person in."""
        seat = next(seat for seat in SEATS if seat.kind is kind)
        client = self._clients[kind]
        client.window.setWindowTitle(seat.name)
        client.window.resize(1366, 768)
        client.window.show()
        client.start()
        if seat.user:
            sign_in(client, seat.user)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
            client.window.close()

    def _client(self, seat: Seat) -> Client:
        directory = DATA / "clients" / seat.kind.value
        kept = client_settings.load(directory)
        address = ServerAddress("127.0.0.1", self._server.port)
        computer = kept.pairing or self._pair(seat, address)
        # The demonstration's server takes another port each time: its address moves, its certificate doesn't.
        moved = PairedComputer(
            (address,),
            computer.ca_pem,
            computer.device_token,
            computer.workstation_id,
            computer.name,
            computer.kind,
        )
        prints = {"kind": "folder", "path": str(OUT / "prints")}
        client_settings.save(
            ClientSettings(pairing=moved, theme="light", printers=dict.fromkeys(PaperKind, prints)), directory
        )
        return Client(directory)

    def _pair(self, seat: Seat, address: ServerAddress) -> PairedComputer:
        pairing = Pairing()
        code = self._server.pairing_code()
        return answer_of(pairing.pair(address, code, seat.name, seat.kind), f"{seat.name} was not paired")


def sign_in(client: Client, user: str) -> None:
    """By the sign-in page, with the keyboard."""
    page = client.window.page
    if not isinstance(page, SignInPage):
        raise NothingHappened("no sign-in page was shown")
    wait_until(page.sign_in.isEnabled, "the server did not let anybody sign in")
    page.user_name.set_value(user)
    page.password.setFocus()
    QTest.keyClicks(page.password, PASSWORD)
    page.sign_in.click()
    wait_until(lambda: client.connection is not None and client.connection.shell is not None, f"{user} was not let in")
