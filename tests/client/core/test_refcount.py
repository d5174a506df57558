import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QUrlQuery

CALLS = 300


def drift(value: object, call: Callable[[], object]) -> float:
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        call()
    return (sys.getrefcount(value) - before) / CALLS


ADDRESS, OBJECT = QUrlQuery(), QObject()


@pytest.mark.parametrize(
    ("value", "call"),
    [
        (None, lambda: ADDRESS.addQueryItem("a", "b")),
        (None, lambda: OBJECT.setObjectName("x")),
        (True, lambda: OBJECT.setProperty("a", 1)),
        (False, OBJECT.isWidgetType),
    ],
)
def test_a_qt_call_neither_eats_nor_leaks_a_reference_of_what_it_returns(value, call):
    """PySide6 6.12 on Python 3.11 fails here, and aborts some thousand calls later."""
    assert abs(drift(value, call)) < 0.1
