"""A time of the clock: "9", "930" and "9:30" are all understood."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from client.widgets.inputs import LineInput

_TYPED: Final = re.compile(r"^(\d{1,2})(?::?(\d{2}))?$")


class ClockInput(LineInput):
    def __init__(self) -> None:
        super().__init__(hint="HH:MM", most=5)
        self.editingFinished.connect(self._tidy)

    def clock(self) -> time | None:
        """None while it is empty or no time."""
        typed = _TYPED.match(self.value().strip())
        if typed is None:
            return None
        hour, minute = int(typed[1]), int(typed[2] or 0)
        return time(hour, minute) if hour < 24 and minute < 60 else None

    def set_clock(self, clock: time | None) -> None:
        self.set_value("" if clock is None else f"{clock:%H:%M}")

    def _tidy(self) -> None:
        if (clock := self.clock()) is not None:
            self.set_clock(clock)
