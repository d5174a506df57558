"""What every test of the client's network layer starts from."""

import gc

import pytest

from client.api.transport import ServerAddress, Transport
from client.core.aio import spawn
from tests.client.api.toy_server import ToyServer, new_authority

DEVICE_TOKEN = "the-token-of-this-computer"


@pytest.fixture(autouse=True)
def garbage_ends_on_this_thread():
    """The toy server's thread and the workers' must not destroy the Qt objects a test has dropped."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(scope="session")
def authorities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authorities")
    return new_authority(folder, "Hospital"), new_authority(folder, "Stranger")


@pytest.fixture
def server(authorities):
    server = ToyServer(authorities[0]).start()
    yield server
    server.stop()


@pytest.fixture
def address(server):
    return ServerAddress("127.0.0.1", server.port)


@pytest.fixture
def transport(qapp, address, authorities):
    transport = Transport([address], authorities[0].ca_pem, DEVICE_TOKEN)
    yield transport
    transport.deleteLater()


@pytest.fixture
def run(qtbot):
    """Wait for a promise or a coroutine in a plain test function."""

    def wait(awaitable, timeout=5000):
        async def one():
            return await awaitable

        task = spawn(one())
        qtbot.waitUntil(task.done, timeout=timeout)
        return task.result()

    return wait
