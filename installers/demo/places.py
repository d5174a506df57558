"""Where the demonstration keeps its things."""

import os
import sys
from pathlib import Path
from typing import Final

import platformdirs


def _data() -> Path:
    """As root out of any home: the database's own account could not reach it there."""
    chosen = os.environ.get("HMS_DEMO_DIR")
    if chosen:
        return Path(chosen)
    if os.geteuid() == 0:
        return Path("/var/lib/hms-demo")
    return Path(platformdirs.user_data_dir("hms-demo", appauthor=False))


DATA: Final = _data()
OUT: Final = Path(os.environ.get("HMS_DEMO_OUT", "demo-out")).resolve()
PASSWORD: Final = "demo-password-1"  # noqa: S105 public on purpose: nothing real is behind it


def say(text: str) -> None:
    """To a person: the last line of output belongs to the JSON."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
