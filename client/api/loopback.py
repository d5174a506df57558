"""Listens on this computer for what its own browser brings back (RFC 8252)."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket

from client.core.aio import Promise

_LONGEST_HEAD: Final = 16 * 1024
_HEAD: Final = (
    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
)


class Loopback(QObject):
    """One answer, on a port of its own; other questions of the browser's get none."""

    def __init__(self, page: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page.encode()
        self._heads: dict[QTcpSocket, bytes] = {}
        self.heard: Promise[dict[str, str]] = Promise()
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._meet)
        self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), 0)

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self._server.serverPort()}/"

    def close(self) -> None:
        """What is on its way to the browser still arrives."""
        self._server.close()

    def _meet(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._heads[socket] = b""
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(self._forget)

    def _read(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QTcpSocket):
            return
        self._heads[socket] += bytes(socket.readAll().data())
        head = self._heads[socket]
        if b"\r\n\r\n" in head or len(head) > _LONGEST_HEAD:
            self._answer(socket, head.split(b"\r\n", 1)[0].decode("latin-1").split(" "))

    def _answer(self, socket: QTcpSocket, request: list[str]) -> None:
        told = _query(request)
        page = self._page if told else b""
        head = _HEAD.format(status="200 OK" if told else "404 Not Found", length=len(page))
        socket.write(head.encode() + page)
        socket.disconnectFromHost()
        if told and not self.heard.done():
            self.heard.resolve(told)

    def _forget(self) -> None:
        socket = self.sender()
        if isinstance(socket, QTcpSocket):
            self._heads.pop(socket, None)
            socket.deleteLater()


def _query(request: list[str]) -> dict[str, str]:
    """What the provider said; empty for anything else a browser asks, as for its icon."""
    if len(request) < 2 or request[0] != "GET":
        return {}
    asked = urlsplit(request[1])
    told = {name: values[0] for name, values in parse_qs(asked.query).items()}
    return told if asked.path == "/" and "state" in told and told.keys() & {"code", "error"} else {}
