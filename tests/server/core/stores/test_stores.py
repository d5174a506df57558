import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from server.core.settings import Settings
from server.core.stores import StoreError, Stores, binaries, open_stores
from server.core.stores.errors import DataDirInUseError
from tests.server.core.stores.helpers import ask, database_answers, eventually, redis_answers


def supervised(stores):
    stores.check()
    return stores.pids


def test_both_stores_answer_once_started(urls):
    assert database_answers(urls.owner_url)
    assert database_answers(urls.app_url)
    assert redis_answers(urls.redis_url)


def test_the_database_has_the_extensions_that_the_application_needs(urls):
    present = ask(urls.app_url, "SELECT array_agg(extname::text) FROM pg_extension")

    assert set(binaries.EXTENSIONS) <= set(present)


def test_names_in_other_scripts_can_be_searched(urls):
    assert ask(urls.app_url, "SELECT show_trgm('রহিম')")


def test_the_application_role_is_no_superuser_and_owns_nothing(urls):
    rights = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"

    assert ask(urls.app_url, "SELECT current_user") == "hms_app"
    assert ask(urls.app_url, f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") is False
    assert ask(urls.app_url, "SELECT count(*) FROM pg_database WHERE datdba = 'hms_app'::regrole") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(urls.app_url, "CREATE TABLE public.mine (id int)")


@pytest.mark.parametrize("wrong", ["", "wrong"])
def test_nobody_gets_in_without_the_password(urls, wrong):
    database, queue = urlsplit(urls.app_url), urlsplit(urls.redis_url)

    with pytest.raises(psycopg.OperationalError):
        ask(f"postgresql://hms_app:{wrong}@127.0.0.1:{database.port}/hms", "SELECT 1")
    assert not redis_answers(f"redis://:{wrong}@127.0.0.1:{queue.port}/0")


def test_passwords_are_for_this_account_alone_and_in_no_command_line(shared_settings, stores, urls):
    passwords = [path for path in shared_settings.keys_dir.glob("*.password") if path.stat().st_mode & 0o077 == 0]

    assert len(passwords) == 3
    assert urlsplit(urls.redis_url).password not in repr(urls)
    for pid in stores.pids.values():
        command = Path(f"/proc/{pid}/cmdline").read_text()
        assert not any(path.read_text() in command for path in passwords)


def test_a_failing_statement_leaves_no_data_in_the_log(shared_settings, urls):
    with pytest.raises(psycopg.errors.DivisionByZero):
        ask(urls.app_url, "SELECT 'Rahima Khatun', 1 / 0")

    assert "Rahima" not in (shared_settings.log_dir / "postgres.log").read_text()


def test_data_and_address_are_kept_over_a_restart(store_home):
    settings = Settings(data_dir=store_home / "data")
    with open_stores(settings) as urls:
        ask(urls.owner_url, "CREATE TABLE kept AS SELECT 42 AS value")
        with redis.Redis.from_url(urls.redis_url) as client:
            client.set("kept", "yes")

    with open_stores(settings) as again:
        assert again == urls
        assert ask(again.owner_url, "SELECT value FROM kept") == 42
        with redis.Redis.from_url(again.redis_url) as client:
            assert client.get("kept") == b"yes"
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert ask(again.app_url, f"SHOW {setting}") == "on"


def test_another_port_is_taken_when_somebody_else_listens_on_ours(store_home):
    settings = Settings(data_dir=store_home / "data")
    with socket.create_server(("127.0.0.1", 0)) as intruder:
        taken = intruder.getsockname()[1]
        settings.keys_dir.mkdir(parents=True)
        store_home.joinpath("data").chmod(0o711)
        (settings.keys_dir / "redis.port").write_text(str(taken))
        stores = Stores(settings, durable=False)

        urls = stores.start()

        assert urlsplit(urls.redis_url).port not in {None, taken}
        assert redis_answers(urls.redis_url)
        stores.stop()


def test_a_killed_postgres_comes_back(stores, urls):
    killed = stores.pids["PostgreSQL"]

    os.kill(killed, signal.SIGKILL)

    eventually(lambda: supervised(stores).get("PostgreSQL") not in {None, killed})
    eventually(lambda: supervised(stores) and database_answers(urls.app_url))


def test_a_killed_redis_comes_back_with_its_data(stores, urls):
    killed = stores.pids["Redis"]
    with redis.Redis.from_url(urls.redis_url) as client:
        client.set("before", "the kill")

    os.kill(killed, signal.SIGKILL)

    eventually(lambda: supervised(stores).get("Redis") not in {None, killed})
    eventually(lambda: supervised(stores) and redis_answers(urls.redis_url))
    with redis.Redis.from_url(urls.redis_url) as client:
        assert client.get("before") == b"the kill"


def test_postgres_comes_back_though_its_old_number_is_another_programs_now(stores, urls, shared_settings):
    pid_file = shared_settings.postgres_dir / "postmaster.pid"
    killed = stores.pids["PostgreSQL"]

    os.kill(killed, signal.SIGKILL)
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(stores.pids["Redis"]), *lines[1:]]))

    eventually(lambda: supervised(stores).get("PostgreSQL") not in {None, killed})
    eventually(lambda: supervised(stores) and database_answers(urls.app_url))


def test_a_second_server_on_the_same_data_directory_is_refused(stores, shared_settings):
    second = Stores(shared_settings)

    with pytest.raises(DataDirInUseError, match="Another server is running"):
        second.start()


def test_a_command_beside_a_running_server_uses_its_stores(stores, urls, shared_settings):
    with open_stores(shared_settings) as found:
        assert found == urls

    assert database_answers(urls.app_url)


def test_configured_urls_start_nothing(urls, store_home):
    settings = Settings(
        data_dir=store_home / "data",
        database_url=urls.app_url.replace("+psycopg", ""),
        redis_url=urls.redis_url,
    )
    stores = Stores(settings)

    found = stores.start()

    assert stores.pids == {}
    assert not settings.postgres_dir.exists()
    assert not settings.redis_dir.exists()
    assert found.app_url == found.owner_url == urls.app_url
    assert found.redis_url == urls.redis_url
    stores.stop()
    assert database_answers(urls.app_url)
    assert redis_answers(urls.redis_url)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"database_url": "postgresql://hms:hush@127.0.0.1:1/hms"}, "HMS_DATABASE_URL"),
        ({"redis_url": "redis://:hush@127.0.0.1:1/0"}, "HMS_REDIS_URL"),
    ],
)
def test_a_url_that_does_not_answer_is_named_without_its_password(urls, store_home, wrong, named):
    right = {"database_url": urls.app_url, "redis_url": urls.redis_url}
    settings = Settings(data_dir=store_home / "data", **{**right, **wrong})

    with pytest.raises(StoreError, match=named) as refusal:
        Stores(settings).start()

    assert "hush" not in str(refusal.value)


def test_data_without_its_keys_is_refused_at_once(store_home):
    settings = Settings(data_dir=store_home / "data")
    with open_stores(settings):
        pass
    (settings.keys_dir / "postgres-owner.password").unlink()

    with pytest.raises(StoreError, match="from the same backup"), open_stores(settings):
        pass


def test_data_of_a_version_that_is_not_here_is_refused(store_home):
    settings = Settings(data_dir=store_home / "data")
    settings.postgres_dir.mkdir(parents=True)
    store_home.joinpath("data").chmod(0o711)
    (settings.postgres_dir / "PG_VERSION").write_text("9\n")

    with pytest.raises(StoreError, match="belongs to PostgreSQL 9"):
        Stores(settings).start()


def test_a_machine_without_postgres_uses_the_one_of_the_wheel(store_home, monkeypatch):
    monkeypatch.setattr(binaries, "_system_postgres", list)
    stores = Stores(Settings(data_dir=store_home / "data"), durable=False)

    urls = stores.start()

    assert ask(urls.app_url, "SELECT current_setting('server_version_num')::int / 10000") >= 18
    assert ask(urls.app_url, "SELECT show_trgm('রহিম')")
    stores.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the stores as somebody else")
def test_a_data_directory_out_of_the_accounts_reach_is_refused(store_home):
    private = store_home / "private"
    private.mkdir(mode=0o700)

    with pytest.raises(StoreError, match=f"may not enter {private}"):
        Stores(Settings(data_dir=private / "data")).start()
