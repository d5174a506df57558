"""A sheet that changes one bill, and asks a second person where one is needed."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.cashier.bill_change import BillChange, BillChangeState
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.widgets.buttons import Kind
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from shared.models.billing import BillDetails


class ChangeSheet(Sheet):
    """Stays open until the bill is changed; the reason is asked by all of them."""

    def __init__(  # what a sheet is made of
        self,
        title: str,
        primary: str,
        bill: BillDetails,
        view_model: BillChange,
        parent: QWidget,
        *,
        subtitle: str = "",
        kind: Kind = "primary",
        width: int = 520,
    ) -> None:
        super().__init__(title, primary, parent, subtitle=subtitle, kind=kind, width=width)
        self.bill = bill
        self.second: SecondPersonSheet | None = None
        self.change = view_model
        view_model.setParent(self)
        self.reason = LineInput(most=300)
        self.reason_field = Field(tr("Reason"), self.reason, required=True)
        view_model.state_changed.connect(self._render)
        view_model.done.connect(self.accept)

    @property
    def has_reason(self) -> bool:
        return len(self.reason.value()) >= SHORTEST_REASON

    def asked_for(self) -> str:
        """What the second person is told."""
        raise NotImplementedError  # each sheet says its own

    def _render(self, state: BillChangeState) -> None:
        self.set_busy(state.busy)
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(problem.sentence if problem else "", "warn")
        second = self.change.second_person()
        if second is not None:
            self.second = SecondPersonSheet(second, self.asked_for(), self)
            self.second.agreed.connect(self.change.go_on_with)
            self.second.rejected.connect(self.change.go_without)
            self.second.open()
