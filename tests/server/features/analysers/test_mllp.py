"""The framing by itself, and connections that behave badly, on real sockets."""

import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.features.analysers.mllp import Framing, TooLong
from tests.server.features.analysers.conftest import Line, framed, served

_MESSAGES = st.lists(st.binary(max_size=40).map(lambda m: m.translate(None, b"\x0b\x1c")), max_size=6)
_NOISE = st.sampled_from([b"", b"\r", b"\r\n", b"noise", b"\x1c\r"])


@settings(max_examples=200, deadline=None)
@given(_MESSAGES, _NOISE, st.integers(1, 30))
def test_messages_are_the_same_however_the_stream_is_cut(messages, noise, size):
    stream = noise + noise.join(framed(message) for message in messages)
    framing = Framing(100)

    found = [one for at in range(0, len(stream), size) for one in framing.feed(stream[at : at + size])]

    assert found == messages
    assert not framing.is_inside


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=10))
def test_no_stream_keeps_more_than_a_message_may_be_long(pieces):
    framing = Framing(50)

    try:
        found = [one for piece in pieces for one in framing.feed(piece)]
    except TooLong:
        return

    assert all(len(one) <= 50 for one in found)


def test_a_message_that_begins_anew_counts_from_there():
    framing = Framing(100)

    assert framing.feed(b"\x0bhalf\x0bwhole\x1c\r") == [b"whole"]
    assert framing.began_anew


class Echo:
    """Answers what it was told, unless it is told to be slow."""

    def __init__(self):
        self.broken = []

    async def admits(self, peer):
        return True

    async def answer(self, peer, message):
        return message

    async def broke_off(self, peer, *, too_long):
        self.broken.append(too_long)


def connected(port):
    return Line(socket.create_connection(("127.0.0.1", port), timeout=5))


def closed(line):
    try:
        return line.connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_silence_within_a_message_ends_it_and_silence_between_two_does_not():
    echo = Echo()
    with served(echo, within=0.2) as port:
        idle, stalled = connected(port), connected(port)
        stalled.write(b"\x0bMSH|")

        began = time.monotonic()
        assert closed(stalled)

        assert time.monotonic() - began >= 0.2
        idle.write(framed(b"still here"))
        assert idle.connection.recv(100) == framed(b"still here")
        idle.connection.close()
        stalled.connection.close()
    assert echo.broken == [False]


def test_who_never_reads_the_answers_is_let_go_and_blocks_nobody():
    with served(Echo(), within=0.3) as port:
        deaf, other = connected(port), connected(port)
        deaf.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connection.settimeout(5)
        flood = framed(b"x" * 500_000)
        began = time.monotonic()

        with pytest.raises(OSError):  # noqa: PT012 whichever write meets the closed line
            for _ in range(100):
                deaf.write(flood)

        assert time.monotonic() - began < 4
        other.write(framed(b"me"))
        assert other.connection.recv(100) == framed(b"me")
        deaf.connection.close()
        other.connection.close()


def test_beyond_the_limit_a_connection_is_closed_and_the_others_go_on():
    with served(Echo(), most_connections=2) as port:
        kept = [connected(port) for _ in range(2)]
        for line in kept:
            line.write(framed(b"1"))
            assert line.connection.recv(100) == framed(b"1")

        extra = connected(port)

        assert closed(extra)
        kept[0].write(framed(b"2"))
        assert kept[0].connection.recv(100) == framed(b"2")
        for line in (*kept, extra):
            line.connection.close()


def test_a_line_that_ends_makes_room():
    with served(Echo(), most_connections=1) as port:
        first = connected(port)
        first.write(framed(b"1"))
        first.connection.recv(100)
        first.connection.close()

        deadline = time.monotonic() + 5
        answer = b""
        while not answer and time.monotonic() < deadline:
            line = connected(port)
            try:
                line.write(framed(b"2"))
                answer = line.connection.recv(100)
            except OSError:
                answer = b""  # it was closed: the first one's end is not known yet
            line.connection.close()

        assert answer == framed(b"2")
