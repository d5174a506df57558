"""Every set of a patient, the newest first; a wrong one is marked, never taken away."""

from functools import partial

from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr
from client.core.problem_text import problem_text
from client.viewmodels.vitals.history import HistoryState, VitalsHistory
from client.views.vitals.words import set_text
from client.widgets.dialog import Confirm, Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.vitals import Vitals


class VitalsHistorySheet(Sheet):
    def __init__(self, who: str, history: VitalsHistory, parent: QWidget, *, may_record: bool) -> None:
        super().__init__(
            tr("All vital signs"), tr("Mark as an error…"), parent, subtitle=who, kind="danger", key="Alt+W", width=900
        )
        self._history = history
        self.table: RowsTable[Vitals] = RowsTable(
            (
                Column(tr("Measured"), _when, detail=_by, width=190),
                Column(tr("Values"), set_text, detail=_why),
                Column("", _state, tone=_tone, look="pill", width=150),
            ),
            key=_id,
            name=tr("All vital signs"),
        )
        self.table.set_empty(EmptyState("activity", tr("No vital signs yet")))
        self.table.show_rows(7)
        self.primary.setVisible(may_record)
        self.cancel.set_text(tr("Close"))
        self.add(self.table)

        self.submitted.connect(self._ask)
        self.table.current_changed.connect(self._check)
        history.state_changed.connect(self.render_state)
        self.finished.connect(history.close)

        self.render_state(history.state)
        self.table.setFocus()

    def render_state(self, state: HistoryState) -> None:
        self.set_busy(state.loading)
        self.table.set_rows(state.sets)
        problem = problem_text(state.problem) if state.problem else None
        self.set_error(problem.sentence if problem else "")
        self._check(self.table.current())

    def _check(self, marked: Vitals | None) -> None:
        if marked is None:
            self.primary.set_blocked(tr("Choose a set"))
        else:
            self.primary.set_blocked(tr("Marked already") if marked.withdrawn else "")

    def _ask(self) -> None:
        marked = self.table.current()
        if marked is None or marked.withdrawn is not None:
            return
        sheet = Confirm(
            tr("Entered in error?"),
            tr("{values}\n\nThe set stays readable and is marked; it counts no more.", values=set_text(marked)),
            tr("Mark as an error"),
            self,
            reason=tr("What is wrong"),
        )
        sheet.confirmed.connect(partial(self._history.withdraw, marked.id))
        sheet.open()


def _id(measured: Vitals) -> object:
    return measured.id


def _when(measured: Vitals) -> str:
    return datetime_text(measured.measured_at)


def _by(measured: Vitals) -> str:
    return measured.measured_by


def _why(measured: Vitals) -> str:
    withdrawn = measured.withdrawn
    return tr("{reason} · {by}", reason=withdrawn.reason, by=withdrawn.by) if withdrawn else ""


def _state(measured: Vitals) -> str:
    if measured.withdrawn is not None:
        return tr("Entered in error")
    return tr("Very unusual") if any(flag.is_critical for flag in measured.flags.values()) else ""


def _tone(measured: Vitals) -> Tone:
    return "grey" if measured.withdrawn is not None else "bad"
