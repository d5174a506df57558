"""The real supervisor with the tests' worker."""

import sys
from pathlib import Path

from server.core.settings import Settings
from server.run import run

if __name__ == "__main__":
    sys.exit(run(Settings(), worker_command=[sys.executable, str(Path(__file__).with_name("worker.py"))]))
