"""The wall display of one enrolled device: full screen, no keyboard needed."""

from client.api.event_stream import EventStream
from client.desk import Desk
from client.viewmodels.display.board import BoardViewModel
from client.views.display.wall import Wall


def build_display(desk: Desk, stream: EventStream) -> Wall:
    """By its device's rights it can receive numbers and rooms, and nothing else."""
    return Wall(BoardViewModel(desk.workstation_id, desk.live, stream, desk.clock))
