import os
import signal
import subprocess
import sys

import pytest

from client.core.drafts import FileDrafts

KEY = os.urandom(32)
DRAFT = {"note": {"complaint": "Cough"}, "lines": []}


@pytest.fixture
def drafts(tmp_path):
    return FileDrafts(tmp_path / "drafts", KEY)


def test_gives_back_what_was_kept(tmp_path, drafts):
    drafts.save("visit 1", DRAFT)

    assert FileDrafts(tmp_path / "drafts", KEY).load("visit 1") == DRAFT


def test_the_newest_one_stands(drafts):
    drafts.save("visit 1", {})

    drafts.save("visit 1", DRAFT)

    assert drafts.load("visit 1") == DRAFT


def test_each_key_has_its_own(drafts):
    drafts.save("visit 1", DRAFT)

    assert drafts.load("visit 2") is None


def test_what_was_cleared_is_gone_from_the_disk(tmp_path, drafts):
    drafts.save("visit 1", DRAFT)

    drafts.clear("visit 1")
    drafts.clear("visit 1")

    assert drafts.load("visit 1") is None
    assert list((tmp_path / "drafts").iterdir()) == []


def test_nothing_of_a_patient_can_be_read_from_the_disk(tmp_path, drafts):
    drafts.save("visit 1", DRAFT)

    (file,) = (tmp_path / "drafts").iterdir()
    assert b"Cough" not in file.read_bytes()
    assert "visit" not in file.name


def test_another_computers_key_opens_nothing(tmp_path, drafts):
    drafts.save("visit 1", DRAFT)

    assert FileDrafts(tmp_path / "drafts", os.urandom(32)).load("visit 1") is None


def test_a_draft_put_under_another_key_opens_nothing(tmp_path, drafts):
    drafts.save("visit 1", DRAFT)
    drafts.save("visit 2", {})

    drafts._path("visit 1").replace(drafts._path("visit 2"))

    assert drafts.load("visit 2") is None


def test_half_a_file_is_no_draft(drafts):
    drafts.save("visit 1", DRAFT)
    whole = drafts._path("visit 1").read_bytes()

    drafts._path("visit 1").write_bytes(whole[:20])

    assert drafts.load("visit 1") is None


def test_a_full_disk_stops_nobody(drafts, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)

    drafts.save("visit 1", DRAFT)

    assert drafts.load("visit 1") is None


def test_a_draft_survives_a_killed_program(tmp_path):
    """As power and crashes end it: with no word of goodbye."""
    writes = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from client.core.drafts import FileDrafts\n"
        "drafts = FileDrafts(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))\n"
        "drafts.save('visit 1', {'note': {'complaint': 'Cough'}, 'lines': []})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    ended = subprocess.run([sys.executable, "-c", writes, str(tmp_path), KEY.hex()], check=False)

    assert ended.returncode == -signal.SIGKILL
    assert FileDrafts(tmp_path, KEY).load("visit 1") == DRAFT
