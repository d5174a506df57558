"""Every client test: what it drops of Qt's is destroyed on this thread, whatever other threads run beside it."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from client.core import zone
from tests.client.api.fixtures import garbage_ends_on_this_thread
from tests.client.fakes import FakeCalls

__all__ = ["garbage_ends_on_this_thread"]


@pytest.fixture(autouse=True)
def own_zone() -> Iterator[None]:
    """Whoever signs in learns the hospital's zone; each test begins in its own, whoever signed in late before it."""
    zone._house.info = None
    yield
    zone._house.info = None


@pytest.fixture
def answered(calls: FakeCalls, qtbot: QtBot) -> Callable[[Callable[[], object]], None]:
    """Let what was sent be answered until the condition holds."""

    def until(condition: Callable[[], object]) -> None:
        def look() -> bool:
            calls.deliver()
            return bool(condition())

        qtbot.waitUntil(look)

    return until
