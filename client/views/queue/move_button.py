"""A button that does the same as a move's key."""

from client.viewmodels.queue.acts import Act
from client.views.queue.move_keys import MoveKeys
from client.views.queue.words import ACT_ICONS, act_text
from client.widgets.buttons import KeyButton, Kind, Size


class MoveButton(KeyButton):
    def __init__(
        self, act: Act, keys: MoveKeys, text: str = "", *, icon: bool = True, kind: Kind = "plain", size: Size = "sm"
    ) -> None:
        name = ACT_ICONS[act] if icon else ""
        super().__init__(text or act_text(act), keys.key(act), icon=name, kind=kind, size=size, bind=False)
        self._act = act
        self._keys = keys
        self.clicked.connect(self._run)

    def _run(self) -> None:
        self._keys.run(self._act)
