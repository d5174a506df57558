"""Taking two records apart again that were merged."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr, trn
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.viewmodels.patient.merge import MergeUndo, UndoState
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.widgets.basics import Label
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.list_picker import ListPicker, PickFacts
from shared.models.access import Approval
from shared.models.merges import Merge
from shared.models.patients import PatientDetails

_LIST_HEIGHT = 180


class UndoMergeSheet(Sheet):
    def __init__(self, view_model: MergeUndo, patient: PatientDetails, parent: QWidget) -> None:
        super().__init__(
            tr("Undo a merge"),
            tr("Undo…"),
            parent,
            subtitle=tr("{name}, {number}", name=shown_name(patient.name), number=patient.patient_no),
            kind="danger",
            width=640,
        )
        self._view_model = view_model
        self.list: ListPicker[Merge] = ListPicker(_facts, attrgetter("id"), tr("Merges that stand"))
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.set_empty(Label(tr("No merge of this record stands."), "muted"))
        self.reason = LineInput(most=300)
        self.add(
            Label(
                tr("Each record gets back exactly what went over. What came later stays where it is."),
                "body",
                wrap=True,
            ),
            self.list,
            Field(tr("Reason"), self.reason, required=True),
        )

        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._ask_second_person)
        view_model.state_changed.connect(self._render)
        view_model.undone.connect(self.accept)

        self._render(view_model.state)
        view_model.refresh()
        self.reason.setFocus()

    def _render(self, state: UndoState) -> None:
        self.list.set_rows(state.merges or ())
        self.set_busy(state.busy)
        self._check()
        words = problem_text(state.problem) if state.problem is not None else None
        self.set_error("" if words is None else words.sentence)

    def _check(self) -> None:
        if not self._view_model.state.merges:
            self.primary.set_blocked(tr("There is nothing to undo"))
        else:
            self.primary.set_blocked("" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed"))

    def _ask_second_person(self) -> None:
        merge = self.list.current()
        if merge is None:
            return
        what = tr(
            "{name}, {number}, becomes a record of its own again: {reason}.",
            name=merge.merged.name,
            number=merge.merged.patient_no,
            reason=self.reason.value(),
        )
        sheet = SecondPersonSheet(self._view_model.ask_second_person(merge.id), what, self)
        sheet.agreed.connect(self._undo)
        sheet.open()

    def _undo(self, approval: Approval) -> None:
        merge = self.list.current()
        if merge is not None:
            self._view_model.undo(merge, self.reason.value(), approval)


def _facts(merge: Merge) -> PickFacts:
    went = trn("{n} entry went over", "{n} entries went over", merge.moved)
    detail = tr(
        "{when}, {person} with {second}: {reason}",
        when=datetime_text(merge.done.at),
        person=merge.done.asked_by,
        second=merge.done.approved_by,
        reason=merge.done.reason,
    )
    aside = tr("{number} · {entries}", number=merge.merged.patient_no, entries=went)
    return PickFacts(merge.merged.name, aside, detail)
