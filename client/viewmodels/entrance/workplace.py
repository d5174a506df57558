"""What this computer tells the server of itself, and is told: its version, its printers, what doesn't print."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QObject, QTimer, Signal

from client.api.transport import Transport
from client.core.aio import latest
from client.core.settings import ClientSettings
from client.printing.service import PrintService
from shared.contracts import workstations
from shared.errors import ApiError
from shared.models.documents import PaperKind
from shared.models.workstations import Printer, Printers
from shared.version import VERSION

_PRINTER: Final[TypeAdapter[Printer]] = TypeAdapter(Printer)
_SETTLED_MS: Final = 2000
"""A printer that is switched off and on is one report, not one a paper."""
_MOST_FOUND: Final = 100
_LONGEST_NAME: Final = 120
_SEEN_EVERY_MS: Final = 10 * 60_000
"""So that the server knows which computers are switched on, wall displays too."""


class WorkplaceReport(QObject):
    """With each connection, and when papers begin or cease to wait for their printer."""

    told = Signal(object)  # Workplace

    def __init__(
        self,
        transport: Transport,
        service: PrintService,
        settings: Callable[[], ClientSettings],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._transport = transport
        self._service = service
        self._settings = settings
        self._reported = (0, "")
        self._closed = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._settling.timeout.connect(self.report)
        service.changed.connect(self._look)
        self._again = QTimer(self)
        self._again.setInterval(_SEEN_EVERY_MS)
        self._again.timeout.connect(self.report)

    @latest
    async def report(self) -> None:
        if self._closed:
            return
        self._again.start()
        found = await self._service.found()
        stuck, trouble = self._reported = self._troubles()
        told = workstations.report(
            version=VERSION,
            found=[name.strip()[:_LONGEST_NAME] for name in found if name.strip()][:_MOST_FOUND],
            printers=known_printers(self._settings().printers),
            stuck=stuck,
            trouble=trouble,
        )
        try:
            place = await self._transport.send(told)
        except ApiError:
            return  # told with the next connection
        self.told.emit(place)

    def close(self) -> None:
        """Nothing is reported of printers that nobody asks any more."""
        self._closed = True
        self._service.changed.disconnect(self._look)
        self._settling.stop()
        self._again.stop()

    def _look(self) -> None:
        if self._troubles() != self._reported:
            self._settling.start()

    def _troubles(self) -> tuple[int, str]:
        """How many papers failed at least once, and why the oldest did."""
        stuck = [job for job in self._service.jobs if job.last_error is not None]
        return len(stuck), str(stuck[0].last_error) if stuck else ""


def known_printers(kept: Mapping[PaperKind, dict[str, Any]]) -> Printers:
    """Without those of another version's file, which print to the folder."""
    printers: Printers = {}
    for paper, printer in kept.items():
        try:
            printers[paper] = _PRINTER.validate_python(printer)
        except ValidationError:
            continue
    return printers


def plain_printers(printers: Printers) -> dict[PaperKind, dict[str, Any]]:
    """As this computer's own file keeps them."""
    return {paper: printer.model_dump() for paper, printer in printers.items()}
