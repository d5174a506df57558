"""A display needs nobody: the whole screen, lit, without a pointer, and started again by the computer itself."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt

from client.core import awake
from client.core.awake import Awake
from client.views.display.kiosk import Kiosk
from client.views.window import Window

LINUX = Path(__file__).parent.parent.parent.parent / "installers/linux"


def told(path, name, text):
    program = path / name
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return str(program)


def test_a_display_fills_the_screen_without_a_pointer(qtbot, monkeypatch):
    monkeypatch.setattr(awake, "_LOCKS", ())
    monkeypatch.setattr(awake, "_SETTINGS", ())
    window = Window()
    qtbot.addWidget(window)
    window.showMaximized()

    Kiosk(window).start()

    assert window.isFullScreen()
    assert window.cursor().shape() is Qt.CursorShape.BlankCursor


def test_the_screen_is_kept_lit_for_as_long_as_the_program_lives(qtbot, tmp_path, monkeypatch):
    log = tmp_path / "log"
    lock = told(tmp_path, "lock", f'echo "$*" > {log}; cat; echo released >> {log}')
    monkeypatch.setattr(awake, "_LOCKS", ((lock, "--what=idle"),))
    monkeypatch.setattr(awake, "_SETTINGS", ((told(tmp_path, "set", f"echo set > {tmp_path / 'set-log'}"),),))
    lit = Awake(is_installed=shutil.which)
    qtbot.waitUntil(lambda: log.exists() and log.read_text() == "--what=idle\n")
    qtbot.waitUntil((tmp_path / "set-log").exists)

    lit.release()

    qtbot.waitUntil(lambda: log.read_text().endswith("released\n"))


def test_the_lock_on_darkness_ends_with_a_program_that_was_killed(tmp_path):
    ended = tmp_path / "ended"
    lock = told(tmp_path, "lock", f"cat; touch {ended}")
    code = (
        "import os\nfrom PySide6.QtCore import QCoreApplication\nfrom client.core import awake\n"
        f"awake._SETTINGS, awake._LOCKS = (), (({lock!r},),)\n"
        "application = QCoreApplication([])\nlit = awake.Awake()\nlit._locks[0].waitForStarted()\nos._exit(9)\n"
    )

    subprocess.run([sys.executable, "-c", code], check=False, timeout=30)

    for _ in range(200):
        if ended.exists():
            break
        subprocess.run(["sleep", "0.05"], check=True)
    assert ended.exists()


def test_a_computer_without_any_means_goes_on():
    Awake(is_installed=lambda _: None)


def test_a_display_that_ends_is_started_again_for_ever():
    unit = configparser.ConfigParser()
    unit.read(LINUX / "hms-display.service")

    assert unit["Service"]["Restart"] == "always"
    assert unit["Unit"]["startlimitintervalsec"] == "0"
    assert unit["Service"]["ExecStart"].endswith("/hms-client")


def test_a_workstation_starts_with_its_user():
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(LINUX / "hms-client.desktop")

    assert entry["Desktop Entry"]["Exec"].endswith("/hms-client")
    assert entry["Desktop Entry"]["Type"] == "Application"
