"""Before anything imports Qt: no screen, and software drawing, so that a suite runs anywhere."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

pytest_plugins = ["tests.support.stores", "tests.support.server"]
