"""Every client test: what it drops of Qt's is destroyed on this thread, whatever other threads run beside it."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from client.api.event_stream import EventStream
from client.core import numbers, zone
from client.core.changes import Changes
from client.widgets.dialog import Sheet
from shared.rules.number_formats import NumberFormat
from tests.client.api.fixtures import garbage_ends_on_this_thread
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.shortcuts import ambiguous

__all__ = ["garbage_ends_on_this_thread"]


@pytest.fixture(autouse=True)
def own_zone() -> Iterator[None]:
    """Whoever signs in learns the hospital's zone and numbers; each test begins without either."""
    zone._house.info = None
    numbers._house.format = NumberFormat()
    yield
    zone._house.info = None


@pytest.fixture(autouse=True)
def keys_held_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Of every sheet that a test opens."""
    twice: dict[str, dict[str, list[str]]] = {}

    def opened(sheet: Sheet) -> None:
        QDialog.open(sheet)
        found = ambiguous(sheet)
        if found:
            twice[type(sheet).__name__] = found

    monkeypatch.setattr(Sheet, "open", opened)
    yield
    assert twice == {}


@pytest.fixture
def answered(calls: FakeCalls, qtbot: QtBot) -> Callable[[Callable[[], object]], None]:
    """Let what was sent be answered until the condition holds."""

    def until(condition: Callable[[], object]) -> None:
        def look() -> bool:
            calls.deliver()
            return bool(condition())

        qtbot.waitUntil(look)

    return until


@pytest.fixture
def stream(qapp: QApplication) -> FakeStream:  # signals want one
    return FakeStream()


@pytest.fixture
def changes(stream: FakeStream) -> Changes:
    return Changes(cast("EventStream", stream), debounce_ms=1)
