"""The allergies of the card being edited: told, and taken back."""

from functools import partial
from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import not_shown, severity_word
from client.viewmodels.consulting.patient_side import AllergyEntry
from client.viewmodels.patient.allergies import AllergyWithdrawal, WithdrawalState
from client.viewmodels.patient.edit import CardEdit, EditState
from client.views.consulting.allergy_sheet import AllergySheet
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.pills import Note
from client.widgets.tokens import Tone
from shared.models.patients import Allergy, Severity

_GRAVE = frozenset({Severity.SEVERE, Severity.LIFE_THREATENING})


class AllergyList(QWidget):
    """Saved at once, whatever becomes of the card."""

    def __init__(
        self, edit: CardEdit, entry: AllergyEntry, withdrawal: AllergyWithdrawal, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._edit, self._entry, self._withdrawal = edit, entry, withdrawal
        self.list: ListPicker[Allergy] = ListPicker(_facts, attrgetter("id"), tr("Allergies"))
        self.record = KeyButton(tr("Record"), "Alt+A", icon="plus", size="sm")
        self.withdraw = KeyButton(tr("Take back…"), "Alt+T", icon="undo-2", kind="ghost", size="sm")
        self.note = Note("", "warn")
        self._none = Label("", "muted", wrap=True)
        self._build()

        self.record.clicked.connect(self._ask)
        self.withdraw.clicked.connect(self._ask_why)
        entry.recorded.connect(edit.take)
        withdrawal.withdrawn.connect(edit.take)
        withdrawal.state_changed.connect(self._tell)
        edit.state_changed.connect(self._render)

        self._render(edit.state)
        self._tell(withdrawal.state)

    def _build(self) -> None:
        self.list.set_empty(self._none)
        self.list.setMinimumHeight(120)
        column = vbox(
            Label(tr("Allergies"), "label"), self.list, self.note, hbox(self.record, self.withdraw, None), spacing=6
        )
        column.setStretch(1, 1)
        self.setLayout(column)

    def _render(self, state: EditState) -> None:
        hidden = state.patient.hides_allergies
        self._none.setText(not_shown() if hidden else tr("None recorded. Ask, then record."))
        self.list.set_rows(state.patient.allergies)
        self.withdraw.setVisible(bool(state.patient.allergies))

    def _tell(self, state: WithdrawalState) -> None:
        self.withdraw.set_busy(state.busy)
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).title, "warn")

    def _ask(self) -> None:
        AllergySheet(self._edit.state.patient, self._entry, self).open()

    def _ask_why(self) -> None:
        allergy = self.list.current()
        if allergy is None:
            return
        sheet = Confirm(
            tr("Take {substance} back?", substance=allergy.substance),
            tr("It leaves the banner on every screen. That it stood here stays in the record."),
            tr("Take back"),
            self,
            reason=tr("Why"),
        )
        sheet.confirmed.connect(partial(self._withdrawal.withdraw, self._edit.state.patient, allergy))
        sheet.open()


def _facts(allergy: Allergy) -> PickFacts:
    tone: Tone = "bad" if allergy.severity in _GRAVE else "warn"
    return PickFacts(
        allergy.substance, detail=allergy.reaction, mark=severity_word(allergy.severity), tone=tone, avatar=False
    )
