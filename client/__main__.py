"""`hms-client`: this computer's window."""

import argparse
import logging
import sys
from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from client.core import aio
from client.core.garbage import ScreenThreadGarbage
from client.core.settings import profile_directory

_log = logging.getLogger("hms.client")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until the window is closed; the exit code."""
    parser = argparse.ArgumentParser(prog="hms-client", description="A workstation of the hospital.")
    parser.add_argument("--profile", default="", help="several workstations on one computer, each by its own name")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    QApplication.setStyle("Fusion")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("hms-client")
    QLocale.setDefault(QLocale.system())
    aio.set_unhandled(_unhandled)
    from client.app import Client  # the widgets want the application first
    from client.views.display.kiosk import Kiosk

    ScreenThreadGarbage(application)
    client = Client(profile_directory(options.profile))
    client.window.resize(1366, 768)
    client.window.showMaximized()
    client.display_started.connect(Kiosk(client.window).start)
    client.start()
    code = application.exec()
    client.close()
    return code


def _unhandled(error: Exception, where: str) -> None:
    # The text of an error may hold what was typed: its class and place are enough to find it.
    _log.error("unhandled %s in %s", type(error).__name__, where)


if __name__ == "__main__":
    sys.exit(main())
