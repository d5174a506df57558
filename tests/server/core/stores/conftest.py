import pytest

from server.core.settings import Settings
from server.core.stores import Stores
from tests.support.stores import store_folder


@pytest.fixture
def store_home():
    with store_folder() as home:
        yield home


@pytest.fixture(scope="module")
def shared_home():
    with store_folder() as home:
        yield home


@pytest.fixture(scope="module")
def shared_settings(shared_home):
    return Settings(data_dir=shared_home / "data")


@pytest.fixture(scope="module")
def running(shared_settings):
    """One running pair, and where it answers, for the tests that leave it as they found it."""
    stores = Stores(shared_settings, durable=False)
    urls = stores.start()
    yield stores, urls
    stores.stop()


@pytest.fixture
def stores(running):
    return running[0]


@pytest.fixture
def urls(running):
    return running[1]
