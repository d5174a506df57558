from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from shared.contracts import queue
from tests.support.stream import Screens


class Phones(TestClient):
    """Browsers at one address of the hospital's Wi-Fi, in the application's own loop."""

    def __init__(self, application, door):
        address = f"phone-{uuid4()}"  # the counts of other tests stay in Redis
        super().__init__(application.phones, base_url="http://10.0.0.7:8080", client=(address, 50_000))
        self.portal = door.portal

    def open(self, link, rest="", **more):
        return self.get(urlsplit(link).path + rest, **more)


@pytest.fixture
def phones(application, client):
    return Phones(application, client)


@pytest.fixture
def follow(application, client):
    """Opens the live stream of a link."""
    screens = Screens(client)
    yield lambda link: screens.follow(application.phones, urlsplit(link).path + "/live")
    screens.close_all()


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def doctor(api):
    return api("doctor")


@pytest.fixture
def call_next(doctor, house):
    return lambda: doctor.send(queue.call_next(doctor_id=house.doctor))
