"""What is kept of a command: its answer, encrypted, for longer than any client waits."""

from datetime import timedelta
from uuid import UUID

import pytest
from ulid import ULID

from server.core.commands import STALE, CommandLog, age_of, digest_of
from server.core.housekeeping import tidy
from shared.errors import CommandTooOld, KeyReused
from tests.server.features.patients.people import registered

DIGEST = digest_of("POST /patients", UUID(int=1), b"{}")


@pytest.fixture
def log(keys):
    return CommandLog(keys)


@pytest.fixture
def key(clock):
    return ULID.from_datetime(clock.now()).to_uuid()


def test_a_new_key_is_claimed_and_a_known_one_gets_its_answer(database, clock, log, key):
    with database.transaction() as session:
        assert log.claim(session, key, DIGEST, clock.now()) is None
        log.keep(session, key, b"the answer")

    with database.transaction() as session:
        assert log.claim(session, key, DIGEST, clock.now()) == b"the answer"


def test_a_key_of_another_request_is_refused(database, clock, log, key):
    with database.transaction() as session:
        log.claim(session, key, DIGEST, clock.now())
        log.keep(session, key, b"the answer")

    with pytest.raises(KeyReused), database.transaction() as session:
        log.claim(session, key, digest_of("POST /patients", UUID(int=2), b"{}"), clock.now())


def test_a_new_key_may_be_a_day_old_and_no_older(database, clock, log):
    now = clock.now()
    just, older = (ULID.from_datetime(now - STALE - more).to_uuid() for more in (timedelta(), timedelta(seconds=1)))

    with database.transaction() as session:
        assert log.claim(session, just, DIGEST, now) is None
    with pytest.raises(CommandTooOld), database.transaction() as session:
        log.claim(session, older, DIGEST, now)


def test_the_age_of_a_key_is_known_to_the_millisecond_and_has_no_end(clock):
    now = clock.now().replace(microsecond=5000)

    assert age_of(ULID.from_datetime(now - timedelta(minutes=3)).to_uuid(), now) == timedelta(minutes=3)
    assert age_of(UUID(int=2**128 - 1), now) < timedelta()


def test_an_answer_rests_encrypted(api, owner):
    registered(api("receptionist"), "Asha Rahman")

    (answer,) = owner.execute("SELECT answer FROM command_log").fetchone()

    assert b"Asha" not in answer


def test_answers_are_forgotten_after_45_days(database, clock, log, key, owner):
    with database.transaction() as session:
        log.claim(session, key, DIGEST, clock.now())
        log.keep(session, key, b"the answer")

    tidy(database, clock.now() + timedelta(days=44))
    kept = owner.execute("SELECT count(*) FROM command_log").fetchone()
    tidy(database, clock.now() + timedelta(days=46))

    assert kept == (1,)
    assert owner.execute("SELECT count(*) FROM command_log").fetchone() == (0,)
