from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from server.core.tokens import ACCESS_LIFE, Tokens, hash_of, new_token, session_of
from shared.errors import SignedOut
from shared.ids import SessionId, UserId, new_id

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SECRET = b"s" * 32
USER = UserId(new_id())
SESSION = SessionId(new_id())


@pytest.fixture
def tokens():
    return Tokens(SECRET)


def test_an_access_token_says_whom_it_was_made_for(tokens):
    claims = tokens.read(tokens.access(USER, SESSION, NOW), NOW + timedelta(minutes=14))

    assert (claims.user_id, claims.session_id) == (USER, SESSION)


def test_an_access_token_lives_fifteen_minutes(tokens):
    token = tokens.access(USER, SESSION, NOW)

    with pytest.raises(SignedOut):
        tokens.read(token, NOW + ACCESS_LIFE)


def test_a_token_of_another_server_is_refused(tokens):
    token = Tokens(b"o" * 32).access(USER, SESSION, NOW)

    with pytest.raises(SignedOut):
        tokens.read(token, NOW)


@pytest.mark.parametrize("claims", [{}, {"exp": 9e9}, {"exp": "never"}, {"exp": 9e9, "sub": 1, "sid": "x"}])
def test_a_signed_token_without_what_it_must_say_is_refused(tokens, claims):
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))

    with pytest.raises(SignedOut):
        tokens.read(token, NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é.é.é"])
def test_what_is_no_token_is_refused(tokens, token):
    with pytest.raises(SignedOut):
        tokens.read(token, NOW)


def test_a_refresh_token_names_its_session_and_so_does_its_successor(tokens):
    token = tokens.refresh(SESSION)

    fresh = tokens.successor(token)

    assert session_of(token) == session_of(fresh) == SESSION
    assert fresh != token


def test_a_successor_is_always_the_same_and_only_this_server_knows_it(tokens):
    token = tokens.refresh(SESSION)

    assert tokens.successor(token) == tokens.successor(token)
    assert tokens.successor(token) != Tokens(b"o" * 32).successor(token)


def test_what_names_no_session_is_refused():
    with pytest.raises(SignedOut):
        session_of("not-a-session.token")


def test_the_secret_outlives_a_restart(tmp_path):
    token = Tokens.load(tmp_path).access(USER, SESSION, NOW)

    assert Tokens.load(tmp_path).read(token, NOW).user_id == USER
    assert (tmp_path / "token.key").stat().st_mode & 0o077 == 0


def test_opaque_tokens_differ_and_so_do_their_hashes():
    tokens = [new_token() for _ in range(100)]

    assert len({hash_of(token) for token in tokens}) == 100
    assert {len(hash_of(token)) for token in tokens} == {32}
