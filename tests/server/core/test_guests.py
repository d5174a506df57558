"""Guests of the phones' listener never take what the clinic needs."""

import asyncio
import socket

import pytest
from starlette.responses import PlainTextResponse

from server import guests
from server.core.settings import Settings
from server.guests import Guest, GuestServer
from server.run import _listen_for_phones

ASK = b"GET / HTTP/1.1\r\nHost: hms\r\n\r\n"


def visited(*visitors):
    """Runs the guests' server while the visitors are there, each with its port."""

    async def run():
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = GuestServer(PlainTextResponse("welcome"))
            serving = asyncio.create_task(server.serve([listener]))
            try:
                async with asyncio.timeout(20):
                    return [await visitor(listener.getsockname()[1]) for visitor in visitors]
            finally:
                server.should_exit = True
                await serving

    return asyncio.run(run())


async def asks(port, words=ASK):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    answer = await reader.read()
    writer.close()
    return answer


def test_a_guest_asks_once_and_is_let_go():
    (answer,) = visited(asks)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"welcome")
    assert b"server: " not in answer
    assert not Guest.guests


def test_who_opens_a_connection_and_says_nothing_is_let_go_soon(monkeypatch):
    monkeypatch.setattr(guests, "FIRST_WORDS_SECONDS", 0.05)

    answers = visited(lambda port: asks(port, b""), lambda port: asks(port, b"GET / HTTP/1.1\r\nHost: h"))

    assert answers == [b"", b""]
    assert not Guest.guests


@pytest.mark.parametrize("limit", ["MOST_GUESTS", "MOST_OF_ONE_ADDRESS"])
def test_one_connection_too_many_is_told_to_come_again(monkeypatch, limit):
    monkeypatch.setattr(guests, limit, 2)

    async def three(port):
        first = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        refused = await asks(port, b"")
        for _, writer in first:
            writer.close()
        return refused

    (refused,) = visited(three)

    assert refused.startswith(b"HTTP/1.1 503")
    assert b"Retry-After" in refused
    assert not Guest.guests


def test_a_taken_port_costs_the_phone_page_and_not_the_server(monkeypatch, capsys):
    monkeypatch.setattr("server.run._SIDE_PORT_WITHIN_S", 0.0)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert _listen_for_phones(Settings(host="127.0.0.1", phone_port=port)) is None

    assert f"No phone page: port {port}" in capsys.readouterr().out


def test_no_port_no_phone_page(monkeypatch):
    monkeypatch.setenv("HMS_PHONE_PORT", "")

    assert Settings().phone_port is None
    assert _listen_for_phones(Settings()) is None
