"""The doctor's real screen, opened on a real server; painted without a display."""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.hospital import Hospital
from client.api.pairing import PairedComputer
from client.api.transport import ServerAddress
from client.app import Client
from client.core.settings import ClientSettings, save
from client.views.entrance.sign_in_page import SignInPage
from shared.contracts import appointments, queue
from shared.ids import AppointmentId
from shared.models.workstations import WorkstationKind
from tests.support.house import PASSWORD
from tests.support.processes import ServerProcess

_PATIENCE = 20.0
_ON_THE_WAY_MS = 500
"""From the waiting hall to the chair nobody is quicker."""


def opened_on_screen(hospital: Hospital, server: ServerProcess, visits: Sequence[AppointmentId]) -> list[float]:
    """Seconds from "this patient is in the room" to the painted page with the whole past, patient by patient."""
    application = QApplication.instance() or QApplication(["benchmark"])
    assert application is not None  # it lives as long as this does
    kind = WorkstationKind.CONSULTING
    folder = hospital.home / "client"
    pairing = PairedComputer(
        (ServerAddress("127.0.0.1", server.port),),
        server.ca_pem,
        hospital.house.device_for("doctor"),
        hospital.house.workstations[kind],
        "Room 1",
        kind,
    )
    save(ClientSettings(pairing=pairing), folder)
    client = Client(folder)
    client.window.resize(1366, 768)
    client.window.show()
    client.start()
    try:
        page = _signed_in(client)
        # the first is opened twice: its page is built then
        took = [_opened(client, page, visit) for visit in (visits[0], *visits)]
    finally:
        client.close()
    return took[1:]


def _signed_in(client: Client) -> Any:
    window: Any = client.window
    _wait(lambda: isinstance(window.page, SignInPage) and window.page.sign_in.isEnabled())
    window.page.user_name.set_value("doctor")
    window.page.password.setText(PASSWORD.get_secret_value())
    window.page.sign_in.click()
    _wait(lambda: client.connection is not None and client.connection.shell is not None)
    assert client.connection is not None
    assert client.connection.shell is not None
    page: Any = client.connection.shell.page("consulting")
    _wait(lambda: page.room.state.snapshot is not None)
    QTest.qWait(500)
    return page


def _opened(client: Client, page: Any, visit: AppointmentId) -> float:
    """The one in the room goes out, this one is called; the time runs from the key that says: come in."""
    assert client.connection is not None
    send = client.connection.calls.send
    current = page.room.state.current
    if current is not None:
        _answered(send(queue.skip(appointment_id=current.appointment_id, version=current.version, reason="waits")))
    details = _answered(send(appointments.get(appointment_id=visit)))
    back = _answered(send(queue.return_to_queue(appointment_id=visit, version=details.version, reason="is here")))
    _answered(send(queue.call(appointment_id=visit, version=back.version)))
    _wait(lambda: page.room.state.called is not None and page.visit.state.appointment_id is None)
    QTest.qWait(_ON_THE_WAY_MS)
    begun = time.perf_counter()
    QTest.keyClick(page, Qt.Key.Key_F9)
    _wait(lambda: page.visit.state.kept is not None and page.past.known is not None)
    page.grab()
    took = time.perf_counter() - begun
    _wait(lambda: not page.room.state.moves.sent)
    return took


def _answered(promise: Any) -> Any:
    _wait(promise.done)
    return promise.result()


def _wait(ready: Callable[[], object]) -> None:
    until = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError
        QTest.qWait(1)
