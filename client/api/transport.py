"""Calls over HTTPS, on Qt's own network stack and in the screen thread."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Final, TypeVar

from pydantic import ValidationError
from PySide6.QtCore import QByteArray, QObject, Qt, QUrl, QUrlQuery
from PySide6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkProxy,
    QNetworkReply,
    QNetworkRequest,
    QSsl,
    QSslCertificate,
    QSslConfiguration,
    QSslSocket,
)

from client.core.aio import Promise, spawn
from shared.contract import Call, Wire
from shared.contracts import workstations
from shared.errors import ApiError, CertificateChanged, Unavailable, Unexpected, Unreachable

Res = TypeVar("Res")
HeardTime = Callable[[datetime, float], None]
NetworkError = QNetworkReply.NetworkError
Attribute = QNetworkRequest.Attribute

BASE: Final = "/api"
CERTIFIED_NAME: Final = "hms-server"
"""The name in the server's certificate; its address may change."""

# Below the server's keep-alive: a connection the server is just closing fails the call sent on it.
_IDLE_CONNECTION_SECONDS: Final = 30
_NO_REDIRECTS: Final = QNetworkRequest.RedirectPolicy.ManualRedirectPolicy
_GATEWAY: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServerAddress:
    """Where a server listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, typed: str, default_port: int = 8843) -> "ServerAddress":
        """From "10.0.0.5", "ward-server:8843" or "https://[fe80::1]:8843"; raises ValueError."""
        text = typed.strip()
        url = QUrl(text if "://" in text else f"https://{text}", QUrl.ParsingMode.StrictMode)
        if not url.isValid() or not url.host() or url.scheme() != "https":
            raise ValueError("not the address of a server")
        return cls(url.host(), url.port(default_port))

    def url(self, path: str) -> QUrl:
        url = QUrl()
        url.setScheme("https")
        url.setHost(self.host)
        url.setPort(self.port)
        # the path is quoted already: decoded mode would turn %2F into %252F
        url.setPath(BASE + path, QUrl.ParsingMode.StrictMode)
        return url

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"


class Transport(QObject):
    """Sends calls to the paired server, to the next of its addresses when one is silent."""

    _verify_mode = QSslSocket.PeerVerifyMode.VerifyPeer

    def __init__(
        self,
        addresses: Sequence[ServerAddress],
        ca_pem: str,
        device_token: str,
        *,
        heard_time: HeardTime | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.access_token = ""
        self._addresses = tuple(addresses)
        self._current = 0
        self._device_token = device_token
        self._heard_time = heard_time
        self._tls = self._trust(ca_pem)
        self._manager = new_manager(self)

    def send(self, call: Call[Res], *, key: str | None = None, timeout: float = 10.0) -> Promise[Res]:
        """Raises what the call's contract names, Unreachable, CertificateChanged or Unexpected."""
        return spawn(self._send(call, key, timeout), self)

    def address(self, further: int = 0) -> ServerAddress:
        """The one that answered last, or the one so many places after it."""
        return self._addresses[(self._current + further) % len(self._addresses)]

    def request(self, address: ServerAddress, path: str, query: QUrlQuery | None = None) -> QNetworkRequest:
        """A request with all that tells the server who asks, and this computer whom it trusts."""
        url = address.url(path)
        if query is not None:
            url.setQuery(query)
        request = QNetworkRequest(url)
        request.setSslConfiguration(self._tls)
        request.setPeerVerifyName(CERTIFIED_NAME)
        request.setAttribute(Attribute.Http2AllowedAttribute, False)
        request.setAttribute(Attribute.RedirectPolicyAttribute, _NO_REDIRECTS)
        request.setAttribute(Attribute.ConnectionCacheExpiryTimeoutSecondsAttribute, _IDLE_CONNECTION_SECONDS)
        if self._device_token:
            request.setRawHeader(b"Workstation", self._device_token.encode())
        if self.access_token:
            request.setRawHeader(b"Authorization", f"Bearer {self.access_token}".encode())
        return request

    def _trust(self, ca_pem: str) -> QSslConfiguration:
        tls = QSslConfiguration()  # empty: no authority of the system's counts
        tls.setProtocol(QSsl.SslProtocol.TlsV1_2OrLater)
        tls.setPeerVerifyMode(self._verify_mode)
        tls.setCaCertificates(QSslCertificate.fromData(QByteArray(ca_pem.encode())))
        return tls

    async def _send(self, call: Call[Res], key: str | None, seconds: float) -> Res:
        wire = call.wire()
        gravest: ApiError = Unreachable()
        start = self._current
        for further in range(len(self._addresses)):
            place = (start + further) % len(self._addresses)
            answer = await self._exchange(self._addresses[place], wire, key, seconds)
            repeatable = key is not None or wire.body is None
            if answer.error is NetworkError.RemoteHostClosedError and not answer.status and repeatable:
                # the server closed the idle connection this went out on; its key makes a command safe to repeat
                answer = await self._exchange(self._addresses[place], wire, key, seconds)
            failure = answer.failure()
            if failure is None:
                self._current = place
                return _decoded(call, answer)
            if not isinstance(gravest, CertificateChanged):
                gravest = failure
        raise gravest

    def _exchange(self, address: ServerAddress, wire: Wire, key: str | None, seconds: float) -> "Promise[_Answer]":
        request = self.request(address, wire.path, _query(wire))
        request.setTransferTimeout(round(seconds * 1000))
        if key is not None:
            request.setRawHeader(b"Command-Key", key.encode())
        if wire.body is None:
            reply = self._manager.get(request)
        else:
            request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
            reply = self._manager.post(request, QByteArray(wire.body))
        promise: Promise[_Answer] = Promise(reply.abort)
        # queued: what follows may delete this transport, never from inside the reply's own signal
        reply.finished.connect(partial(self._finished, reply, promise, monotonic()), Qt.ConnectionType.QueuedConnection)
        return promise

    def _finished(self, reply: QNetworkReply, promise: "Promise[_Answer]", sent_at: float) -> None:
        body = reply.readAll().data() if reply.isOpen() else b""  # a transfer timeout closes the reply
        answer = _Answer(reply.error(), status_of(reply), bytes(body))
        server_time = bytes(reply.rawHeader("Server-Time").data())
        reply.deleteLater()
        if server_time and self._heard_time is not None:
            self._learn(server_time.decode("ascii", "replace"), monotonic() - sent_at)
        promise.resolve(answer)

    def _learn(self, server_time: str, round_trip: float) -> None:
        if self._heard_time is None:
            return
        try:
            self._heard_time(datetime.fromisoformat(server_time), round_trip)
        except (ValueError, TypeError):
            _log.warning("the server's time cannot be read")


class _Unverified(Transport):
    """Trusts whoever answers: for the certificate only, which pairing then proves."""

    _verify_mode = QSslSocket.PeerVerifyMode.VerifyNone


async def fetch_certificate(address: ServerAddress) -> str:
    """The authority that a server not paired yet shows: the one call ever made unverified."""
    transport = _Unverified([address], "", "")
    try:
        shown = await transport.send(workstations.certificate())
    finally:
        transport.deleteLater()
    return shown.ca_pem


@dataclass(frozen=True)
class _Answer:
    error: NetworkError
    status: int
    body: bytes

    def failure(self) -> ApiError | None:
        """Why there is no whole answer, if there is none."""
        if self.error is NetworkError.SslHandshakeFailedError:
            return CertificateChanged()
        cut_short = self.status < HTTPStatus.BAD_REQUEST and self.error is not NetworkError.NoError
        return Unreachable() if self.status == 0 or cut_short else None


def _decoded(call: Call[Res], answer: _Answer) -> Res:
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        try:
            return call.endpoint.decode_response(answer.body)
        except ValidationError as error:
            # not the error's own text: it repeats what was received
            raise Unexpected(f"{call.endpoint} answered what its contract does not name") from error
    refusal = call.endpoint.decode_error(answer.body)
    if isinstance(refusal, Unexpected) and answer.status in _GATEWAY:
        raise Unavailable  # said by a load balancer, in a page of its own
    raise refusal


def new_manager(parent: QObject) -> QNetworkAccessManager:
    manager = QNetworkAccessManager(parent)
    manager.setAutoDeleteReplies(False)
    manager.setProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))  # the server is in the house
    return manager


def status_of(reply: QNetworkReply) -> int:
    """The answer's HTTP status, 0 when there was no answer."""
    return int(reply.attribute(Attribute.HttpStatusCodeAttribute) or 0)


def _query(wire: Wire) -> QUrlQuery | None:
    if not wire.query:
        return None
    query = QUrlQuery()
    for name, value in wire.query.items():
        for each in [value] if isinstance(value, str) else value:
            query.addQueryItem(name, percent(each))
    return query


def percent(text: str) -> str:
    """Quoted whole: QUrlQuery leaves + and spaces to the server's guess."""
    return bytes(QUrl.toPercentEncoding(text).data()).decode()
