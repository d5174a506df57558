import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "installers/linux/setup"


def run(*command, **environment):
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_setting_up_is_a_script_of_every_shell():
    done = run("sh", "-n", str(SETUP))

    assert (done.returncode, done.stderr) == (0, "")
    assert os.access(SETUP, os.X_OK)


def test_it_wants_to_be_told_where():
    done = run("sh", str(SETUP))

    assert done.returncode != 0
    assert "usage" in done.stderr


def test_a_python_that_is_too_old_is_named_before_anything_is_done(tmp_path):
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    done = run("sh", str(SETUP), str(tmp_path / "venv"), PYTHON=str(old))

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_what_is_there_is_not_set_up_again(tmp_path):
    """make compares the lock with the stamp: a second `make demo` asks neither pip nor the network."""
    stamp = tmp_path / "venv/.installed"
    stamp.parent.mkdir()
    stamp.touch()

    again = run("make", "--question", "setup", f"VENV={stamp.parent}")
    os.utime(stamp, (0, 0))
    changed = run("make", "--question", "setup", f"VENV={stamp.parent}")

    assert again.returncode == 0
    assert changed.returncode == 1


def test_every_package_of_the_lock_is_pinned_with_its_hash():
    lock = (ROOT / "requirements.lock").read_text().replace("\\\n", " ")
    lines = [line for line in lock.splitlines() if line and not line.lstrip().startswith("#")]

    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
