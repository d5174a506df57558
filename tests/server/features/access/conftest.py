import json
import time

import pytest
from redis import Redis

from server.core.push import CHANNEL
from shared.contracts import access
from tests.support.house import PASSWORD
from tests.support.server import Api


@pytest.fixture
def desk(client, house):
    """`desk("doctor")`: the computer where such a person sits, nobody signed in yet."""

    def at(who):
        return Api(client, house.device_for(who))

    return at


@pytest.fixture
def signed_in(desk, house):
    """`signed_in("doctor")`: a new session, and the computer it was opened at."""

    def sign_in(who, password=PASSWORD):
        at = desk(who)
        answer = at.send(access.sign_in(user_name=house.user_name(who), password=password))
        at.bearer = answer.access_token
        return answer, at

    return sign_in


@pytest.fixture
def ended(fresh):
    """`ended(session_id)`: waits until the screens are told that it ended, and why."""
    with Redis.from_url(fresh.redis_url) as redis, redis.pubsub() as channel:
        channel.subscribe(CHANNEL)
        channel.get_message(timeout=5)  # the subscription itself

        def why(holder):
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                message = channel.get_message(timeout=0.5)
                if message and (reason := json.loads(message["data"])["ended"].get(str(holder))):
                    return reason
            raise AssertionError("no screen was told")

        yield why
