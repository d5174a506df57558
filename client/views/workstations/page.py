"""Workstations: who sits where, what each prints on, one more is let in, one that is gone is shut out."""

from operator import attrgetter

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import datetime_text, tr
from client.core.words import kind_word
from client.desk import Desk
from client.viewmodels.workstations.desk import WorkstationsDesk
from client.views.upkeep import UpkeepPage
from client.views.workstations.printers_sheet import PrintersSheet
from client.views.workstations.sheets import ChangeSheet, PairSheet
from client.views.workstations.words import (
    papers,
    printer_text,
    printers_of,
    state_text,
    state_tone,
    trouble_text,
)
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from client.widgets.tokens import Tone
from shared.contracts import workstations
from shared.models.workstations import WorkstationSummary


class WorkstationsPage(UpkeepPage):
    """Keyboard first: F2 finds, arrows walk, Enter renames, F6 chooses printers, Ctrl+N pairs."""

    asks_why = True

    def __init__(self, desk: WorkstationsDesk, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk, self._clock = desk, clock
        desk.setParent(self)
        self.pairing: PairSheet | None = None
        self.box = SearchBox(tr("Computer, place or person"), "F2", size="md")
        self.table: RowsTable[WorkstationSummary] = RowsTable(
            (
                Column(tr("Computer"), attrgetter("name"), detail=lambda row: kind_word(row.kind), look="strong"),
                Column(tr("Signed in"), self._people, width=170),
                Column(tr("Last seen"), _seen, width=180, wide_only=True),
                Column(tr("Version"), _version, width=90),
                Column(tr("State"), self._state, tone=self._tone, look="pill", width=150),
            ),
            key=attrgetter("id"),
            name=tr("Workstations"),
        )
        self.pair = KeyButton(tr("Pair a computer"), "Ctrl+N", icon="plus", kind="primary", size="sm")
        self.rename = KeyButton(tr("Rename"), "Alt+N", icon="settings", size="sm")
        self.printers = KeyButton(tr("Printers"), "F6", icon="printer", size="sm")
        self.revoke = KeyButton(tr("Revoke"), "Alt+R", icon="ban", kind="ghost", size="sm")
        self.name = Label("", "h2")
        self.about = Label("", "muted", wrap=True)
        self.trouble = Note("", "warn")
        self.papers: RowsTable[tuple[str, str]] = RowsTable(
            (
                Column(tr("Paper"), lambda row: row[0], width=190),
                Column(tr("Printer"), lambda row: row[1]),
            ),
            key=lambda row: row[0],
            name=tr("Where it prints"),
            row_height=32,
        )
        self._build()

        self.box.searched.connect(self._find)
        self.pair.clicked.connect(self._ask_pairing)
        self.rename.clicked.connect(self._ask_change)
        self.printers.clicked.connect(self._ask_printers)
        self.revoke.clicked.connect(self._ask_revoke)
        self.table.opened.connect(self._ask_change)
        self.table.current_changed.connect(self._show_one)
        desk.joined.connect(self._say_joined)
        desk.state_changed.connect(self._render)

        self._render()
        desk.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._right.setFixedWidth(560 if self.window().width() >= WIDE_SCREEN else 440)

    def _build(self) -> None:
        self.setFocusProxy(self.box)
        self.box.drive(self.table)
        self.table.set_empty(EmptyState("monitor", tr("No computer is called so."), tr("Ctrl+N lets one in.")))
        left = Card(spacing=0, margins=(1, 12, 1, 12))
        left.add(
            box(vbox(heading(tr("Workstations"), self.pair, key="F2"), self.box, spacing=8, margins=(14, 0, 14, 8))),
            self.table,
            box(hbox(Label(tr("Enter renames it"), "small"), None, margins=(14, 8, 14, 0))),
        )
        left.inside.setStretch(1, 1)
        self._right = Card(spacing=0, margins=(1, 12, 1, 12))
        self._right.add(
            box(vbox(self.name, self.about, self.trouble, spacing=8, margins=(14, 0, 14, 8))),
            self.papers,
            box(hbox(self.rename, self.printers, None, self.revoke, margins=(14, 8, 14, 0))),
        )
        self._right.inside.setStretch(1, 1)
        row = hbox(left, self._right, spacing=12)
        row.setStretch(0, 1)
        layout = vbox(self.problem, row, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self) -> None:
        self._find(self.box.text())

    def _find(self, words: str) -> None:
        wanted = words.strip().casefold()
        rows = [row for row in self._desk.state.workstations if wanted in self._searched(row)]
        self.table.set_rows(rows)
        if self.table.current() is None:
            self.table.select_first()
        self._show_one(self.table.current())

    def _searched(self, row: WorkstationSummary) -> str:
        return " ".join((row.name, kind_word(row.kind), self._people(row))).casefold()

    def _show_one(self, row: WorkstationSummary | None) -> None:
        self.name.setText(row.name if row else tr("No computer chosen"))
        self.about.setText(self._about(row) if row else "")
        trouble = trouble_text(row.report) if row and not row.revoked else ""
        self.trouble.setVisible(bool(trouble))
        self.trouble.set_state(trouble, "warn")
        printers = printers_of(row) if row else {}
        self.papers.set_rows([(name, printer_text(printers.get(kind))) for kind, name in papers()] if row else [])
        why = "" if row and not row.revoked else tr("It is revoked") if row else tr("Choose a computer")
        for button in (self.rename, self.printers, self.revoke):
            button.set_blocked(why)

    def _about(self, row: WorkstationSummary) -> str:
        people = self._people(row) or tr("nobody")
        return tr(
            "{place} · signed in: {people} · paired {paired} · last seen {seen} · version {version}",
            place=kind_word(row.kind),
            people=people,
            paired=datetime_text(row.paired_at),
            seen=_seen(row),
            version=_version(row),
        )

    def _people(self, row: WorkstationSummary) -> str:
        return ", ".join(self._desk.state.people.get(row.id, ()))

    def _state(self, row: WorkstationSummary) -> str:
        return state_text(row, self._desk.state.people.get(row.id, ()))

    def _tone(self, row: WorkstationSummary) -> Tone:
        return state_tone(row, self._desk.state.people.get(row.id, ()))

    def _ask_pairing(self) -> None:
        self.pairing = PairSheet(self._desk, self._clock.now, self.window())
        self.pairing.finished.connect(self._forget_pairing)
        self.pairing.open()

    def _forget_pairing(self) -> None:
        self.pairing = None

    def _say_joined(self, name: str) -> None:
        if self.pairing is not None:
            self.pairing.accept()
        self.said.emit(tr("{computer} has joined the hospital.", computer=name))

    def _ask_change(self) -> None:
        row = self.table.current()
        if row is not None and not row.revoked:
            self._edit(ChangeSheet(row, self.window()))

    def _ask_printers(self) -> None:
        row = self.table.current()
        if row is not None and not row.revoked:
            self._edit(PrintersSheet(row, self.window()))

    def _ask_revoke(self) -> None:
        row = self.table.current()
        if row is None or row.revoked:
            return
        sheet = Confirm(
            tr("Revoke {name}?", name=row.name),
            tr(
                "Whoever is signed in there is put out at once, and it can't reach the server any more. "
                "It comes back only by being paired anew."
            ),
            tr("Revoke"),
            self.window(),
        )
        self._confirm(sheet, workstations.revoke(workstation_id=row.id))


def _seen(row: WorkstationSummary) -> str:
    return datetime_text(row.seen_at) if row.seen_at else tr("never")


def _version(row: WorkstationSummary) -> str:
    return row.report.version if row.report else "–"


def build_workstations(desk: Desk) -> WorkstationsPage:
    return WorkstationsPage(WorkstationsDesk(desk.calls, desk.changes, desk.session), desk.clock)
