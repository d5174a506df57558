"""How long until a server with data answers, what it holds idle, and how long until a client shows its sign-in."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.hospital import megabytes, say, say_last
from client.api.pairing import PairedComputer
from client.api.transport import ServerAddress
from client.core.settings import ClientSettings, save
from shared.models.workstations import WorkstationKind
from tests.support.house import TestHouse
from tests.support.processes import ServerProcess

_SETTLED = 3.0
# Told by the process itself, at the first event turn after the window was painted.
_SHOW = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
QApplication.setStyle("Fusion")
application = QApplication(sys.argv[:1])
from pathlib import Path
from client.app import Client
client = Client(Path(sys.argv[1]))
client.window.resize(1366, 768)
client.window.show()
client.start()
client.window.repaint()
def shown():
    print(time.monotonic(), flush=True)
    client.close()
    application.quit()
QTimer.singleShot(0, shown)
sys.exit(application.exec())
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hms-benchmark-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = ServerProcess(home)
        server.start()
        server.wait_answering()
        house = server.furnish()
        server.stop()
        answered = [started(server) for _ in range(options.times)]
        server.start()
        server.wait_answering()
        time.sleep(_SETTLED)
        idle = megabytes(server)
        shown = [client_shown(home / "client", server, house) for _ in range(options.times)]
        server.stop()
    result = {
        "benchmark": "start",
        "server_answers_s": round(statistics.median(answered), 2),
        "server_idle_mb": round(idle, 1),
        "client_shows_s": round(statistics.median(shown), 2),
    }
    say(", ".join(f"{name} {value}" for name, value in result.items()))
    say_last(result)


def started(server: ServerProcess) -> float:
    begun = time.monotonic()
    server.start()
    took = server.wait_answering() - begun
    server.stop()
    return took


def client_shown(folder: Path, server: ServerProcess, house: TestHouse) -> float:
    computer = PairedComputer(
        addresses=(ServerAddress("127.0.0.1", server.port),),
        ca_pem=server.ca_pem,
        device_token=house.device_for("receptionist"),
        workstation_id=house.workstations[WorkstationKind.RECEPTION],
        name="Counter 1",
        kind=WorkstationKind.RECEPTION,
    )
    save(ClientSettings(pairing=computer), folder)
    begun = time.monotonic()
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}  # a screen's platform, where there is one, is named there
    command = [sys.executable, "-c", _SHOW, str(folder)]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, text=True)
    return float(done.stdout) - begun


if __name__ == "__main__":
    main()
