"""A backup is read back before it counts, and comes back as it was, or not at all."""

import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from redis import exceptions
from sqlalchemy import make_url

from server import backup, commands
from server.core.clock import SystemClock
from server.core.database import Encrypted
from server.core.settings import Settings
from server.core.stores import StoreUrls
from server.migrate import is_empty
from shared.contracts import patients, system
from shared.models.patients import Sex, TypedAge
from shared.models.system import CheckKind, CheckState
from tests.server.features.appointments.visits import waiting
from tests.support.stores import database_from


@pytest.fixture
def settings(tmp_path, store_home, certificates, keys):
    shutil.copytree(store_home / "test-keys", tmp_path / "data" / "keys")
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def here(fresh):
    return StoreUrls(fresh.owner_url, fresh.app_url, fresh.redis_url)


@pytest.fixture
def elsewhere(store_urls, admin, fresh):
    """An empty database on another machine."""
    place = database_from(store_urls, admin, "template1", "hms_elsewhere")
    admin.execute('ALTER DATABASE "hms_elsewhere" OWNER TO hms_owner')
    yield StoreUrls(place.owner_url, place.app_url, fresh.redis_url)
    admin.execute('DROP DATABASE "hms_elsewhere" WITH (FORCE)')


def plain(url):
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def ask(url, statement):
    with psycopg.connect(plain(url)) as connection:
        return connection.execute(statement).fetchone()


def made_in(told):
    return next(word for word in told.split() if "hms-2" in word)


@pytest.fixture
def made(api, settings, here, tmp_path):
    """A hospital with a patient, backed up."""
    api("receptionist").send(patients.register(name="Rahima Begum", sex=Sex.FEMALE, age=TypedAge(amount=54)))
    told = commands.back_up(settings, here, tmp_path / "disk", tmp_path / "safe")
    assert "read back whole" in told
    assert (tmp_path / "safe" / "hms-keys" / "data-1.key").exists()
    assert not list((tmp_path / "disk").glob("*.part"))
    return tmp_path / "disk" / made_in(told).rpartition("/")[2]


def test_a_hospital_comes_back_on_another_machine(api, settings, made, elsewhere):
    assert is_empty(elsewhere.owner_url)

    told = commands.restore(settings, elsewhere, made, replace=False)

    assert told.startswith("Restored: the state of ")
    assert ask(elsewhere.app_url, "SELECT name FROM patients") == ("Rahima Begum",)
    assert ask(elsewhere.app_url, "SELECT count(*) > 10 FROM role_permissions") == (True,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):  # its guards stand again
        ask(elsewhere.app_url, "DELETE FROM appointment_events RETURNING id")
    check = next(one for one in api("administrator").send(system.health()).checks if one.kind is CheckKind.BACKUP)
    assert check.state is CheckState.OK
    assert check.figures["place"] == str(made)


def test_over_a_hospital_only_when_told_to_and_its_state_is_kept(settings, api, made, here, owner):
    owner.execute("UPDATE settings SET phone = '999'")
    with pytest.raises(backup.BackupError, match="--replace"):
        commands.restore(settings, here, made, replace=False)

    told = commands.restore(settings, here, made, replace=True)

    assert ask(here.app_url, "SELECT phone FROM settings") == ("100",)
    commands.restore(
        settings, here, made.parent / made_in(told.splitlines()[1]).rstrip(".").rpartition("/")[2], replace=True
    )
    assert ask(here.app_url, "SELECT phone FROM settings") == ("999",)


def test_a_damaged_one_or_one_of_other_keys_changes_nothing(settings, made, here, tmp_path):
    other = Settings(data_dir=tmp_path / "other")
    with pytest.raises(
        # another test may have rotated the keys that all of this process share
        backup.BackupError,
        match=r"needs the keys (data-\d\.key, )+index\.key\. .*not the right data-\d\.key, ",
    ):
        commands.restore(other, here, made, replace=True)

    with (made / "database.dump").open("r+b") as dump:
        dump.seek(5000)
        dump.write(b"\0\0\0\0")
    with pytest.raises(backup.BackupError, match="damaged"):
        commands.restore(settings, here, made, replace=True)
    with pytest.raises(backup.BackupError, match="no backup"):
        commands.restore(settings, here, tmp_path, replace=True)

    assert ask(here.app_url, "SELECT count(*) FROM patients") == (1,)


def test_what_was_there_under_other_keys_can_be_put_back_with_its_own(
    settings, api, here, tmp_path, monkeypatch, owner
):
    monkeypatch.setattr(Encrypted, "keys", Encrypted.keys)
    api("receptionist").send(patients.register(name="Rahima Begum", sex=Sex.FEMALE, age=TypedAge(amount=54)))
    other = Settings(data_dir=tmp_path / "other")
    theirs, _ = backup.back_up(other, here.owner_url, tmp_path / "disk", SystemClock().now())
    owner.execute("UPDATE settings SET phone = '999'")

    told = commands.restore(other, here, theirs, replace=True)
    assert "It needs other keys" in told
    commands.restore(settings, here, Path(made_in(told.splitlines()[1]).rstrip(".")), replace=True)

    assert ask(here.app_url, "SELECT phone FROM settings") == ("999",)


def test_what_can_not_be_put_back_to_its_end_leaves_what_was(settings, here, made, owner):
    """It fails in the midst of the data, as on a disk that is full."""
    owner.execute("SET hms.there = 'yes'")
    owner.execute(
        "CREATE FUNCTION there() RETURNS boolean RETURN coalesce(current_setting('hms.there', true), '') = 'yes'"
    )
    owner.execute("CREATE TABLE zz_last (id integer CHECK (there()))")
    owner.execute("INSERT INTO zz_last VALUES (1)")
    broken, _ = backup.back_up(settings, here.owner_url, made.parent, SystemClock().now())
    owner.execute("UPDATE settings SET phone = '999'")

    with pytest.raises(backup.BackupError, match=r"could not be put back: .*zz_last"):
        commands.restore(settings, here, broken, replace=True)

    assert owner.execute("SELECT phone FROM settings").fetchall() == [("999",)]


def test_one_of_a_newer_version_changes_nothing(settings, made, here, elsewhere, owner):
    owner.execute("UPDATE alembic_version SET version_num = '9999'")
    newer, _ = backup.back_up(settings, here.owner_url, made.parent, SystemClock().now())

    with pytest.raises(backup.BackupError, match="newer"):
        commands.restore(settings, elsewhere, newer, replace=False)

    assert is_empty(elsewhere.owner_url)


def test_what_was_due_by_now_may_have_gone_out_since_and_is_not_sent_again(
    api, house, settings, here, elsewhere, tmp_path, owner
):
    visit = waiting(api("receptionist"), house.doctor, "Rahima Begum")
    for state, days in (("planned", -1), ("sending", -1), ("accepted", -1), ("planned", 1)):
        owner.execute(
            "INSERT INTO messages (id, patient_id, appointment_id, kind, channel, occasion, state, planned_at, "
            "due_at, tries, version) VALUES (gen_random_uuid(), %s, %s, 'appointment', 'sms', "
            "(SELECT count(*) FROM messages), %s, now(), now() + %s * interval '1 day', 0, 1)",
            [visit.patient.id, visit.id, state, days],
        )
    told = commands.back_up(settings, here, tmp_path / "disk", None)

    told = commands.restore(settings, elsewhere, tmp_path / "disk" / made_in(told).rpartition("/")[2], replace=False)

    assert "2 messages to patients were due by now" in told
    found = "SELECT array_agg(state ORDER BY occasion), (SELECT count(*) FROM message_attempts) FROM messages"
    assert ask(elsewhere.app_url, found) == (["perhaps", "perhaps", "accepted", "planned"], 2)


def test_reports_that_may_have_gone_out_since_are_not_mailed_again_though_redis_is_away(
    house, settings, here, elsewhere, tmp_path, owner
):
    for name, mail_to in (("mailed", ["head@clinic.example"]), ("in the folder", [])):
        owner.execute(
            "INSERT INTO saved_reports (id, kept_by, name, choice, compare, rhythm, form, folder, mail_to, kept_on, "
            "version) SELECT gen_random_uuid(), id, %s, '{}', false, 'daily', 'csv', true, %s, '2026-01-01', 1 "
            "FROM employees LIMIT 1",
            [name, mail_to],
        )
    for state, days in (("planned", -1), ("sending", -1), ("accepted", -1), ("planned", 1)):
        owner.execute(
            "INSERT INTO report_mails (id, saved_id, since, until, address, title, text, file, state, due_at, tries, "
            "version) SELECT gen_random_uuid(), id, '2026-01-01', '2026-01-01', (SELECT count(*) FROM report_mails), "
            "'', '', '', %s, now() + %s * interval '1 day', 0, 1 FROM saved_reports WHERE name = 'mailed'",
            [state, days],
        )
    told = commands.back_up(settings, here, tmp_path / "disk", None)
    made = tmp_path / "disk" / made_in(told).rpartition("/")[2]
    states = "SELECT array_agg(state ORDER BY address), (SELECT count(*) FROM report_mail_attempts) FROM report_mails"
    anew = "SELECT array_agg(kept_on > '2026-01-01' ORDER BY name DESC) FROM saved_reports"

    with pytest.raises(exceptions.ConnectionError):
        commands.restore(settings, replace(elsewhere, redis_url="redis://127.0.0.1:1"), made, replace=False)

    assert ask(elsewhere.app_url, states) == (["perhaps", "perhaps", "accepted", "planned"], 2)
    assert ask(elsewhere.app_url, anew) == ([True, False],)
    told = commands.restore(settings, elsewhere, made, replace=True)
    assert "2 reports by e-mail were due by now" in told
    assert "1 reports that go out by e-mail begin anew today" in told


def test_what_is_not_a_hospitals_database_is_no_backup(settings, elsewhere, tmp_path):
    with pytest.raises(backup.BackupError, match="no database of a hospital"):
        backup.back_up(settings, elsewhere.owner_url, tmp_path / "disk", SystemClock().now())
