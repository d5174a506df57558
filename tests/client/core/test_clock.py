from datetime import UTC, datetime, timedelta

from client.core.clock import Clock


def test_it_starts_with_this_computers_time():
    clock = Clock()

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
    assert not clock.is_wrong


def test_it_follows_the_servers_time_and_half_the_way_it_took():
    clock = Clock()
    server = datetime.now(UTC) + timedelta(minutes=7)

    clock.learn(server, round_trip=2.0)

    assert abs(clock.now() - server - timedelta(seconds=1)) < timedelta(seconds=0.5)
    assert clock.is_wrong


def test_its_moments_are_aware():
    assert Clock().now().tzinfo is not None


def test_how_long_something_took_never_goes_back():
    clock = Clock()

    assert clock.monotonic() <= clock.monotonic()
