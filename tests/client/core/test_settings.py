import os
import stat
from uuid import UUID

import pytest

from client.api.pairing import PairedComputer
from client.api.transport import ServerAddress
from client.core.settings import ClientSettings, load, profile_directory, save
from shared.ids import WorkstationId
from shared.models.documents import PaperKind
from shared.models.workstations import WorkstationKind

PAIRING = PairedComputer(
    (ServerAddress("10.0.0.5", 8843), ServerAddress("fe80::1", 8843)),
    "-----BEGIN CERTIFICATE-----",
    "device-token",
    WorkstationId(UUID(int=4)),
    "Counter 1",
    WorkstationKind.RECEPTION,
)


def test_a_new_computer_starts_with_nothing(tmp_path):
    assert load(tmp_path / "nowhere") == ClientSettings()


def test_keeps_everything_between_two_starts(tmp_path):
    settings = ClientSettings(
        pairing=PAIRING,
        theme="dark",
        language="bn",
        last_users=("anna",),
        printers={PaperKind.TOKEN: {"host": "10.0.0.9", "port": 9100}},
    )

    save(settings, tmp_path)

    assert load(tmp_path) == settings


def test_nobody_else_on_this_computer_may_read_it(tmp_path):
    save(ClientSettings(pairing=PAIRING), tmp_path / "profile")

    mode = (tmp_path / "profile" / "settings.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_save_that_fails_leaves_the_old_settings(tmp_path, monkeypatch):
    save(ClientSettings(theme="dark"), tmp_path)

    def full(_descriptor):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        save(ClientSettings(theme="light"), tmp_path)

    assert load(tmp_path).theme == "dark"


def test_a_damaged_file_is_put_aside(tmp_path):
    (tmp_path / "settings.json").write_text("{")

    assert load(tmp_path) == ClientSettings()
    assert (tmp_path / "settings.broken").read_text() == "{"


def test_a_newer_versions_settings_are_understood(tmp_path):
    (tmp_path / "settings.json").write_text('{"theme": "dark", "hologram": true}')

    assert load(tmp_path).theme == "dark"


def test_remembers_who_signed_in_last_and_only_their_names():
    settings = ClientSettings()
    for name in ("anna", "bela", "cyra", "dora", "ela", "anna", "finn"):
        settings = settings.with_user(name)

    assert settings.last_users == ("finn", "anna", "ela", "dora", "cyra")


def test_each_profile_has_a_place_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("HMS_CLIENT_DIR", str(tmp_path))

    assert profile_directory() == tmp_path
    assert profile_directory("lab-2") == tmp_path / "profiles" / "lab-2"


@pytest.mark.parametrize("profile", ["../elsewhere", "..", "a/b", "x" * 41])
def test_a_profile_stays_in_its_place(profile):
    with pytest.raises(ValueError, match="profile"):
        profile_directory(profile)
