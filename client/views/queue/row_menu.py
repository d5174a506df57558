"""All that can be done with one patient of a queue, each with its key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from client.core.i18n import tr
from client.viewmodels.queue.acts import Turn
from client.widgets.icons import icon
from client.widgets.theme import tokens

_ICON = 16


@dataclass(frozen=True)
class Offer:
    """A line of the menu; what is not possible now stands there grey, with its reason."""

    text: str
    icon: str
    key: str
    run: Callable[[], object]
    why_not: str = ""


class RowMenu(QMenu):
    """Opened and forgotten; Enter takes the first that is possible."""

    def __init__(self, turn: Turn, offers: Iterable[Offer], parent: QWidget) -> None:
        super().__init__(parent)
        name = tr("{token} · {name}", token=turn.token, name=turn.name) if turn.token else turn.name
        self.setAccessibleName(name)
        self.addAction(name.replace("&", "&&")).setEnabled(False)
        self.addSeparator()
        self.offers = [(self._line(offer), offer) for offer in offers]
        self.triggered.connect(self._run)
        self.aboutToHide.connect(self.deleteLater)
        first = next((action for action, offer in self.offers if not offer.why_not), None)
        if first is not None:
            self.setActiveAction(first)

    def _line(self, offer: Offer) -> QAction:
        text = tr("{act} – {why}", act=offer.text, why=offer.why_not) if offer.why_not else offer.text
        t = tokens()
        drawn = icon(offer.icon, t.faint if offer.why_not else t.text, _ICON)
        # behind a tab stands the key, which is bound elsewhere
        action = self.addAction(drawn, f"{text.replace('&', '&&')}\t{offer.key}")
        action.setEnabled(not offer.why_not)
        return action

    def _run(self, action: QAction) -> None:
        for known, offer in self.offers:
            if known is action:
                offer.run()
