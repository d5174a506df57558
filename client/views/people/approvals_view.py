"""What second persons agreed to: who asked, who agreed, to what, when, and whether it was used."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr
from client.core.problem_text import problem_text
from client.viewmodels.people.approvals import Approvals, ApprovalsState
from client.views.people.words import approval_text, used_text, used_tone
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import DateInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.people import ApprovalSummary


class ApprovalsView(QWidget):
    def __init__(self, view_model: Approvals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        view_model.setParent(self)
        self.day = DateInput()
        self.latest = KeyButton(tr("The latest"), "Ctrl+R", icon="history")
        self.table: RowsTable[ApprovalSummary] = RowsTable(
            (
                Column(tr("When"), lambda row: datetime_text(row.approved_at), width=200),
                Column(tr("To what"), approval_text, detail=attrgetter("workstation"), look="strong"),
                Column(tr("Asked by"), attrgetter("asked_by"), width=190),
                Column(tr("Agreed by"), attrgetter("approved_by"), width=190),
                Column(tr("Used"), used_text, tone=used_tone, look="pill", width=210),
            ),
            key=attrgetter("id"),
            name=tr("Second persons"),
        )
        self.problem = Note("", "bad")
        self._more = Label(tr("Only the latest are shown: choose a day."), "small")
        self._build()

        self.day.editingFinished.connect(self._pick)
        self.latest.clicked.connect(self._show_latest)
        view_model.state_changed.connect(self._render)
        self._render(view_model.state)
        view_model.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.table)
        self.table.set_empty(EmptyState("shield-check", tr("Nobody was asked"), tr("Choose another day: F3.")))
        day = Field(tr("Day"), self.day, key="F3")
        day.setFixedWidth(220)
        head = vbox(
            heading(tr("What second persons agreed to")),
            hbox(day, vbox(None, self.latest), None, self._more),
            spacing=10,
            margins=(13, 0, 13, 6),
        )
        card = Card(box(head), self.problem, self.table, margins=(1, 12, 1, 6))
        card.inside.setStretchFactor(self.table, 1)
        self.setLayout(vbox(card))

    def _pick(self) -> None:
        if self.day.day() is not None or not self.day.value():
            self._view_model.show_day(self.day.day())

    def _show_latest(self) -> None:
        self.day.set_day(None)
        self._view_model.show_day(None)

    def _render(self, state: ApprovalsState) -> None:
        self.table.set_rows(state.approvals)
        self._more.setVisible(state.more)
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            self.problem.set_state(problem_text(state.problem).text, "bad")
