"""What was changed, by whom and when, on a card of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from client.core.history import History, HistoryState
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.widgets.basics import Card, Elide, Label, Sunken, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable


@dataclass(frozen=True)
class Entries:
    """Those whose history can be looked at alone, and what each is called."""

    table: RowsTable[Any]
    name: Callable[[Any], str]


class HistoryCard(Card):
    """Arrows walk; Alt+O goes on to older ones, Alt+H shows those of the chosen entry alone, then of all again."""

    def __init__(
        self, history: History, columns: Sequence[Column[Any]], entries: Entries | None = None, *, row_height: int = 44
    ) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 12))
        self._history, self._columns, self._entries = history, columns, entries
        self.problem = Note("", "bad")
        self.of_one = KeyButton("", "Alt+H", size="sm")
        self.name = Elide("", "strong")
        self.table: RowsTable[Any] = RowsTable(columns, key=attrgetter("id"), name=tr("History"), row_height=row_height)
        self.whole = Label("", "small", wrap=True)
        self._sheet = Sunken(self.whole)
        self.older = KeyButton(tr("Older ones"), "Alt+O", icon="history", size="sm")
        self._empty = EmptyState("history", "")
        self._build()

        self.of_one.clicked.connect(self._turn)
        self.older.clicked.connect(history.show_older)
        self.table.current_changed.connect(self._tell_whole)
        if entries is not None:
            entries.table.current_changed.connect(self._follow)
        history.state_changed.connect(self._render)

        self._tell_whole(None)
        self._render(history.state)

    def _build(self) -> None:
        self.setFocusProxy(self.table)
        self.table.set_empty(self._empty)
        if len(self._columns) == 1:
            self.table.horizontalHeader().hide()
        if self._entries is None:
            self.of_one.hide()  # never shown here: without a parent yet, it would be a window of its own
        self.add(
            box(vbox(heading(tr("History"), self.of_one), self.name, self.problem, spacing=6, margins=(14, 0, 14, 8))),
            self.table,
            box(vbox(self._sheet, hbox(None, self.older), spacing=8, margins=(14, 8, 14, 0))),
        )
        self.inside.setStretch(1, 1)

    def _render(self, state: HistoryState) -> None:
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            self.problem.set_state(problem_text(state.problem).text, "bad")
        self._empty.set_text(tr("Nothing was changed yet.") if state.known else "")
        self.of_one.set_text(tr("Of this one") if state.of is None else tr("Of all"))
        self.name.setVisible(state.of is not None)
        if self._entries is not None and state.of is not None:
            self.name.setText(self._entries.name(state.of))
        self.table.set_rows(state.changes)
        self.older.setVisible(state.more)

    def _turn(self) -> None:
        if self._entries is None or self._history.state.of is not None:
            self._history.show_of(None)
            return
        if self._entries.table.current() is None:
            self._entries.table.select_first()
        self._history.show_of(self._entries.table.current())

    def _follow(self, entry: Any) -> None:
        """Where one is looked at alone, it is the one under the cursor."""
        if entry is not None and self._history.state.of is not None:
            self._history.show_of(entry)

    def _tell_whole(self, change: Any) -> None:
        """The chosen row in full: a column may be too narrow for it."""
        told: list[str] = []
        if change is not None:
            for column in self._columns:
                told += [column.text(change), column.detail(change) if column.detail else ""]
        self.whole.setText(" · ".join(filter(None, told)))
        self._sheet.setVisible(bool(told))
