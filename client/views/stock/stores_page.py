"""The stores alone, for who keeps them and sees nothing of what lies there."""

from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.changes import Changes
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.stock.stores import Stores, StoresState
from client.views.stock.stores_sheet import StoresSheet, stores_table
from client.widgets.basics import Card, Label, box, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from shared.models.stock import Store
from shared.topics import Topic


class StoresPage(QWidget):
    """Keyboard only: the arrows walk, Enter changes one, Ctrl+N begins a new one."""

    def __init__(self, calls: Calls, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._kept = Stores(calls, self)
        self.stores = stores_table(self._kept, 44)
        self.manage = KeyButton(tr("New store"), "Ctrl+N", icon="plus", size="sm")
        self.problem = Note("", "bad")
        card = Card(
            box(vbox(heading(tr("Stores"), self.manage), margins=(13, 0, 13, 6))),
            self.problem,
            self.stores,
            box(vbox(Label(tr("Enter changes it"), "small"), margins=(14, 0, 14, 0))),
            margins=(1, 12, 1, 12),
        )
        card.inside.setStretchFactor(self.stores, 1)
        self.setLayout(vbox(card, margins=(16, 12, 16, 12)))
        self.setFocusProxy(self.stores)

        self.stores.opened.connect(self._open)
        self.manage.clicked.connect(self._begin)
        self._kept.state_changed.connect(self._render)
        changes.on({Topic.STOCK, Topic.STAFF}, self, self._kept.refresh)

        self._render(self._kept.state)
        self._kept.refresh()

    def _open(self, store: Store | None) -> None:
        StoresSheet(Stores(self._calls), self, store).open()

    def _begin(self) -> None:
        self._open(None)

    def _render(self, state: StoresState) -> None:
        self.stores.set_rows(state.stores)
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            self.problem.set_state(problem_text(state.problem).sentence, "bad")
