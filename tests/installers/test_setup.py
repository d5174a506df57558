import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "installers/linux/setup"
SETUP_TESTS = ROOT / "installers/linux/setup-tests"


def run(*command, **environment):
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("script", [SETUP, SETUP_TESTS], ids=lambda script: script.name)
def test_setting_up_is_a_script_of_every_shell(script):
    done = run("sh", "-n", str(script))

    assert (done.returncode, done.stderr) == (0, "")
    assert os.access(script, os.X_OK)


def bare_machine(folder, **programs):
    """A PATH with nothing on it but what the script is made of and the programs given."""
    for name, text in {"id": "echo 1000", **programs}.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_who_may_not_install_the_tests_browser_is_told_the_one_command(tmp_path):
    done = run("/bin/sh", str(SETUP_TESTS), PATH=bare_machine(tmp_path))

    assert done.returncode == 1
    assert "    sudo apt-get install -y --no-install-recommends chromium\n" in done.stderr


def test_the_browser_is_installed_once_and_with_an_older_list_of_packages_too(tmp_path):
    log = tmp_path / "log"
    apt = f'echo "$@" >> {log}; [ "$1" = update ] || [ "$(/usr/bin/wc -l < {log})" -gt 1 ]'
    bare = bare_machine(tmp_path, **{"id": "echo 0", "apt-get": apt, "env": 'shift; "$@"'})

    first = run("/bin/sh", str(SETUP_TESTS), PATH=bare)
    bare_machine(tmp_path, chromium="exit 0")
    again = run("/bin/sh", str(SETUP_TESTS), PATH=bare)

    assert (first.returncode, again.returncode) == (0, 0)
    install = "install -qq -y --no-install-recommends chromium"
    assert log.read_text().splitlines() == [install, "update -qq", install]


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
