"""The whole server as it is run: the listener is a process of its own, killed while results come in."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from tests.server.features.analysers.conftest import CBC, Line, framed, oru
from tests.support.processes import ServerProcess, free_port

SETUP = """
[[analyser]]
name = "Sysmex XN-550"
lab = "Haematology"
kind = "hl7"
address = "127.0.0.1"
codes = {codes}

[[analyser]]
name = "Erba H360"
lab = "Haematology"
kind = "folder"
folder = "erba"
columns = {{accession = "ID"}}
codes = {{CRP = {{analyte = "CRP", unit = "mg/L"}}}}
"""
CODES = '{WBC = {analyte = "WBC", unit = "10*9/L"}}'


@pytest.fixture
def server(bench, fresh, store_home):
    home = store_home / "analysers"
    port, folder = free_port(), home / "results"
    settings = {
        "HMS_ANALYSER_HOST": "127.0.0.1",
        "HMS_ANALYSER_PORT": str(port),
        "HMS_ANALYSER_FOLDER": str(folder),
        "HMS_WORKERS": "2",
    }
    server = ServerProcess.beside(fresh, home, store_home / "test-keys", **settings)
    (folder / "erba").mkdir(parents=True, exist_ok=True)
    file = home / "analysers.toml"
    file.write_text(SETUP.format(codes=CODES))
    stores = {key: value for key, value in server._env.items() if key.startswith("HMS_")}
    done = subprocess.run(
        [sys.executable, "-m", "server", "analysers", str(file)],
        env={**os.environ, **stores, "HMS_DATA_DIR": str(server.data)},
        capture_output=True,
        text=True,
        check=False,  # its words say more
    )
    assert (done.stderr, done.stdout) == ("", "2 analysers in use, 0 switched off.\n")
    server.start()
    yield server, port, folder
    server.stop()


def eventually(condition, within=60.0):
    deadline = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def connected(port):
    """The supervisor holds the port: while the listener comes back, connections wait."""
    return Line(eventually(lambda: _connection(port)))


def _connection(port):
    with suppress(OSError):
        return socket.create_connection(("127.0.0.1", port), timeout=20)
    return None


def listeners(server):
    return [one for one in server.supervisor.children() if one.cmdline()[-1:] == ["listen"]]


def test_killed_between_the_commit_and_the_answer_it_enters_once_and_goes_on(bench, server):
    running, port, folder = server
    order, crp = bench.received("CBC", "CRP")
    message = oru(bench.item(order).accession, {"WBC": CBC["WBC"]}, control_id="K1")
    deaf = connected(port)
    deaf.write(framed(message))

    def stored():
        return bench.owner.execute("SELECT count(*) FROM analyser_messages").fetchone() == (1,)

    eventually(stored)
    (listener,) = listeners(running)
    listener.kill()
    psutil.wait_procs([listener])
    deaf.connection.close()
    line = connected(port)
    answer = line.send(message)
    line.connection.close()

    assert answer == ("AA", "K1")
    assert stored()
    assert bench.owner.execute("SELECT count(*) FROM test_results").fetchone() == (1,)
    (again,) = listeners(running)
    assert again.pid != listener.pid
    (folder / "erba" / "run.csv").write_text(f"ID,CRP\n{bench.item(crp).accession},3.2\n")
    eventually((folder / "erba" / "done" / "run.csv").exists)
    assert bench.item(crp).analyser == "Erba H360"
