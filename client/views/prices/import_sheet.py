"""What a file of prices would change, row by row, before it does."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.prices.price_files import FileState, PriceTransfer
from client.views.prices.words import VERDICT_TONES, import_text, kind_word, verdict_word
from client.widgets.basics import Label
from client.widgets.choices import Chips
from client.widgets.dialog import Sheet
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.prices import ImportedPrice, Verdict
from shared.money import Currency


class PriceImportSheet(Sheet):
    """The rows that say anything come first; nothing is imported while one is refused."""

    def __init__(self, transfer: PriceTransfer, currency: Currency | None, parent: QWidget) -> None:
        super().__init__(
            tr("Import prices"),
            tr("Import"),
            parent,
            subtitle=tr("Nothing is changed yet. What is imported is a draft, which you look over and publish."),
            key="Ctrl+S",
            width=960,
        )
        self._transfer, self._currency = transfer, currency
        self.summary = Label("", "strong")
        self.note = Note("", "info")
        self.lens = Chips[bool](((False, tr("What would change")), (True, tr("All rows"))), tr("Rows"), chosen=False)
        self.rows: RowsTable[ImportedPrice] = RowsTable(
            (
                Column(tr("Row"), lambda row: number_text(row.row), width=60),
                Column(tr("Kind"), lambda row: kind_word(row.kind) if row.kind else "", width=100),
                Column(tr("What"), attrgetter("subject"), look="strong"),
                Column(
                    tr("Result"),
                    lambda row: verdict_word(row.verdict),
                    tone=lambda row: VERDICT_TONES[row.verdict],
                    look="pill",
                    width=120,
                ),
                Column(tr("In words"), self._words, width=330),
            ),
            key=attrgetter("row"),
            name=tr("Rows of the file"),
            row_height=38,
        )
        self.rows.set_empty(EmptyState("check", tr("Nothing would change."), ""))
        self.rows.setMinimumHeight(310)
        self.add(self.summary, self.lens, self.rows, self.note)

        self.lens.picked.connect(self._follow)
        self.submitted.connect(transfer.import_loaded)
        transfer.state_changed.connect(self._render)
        transfer.imported.connect(self.accept)

        self._render(transfer.state)

    def _render(self, state: FileState) -> None:
        self.set_busy(state.busy)
        rows = state.report.rows if state.report else []
        told = [row for row in rows if self.lens.value() or row.verdict is not Verdict.UNCHANGED]
        self.rows.set_rows(sorted(told, key=lambda row: row.verdict is not Verdict.REFUSED))
        self.summary.setText(_summary(state))
        text = _problem(state)
        self.note.setVisible(bool(text))
        self.note.set_state(text, "bad")
        self.primary.set_blocked("" if state.may_import else _why(state))

    def _follow(self) -> None:
        self._render(self._transfer.state)

    def _words(self, row: ImportedPrice) -> str:
        return import_text(row, self._currency)


def _summary(state: FileState) -> str:
    report = state.report
    if report is None:
        return tr("Reading {file}…", file=state.file) if state.busy else state.file
    counts = [
        tr("{what}: {n}", what=verdict_word(verdict), n=number_text(report.count(verdict))) for verdict in Verdict
    ]
    return tr("{file} · {counts}", file=state.file, counts=" · ".join(counts))


def _problem(state: FileState) -> str:
    if state.unreadable:
        return tr("This file can't be read. Choose another one.")
    if state.problem is not None:
        words = problem_text(state.problem)
        return tr("{what}. {why}", what=words.title, why=words.text)
    refused = state.report.count(Verdict.REFUSED) if state.report else 0
    if not refused:
        return ""
    return trn(
        "{n} row is refused: correct it in the file. Nothing is imported by halves.",
        "{n} rows are refused: correct them in the file. Nothing is imported by halves.",
        refused,
    )


def _why(state: FileState) -> str:
    if state.report is None:
        return tr("Wait for the file") if state.busy else tr("Choose another file")
    return tr("Correct the file first") if state.report.count(Verdict.REFUSED) else tr("Nothing would change")
