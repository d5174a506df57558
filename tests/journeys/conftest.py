import gc
from contextlib import contextmanager

import pytest

from client.core import zone
from server.catalogue.loader import load_catalogue
from server.core.database import Database
from tests.journeys.stations import Station
from tests.support.processes import ServerProcess
from tests.support.stores import store_folder


@pytest.fixture(autouse=True)
def what_is_left_of_a_client_is_collected_here():
    """Not in one of the next client's own threads: Qt's timers belong to this one. The program does the same."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture(autouse=True)
def own_zone():
    before = zone._house.info
    yield
    zone._house.info = before


@contextmanager
def small_hospital():
    """A server at work, and who is there."""
    with store_folder(in_memory=False) as home:
        server = ServerProcess(home)
        try:
            server.start()
            server.wait_answering(within=60)
            yield server, server.furnish()
        finally:
            server.stop()


@pytest.fixture(scope="module")
def hospital():
    """A server with the small hospital and the whole catalogue; each day has patients of its own there."""
    with small_hospital() as (server, house):
        database = Database(server.urls.app_url, pool_size=1)
        with database.transaction() as session:
            load_catalogue(session)
        database.close()
        yield server, house


@pytest.fixture
def stations(hospital, tmp_path, qapp):
    opened: list[Station] = []
    server, house = hospital

    def open_one(who, kind, **secrets):
        opened.append(Station(server, house, who, kind, tmp_path / who, **secrets))
        return opened[-1]

    yield open_one
    for station in opened:
        station.close()
