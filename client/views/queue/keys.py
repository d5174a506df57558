"""The key of every move, the same wherever a queue is shown."""

from typing import Final

from client.viewmodels.queue.acts import Act

MENU_KEY: Final = "Ctrl+M"
KEYS: Final[dict[Act, str]] = {
    Act.CALL_NEXT: "Alt+N",
    Act.CALL: "Alt+C",
    Act.RECALL: "Alt+R",
    Act.UNDO_CALL: "Alt+U",
    Act.HOLD: "Alt+H",
    Act.RETURN: "Alt+B",
    Act.NO_SHOW: "Alt+X",
    Act.TRANSFER: "Alt+T",
    Act.PRIORITY: "Alt+P",
    Act.PAUSE: "Alt+S",
    Act.RESUME: "Alt+S",
    Act.END_DAY: "Alt+E",
}
ROOM_KEYS: Final = KEYS | {
    Act.CALL_NEXT: "F8",
    Act.ENTER: "F9",
    Act.RECALL: "F5",
    Act.SEND_FOR_TESTS: "Alt+L",
}
"""What a doctor does all day is one key."""
ANEW_KEY: Final = "Alt+M"
"""Another reason or time, while the doctor is away."""
EARLIER_KEY: Final = "Alt+Up"
LATER_KEY: Final = "Alt+Down"
