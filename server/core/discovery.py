"""Lets clients find this server by itself on the local network (mDNS)."""

import ipaddress
import logging
import socket
import threading
from collections.abc import Callable
from typing import Final

import ifaddr
import zeroconf

SERVICE_TYPE: Final = "_hms._tcp.local."
_LONGEST_NAME: Final = 63
_A_STRANGER: Final = ("192.0.2.1", 9)
_AGAIN_SECONDS: Final = 10.0
_log = logging.getLogger("hms.discovery")


class Discovery:
    """Announces the server under the hospital's name. A network without multicast only makes it silent."""

    def __init__(
        self, name: Callable[[], str | None], port: int, fingerprint: str, again_seconds: float = _AGAIN_SECONDS
    ) -> None:
        """`name` is asked now and again, for it may be changed; None where nobody can tell it now."""
        self._name = name
        self._again_seconds = again_seconds
        self._port = port
        self._fingerprint = fingerprint
        self._stopping = threading.Event()
        # Announcing takes a second, and zeroconf refuses to wait inside an event loop: hence a thread.
        self._thread = threading.Thread(target=self._announce, name="discovery", daemon=True)

    def start(self) -> None:
        """Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Takes the announcement back, so that no client tries a server that is gone."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _announce(self) -> None:
        try:
            with zeroconf.Zeroconf() as network:
                told = None
                while not self._stopping.is_set():
                    name = self._name()
                    if name is not None and name != told:
                        network.unregister_all_services()
                        network.register_service(self._service(name), allow_name_change=True)
                        told = name
                    self._stopping.wait(self._again_seconds)
                network.unregister_all_services()
        except (OSError, zeroconf.Error) as error:
            _log.warning("clients cannot find this server by themselves: %s", error)

    def _service(self, name: str) -> zeroconf.ServiceInfo:
        return zeroconf.ServiceInfo(
            SERVICE_TYPE,
            f"{_fitting(name)}.{SERVICE_TYPE}",
            port=self._port,
            properties={"v": "1", "fp": self._fingerprint},
            server=f"hms-{self._fingerprint}.local.",
            parsed_addresses=own_addresses(),
        )


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine on its networks; loopback where it has no other."""
    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return [address for address in found if not ipaddress.ip_address(address).is_loopback] or ["127.0.0.1"]


def lan_address() -> str:
    """The one by which others on the network reach this machine: where its packets to strangers leave from."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_A_STRANGER)  # of a datagram socket: nothing is sent
            address: str = probe.getsockname()[0]
    except OSError:
        return own_addresses()[0]
    return address


def _fitting(name: str) -> str:
    """A label has 63 bytes at most, whatever the script."""
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore").strip() or socket.gethostname()
