"""People at counters and screens on walls of one server, each a thread that speaks to it over the network."""

import http.client
import random
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, TypeVar
from uuid import UUID

from ulid import ULID

from shared.contract import Call
from shared.contracts import access, appointments, queue
from shared.errors import Conflict, InvalidRequest
from shared.ids import EmployeeId, PatientId
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueEntry, QueueSnapshot, SessionNotice
from tests.support.house import PASSWORD, TestHouse
from tests.support.processes import ServerProcess

Res = TypeVar("Res")
THINKING = 0.03
BOOKED = ("APPOINTMENT_REGISTERED", "APPOINTMENT_ASSIGNED", "QUEUE_JOINED")


class Line:
    """One connection that stays open, as a client's does; a closed one is opened again for the same command."""

    def __init__(self, server: ServerProcess, headers: dict[str, str]) -> None:
        self._port = server.port
        self._headers = headers
        self._connection = self.open()

    def open(self) -> http.client.HTTPSConnection:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self._port, timeout=30, context=trusting)

    def send(self, call: Call[Res]) -> Res:
        """Raises the contract's refusals, and what should never come: Unavailable, Unexpected."""
        wire = call.wire()
        headers = {**self._headers, "Command-Key": str(ULID())}
        for last in (False, True):
            try:
                self._connection.request(call.endpoint.method, f"/api{wire.path}", wire.body, headers)
                answer = self._connection.getresponse()
                body = answer.read()
            except (http.client.HTTPException, OSError):
                self._connection.close()  # opened again by the next request
                if last:
                    raise
            else:
                break
        if answer.status == http.client.OK:
            return call.endpoint.decode_response(body)
        raise call.endpoint.decode_error(body)

    def close(self) -> None:
        self._connection.close()

    def follow(self, watches: str, take: Callable[[bytes], None]) -> None:
        """Every picture until the server ends the stream."""
        connection = self.open()
        try:
            connection.request("GET", f"/api/events?{watches}", headers=self._headers)
            with connection.getresponse() as answer:
                kind = b""
                while line := answer.readline():
                    if line.startswith(b"event: "):
                        kind = line.removeprefix(b"event: ").strip()
                    elif line.startswith(b"data: ") and kind == b"queue":
                        take(line.removeprefix(b"data: "))
        finally:
            connection.close()


class Storm:
    """What was acknowledged, what each screen showed last, and what should not have come."""

    def __init__(self, server: ServerProcess, house: TestHouse, doctors: list[EmployeeId]) -> None:
        self._server = server
        self._headers = {"Workstation": house.device_for("receptionist")}
        with closing(self.line()) as line:
            told = line.send(access.sign_in(user_name=house.user_name("receptionist"), password=PASSWORD))
        self._headers["Authorization"] = f"Bearer {told.access_token}"
        self.doctors = doctors
        self.events: Counter[str] = Counter()
        self.shown: dict[UUID, bytes] = {}
        self.failures: list[BaseException] = []
        self.streams_ended = 0
        self._lock = threading.Lock()
        self._desks_at_work = 0
        self._over = threading.Event()
        self._screens: list[threading.Thread] = []

    def picture(self, doctor_id: EmployeeId) -> QueueSnapshot:
        """What this doctor's screen shows."""
        return QueueSnapshot.model_validate_json(self.shown[doctor_id])

    def line(self) -> Line:
        return Line(self._server, self._headers)

    def happened(self, *events: str) -> None:
        with self._lock:
            self.events.update(events)

    # Those who work

    def desk(self, people: list[PatientId], seed: int) -> None:
        """Checks in one after the other, each with some doctor."""
        chance = random.Random(seed)
        with closing(self.line()) as line:
            for person in people:
                line.send(appointments.book(patient_id=person, doctor_id=chance.choice(self.doctors), check_in=True))
                self.happened(*BOOKED)

    def doctor(self, doctor_id: EmployeeId, seed: int) -> None:
        """Calls, skips, sends away and takes back as luck will have it, while there are desks at work."""
        chance = random.Random(seed)
        with closing(self.line()) as line:
            while self._desks_at_work:
                self._over.wait(THINKING)
                with suppress(Conflict, InvalidRequest):  # somebody was quicker, or nobody is there
                    self._one_act(line, doctor_id, chance)

    def _one_act(self, line: Line, doctor_id: EmployeeId, chance: random.Random) -> None:
        if doctor_id not in self.shown:
            return
        picture = self.picture(doctor_id)
        entries = picture.entries
        if picture.pause is not None:
            line.send(queue.resume(doctor_id=doctor_id))
        elif chance.random() < 0.02:
            line.send(queue.pause(doctor_id=doctor_id, notice=SessionNotice.EMERGENCY))
        elif picture.current is not None:
            self._serve(line, picture.current, chance)
        elif chance.random() < 0.7 or not entries:
            line.send(queue.call_next(doctor_id=doctor_id))
            self.happened("QUEUE_CALLED")
        else:
            self._arrange(line, chance.choice(entries), entries, chance)

    def _serve(self, line: Line, entry: QueueEntry, chance: random.Random) -> None:
        seen: dict[str, Any] = {"appointment_id": entry.appointment_id, "version": entry.version}
        if entry.status is AppointmentStatus.IN_CONSULTATION:
            line.send(queue.send_for_tests(**seen))
            self.happened("SENT_FOR_TESTS")
            return
        call, event = chance.choice(
            [
                (queue.enter(**seen), "ENTERED_ROOM"),
                (queue.skip(**seen), "QUEUE_SKIPPED"),
                (queue.recall(**seen), "QUEUE_RECALLED"),
                (queue.undo_call(**seen), "QUEUE_CALL_UNDONE"),
            ]
        )
        line.send(call)
        self.happened(event)

    def _arrange(self, line: Line, entry: QueueEntry, entries: list[QueueEntry], chance: random.Random) -> None:
        seen: dict[str, Any] = {"appointment_id": entry.appointment_id, "version": entry.version}
        if entry.status is AppointmentStatus.ON_HOLD and chance.random() < 0.5:
            line.send(queue.return_to_queue(**seen))
            self.happened("QUEUE_RETURNED")
        elif chance.random() < 0.5:
            line.send(queue.transfer(**seen, doctor_id=chance.choice(self.doctors)))
            self.happened("QUEUE_TRANSFERRED")
        else:
            line.send(queue.reorder(**seen, before=chance.choice(entries).appointment_id))
            self.happened("QUEUE_REORDERED")

    # Those who look

    def screen(self, doctor_id: EmployeeId) -> None:
        """Follows one queue, and connects again whenever the server ends the stream, as every client does."""
        line = self.line()

        def take(data: bytes) -> None:
            self.shown[doctor_id] = data

        while not self._over.is_set():
            with suppress(OSError, http.client.HTTPException):
                line.follow(f"watch=queue:{doctor_id}", take)
            self.streams_ended += 1
            self._over.wait(0.1)

    # All of them

    def rage(self, people: list[PatientId], desks: int, meanwhile: Callable[[], None]) -> None:
        """Until every patient has checked in; `meanwhile` happens beside it."""
        share = len(people) // desks
        self._screens = [self._start(self.screen, doctor) for doctor in self.doctors]
        self._desks_at_work = desks
        at_work = [self._start(self._whole_desk, people[n * share : (n + 1) * share], n) for n in range(desks)]
        at_work += [self._start(self.doctor, one, 100 + n) for n, one in enumerate(self.doctors)]
        meanwhile()
        for thread in at_work:
            thread.join()

    def close(self) -> None:
        """Once the server has stopped, and so the streams."""
        self._over.set()
        for thread in self._screens:
            thread.join()

    def _whole_desk(self, people: list[PatientId], seed: int) -> None:
        try:
            self.desk(people, seed)
        finally:
            with self._lock:
                self._desks_at_work -= 1

    def _start(self, work: Callable[..., None], *told: Any) -> threading.Thread:
        def run() -> None:
            try:
                work(*told)
            except BaseException as error:  # noqa: BLE001 told by the test, whatever it is
                self.failures.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread
