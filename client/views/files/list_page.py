"""A list of the hospital: find one, add and change one, see who changed what, import and export."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.files.list_desk import ListDesk, ListState
from client.views.files.list_files import FileWords, ListFiles
from client.views.history import Entries, HistoryCard
from client.views.upkeep import CallSheet, UpkeepPage
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable


@dataclass(frozen=True)
class ListWords:
    """What is special of one list: its words, and what a row of it says."""

    title: str
    hint: str
    icon: str
    empty: tuple[str, str]
    columns: Sequence[Column[Any]]
    entry: Callable[[Any], str]
    """Whose history it is."""
    change: Callable[[Any], str]
    """What a change is of."""
    change_detail: Callable[[Any], str]
    new: str
    """On the button that adds one; empty where none is added here."""
    enter: str
    """What Enter does."""
    files: FileWords


class ListPage(UpkeepPage):
    """Keyboard first: F2 finds, arrows walk, Enter changes, Ctrl+N adds, Alt+H says what became of one."""

    asks_why = True

    def __init__(
        self,
        desk: ListDesk,
        words: ListWords,
        edit: Callable[[Any, QWidget], CallSheet] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`edit` makes the sheet of an entry, or of a new one where that is None."""
        super().__init__(desk, parent)
        self._words, self._make_sheet = words, edit
        desk.setParent(self)
        self.files = ListFiles(desk.transfer, words.files, self)
        self.box = SearchBox(words.hint, "F2", size="md")
        self.table: RowsTable[Any] = RowsTable(
            tuple(words.columns), key=attrgetter("id"), name=words.title, row_height=44
        )
        self.history = HistoryCard(
            desk.history,
            (Column(tr("Changes"), words.change, detail=words.change_detail, look="strong"),),
            Entries(self.table, words.entry),
            row_height=52,
        )
        self.export = KeyButton(tr("Export"), "Ctrl+E", icon="save", size="sm")
        self.import_file = KeyButton(tr("Import"), "Ctrl+I", icon="file-check", size="sm")
        self.more = Label("", "small")
        self._build()

        self.box.searched.connect(desk.search)
        self.box.submitted.connect(self._open_current)
        self.table.opened.connect(self.open_editor)
        self.export.clicked.connect(self.files.ask_where)
        self.import_file.clicked.connect(self.files.ask_file)
        desk.state_changed.connect(self._render)
        self.files.said.connect(self.said)
        self.files.imported.connect(desk.refresh)

        self._render(desk.state)
        desk.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.history.setFixedWidth(640 if self.window().width() >= WIDE_SCREEN else 400)

    def open_editor(self, entry: Any) -> None:
        """Of an entry; of a new one where it is None."""
        if self._make_sheet is not None:
            self._edit(self._make_sheet(entry, self.window()))

    def _build(self) -> None:
        words = self._words
        self.setFocusProxy(self.box)
        self.box.drive(self.table)
        self.table.set_empty(EmptyState(words.icon, *words.empty))
        tools = [self.export, self.import_file]
        if words.new:
            new = KeyButton(words.new, "Ctrl+N", icon="plus", size="sm")
            new.clicked.connect(self._add)
            tools.insert(0, new)
        left = Card(spacing=0, margins=(1, 12, 1, 12))
        left.add(
            box(vbox(heading(words.title, *tools, key="F2"), self.box, spacing=8, margins=(14, 0, 14, 8))),
            self.table,
            box(hbox(Label(words.enter, "small"), None, self.more, margins=(14, 8, 14, 0))),
        )
        left.inside.setStretch(1, 1)
        row = hbox(left, self.history, spacing=12)
        row.setStretch(0, 1)
        layout = vbox(self.problem, row, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self, state: ListState) -> None:
        self.table.set_rows(state.entries)
        self.more.setText(tr("There are more: type on") if state.more else "")

    def _open_current(self) -> None:
        if self.table.current() is None:
            self.table.select_first()
        entry = self.table.current()
        if entry is not None:
            self.open_editor(entry)

    def _add(self) -> None:
        self.open_editor(None)
