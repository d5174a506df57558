"""How this computer finds a server and becomes one of the hospital's (shared/rules/pairing.py)."""

import hmac
import logging
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from client.api.transport import ServerAddress, Transport, fetch_certificate
from client.api.worker import Worker
from client.core.aio import Promise, slot, spawn
from shared.contracts import workstations
from shared.contracts.workstations import PairingRefused
from shared.errors import CertificateChanged
from shared.ids import WorkstationId
from shared.models.workstations import Paired, WorkstationKind
from shared.rules import pairing

SERVICE: Final = "_hms._tcp.local."
_ANSWER_MS: Final = 2000

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A server that announces itself in this network."""

    name: str
    address: ServerAddress
    fingerprint: str


@dataclass(frozen=True)
class PairedComputer:
    """What makes this computer one of the hospital's; kept in its settings."""

    addresses: tuple[ServerAddress, ...]
    ca_pem: str
    device_token: str
    workstation_id: WorkstationId
    name: str
    kind: WorkstationKind


class Pairing(QObject):
    found = Signal(object)  # Found
    lost = Signal(str)  # the name it was found under

    _appeared = Signal(object)
    _disappeared = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("pairing", self)
        self._zeroconf: Zeroconf | None = None
        # said in a thread of zeroconf's, heard in ours
        self._appeared.connect(self.found, Qt.ConnectionType.QueuedConnection)
        self._disappeared.connect(self.lost, Qt.ConnectionType.QueuedConnection)

    @slot
    async def discover(self) -> None:
        """Tell of every server in this network, as they come and go."""
        if self._zeroconf is not None:
            return
        try:
            self._zeroconf = await self._worker.run(Zeroconf)
        except OSError:
            _log.info("no network to look for servers in")
            return
        listener = _Listener(self)
        zeroconf = self._zeroconf
        self._browser = await self._worker.run(lambda: ServiceBrowser(zeroconf, SERVICE, listener))

    def stop(self) -> None:
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            self._worker.run(zeroconf.close)

    def pair(self, address: ServerAddress, code: str, name: str, kind: WorkstationKind) -> Promise[PairedComputer]:
        """Raises PairingRefused, Unreachable and what else the call may answer."""
        return spawn(self._pair(address, code, name, kind), self)

    async def _pair(self, address: ServerAddress, code: str, name: str, kind: WorkstationKind) -> PairedComputer:
        ca_pem = await fetch_certificate(address)
        key = await self._worker.run(partial(pairing.key, pairing.cleaned(code), ca_pem))
        paired = await self._prove(address, ca_pem, key, name, kind)
        return PairedComputer((address,), ca_pem, paired.device_token, paired.workstation_id, name, kind)

    async def _prove(self, address: ServerAddress, ca_pem: str, key: bytes, name: str, kind: WorkstationKind) -> Paired:
        nonce = secrets.token_hex(16)
        proof = pairing.client_proof(key, nonce)
        transport = Transport([address], ca_pem, "", parent=self)
        try:
            paired = await transport.send(workstations.pair(nonce=nonce, proof=proof, name=name, kind=kind))
        except CertificateChanged as error:
            raise PairingRefused from error  # it showed one authority and is certified by another
        finally:
            transport.deleteLater()
        if not hmac.compare_digest(paired.proof, pairing.server_proof(key, nonce)):
            raise PairingRefused
        return paired


class _Listener(ServiceListener):
    """Called in a thread of zeroconf's, so that it only passes on."""

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = zc.get_service_info(type_, name, timeout=_ANSWER_MS)
        if info is None or info.port is None:
            return
        fingerprint = info.decoded_properties.get("fp") or ""
        for host in info.parsed_addresses()[:1]:
            found = Found(_instance(name), ServerAddress(host, info.port), fingerprint)
            self._pairing._appeared.emit(found)  # noqa: SLF001  # its other half

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        del zc, type_
        self._pairing._disappeared.emit(_instance(name))  # noqa: SLF001  # its other half


def _instance(name: str) -> str:
    return name.removesuffix(f".{SERVICE}")
