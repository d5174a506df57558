"""A receipt printer on this machine: takes one job a connection and can be switched off and on."""

import socket
from contextlib import suppress
from threading import Thread

from PIL import Image


class LoopbackPrinter:
    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread: Thread | None = None

    def switch_on(self) -> None:
        self._listener.listen()
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                received = b""
                while part := connection.recv(65536):
                    received += part
            self.jobs.append(received)


def pictures(job: bytes) -> list[Image.Image]:
    """The rasters of a job, as the paper shows them: every GS v 0, black on white."""
    found = []
    at = job.find(b"\x1dv0\x00")
    while at >= 0:
        row_bytes = int.from_bytes(job[at + 4 : at + 6], "little")
        rows = int.from_bytes(job[at + 6 : at + 8], "little")
        end = at + 8 + row_bytes * rows
        raster = Image.frombytes("1", (row_bytes * 8, rows), job[at + 8 : end])
        found.append(raster.point(lambda dot: 0 if dot else 255))
        at = job.find(b"\x1dv0\x00", end)
    return found
