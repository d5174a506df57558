"""The hospital's wall clock: a workstation's own time zone may be wrong, the house's is the one people live by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class _Zone:
    def __init__(self) -> None:
        self.info: ZoneInfo | None = None


_house = _Zone()


def live_by(name: str) -> None:
    """From now on times are shown as the hospital's clocks show them; an unknown zone changes nothing."""
    try:
        _house.info = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return


def local(moment: datetime) -> datetime:
    """The moment on the hospital's clocks; before any server was heard, on this computer's."""
    return moment.astimezone(_house.info)


def day_of(moment: datetime) -> date:
    return local(moment).date()
