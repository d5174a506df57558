"""Where documents go: a folder, the system's print queue, or a receipt printer on the network."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from client.printing.raster import escpos_bytes, page_sizes, render_pages

_CONNECT_SECONDS: Final = 4.0
_SEND_SECONDS: Final = 20.0
"""A printer that prints slower than it receives stops reading for a while; one that is stuck stops for good."""
_QUEUE_SECONDS: Final = 15.0
_DPI: Final = 300
_ENGLISH: Final = {"LC_ALL": "C"}


class FailureReason(StrEnum):
    UNREACHABLE = "unreachable"
    """Off, or not connected."""
    STOPPED_ANSWERING = "stopped_answering"
    NO_SUCH_PRINTER = "no_such_printer"
    QUEUE_REFUSED = "queue_refused"
    FOLDER_UNWRITABLE = "folder_unwritable"
    INTERRUPTED = "interrupted"
    """The client ended while it printed: nobody knows whether the paper came out."""
    DOCUMENT_LOST = "document_lost"
    SPOOL_UNWRITABLE = "spool_unwritable"


class NotPrinted(Exception):  # the outcome, named as the user is told it
    def __init__(self, reason: FailureReason) -> None:
        super().__init__(reason)
        self.reason = reason


class _Target(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def found_printers() -> list[str]:
    """Those the operating system knows; it may ask the network, so not on the screen thread."""
    return QPrinterInfo.availablePrinterNames()


class FolderTarget(_Target):
    """Each document becomes a file; copies make no sense there."""

    kind: Literal["folder"] = "folder"
    path: Path

    @property
    def lane(self) -> str:
        return f"folder:{self.path}"

    def deliver(self, pdf: bytes, *, name: str, copies: int, open_drawer: bool) -> None:
        del copies, open_drawer
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            partly = self.path / f".{name}.part"
            partly.write_bytes(pdf)
            partly.replace(self.path / f"{name}.pdf")
        except OSError as error:
            raise NotPrinted(FailureReason.FOLDER_UNWRITABLE) from error


class SystemTarget(_Target):
    """A printer of the operating system, by its queue's name."""

    kind: Literal["system"] = "system"
    printer: str

    @property
    def lane(self) -> str:
        return f"system:{self.printer}"

    def deliver(self, pdf: bytes, *, name: str, copies: int, open_drawer: bool) -> None:
        del open_drawer
        lp = shutil.which("lp")
        if lp:
            self._hand_to_queue(lp, pdf, name, copies)
        else:
            self._paint(pdf, name, copies)

    def _hand_to_queue(self, lp: str, pdf: bytes, name: str, copies: int) -> None:
        command = [lp, "-d", self.printer, "-n", str(copies), "-t", name, "--", "-"]
        try:
            done = subprocess.run(  # noqa: S603  # a list, never a shell
                command,
                input=pdf,
                capture_output=True,
                timeout=_QUEUE_SECONDS,
                check=False,
                env=os.environ | _ENGLISH,
            )
        except subprocess.TimeoutExpired as error:
            raise NotPrinted(FailureReason.STOPPED_ANSWERING) from error
        except OSError as error:
            raise NotPrinted(FailureReason.UNREACHABLE) from error
        if done.returncode:
            unknown = b"does not exist" in done.stderr
            raise NotPrinted(FailureReason.NO_SUCH_PRINTER if unknown else FailureReason.QUEUE_REFUSED)

    def _paint(self, pdf: bytes, name: str, copies: int) -> None:
        """Windows has no queue that takes a PDF: its pages are painted."""
        if QPrinterInfo.printerInfo(self.printer).isNull():
            raise NotPrinted(FailureReason.NO_SUCH_PRINTER)
        sizes = page_sizes(pdf)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(self.printer)
        printer.setDocName(name)
        printer.setCopyCount(copies)
        printer.setResolution(_DPI)
        printer.setFullPage(True)
        printer.setPageSize(QPageSize(QSizeF(*sizes[0]), QPageSize.Unit.Point))
        printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
        painter = QPainter()
        if not painter.begin(printer):
            raise NotPrinted(FailureReason.QUEUE_REFUSED)
        for number, page in enumerate(render_pages(pdf, round(sizes[0][0] / 72 * _DPI))):
            if number:
                printer.newPage()
            painter.drawImage(QRectF(painter.viewport()), page)
        painter.end()


class EscPosTarget(_Target):
    """A receipt printer that listens on the network; it takes one job at a time and answers nothing."""

    kind: Literal["escpos"] = "escpos"
    host: str
    port: int = Field(default=9100, ge=1, le=65535)
    dots: int = Field(default=576, ge=200, le=1000)
    cut: bool = True
    drawer: bool = False
    """Whether a cash drawer hangs on this printer."""

    @property
    def lane(self) -> str:
        return f"escpos:{self.host}:{self.port}"

    def deliver(self, pdf: bytes, *, name: str, copies: int, open_drawer: bool) -> None:
        del name
        job = escpos_bytes(pdf, self.dots, copies=copies, cut=self.cut, open_drawer=open_drawer and self.drawer)
        with self._connected() as connection:
            try:
                connection.settimeout(_SEND_SECONDS)
                connection.sendall(job)
                connection.shutdown(socket.SHUT_WR)
            except OSError as error:
                raise NotPrinted(FailureReason.STOPPED_ANSWERING) from error

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            connection = socket.create_connection((self.host, self.port), timeout=_CONNECT_SECONDS)
        except OSError as error:
            raise NotPrinted(FailureReason.UNREACHABLE) from error
        with connection:
            yield connection


Target: TypeAlias = Annotated[FolderTarget | SystemTarget | EscPosTarget, Field(discriminator="kind")]
