"""Every client test: what it drops of Qt's is destroyed on this thread, whatever other threads run beside it."""

from collections.abc import Iterator

import pytest

from client.core import zone
from tests.client.api.fixtures import garbage_ends_on_this_thread

__all__ = ["garbage_ends_on_this_thread"]


@pytest.fixture(autouse=True)
def own_zone() -> Iterator[None]:
    """Whoever signs in learns the hospital's zone; each test begins in its own, whoever signed in late before it."""
    zone._house.info = None
    yield
    zone._house.info = None
