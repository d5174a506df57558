"""The test catalogue: find a test, look at its lines, change what is wrong, and see what was changed."""

from functools import partial
from operator import attrgetter

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import datetime_text, tr, trn
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.test_catalogue.catalogue import Catalogue
from client.views.files.list_files import FileWords, ListFiles
from client.views.history import Entries, HistoryCard
from client.views.test_catalogue.analyte_sheet import AnalyteSheet
from client.views.test_catalogue.file_words import import_words
from client.views.test_catalogue.list_card import ListCard
from client.views.test_catalogue.ranges_sheet import RangesSheet
from client.views.test_catalogue.test_card import TestCard
from client.views.test_catalogue.test_sheet import LabSheet, TestSheet
from client.views.test_catalogue.words import changes_text, subject_word
from client.views.upkeep import UpkeepPage
from client.widgets.basics import hbox, show_only, vbox
from client.widgets.dialog import Confirm
from client.widgets.rows import Column
from client.widgets.table import WIDE_SCREEN
from shared.contracts import test_catalogue
from shared.models.test_catalogue import CatalogueAnalyte


class CataloguePage(UpkeepPage):
    """Keyboard first: F2 finds, Enter goes into a test, Enter again opens the ranges of a line."""

    def __init__(self, catalogue: Catalogue, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, parent)
        self._catalogue, self._clock = catalogue, clock
        catalogue.setParent(self)
        self.files = ListFiles(catalogue.transfer, self._file_words(), self)
        self.list = ListCard(catalogue)
        self.test = TestCard(catalogue)
        self.history = HistoryCard(
            catalogue.history,
            (
                Column(tr("When"), lambda row: datetime_text(row.done.at), detail=lambda row: row.done.who, width=190),
                Column(
                    tr("What"),
                    attrgetter("subject"),
                    detail=lambda row: subject_word(row.kind),
                    width=150,
                    look="strong",
                ),
                Column(tr("Changed"), lambda row: changes_text(row.fields), detail=attrgetter("reason")),
            ),
            Entries(self.list.table, attrgetter("name")),
        )
        self._build()

        self.list.chosen.connect(self._go_in)
        self.list.turn.clicked.connect(self._turn)
        self.list.new_test.clicked.connect(self._new_test)
        self.list.new_lab.clicked.connect(self._new_lab)
        self.list.change_lab.clicked.connect(self._change_lab)
        self.list.export.clicked.connect(self.files.ask_where)
        self.list.import_file.clicked.connect(self.files.ask_file)
        self.test.change_wanted.connect(self._change_test)
        self.test.line_wanted.connect(self._change_line)
        self.test.ranges_wanted.connect(self._change_ranges)
        self.test.retire_wanted.connect(self._ask_retire)
        self.files.said.connect(self.said)
        self.files.imported.connect(catalogue.refresh)

        catalogue.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setFixedWidth(520 if self.window().width() >= WIDE_SCREEN else 420)

    def _build(self) -> None:
        self.setFocusProxy(self.list.box)
        row = hbox(self.list, self.test, self.history, spacing=12)
        row.setStretch(1, 1)
        row.setStretch(2, 1)
        self.history.hide()
        layout = vbox(self.problem, row, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _go_in(self) -> None:
        self._show_history(on=False)
        self.test.start()

    def _turn(self) -> None:
        """The history of the test one stands on first; Alt+H goes on to that of all."""
        on = self.history.isHidden()
        self._show_history(on=on)
        if on:
            self._catalogue.history.show_of(self.list.table.current())
        (self.history if on else self.test.lines).setFocus()

    def _show_history(self, *, on: bool) -> None:
        show_only({self.test: not on, self.history: on})
        self.list.turn.set_text(tr("Lines") if on else tr("History"))

    # Sheets: each hands up the call it would make, and stays open until that is answered

    def _new_test(self) -> None:
        self._edit(TestSheet(None, self._catalogue.state.labs, self.window()))

    def _change_test(self) -> None:
        test = self._catalogue.state.details
        if test is not None:
            self._edit(TestSheet(test, self._catalogue.state.labs, self.window()))

    def _new_lab(self) -> None:
        self._edit(LabSheet(None, self.window()))

    def _change_lab(self) -> None:
        state = self._catalogue.state
        lab = next((one for one in state.labs if one.id == state.lab_id), None)
        if lab is not None:
            self._edit(LabSheet(lab, self.window()))

    def _change_line(self, line: CatalogueAnalyte | None) -> None:
        test = self._catalogue.state.details
        if test is not None:
            self._edit(AnalyteSheet(test, line, self.window()))

    def _change_ranges(self, line: CatalogueAnalyte | None) -> None:
        test = self._catalogue.state.details
        if test is not None and line is not None:
            self._edit(RangesSheet(test, line, day_of(self._clock.now()), self.window()))

    def _ask_retire(self, line: CatalogueAnalyte) -> None:
        sheet = Confirm(
            tr("Retire {line}?", line=line.name),
            tr("Tests ordered from now on are done without it. Those that were ordered before keep it."),
            tr("Retire"),
            self.window(),
            reason=tr("Why"),
        )
        sheet.confirmed.connect(partial(self._retire, line))
        self._open(sheet)

    def _retire(self, line: CatalogueAnalyte, reason: str) -> None:
        self._catalogue.save(test_catalogue.retire_analyte(analyte_id=line.id, version=line.version, reason=reason))

    def _said(self, _answer: object) -> str:
        return tr("The catalogue is changed, on every screen.")

    def _file_words(self) -> FileWords:
        return FileWords(
            export=tr("Export the test catalogue"),
            name=lambda: tr("test-catalogue-{day}", day=day_of(self._clock.now()).isoformat()) + ".xlsx",
            exported=lambda path: tr("The catalogue is in {file}.", file=path),
            imported=lambda rows: trn("{n} row is imported.", "{n} rows are imported.", rows),
            sheet=import_words(),
            suffixes="*.xlsx *.XLSX",
        )


def build_catalogue(desk: Desk) -> CataloguePage:
    return CataloguePage(Catalogue(desk.calls, desk.changes), desk.clock)
