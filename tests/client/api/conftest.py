from tests.client.api.fixtures import (
    address,
    authorities,
    garbage_ends_on_this_thread,
    run,
    server,
    transport,
)

__all__ = ["address", "authorities", "garbage_ends_on_this_thread", "run", "server", "transport"]
