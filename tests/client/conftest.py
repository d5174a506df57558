"""Every client test: what it drops of Qt's is destroyed on this thread, whatever other threads run beside it."""

from tests.client.api.fixtures import garbage_ends_on_this_thread

__all__ = ["garbage_ends_on_this_thread"]
