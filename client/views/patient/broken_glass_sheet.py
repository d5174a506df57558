"""Confidential records that were opened with a reason: the manager reads who, and says that it was seen."""

from operator import attrgetter

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import datetime_text, tr
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.viewmodels.patient.broken_glass import BrokenGlassState, BrokenGlassWatch
from client.widgets.basics import Label, hbox
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.confidential import BrokenGlass

_ROWS = 6


class BrokenGlassSheet(Sheet):
    def __init__(self, watch: BrokenGlassWatch, parent: QWidget) -> None:
        super().__init__(
            tr("Confidential records that were opened"),
            tr("I have seen it"),
            parent,
            subtitle=tr(
                "Each was opened by somebody who does not treat the patient. Ask where the reason does not say enough."
            ),
            width=900,
        )
        self._watch = watch
        self.table: RowsTable[BrokenGlass] = RowsTable(
            (
                Column(tr("Patient"), lambda one: shown_name(one.patient_name), detail=attrgetter("patient_no")),
                Column(tr("Opened by"), attrgetter("by"), detail=attrgetter("workstation")),
                Column(tr("When"), lambda one: datetime_text(one.at), width=196),
                Column(
                    tr("Seen"),
                    lambda one: one.seen_by or tr("Not yet"),
                    tone=lambda one: "ok" if one.seen_by else "warn",
                    look="pill",
                    width=150,
                ),
            ),
            key=attrgetter("id"),
            name=tr("Confidential records that were opened"),
        )
        self.table.set_empty(EmptyState("shield-check", tr("None was opened"), tr("You are told as soon as one is.")))
        self.table.show_rows(_ROWS)
        self.reason = Label("", "strong", wrap=True)
        self.all = QCheckBox(tr("Those that were seen, too"))
        self.add(self.table, self.reason, hbox(self.all, None))
        self.cancel.set_text(tr("Close"))

        self.table.current_changed.connect(self._choose)
        self.all.toggled.connect(watch.show_all)
        self.submitted.connect(self._see)
        watch.state_changed.connect(self._render)

        self._render(watch.state)
        watch.refresh()
        self.table.setFocus()

    def _render(self, state: BrokenGlassState) -> None:
        self.table.set_rows(state.rows)
        if self.table.current() is None:
            self.table.select_first()
        self._choose(self.table.current())
        self.set_error(problem_text(state.problem).text if state.problem is not None else "")

    def _choose(self, one: BrokenGlass | None) -> None:
        self.reason.setText(tr("Reason: {reason}", reason=one.reason) if one is not None else "")
        self.primary.set_blocked("" if one is not None and one.seen_at is None else tr("Nothing to look at"))

    def _see(self) -> None:
        one = self.table.current()
        if one is not None:
            self._watch.see(one.id)
