import threading
from uuid import uuid4

import pytest
import zeroconf

from server.core.discovery import SERVICE_TYPE, Discovery, own_addresses


class Watcher(zeroconf.ServiceListener):
    """Sees one server only: others announce themselves in this network too."""

    def __init__(self, beginning):
        self.beginning = beginning
        self.found = {}
        self.gone = threading.Event()
        self.came = threading.Event()

    def add_service(self, zc, type_, name):
        if name.startswith(self.beginning):
            self.found[name] = zc.get_service_info(type_, name)
            self.came.set()

    def remove_service(self, zc, type_, name):
        if name.startswith(self.beginning):
            self.gone.set()

    def update_service(self, zc, type_, name):
        pass


@pytest.fixture
def network():
    try:
        network = zeroconf.Zeroconf()
    except OSError:
        pytest.skip("this machine has no network for multicast")
    yield network
    network.close()


@pytest.mark.parametrize("name", ["Dhaka Central Hospital", "St. Mary's", "ঢাকা কেন্দ্রীয় হাসপাতাল ও গবেষণা কেন্দ্র"])
def test_a_client_on_the_network_finds_the_server_by_the_hospitals_name(network, name):
    beginning = uuid4().hex[:6]
    name = f"{beginning} {name}"
    watcher = Watcher(beginning)
    zeroconf.ServiceBrowser(network, SERVICE_TYPE, watcher)
    discovery = Discovery(lambda: name, 8843, "0123456789abcdef")

    discovery.start()

    assert watcher.came.wait(10)
    [(announced, info)] = watcher.found.items()
    assert name.startswith(announced.removesuffix(f".{SERVICE_TYPE}"))
    assert (info.port, info.decoded_properties) == (8843, {"v": "1", "fp": "0123456789abcdef"})
    assert set(info.parsed_addresses()) == set(own_addresses())
    discovery.stop()
    assert watcher.gone.wait(10)


def test_a_hospital_that_takes_another_name_is_found_by_it(network):
    beginning = uuid4().hex[:6]
    names: list[str | None] = [None, f"{beginning} Clinic"]
    watcher = Watcher(beginning)
    zeroconf.ServiceBrowser(network, SERVICE_TYPE, watcher)
    discovery = Discovery(lambda: names[-1], 8843, "0123456789abcdef", again_seconds=0.05)
    discovery.start()
    assert watcher.came.wait(10)
    watcher.came.clear()

    names.append(f"{beginning} Hospital")

    assert watcher.gone.wait(10)
    assert watcher.came.wait(10)
    names.append(None)  # the database is away
    discovery.stop()
    assert list(watcher.found) == [f"{name}.{SERVICE_TYPE}" for name in names if name]


def test_a_network_without_multicast_only_leaves_a_warning(monkeypatch, caplog):
    def refuse(*_, **__):
        raise OSError("Network is unreachable")

    monkeypatch.setattr(zeroconf, "Zeroconf", refuse)
    discovery = Discovery(lambda: "Dhaka Central Hospital", 8843, "0123456789abcdef")

    discovery.start()
    discovery.stop()

    assert "Network is unreachable" in caplog.text


def test_stopping_before_the_announcement_went_out_is_safe():
    discovery = Discovery(lambda: "Dhaka Central Hospital", 8843, "0123456789abcdef")

    discovery.stop()
