"""What a spreadsheet would change, row by row, before it does."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.core.problem_text import problem_text
from client.core.test_catalogue_problems import catalogue_problem
from client.viewmodels.test_catalogue.transfer import Transfer, TransferState
from client.views.test_catalogue.words import VERDICT_TONES, changes_text, field_word, verdict_word
from client.widgets.basics import Label
from client.widgets.choices import Chips
from client.widgets.dialog import Sheet
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.test_catalogue import ImportedRow, Verdict


class ImportSheet(Sheet):
    """The rows that say anything come first; nothing is imported while one is refused."""

    def __init__(self, transfer: Transfer, parent: QWidget) -> None:
        super().__init__(
            tr("Import the test catalogue"),
            tr("Import"),
            parent,
            subtitle=tr("Nothing is changed yet: this is what would become of each row."),
            key="Ctrl+S",
            width=1000,
        )
        self._transfer = transfer
        self.summary = Label("", "strong")
        self.note = Note("", "info")
        self.lens = Chips[bool](((False, tr("What would change")), (True, tr("All rows"))), tr("Rows"), chosen=False)
        self.rows: RowsTable[ImportedRow] = RowsTable(
            (
                Column(tr("Sheet"), _where, width=130),
                Column(tr("What"), attrgetter("subject"), look="strong", width=250),
                Column(
                    tr("Result"),
                    lambda row: verdict_word(row.verdict),
                    tone=lambda row: VERDICT_TONES[row.verdict],
                    look="pill",
                    width=120,
                ),
                Column(tr("In words"), _words),
            ),
            key=lambda row: (row.sheet, row.row, row.subject, row.column),
            name=tr("Rows of the spreadsheet"),
            row_height=38,
        )
        self.rows.set_empty(EmptyState("check", tr("Nothing would change."), ""))
        self.rows.setMinimumHeight(330)
        self.add(self.summary, self.lens, self.rows, self.note)

        self.lens.picked.connect(self._follow)
        self.submitted.connect(self._import)
        transfer.state_changed.connect(self._render)
        transfer.imported.connect(self.accept)

        self._render(transfer.state)

    def _render(self, state: TransferState) -> None:
        self.set_busy(state.busy)
        report = state.report
        rows = report.rows if report else []
        told = sorted(
            (row for row in rows if self.lens.value() or row.verdict is not Verdict.UNCHANGED),
            key=lambda row: row.verdict is not Verdict.REFUSED,
        )
        self.rows.set_rows(told)
        self.summary.setText(_summary(state))
        text = _problem(state)
        self.note.setVisible(bool(text))
        self.note.set_state(text, "bad")
        self.primary.set_blocked("" if state.may_import else _why(state))

    def _follow(self) -> None:
        self._render(self._transfer.state)

    def _import(self) -> None:
        self._transfer.import_loaded(_reason(self._transfer.state.file))


def _reason(file: str) -> str:
    return tr("Imported from {file}", file=file)[:300]


def _where(row: ImportedRow) -> str:
    if row.row is None:
        return row.sheet.value
    return tr("{sheet} {n}", sheet=row.sheet.value, n=row.row)


def _words(row: ImportedRow) -> str:
    if row.problem is not None:
        sentence = catalogue_problem(row.problem, row.detail)
        return tr("{field}: {sentence}", field=field_word(row.column), sentence=sentence) if row.column else sentence
    return changes_text(row.fields)


def _summary(state: TransferState) -> str:
    report = state.report
    if report is None:
        return tr("Reading {file}…", file=state.file) if state.busy else state.file
    counts = [
        tr("{what}: {n}", what=verdict_word(verdict), n=number_text(report.count(verdict))) for verdict in Verdict
    ]
    return tr("{file} · {counts}", file=state.file, counts=" · ".join(counts))


def _problem(state: TransferState) -> str:
    if state.unreadable:
        return tr("This file can't be read. Choose another one.")
    if state.problem is not None:
        words = problem_text(state.problem)
        return tr("{what}. {why}", what=words.title, why=words.text)
    refused = state.report.count(Verdict.REFUSED) if state.report else 0
    return (
        trn(
            "{n} row is refused: correct it in the file. Nothing is imported by halves.",
            "{n} rows are refused: correct them in the file. Nothing is imported by halves.",
            refused,
        )
        if refused
        else ""
    )


def _why(state: TransferState) -> str:
    if state.report is None:
        return tr("Wait for the file") if state.busy else tr("Choose another file")
    return tr("Correct the file first") if state.report.count(Verdict.REFUSED) else tr("Nothing would change")
