"""What a patient wishes to be told: in which language, and by what not."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.viewmodels.reminders.wishes import Wishes, WishesState
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo
from shared.languages import Language
from shared.models.patients import PatientDetails


class WishesSheet(Sheet):
    def __init__(self, wishes: Wishes, patient: PatientDetails, parent: QWidget) -> None:
        super().__init__(tr("Messages"), tr("Save"), parent, subtitle=shown_name(patient.name), key="Ctrl+S")
        self._wishes = wishes
        self._filled = False
        self.language: Combo[Language | None] = Combo(
            ((None, tr("As the hospital writes")), *((one, one.own_name) for one in Language))
        )
        self.sms: Segmented[bool] = Segmented(((True, tr("Wanted")), (False, tr("Not wanted"))), tr("SMS"), chosen=True)
        self.email: Segmented[bool] = Segmented(
            ((True, tr("Wanted")), (False, tr("Not wanted"))), tr("E-mail"), chosen=True
        )
        self.add(
            Field(tr("Language of messages"), self.language),
            Field(_with_address(tr("SMS"), patient.phone), self.sms),
            Field(_with_address(tr("E-mail"), patient.email), self.email),
        )
        self.submitted.connect(self._save)
        wishes.state_changed.connect(self._render)
        wishes.saved.connect(self.accept)

        self._render(wishes.state)
        wishes.refresh()
        self.language.setFocus()

    def _render(self, state: WishesState) -> None:
        self.set_busy(state.busy)
        self.primary.set_blocked("" if state.preferences is not None else tr("What was said before is being read"))
        if state.preferences is not None and not self._filled:
            self._filled = True
            self.language.set_value(state.preferences.language)
            self.sms.set_value(state.preferences.sms)
            self.email.set_value(state.preferences.email)
        words = problem_text(state.problem) if state.problem is not None else None
        self.set_error("" if words is None else words.sentence)

    def _save(self) -> None:
        self._wishes.save(self.language.value(), self.sms.value() is not False, self.email.value() is not False)


def _with_address(channel: str, address: str | None) -> str:
    if address:
        return tr("{channel} to {address}", channel=channel, address=address)
    return tr("{channel}: nothing is in the record", channel=channel)
