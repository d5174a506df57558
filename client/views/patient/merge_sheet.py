"""Choosing the other record, comparing the two, and asking a second person."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter

from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import date_text, tr
from client.core.problem_text import problem_text
from client.core.words import age_text, allergy_text, kin_text, not_shown, sex_word, shown_name, who_text
from client.core.zone import day_of
from client.viewmodels.patient.merge import MergeDesk, MergeState
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.reception.words import visits_text
from client.widgets.basics import Label, Sunken, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.pills import Pill
from client.widgets.search import SearchBox
from shared.models.access import Approval
from shared.models.patients import PatientDetails, PatientSummary

_LIST_HEIGHT = 300


class MergeSheet(Sheet):
    def __init__(self, view_model: MergeDesk, clock: Clock, parent: QWidget) -> None:
        who = view_model.state.one
        subtitle = tr("{name}, {number}", name=who.name, number=who.patient_no)
        super().__init__(tr("Merge two records of one person"), tr("Merge…"), parent, subtitle=subtitle, width=860)
        self._view_model = view_model
        self._clock = clock
        self.box = SearchBox(tr("Name, phone or number of the other record"), "F2")
        self.list: ListPicker[PatientSummary] = ListPicker(self._facts, attrgetter("id"), tr("Records found"))
        self.pair = RecordPair(clock)
        self.reason = LineInput(hint=tr("Registered twice, spelt otherwise …"), most=300)
        self.swap = KeyButton(tr("Keep the other one"), "F6", icon="repeat", size="md")
        self.again = KeyButton(tr("Another record"), "F7", icon="search", kind="ghost", size="md")
        self._steps = QStackedWidget()
        self._build()

        self.box.searched.connect(view_model.find)
        self.box.submitted.connect(self._pick)
        self.list.picked.connect(view_model.choose)
        self.swap.clicked.connect(view_model.swap)
        self.again.clicked.connect(view_model.choose_again)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._ask_second_person)
        view_model.state_changed.connect(self._render)
        view_model.merged.connect(self.accept)

        self._render(view_model.state)
        self.box.setFocus()

    def _build(self) -> None:
        self.box.drive(self.list)
        self.list.setFixedHeight(_LIST_HEIGHT)
        hint = Label(tr("Type two letters or digits. Arrows and Enter pick."), "muted", wrap=True)
        self.list.set_empty(box(vbox(hint, None, margins=(4, 10, 4, 4))))
        compare = vbox(
            self.pair,
            hbox(self.swap, self.again, None, spacing=8),
            Field(tr("Reason"), self.reason, required=True),
            spacing=12,
        )
        self._steps.addWidget(box(vbox(self.box, self.list, None, spacing=6)))
        self._steps.addWidget(box(compare))
        self.add(self._steps)

    def _render(self, state: MergeState) -> None:
        compares = state.other is not None
        came = compares and self._steps.currentIndex() == 0
        self._steps.setCurrentIndex(1 if compares else 0)
        self.list.set_rows(state.hits, state.term)
        kept, merged = state.kept, state.merged
        if kept is not None and merged is not None:
            self.pair.show_pair(kept, merged)
        for button in (self.swap, self.again):
            button.set_busy(state.busy)
        self.set_busy(state.busy)
        self._check()
        self.set_error("" if state.problem is None else _whole(state))
        if came:
            self.reason.setFocus()

    def _check(self) -> None:
        if self._view_model.state.other is None:
            self.primary.set_blocked(tr("Choose the other record"))
        else:
            self.primary.set_blocked("" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed"))

    def _pick(self, _term: str) -> None:
        if self._view_model.state.hits:
            self.list.pick_current()

    def _ask_second_person(self) -> None:
        state = self._view_model.state
        second = self._view_model.ask_second_person()
        if second is None or state.kept is None or state.merged is None:
            return
        what = tr(
            "{merged}, {merged_number}, becomes part of {kept}, {kept_number}: {reason}.",
            merged=state.merged.name,
            merged_number=state.merged.patient_no,
            kept=state.kept.name,
            kept_number=state.kept.patient_no,
            reason=self.reason.value(),
        )
        sheet = SecondPersonSheet(second, what, self)
        sheet.agreed.connect(self._merge)
        sheet.open()

    def _merge(self, approval: Approval) -> None:
        self._view_model.merge(self.reason.value(), approval)

    def _facts(self, patient: PatientSummary) -> PickFacts:
        return PickFacts(shown_name(patient.name), who_text(patient, self._clock.today()), visits_text(patient))


class RecordPair(Sunken):
    """Side by side; what differs is marked by a word and by weight."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._shown: tuple[PatientDetails, PatientDetails] | None = None
        self.add(self._grid)

    @property
    def differing(self) -> list[str]:
        """The captions of what differs, as they are shown."""
        if self._shown is None:
            return []
        return [caption for caption, left, right in self._rows(*self._shown) if left != right]

    def show_pair(self, kept: PatientDetails, merged: PatientDetails) -> None:
        if (kept, merged) == self._shown:
            return
        self._shown = (kept, merged)
        clear(self._grid)
        self._grid.addWidget(Label(tr("Stays"), "strong", tone="ok"), 0, 1)
        self._grid.addWidget(Label(tr("Goes into it"), "strong", tone="warn"), 0, 2)
        for place, (caption, left, right) in enumerate(self._rows(kept, merged), start=1):
            differs = left != right
            self._grid.addWidget(Label(caption, "small"), place, 0)
            for column, words in ((1, left), (2, right)):
                self._grid.addWidget(Label(words or "–", "strong" if differs else "muted", wrap=True), place, column)
            if differs:
                self._grid.addWidget(Pill(tr("differs"), "warn", dot=False), place, 3)

    def _rows(self, kept: PatientDetails, merged: PatientDetails) -> list[tuple[str, str, str]]:
        today = self._clock.today()
        rows = [(caption, text(kept, today), text(merged, today)) for caption, text in _captions()]
        return [row for row in rows if row[1] or row[2]]


def _captions() -> list[tuple[str, Callable[[PatientDetails, date], str]]]:
    return [
        (tr("Number"), lambda p, _: ", ".join((p.patient_no, *p.former_numbers))),
        (tr("Name"), lambda p, _: p.name),
        (tr("Local name"), lambda p, _: p.name_local),
        (tr("Sex"), lambda p, _: sex_word(p.sex)),
        (tr("Age"), lambda p, today: age_text(p.birth, today)),
        (tr("Born"), lambda p, _: date_text(p.birth.date) if p.birth else ""),
        (tr("Mobile"), lambda p, _: p.phone),
        (tr("E-mail"), lambda p, _: p.email),
        (tr("Next of kin"), lambda p, _: kin_text(p.next_of_kin)),
        (tr("Address"), lambda p, _: p.address),
        (tr("Blood group"), lambda p, _: p.blood_group.value if p.blood_group else ""),
        (tr("Allergies"), lambda p, _: _allergies(p)),
        (tr("Last visit"), lambda p, _: date_text(p.last_visit) if p.last_visit else ""),
        (tr("Registered"), lambda p, _: date_text(day_of(p.registered_at))),
    ]


def _whole(state: MergeState) -> str:
    if state.problem is None:
        return ""
    return problem_text(state.problem).sentence


def _allergies(patient: PatientDetails) -> str:
    return not_shown() if patient.hides_allergies else " · ".join(filter(None, allergy_text(patient.allergies)))
