"""Analysers at the laboratory's bench: a blood counter and a chemistry line by HL7, two more that write files."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from server.core.database import Database
from server.core.house import Houses
from server.core.outbox import Posted
from server.features.analysers.folders import Folders
from server.features.analysers.inbox import Inbox
from server.features.analysers.listening import Listening
from server.features.analysers.mllp import MllpServer
from server.features.analysers.sent import MOST_BYTES
from server.features.analysers.setup import Setup, set_up
from shared.ids import TestOrderId
from tests.support.bench import Bench
from tests.support.server import TurnedClock

COUNTER = {
    "name": "Sysmex XN-550",
    "lab": "Haematology",
    "kind": "hl7",
    "address": "127.0.0.1",
    "ignore": ["PDW"],
    "codes": {
        **{code: {"analyte": code, "unit": "10*9/L"} for code in ("WBC", "PLT")},
        **{code: {"analyte": code, "unit": "%"} for code in ("NEUT", "LYMPH", "MONO", "EOS", "BASO")},
        "RBC": {"analyte": "RBC", "unit": "10*12/L"},
        "HGB": {"analyte": "HGB", "unit": "g/L"},
        "HCT": {"analyte": "HCT", "unit": "%"},
        "MCV": {"analyte": "MCV", "unit": "fL"},
    },
}
CHEMISTRY = {
    "name": "Cobas c 311",
    "lab": "Haematology",
    "kind": "hl7",
    "address": "127.0.0.1",
    "sender": "COBAS",
    "codes": {
        "GLU": {"analyte": ["GLUF", "GLUR"], "unit": "mmol/L", "factor": "18.016"},
        "CRP": {"analyte": "CRP"},
        "HBS": {"analyte": "HBSAG", "words": {"NEG": "Non-reactive", "POS": "Reactive"}},
        "TSH": {"analyte": "TSH"},
        "TO": {"analyte": "TO"},
        "UPRO": {"analyte": "UPRO"},
    },
}
BY_ROW = {
    "name": "Mindray BS-230",
    "lab": "Haematology",
    "kind": "folder",
    "folder": "mindray",
    "columns": {"accession": "Sample ID", "code": "Test", "value": "Result", "unit": "Unit", "patient": "Patient ID"},
    "codes": {"CRP": {"analyte": "CRP", "unit": "mg/L"}, "GLU-R": {"analyte": "GLUR", "unit": "mg/dL"}},
}
BY_SAMPLE = {
    "name": "Erba H360",
    "lab": "Haematology",
    "kind": "folder",
    "folder": "erba",
    "columns": {"accession": "ID"},
    "codes": {"WBC": {"analyte": "WBC", "unit": "10*9/L"}, "HGB": {"analyte": "HGB", "unit": "g/dL"}},
}

CBC = {
    "WBC": ("7.84", "10*9/L"),
    "NEUT": ("60.4", "%"),
    "LYMPH": ("29.4", "%"),
    "MONO": ("6.4", "%"),
    "EOS": ("2.4", "%"),
    "BASO": ("1.4", "%"),
    "RBC": ("4.5", "10*12/L"),
    "HGB": ("135", "g/L"),
    "HCT": ("41", "%"),
    "PLT": ("250", "10*9/L"),
}


def msh(control_id: str = "1", **said: str) -> str:
    facts = {"type": "ORU^R01", "mode": "P", "version": "2.3.1", "charset": "UNICODE UTF-8", "sender": "XN"} | said
    return (
        f"MSH|^~\\&|{facts['sender']}|LAB|HMS|HOSPITAL|20261122120000||{facts['type']}|{control_id}|{facts['mode']}|"
        f"{facts['version']}||||||{facts['charset']}"
    )


def obx(code: str, value: str, unit: str = "", *, kind: str = "NM", status: str = "F", system: str = "") -> str:
    return f"OBX|1|{kind}|{code}^^{system}||{value}|{unit}|1-2|H|||{status}"


def oru(accession: str, values: dict[str, tuple[str, str]] | list[str], *head: str, **said: str) -> bytes:
    lines = [obx(code, *value) for code, value in values.items()] if isinstance(values, dict) else values
    return "\r".join([msh(**said), *head, f"OBR|1||{accession}|CBC", *lines, ""]).encode()


def framed(message: bytes) -> bytes:
    return b"\x0b" + message + b"\x1c\r"


@dataclass
class Line:
    """An analyser's end of a connection."""

    connection: socket.socket

    def write(self, data: bytes) -> None:
        self.connection.sendall(data)

    def answer(self) -> dict[str, list[str]]:
        """The next acknowledgement by its segments; an empty one when the line was closed."""
        got = bytearray()
        while not got.endswith(b"\x1c\r"):
            piece = self.connection.recv(1)
            if not piece:
                return {}
            got += piece
        assert got.startswith(b"\x0b")
        lines = got[1:-2].decode("latin-1").split("\r")
        return {line[:3]: line.split(line[3] if line.startswith("MSH") else "|") for line in lines if line}

    def send(self, message: bytes) -> tuple[str, str]:
        """How it was acknowledged, and under which id."""
        self.write(framed(message))
        return self.said()

    def said(self) -> tuple[str, str]:
        msa = [*self.answer().get("MSA", []), "", "", ""]
        return msa[1], msa[2]


@dataclass
class Machines:
    """The laboratory with its analysers, and what is known of them behind the server's back."""

    bench: Bench
    inbox: Inbox
    owner: psycopg.Connection
    root: Path
    port: int
    posted: list[Posted]
    open: list[socket.socket] = field(default_factory=list)

    def line(self, source: str = "127.0.0.1") -> Line:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10, source_address=(source, 0))
        self.open.append(connection)
        return Line(connection)

    def send(self, message: bytes) -> tuple[str, str]:
        return self.line().send(message)

    def accession(self, order_id: TestOrderId) -> str:
        found = self.bench.item(order_id).accession
        assert found is not None
        return found

    def values(self, order_id: TestOrderId) -> dict[str, str | None]:
        return {line.code: line.value for line in self.bench.sheet(order_id).lines}

    def count(self, table: str) -> int:
        row = self.owner.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        found: int = row[0]
        return found

    def states(self) -> dict[str, tuple[str, str | None]]:
        """What became of every code that ever came."""
        rows = self.owner.execute("SELECT code, state, reason FROM analyser_values ORDER BY id").fetchall()
        return {code: (state, reason) for code, state, reason in rows}

    def problems(self) -> dict[str, str]:
        return dict(self.owner.execute("SELECT name, problem FROM analysers WHERE problem IS NOT NULL").fetchall())


@contextmanager
def served(handler: Any, **options: Any) -> Iterator[int]:
    """A real server on a loop of its own; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    serving = MllpServer(handler, **{"longest": MOST_BYTES, **options}).serve(listener, stop)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


@pytest.fixture
def posted() -> list[Posted]:
    return []


@pytest.fixture
def inbox(database: Database, clock: TurnedClock, posted: list[Posted]) -> Inbox:
    return Inbox(database, clock, Houses(clock), posted.append)


@pytest.fixture
def machines(
    bench: Bench,
    inbox: Inbox,
    database: Database,
    clock: TurnedClock,
    posted: list[Posted],
    tmp_path: Path,
) -> Iterator[Machines]:
    with database.transaction() as session:
        set_up(session, Setup.model_validate({"analyser": [COUNTER, CHEMISTRY, BY_ROW, BY_SAMPLE]}))
    with served(Listening(inbox, clock)) as port:
        machines = Machines(bench, inbox, bench.owner, tmp_path, port, posted)
        yield machines
        for connection in machines.open:
            connection.close()


@pytest.fixture
def folders(machines: Machines) -> Folders:
    return Folders(machines.root, machines.inbox)
