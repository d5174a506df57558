"""Format, lint and types are part of the suite: what CI runs is then all there is."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",), ("lint-imports", "--no-cache")],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_house_is_in_order(command: tuple[str, ...]):
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
