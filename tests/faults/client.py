"""One workstation's client without a screen: registers and checks in until told to stop, and notes what it was told.

Each line of its log, {"what", "at", …}, is on the disk before anything else happens; `at` is the machine's monotonic
clock.
"""

import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QCoreApplication, QTimer

from client.api.event_stream import TOPICS, EventStream, StreamStatus, queue_watch
from client.api.outbox import Outbox
from client.api.transport import ServerAddress, Transport
from client.core.aio import set_unhandled, sleep, spawn
from client.core.calls import NetworkCalls
from client.core.clock import Clock
from client.core.session import Session
from shared.ages import AgeUnit
from shared.contract import Call
from shared.contracts import appointments, patients
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.models.patients import Sex, TypedAge

PAUSE = 0.4


class Workstation:
    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        self._told = told
        self._folder = folder
        self._log = os.open(folder / "log.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        clock = Clock()
        address = ServerAddress("127.0.0.1", told["port"])
        transport = Transport([address], told["ca_pem"], told["device"], heard_time=clock.learn)
        self._session = Session(transport)
        self._outbox = Outbox(folder / "outbox.sqlite", told["device"], self._send, clock.now)
        self._calls = NetworkCalls(self._session, self._outbox)
        self._stream = EventStream(transport, clock.now, renew_token=self._session.renew)
        self._stream.status_changed.connect(self._note_link)
        self._stream.connected.connect(self._outbox.retry_now)

    def note(self, what: str, **facts: Any) -> None:
        line = json.dumps({"what": what, "at": time.monotonic(), **facts}) + "\n"
        os.write(self._log, line.encode())
        os.fsync(self._log)

    def _note_link(self, status: StreamStatus) -> None:
        self.note("link", link=status.link.value)

    def _send(self, call: Call[Any], *, key: str) -> Any:
        return spawn(self._noted(call, key))

    async def _noted(self, call: Call[Any], key: str) -> Any:
        """The note is on the disk before the outbox forgets the command."""
        sent_at = time.monotonic()
        answer = await self._session.send(call, key=key)
        self.note("answered", sent_at=sent_at, key=key, call=str(call.endpoint), id=str(answer.id))
        return answer

    async def work(self) -> None:
        while self._session.me is None:
            try:
                await self._session.sign_in(self._told["user"], self._told["password"])
            except ApiError as error:
                self.note("not signed in", code=error.code)
                await sleep(0.2)
        self._stream.watch({TOPICS, queue_watch(EmployeeId(UUID(self._told["quiet_doctor"])))})
        while not (self._folder / "finish").exists():
            try:
                await self._visit()
            except ApiError as error:
                self.note("refused", code=error.code)
            await sleep(PAUSE)
        while self._outbox.pending:
            await sleep(0.05)
        self._outbox.close()
        self.note("finished")
        QCoreApplication.quit()

    async def _visit(self) -> None:
        name = f"Patient {uuid4().hex}"
        age = TypedAge(amount=30, unit=AgeUnit.YEARS)
        card = await self._calls.send(patients.register(name=name, sex=Sex.FEMALE, age=age, confirmed=True))
        doctor = EmployeeId(UUID(self._told["doctor"]))
        await self._calls.send(appointments.book(patient_id=card.id, doctor_id=doctor, check_in=True))


def main() -> int:
    folder = Path(sys.argv[1])
    application = QCoreApplication([])
    workstation = Workstation(folder, json.loads((folder / "told.json").read_text()))
    set_unhandled(lambda error, where: workstation.note("unhandled", error=repr(error), where=where))
    QTimer.singleShot(0, partial(spawn, workstation.work()))
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
