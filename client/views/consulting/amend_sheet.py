"""A prescription changed after the visit: the same lines and warnings as in the room, and why."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.words import allergy_text, shown_name
from client.viewmodels.consulting.amending import Amending, AmendingState
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.reuse import Reuse
from client.views.consulting.prescription import PrescriptionTable
from client.views.consulting.warnings import WarningPanel
from client.views.consulting.words import whole
from client.widgets.basics import Label
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note

_LINES_IN_SIGHT = 3
"""More of them scroll: with its warnings the sheet has to stand on a small screen."""


class AmendSheet(Sheet):
    """What is issued is a new version; the old one stays readable, and is void."""

    def __init__(
        self, amending: Amending, medicines: Finder, instructions: Finder, reuse: Reuse, parent: QWidget
    ) -> None:
        super().__init__(tr("Change the prescription"), tr("Issue and print"), parent, width=880)
        self._amending = amending
        self._head = Label("", "strong", wrap=True)
        self._allergy = Note("", "bad", icon="triangle-alert")
        self.lines = PrescriptionTable(amending, medicines, instructions, reuse, most_shown=_LINES_IN_SIGHT)
        self.warnings = WarningPanel(amending)
        self.reason = LineInput(hint=tr("Cannot swallow tablets"), most=300)
        self._reason = Field(tr("Why it is changed"), self.reason, required=True)
        self.add(self._head, self._allergy, self.lines, self.warnings, self._reason)

        self.warnings.change_asked.connect(self.lines.change)
        self.warnings.left.connect(self.lines.go_on_typing)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._amend)
        amending.state_changed.connect(self.render_state)
        amending.amended.connect(self.accept)

        self.render_state(amending.state)
        self.lines.go_on_typing()

    def render_state(self, state: AmendingState) -> None:
        self.set_busy(state.sending or (state.kept is None and state.problem is None))
        self.set_error(whole(state.problem) if state.problem else "")
        kept, standing = state.kept, state.standing
        if kept is None or standing is None:
            self._head.setText(tr("Opening …") if state.problem is None else "")
            self._allergy.hide()
        else:
            self._head.setText(
                tr(
                    "{name} · {number}, version {next} in the place of version {n}",
                    name=shown_name(kept.patient.name),
                    number=standing.prescription_no,
                    n=standing.version,
                    next=standing.version + 1,
                )
            )
            allergy, detail = allergy_text(kept.patient.allergies)
            self._allergy.setVisible(bool(allergy))
            allergy = tr("ALLERGY {allergy}", allergy=allergy)
            self._allergy.set_state(
                tr("{allergy}: {detail}", allergy=allergy, detail=detail) if detail else allergy, "bad"
            )
        self._check()

    def _check(self) -> None:
        self.primary.set_blocked(self._missing())

    def _missing(self) -> str:
        state = self._amending.state
        if not state.takes_lines:
            return tr("This prescription cannot be changed any more") if state.kept else tr("Opening …")
        if not state.is_complete:
            return tr("A line is incomplete") if state.sheet.lines else tr("No medicine is left: cancel it instead")
        if not state.is_changed:
            return tr("Nothing is changed yet")
        if state.stops:
            return trn("{n} warning needs an answer", "{n} warnings need an answer", len(state.stops))
        return "" if len(self.reason.value()) >= SHORTEST_REASON else tr("Say why")

    def _amend(self) -> None:
        if not self._missing():
            self._amending.amend(self.reason.value())
