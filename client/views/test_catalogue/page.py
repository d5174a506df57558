"""The test catalogue: find a test, look at its lines, change what is wrong, and see what was changed."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.test_catalogue.catalogue import Catalogue, CatalogueState
from client.viewmodels.test_catalogue.transfer import Transfer
from client.views.test_catalogue.analyte_sheet import AnalyteSheet
from client.views.test_catalogue.import_sheet import ImportSheet
from client.views.test_catalogue.list_card import ListCard
from client.views.test_catalogue.ranges_sheet import RangesSheet
from client.views.test_catalogue.test_card import TestCard
from client.views.test_catalogue.test_sheet import LabSheet, TestSheet
from client.widgets.basics import hbox, vbox
from client.widgets.dialog import Confirm
from client.widgets.pills import Note
from client.widgets.table import WIDE_SCREEN
from shared.contracts import test_catalogue
from shared.errors import ApiError
from shared.models.test_catalogue import CatalogueAnalyte

_SPREADSHEETS = "*.xlsx *.XLSX"
_Editor = TestSheet | LabSheet | AnalyteSheet | RangesSheet


class CataloguePage(QWidget):
    """Keyboard first: F2 finds, Enter goes into a test, Enter again opens the ranges of a line."""

    said = Signal(str)

    def __init__(self, catalogue: Catalogue, transfer: Transfer, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue, self._transfer, self._clock = catalogue, transfer, clock
        catalogue.setParent(self)
        transfer.setParent(self)
        self.list = ListCard(catalogue)
        self.test = TestCard(catalogue)
        self.problem = Note("", "bad")
        self.editor: _Editor | None = None
        self._build()

        self.list.chosen.connect(self.test.start)
        self.list.new_test.clicked.connect(self._new_test)
        self.list.new_lab.clicked.connect(self._new_lab)
        self.list.change_lab.clicked.connect(self._change_lab)
        self.list.export.clicked.connect(self._ask_where)
        self.list.import_file.clicked.connect(self._ask_file)
        self.test.change_wanted.connect(self._change_test)
        self.test.line_wanted.connect(self._change_line)
        self.test.ranges_wanted.connect(self._change_ranges)
        self.test.retire_wanted.connect(self._ask_retire)
        catalogue.saved.connect(self._say_saved)
        catalogue.refused.connect(self._refuse)
        catalogue.state_changed.connect(self._render)
        transfer.exported.connect(self._say_exported)
        transfer.imported.connect(self._say_imported)
        transfer.failed.connect(self._say_failed)

        self._render(catalogue.state)
        catalogue.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setFixedWidth(520 if self.window().width() >= WIDE_SCREEN else 420)

    def import_from(self, path: Path) -> None:
        self._transfer.load(path, tr("Imported from {file}", file=path.name)[:300])
        ImportSheet(self._transfer, self.window()).open()

    def export_to(self, path: Path) -> None:
        self._transfer.export(path)

    def _build(self) -> None:
        self.setFocusProxy(self.list.box)
        row = hbox(self.list, self.test, spacing=12)
        row.setStretch(1, 1)
        layout = vbox(self.problem, row, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self, state: CatalogueState) -> None:
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            self.problem.set_state(problem_text(state.problem).text, "bad")
        if self.editor is not None:
            self.editor.set_busy(state.busy)

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
        sheet.confirmed.connect(self._retire)
        sheet.open()

    def _retire(self, reason: str) -> None:
        line = self.test.lines.current()
        if line is not None:
            call = test_catalogue.retire_analyte(analyte_id=line.id, version=line.version, reason=reason)
            self._catalogue.save(call)

    def _edit(self, sheet: _Editor) -> None:
        self.editor = sheet
        sheet.chosen.connect(self._catalogue.save)
        sheet.finished.connect(self._forget_editor)
        sheet.open()

    def _forget_editor(self) -> None:
        self.editor = None

    def _say_saved(self) -> None:
        if self.editor is not None:
            self.editor.accept()
        self.said.emit(tr("The catalogue is changed, on every screen."))

    def _refuse(self, problem: ApiError) -> None:
        words = problem_text(problem)
        text = tr("{what}. {why}", what=words.title, why=words.text)
        if self.editor is not None:
            self.editor.set_error(text)
        else:
            self.said.emit(text)

    # The spreadsheet

    def _ask_where(self) -> None:
        dialog = QFileDialog(self.window(), tr("Export the test catalogue"), "", _filter())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(tr("test-catalogue-{day}", day=day_of(self._clock.now()).isoformat()) + ".xlsx")
        dialog.fileSelected.connect(self._take_target)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self.window(), tr("Import the test catalogue"), "", _filter())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_source)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_target(self, name: str) -> None:
        self.export_to(Path(name))

    def _take_source(self, name: str) -> None:
        self.import_from(Path(name))

    def _say_exported(self, path: str) -> None:
        self.said.emit(tr("The catalogue is in {file}.", file=path))

    def _say_imported(self, rows: int) -> None:
        self.said.emit(trn("{n} row is imported.", "{n} rows are imported.", rows))
        self._catalogue.refresh()

    def _say_failed(self, problem: ApiError | None) -> None:
        self.said.emit(problem_text(problem).text if problem else tr("The file can't be written there."))


def _filter() -> str:
    return tr("Spreadsheets ({suffixes})", suffixes=_SPREADSHEETS)


def build_catalogue(desk: Desk) -> CataloguePage:
    return CataloguePage(Catalogue(desk.calls, desk.changes), Transfer(desk.calls), desk.clock)
