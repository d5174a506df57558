"""The records that were put away: found, read why, brought back."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.core.zone import day_of
from client.viewmodels.patient.archive import Archive, ArchiveState
from client.widgets.basics import Label
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.search import SearchBox
from shared.models.patients import ArchivedPatient

_LIST_HEIGHT = 260
_TWO_LINES = 36


class ArchiveSheet(Sheet):
    def __init__(self, view_model: Archive, parent: QWidget) -> None:
        super().__init__(tr("Records put away"), tr("Bring back"), parent, width=640)
        self._view_model = view_model
        self.box = SearchBox(tr("Name, phone or number"), "F2")
        self.list: ListPicker[ArchivedPatient] = ListPicker(_facts, attrgetter("id"), tr("Records put away"))
        self.why = Label("", "muted", wrap=True)
        self.reason = LineInput(most=300)
        self.box.drive(self.list)
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.set_empty(Label(tr("No record is put away."), "muted"))
        self.why.setMinimumHeight(_TWO_LINES)
        self.add(self.box, self.list, self.why, Field(tr("Why it comes back"), self.reason, required=True))

        self.box.searched.connect(view_model.find)
        self.list.current_changed.connect(self._show_why)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._bring_back)
        view_model.state_changed.connect(self._render)
        view_model.moved.connect(self.accept)

        self._render(view_model.state)
        view_model.find("")
        self.box.setFocus()

    def _render(self, state: ArchiveState) -> None:
        self.list.set_rows(state.rows, state.term)
        self.set_busy(state.busy)
        self._check()
        words = problem_text(state.problem) if state.problem is not None else None
        self.set_error("" if words is None else words.sentence)

    def _show_why(self, patient: ArchivedPatient | None) -> None:
        """In full: the row shortens it."""
        self.why.setText("" if patient is None else patient.put_away.reason)

    def _check(self) -> None:
        if not self._view_model.state.rows:
            self.primary.set_blocked(tr("Choose a record"))
        else:
            self.primary.set_blocked("" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed"))

    def _bring_back(self) -> None:
        patient = self.list.current()
        if patient is not None:
            self._view_model.bring_back(patient, self.reason.value())


def _facts(patient: ArchivedPatient) -> PickFacts:
    away = patient.put_away
    detail = tr("{day}, {person}: {reason}", day=date_text(day_of(away.at)), person=away.by, reason=away.reason)
    return PickFacts(shown_name(patient.name), patient.patient_no, detail)
