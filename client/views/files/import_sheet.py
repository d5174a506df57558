"""What a spreadsheet would change, row by row, before it does."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.files.transfer import FileState, FileTransfer
from client.widgets.basics import Label
from client.widgets.choices import Chips
from client.widgets.dialog import Sheet
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.spreadsheets import Verdict

_TONES: Final[dict[Verdict, Tone]] = {
    Verdict.NEW: "ok",
    Verdict.CHANGED: "info",
    Verdict.UNCHANGED: "grey",
    Verdict.REFUSED: "bad",
}


@dataclass(frozen=True)
class ImportWords:
    """What is special of one list."""

    title: str
    subtitle: str
    in_words: Callable[[Any], str]
    columns: Sequence[Column[Any]] = ()
    """Between the row's number and what it is about."""
    place: Column[Any] | None = None
    """Where the row stands, if its number alone doesn't say it."""
    key: Callable[[Any], Hashable] = attrgetter("row")


class FileImportSheet(Sheet):
    """The rows that say anything come first; nothing is imported while one is refused."""

    def __init__(self, transfer: FileTransfer, words: ImportWords, parent: QWidget) -> None:
        super().__init__(words.title, tr("Import"), parent, subtitle=words.subtitle, key="Ctrl+S", width=1000)
        self._transfer = transfer
        self.summary = Label("", "strong")
        self.note = Note("", "info")
        self.lens = Chips[bool](((False, tr("What would change")), (True, tr("All rows"))), tr("Rows"), chosen=False)
        self.rows: RowsTable[Any] = RowsTable(
            (
                words.place or Column(tr("Row"), lambda row: number_text(row.row), width=60),
                *words.columns,
                Column(tr("What"), attrgetter("subject"), look="strong"),
                Column(
                    tr("Result"),
                    lambda row: verdict_word(row.verdict),
                    tone=lambda row: _TONES[row.verdict],
                    look="pill",
                    width=120,
                ),
                Column(tr("In words"), words.in_words),
            ),
            key=words.key,
            name=tr("Rows of the file"),
            row_height=38,
        )
        self.rows.set_empty(EmptyState("check", tr("Nothing would change."), ""))
        self.rows.setMinimumHeight(310)
        self.add(self.summary, self.lens, self.rows, self.note)
        self.rows.setFocus()  # else Cancel has the keyboard while the file is read

        self.lens.picked.connect(self._follow)
        self.submitted.connect(transfer.import_loaded)
        transfer.state_changed.connect(self._render)
        transfer.imported.connect(self.accept)

        self._render(transfer.state)

    def _render(self, state: FileState) -> None:
        self.set_busy(state.busy)
        rows = state.report.rows if state.report else ()
        told = [row for row in rows if self.lens.value() or row.verdict is not Verdict.UNCHANGED]
        self.rows.set_rows(sorted(told, key=lambda row: row.verdict is not Verdict.REFUSED))
        self.summary.setText(_summary(state))
        text = _problem(state)
        self.note.setVisible(bool(text))
        self.note.set_state(text, "bad")
        self.primary.set_blocked("" if state.may_import else _why(state))

    def _follow(self) -> None:
        self._render(self._transfer.state)


def verdict_word(verdict: Verdict) -> str:
    return {
        Verdict.NEW: tr("New"),
        Verdict.CHANGED: tr("Changed"),
        Verdict.UNCHANGED: tr("Unchanged"),
        Verdict.REFUSED: tr("Refused"),
    }[verdict]


def _summary(state: FileState) -> str:
    if state.report is None:
        return tr("Reading {file}…", file=state.file) if state.busy else state.file
    counts = [tr("{what}: {n}", what=verdict_word(one), n=number_text(state.count(one))) for one in Verdict]
    return tr("{file} · {counts}", file=state.file, counts=" · ".join(counts))


def _problem(state: FileState) -> str:
    if state.unreadable:
        return tr("This file can't be read. Choose another one.")
    if state.problem is not None:
        return problem_text(state.problem).sentence
    refused = state.count(Verdict.REFUSED)
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
    return tr("Correct the file first") if state.count(Verdict.REFUSED) else tr("Nothing would change")
