"""`make demo`: a hospital with four stations, live on each other; without a screen it walks one patient's whole way."""

import json
import os
import shutil
import signal
import sys
import time

_STARTED = time.monotonic()
_HAS_SCREEN = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) or sys.platform in (
    "win32",
    "darwin",
)
if not _HAS_SCREEN:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale  # noqa: E402 Qt reads the platform at its import
from PySide6.QtWidgets import QApplication  # noqa: E402 after the platform is chosen

from client.core.garbage import ScreenThreadGarbage  # noqa: E402 after the platform is chosen
from installers.demo.count import counted  # noqa: E402 after the platform is chosen
from installers.demo.places import DATA, OUT, say  # noqa: E402 after the platform is chosen
from installers.demo.server import DemoServer, is_of_today, mark_today  # noqa: E402 after the platform is chosen
from installers.demo.stations import SEATS, Stations  # noqa: E402 after the platform is chosen
from installers.demo.walk import Walk  # noqa: E402 after the platform is chosen
from shared.models.workstations import WorkstationKind  # noqa: E402 after the platform is chosen


def main() -> int:
    """Everything is real but the people."""
    signal.signal(signal.SIGTERM, _end)
    marker = DATA / "loaded"
    if not is_of_today(marker):
        shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True, exist_ok=True)
    DATA.chmod(0o755)
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "prints").mkdir(parents=True)
    say("Starting the server with its own PostgreSQL and Redis …")
    server = DemoServer()
    try:
        server.wait()
        if not marker.exists():
            say("Loading the demonstration hospital, once a day …")
            server.command("demo")
            mark_today(marker)
        QApplication.setStyle("Fusion")
        application = QApplication(sys.argv[:1])
        QLocale.setDefault(QLocale(QLocale.Language.English))
        ScreenThreadGarbage(application)
        stations = Stations(server)
        stations.open(WorkstationKind.RECEPTION)
        usable = time.monotonic() - _STARTED
        for seat in SEATS[1:]:
            stations.open(seat.kind)
        walked = None
        if _HAS_SCREEN and "--walk" not in sys.argv:
            say("Four windows are open, signed in. Close them all to end the demonstration.")
            application.exec()
        else:
            walked = Walk(stations, ("light",) if "--light" in sys.argv else ("light", "dark")).whole_way()
        stations.close()
        result = counted(server, walked)
    finally:
        server.stop()
    result["files"] = sorted(str(path.relative_to(OUT)) for path in OUT.rglob("*") if path.is_file())
    result["seconds_to_first_usable_window"] = round(usable, 1)
    sys.stdout.write(json.dumps(result, sort_keys=True) + "\n")
    return 0


def _end(_number: int, _frame: object) -> None:
    """Stops the server too: it must not stay behind without its windows."""
    raise SystemExit(1)


if __name__ == "__main__":
    sys.exit(main())
