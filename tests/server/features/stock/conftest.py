import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.shelves import Shelves


@pytest.fixture
def shelves(api, house, owner, database, clock):
    return Shelves(api, house, owner, database, clock)


@pytest.fixture
def server_role(fresh):
    url = make_url(fresh.app_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
