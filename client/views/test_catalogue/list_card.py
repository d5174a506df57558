"""All tests, found by a word; what concerns the whole catalogue stands below."""

from PySide6.QtCore import Signal

from client.core.i18n import number_text, tr, trn
from client.viewmodels.test_catalogue.catalogue import Catalogue, CatalogueState
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.inputs import Combo
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import LabId
from shared.models.test_catalogue import CatalogueTest


class ListCard(Card):
    chosen = Signal(object)  # CatalogueTest

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 10))
        self._catalogue = catalogue
        self.box = SearchBox(tr("Code, name or a line of it"), "F2", size="md")
        self.lab: Combo[LabId | None] = Combo(((None, tr("All laboratories")),))
        self.new_test = KeyButton(tr("New test"), "Ctrl+N", icon="plus", size="sm")
        self.new_lab = KeyButton(tr("New laboratory"), "Alt+N", size="sm")
        self.change_lab = KeyButton(tr("Change laboratory"), "Alt+L", size="sm")
        self.export = KeyButton(tr("Export"), "Ctrl+E", icon="save", size="sm")
        self.import_file = KeyButton(tr("Import"), "Ctrl+I", icon="file-check", size="sm")
        self.turn = KeyButton(tr("History"), "F7", icon="history", size="sm")
        self.more = Label("", "small")
        self.table: RowsTable[CatalogueTest] = RowsTable(
            (
                Column(tr("Test"), lambda row: row.name, detail=_about, look="strong"),
                Column(tr("Lines"), _lines, tone=_tone, look="pill", width=104),
            ),
            key=lambda row: row.id,
            name=tr("Tests"),
        )
        self.table.set_empty(EmptyState("flask-conical", tr("No test is found."), tr("Try another word.")))
        self.box.drive(self.table)
        self.lab.setAccessibleName(tr("Laboratory"))
        top = vbox(
            heading(tr("Tests"), self.new_test, key="F2"),
            self.box,
            self.lab,
            spacing=8,
            margins=(14, 0, 14, 8),
        )
        foot = vbox(
            self.more,
            hbox(self.export, self.import_file, self.turn, None, spacing=6),
            hbox(self.new_lab, self.change_lab, None, spacing=6),
            spacing=6,
            margins=(14, 8, 14, 0),
        )
        self.add(box(top), self.table, box(foot))
        self.inside.setStretch(1, 1)

        self.box.searched.connect(catalogue.search)
        self.box.submitted.connect(self._open_current)
        self.lab.picked.connect(catalogue.choose_lab)
        self.table.opened.connect(self.chosen)
        self.table.current_changed.connect(self._look)
        catalogue.state_changed.connect(self._render)

        self._render(catalogue.state)

    def _render(self, state: CatalogueState) -> None:
        self.lab.set_options(((None, tr("All laboratories")), *((lab.id, lab.name) for lab in state.labs)))
        self.lab.set_value(state.lab_id)
        self.change_lab.set_blocked("" if state.lab_id is not None else tr("Choose a laboratory first"))
        self.table.set_rows(state.tests)
        self.more.setText(tr("There are more: type on"))
        self.more.setVisible(state.more)
        if state.chosen is not None:
            self.table.select(state.chosen)

    def _look(self, test: CatalogueTest | None) -> None:
        """What the cursor stands on is shown; Enter goes into it."""
        if test is not None and test.id != self._catalogue.state.chosen:
            self._catalogue.open(test.id)

    def _open_current(self) -> None:
        if self.table.current() is None:
            self.table.select_first()
        test = self.table.current()
        if test is not None:
            self.chosen.emit(test)


def _about(test: CatalogueTest) -> str:
    return tr("{code} · {lab}", code=test.code, lab=test.lab)


def _lines(test: CatalogueTest) -> str:
    if not test.is_active:
        return tr("Retired")
    return trn("{n} line", "{n} lines", test.analytes) if test.analytes else number_text(0)


def _tone(test: CatalogueTest) -> Tone:
    return "grey" if not test.is_active else "info" if test.analytes else "warn"
