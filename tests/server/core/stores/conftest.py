import shutil
import tempfile
from pathlib import Path

import pytest

from server.core.settings import Settings
from server.core.stores import Stores


def _new_home() -> Path:
    # not pytest's tmp_path: that one is closed to the account the stores run as when the tests run as root
    home = Path(tempfile.mkdtemp(prefix="hms-test-", dir="/tmp"))
    home.chmod(0o755)
    return home


@pytest.fixture
def store_home():
    home = _new_home()
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def shared_home():
    home = _new_home()
    yield home
    shutil.rmtree(home)


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
