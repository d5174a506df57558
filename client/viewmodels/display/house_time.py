"""The time on a display: the hospital's, though nobody signs in there and nobody sets its clock."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from client.api.event_stream import EventStream
from client.api.transport import Transport
from client.core import numbers, zone
from client.core.aio import latest
from shared.contracts import access
from shared.errors import ApiError
from shared.rules.number_formats import NumberFormat

_AGAIN_MS: Final = 10 * 60 * 1000


class HouseTime(QObject):
    """Asks the server now and then: by its answer the clock is set right, and so are the moments of calls."""

    def __init__(self, transport: Transport, stream: EventStream, parent: QObject) -> None:
        super().__init__(parent)
        self._transport = transport
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.ask)
        stream.connected.connect(self.ask)
        self._again.start()

    @latest
    async def ask(self) -> None:
        try:
            server = await self._transport.send(access.server_info())
        except ApiError:
            return  # the stream notices too, and says so on the wall
        zone.live_by(server.timezone)
        numbers.write_by(NumberFormat(server.digit_groups))
