"""A letter to somewhere else: its summary comes written, and is its writer's to change."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.letters import Letters, LettersState
from client.views.consulting.refer_sheet import urgency_choice
from client.views.consulting.words import whole
from client.widgets.basics import Label, hbox
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, TextArea
from shared.ids import AppointmentId
from shared.models.appointments import Priority
from shared.models.referrals import WriteLetter


class LetterSheet(Sheet):
    """`summary` is asked again when results arrive, until somebody writes in it."""

    def __init__(self, who: str, letters: Letters, summary: Callable[[LettersState], str], parent: QWidget) -> None:
        super().__init__(tr("Referral letter"), tr("Issue and print"), parent, subtitle=who, width=720)
        self._letters = letters
        self._summary = summary
        self._written = ""
        self.addressee = LineInput(hint=tr("Doctor or hospital"), most=120)
        self.department = LineInput(most=200)
        self.urgency = urgency_choice()
        self.reason = TextArea(lines=2)
        self.summary = TextArea(lines=9)
        self._fields = {
            "addressee": Field(tr("To"), self.addressee, required=True),
            "department": Field(tr("Department"), self.department),
            "reason": Field(tr("Reason and question"), self.reason, required=True),
            "summary": Field(tr("Summary"), self.summary),
        }
        head = hbox(self._fields["addressee"], self._fields["department"], spacing=12)
        head.setStretch(0, 1)
        head.setStretch(1, 1)
        self.add(
            head,
            Field(tr("Urgency"), self.urgency),
            self._fields["reason"],
            self._fields["summary"],
            Label(tr("Once issued it stays as it is. Only released results are told."), "small"),
        )
        self.body.setStretch(3, 1)

        self.addressee.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._issue)
        letters.state_changed.connect(self.render_state)
        letters.referred.connect(self.accept)

        letters.begin()
        self.render_state(letters.state)
        self._check()
        self.addressee.setFocus()

    def render_state(self, state: LettersState) -> None:
        self.set_busy(state.sending)
        for name, field in self._fields.items():
            field.set_error(state.wrong.get(name, ""))
        self.set_error(whole(state.problem) if state.problem else "")
        if self.summary.value() == self._written.strip():
            self._written = self._summary(state)
            self.summary.set_value(self._written)

    def _check(self) -> None:
        missing = ""
        if not self.addressee.value():
            missing = tr("Say to whom")
        elif len(self.reason.value()) < SHORTEST_REASON:
            missing = tr("Say why")
        self.primary.set_blocked(missing)

    def _issue(self) -> None:
        if self.primary.blocked_reason:
            return

        def request(visit: AppointmentId) -> WriteLetter:
            return WriteLetter(
                appointment_id=visit,
                addressee=self.addressee.value(),
                department=self.department.value(),
                urgency=self.urgency.value() or Priority.NORMAL,
                reason=self.reason.value(),
                summary=self.summary.value(),
            )

        self._letters.write_letter(request)
