"""Sick leave: from when to when, and what the patient is not fit for."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.clinic_problems import sick_leave_text
from client.core.i18n import tr, trn
from client.core.letter_words import fitness_word
from client.viewmodels.consulting.letters import Letters, LettersState
from client.views.consulting.words import whole
from client.widgets.basics import Label, hbox
from client.widgets.choices import Chips, Segmented
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import DateInput, LineInput, TextArea
from shared.ids import AppointmentId
from shared.models.certificates import Fitness, IssueCertificate
from shared.rules.sick_leave import days_of, fault_of

_USUAL: Final = (1, 2, 3, 5, 7, 14)


class CertificateSheet(Sheet):
    """The usual spans are one key away; the diagnosis stays off the paper unless the patient agrees."""

    def __init__(self, who: str, today: date, diagnosis: str, letters: Letters, parent: QWidget) -> None:
        super().__init__(tr("Sick-leave certificate"), tr("Issue and print"), parent, subtitle=who, width=620)
        self._today = today
        self._diagnosis = diagnosis
        self._letters = letters
        self.span: Chips[int] = Chips([(n, trn("{n} day", "{n} days", n)) for n in _USUAL], tr("How long"))
        self.span.set_value(None)
        self.first, self.last = DateInput(), DateInput()
        self.first.set_day(today)
        self._count = Label("", "strong")
        self.why = LineInput(hint=tr("Fell ill on Friday, the clinic was closed"), most=300)
        self._why = Field(tr("Why it begins before today"), self.why, required=True)
        self.fitness: Segmented[Fitness] = Segmented(
            [(each, fitness_word(each)) for each in Fitness], tr("Fitness"), chosen=Fitness.NO_WORK
        )
        self.remark = TextArea(hint=tr("No lifting for two weeks …"), lines=2)
        self.agreed = QCheckBox(tr("The patient agrees: print the diagnosis"))
        self.agreed.setEnabled(bool(diagnosis))
        self._named = Label(diagnosis or tr("There is no diagnosis yet."), "small", wrap=True)
        days = hbox(
            Field(tr("First day"), self.first, required=True),
            Field(tr("Last day"), self.last, required=True),
            Field("", self._count),
            None,
            spacing=12,
        )
        self.add(
            self.span,
            days,
            self._why,
            Field(tr("Not fit for"), self.fitness),
            Field(tr("Remark, printed as it is written"), self.remark),
            self.agreed,
            self._named,
        )

        self.span.picked.connect(self._take_span)
        for changed in (self.first.textChanged, self.last.textChanged, self.why.textChanged):
            changed.connect(self._check)
        self.submitted.connect(self._issue)
        letters.state_changed.connect(self.render_state)
        letters.issued.connect(self.accept)

        letters.begin()
        self._check()
        self.span.setFocus()

    def render_state(self, state: LettersState) -> None:
        self.set_busy(state.sending)
        self.set_error(whole(state.problem) if state.problem else next(iter(state.wrong.values()), ""))

    def _take_span(self, days: int) -> None:
        first = self.first.day() or self._today
        self.first.set_day(first)
        self.last.set_day(first + timedelta(days=days - 1))

    def _check(self) -> None:
        first, last = self.first.day(), self.last.day()
        self._why.setVisible(first is not None and first < self._today)
        if first is None or last is None:
            self._count.setText("")
            self.primary.set_blocked(tr("Choose the days"))
            return
        days = days_of(first, last)
        self.span.set_value(days if days in _USUAL else None)
        self._count.setText(trn("{n} day", "{n} days", days) if days > 0 else "")
        said = self.why.value() if len(self.why.value()) >= SHORTEST_REASON else None
        fault = fault_of(first, last, self._today, why_backdated=said)
        self.primary.set_blocked(sick_leave_text(fault) if fault else "")

    def _issue(self) -> None:
        first, last = self.first.day(), self.last.day()
        if first is None or last is None or self.primary.blocked_reason:
            return

        def request(visit: AppointmentId) -> IssueCertificate:
            return IssueCertificate(
                appointment_id=visit,
                from_day=first,
                to_day=last,
                fitness=self.fitness.value() or Fitness.NO_WORK,
                remark=self.remark.value(),
                diagnosis=self._diagnosis if self.agreed.isChecked() else "",
                backdated_because=self.why.value() or None,
            )

        self._letters.issue(request)
