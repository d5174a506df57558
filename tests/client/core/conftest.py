from tests.client.api.fixtures import address, authorities, run, server, transport

__all__ = ["address", "authorities", "run", "server", "transport"]
