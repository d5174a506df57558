"""Before anything imports Qt: no screen, and software drawing, so that a suite runs anywhere."""

import gc
import os
import sys

# An installed program has its bytecode: one that is started by a test takes no longer to start than that.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

pytest_plugins = ["tests.support.stores", "tests.support.server", "tests.support.bench", "tests.support.prices"]


def pytest_collection_finish() -> None:
    """What was imported and collected lives to the end: walking through it cost as much as building an application."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
