"""The wall display of one enrolled device: it needs no keyboard."""

from client.api.event_stream import EventStream
from client.api.transport import Transport
from client.core.voice import Voice
from client.desk import Desk
from client.viewmodels.display.announcements import Announcements
from client.viewmodels.display.board import BoardViewModel
from client.viewmodels.display.house_time import HouseTime
from client.views.display.wall import Wall


def build_display(desk: Desk, stream: EventStream, transport: Transport) -> Wall:
    """By its device's rights it can receive numbers and rooms, and nothing else."""
    board = BoardViewModel(desk.workstation_id, desk.live, stream, desk.clock)
    wall = Wall(board)
    Announcements(board, Voice(wall), wall)
    HouseTime(transport, stream, wall)
    return wall
