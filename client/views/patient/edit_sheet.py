"""Correcting a patient's card, by keyboard alone."""

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import not_shown, sex_word
from client.viewmodels.patient.card_form import CardForm
from client.viewmodels.patient.edit import CardEdit, EditState
from client.viewmodels.patient.payers import category_options, payer_options
from client.views.patient.allergy_list import AllergyList
from client.views.patient.photo_box import PhotoBox
from client.views.reception.fields import FormFields
from client.views.reception.words import allergy_facts
from client.widgets.basics import box, hbox, vbox
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.inputs import Combo, LineInput, TextArea
from client.widgets.patient_strip import AllergyBanner
from shared.ids import PatientCategoryId, PayerId
from shared.models.patients import BloodGroup, Sex
from shared.models.payers import PayerChoices


class EditSheet(Sheet):
    """Esc leaves what was typed only when it is pressed twice."""

    def __init__(self, edit: CardEdit, photo: PhotoBox, allergies: AllergyList, parent: QWidget) -> None:
        patient = edit.state.patient
        super().__init__(tr("Edit card"), tr("Save"), parent, subtitle=patient.patient_no, width=980)
        self._edit = edit
        self._warned = False
        self.fields = CardFields()
        self.banner = AllergyBanner()
        self.photo = photo
        self.allergies = allergies
        aside = box(vbox(photo, allergies, spacing=14))
        aside.setFixedWidth(300)
        row = hbox(self.fields, aside, spacing=20)
        row.setStretch(0, 1)
        self.add(self.banner, box(row))

        self.fields.edited.connect(self._change)
        self.submitted.connect(edit.save)
        edit.state_changed.connect(self._render)
        edit.invalid.connect(self.fields.focus_error)
        edit.saved.connect(self.accept)

        if patient.is_unnamed:
            self.fields.name.setPlaceholderText(tr("Not known yet"))
        self._render(edit.state)
        self.fields.name.setFocus()

    def reject(self) -> None:
        state = self._edit.state
        if state.is_changed and not state.busy and not self._warned:
            self._warned = True
            self.set_error(tr("Not saved yet. Press Esc once more to leave without saving."), "warn")
        elif not state.busy:
            super().reject()

    def _change(self, name: str, value: object) -> None:
        self._warned = False
        self._edit.change(**{name: value})

    def _render(self, state: EditState) -> None:
        self.fields.show_form(state.form, state.choices)
        self.fields.show_errors(state.errors)
        self.fields.setEnabled(not state.busy)
        self.fields.show_closed(is_closed=state.patient.is_closed)
        self.banner.set_facts(allergy_facts(state.patient))
        self.set_busy(state.busy)
        if state.problem is not None:
            self.set_error(problem_text(state.problem).sentence)
        elif state.overtaken:
            self.set_error(
                tr("Somebody else changed this card meanwhile. What you typed is kept: look it over, then save again."),
                "warn",
            )
        elif not self._warned:
            self.set_error("")


class CardFields(FormFields):
    def __init__(self) -> None:
        super().__init__()
        self.name = LineInput(most=120)
        self.name_local = LineInput(most=200)
        self.sex: Segmented[Sex] = Segmented([(each, sex_word(each)) for each in Sex])
        self.age = LineInput(hint=tr("54, 8m, 10d or date"), most=20)
        self.phone = LineInput(most=20)
        self.email = LineInput(most=200)
        self.kin_name = LineInput(most=200)
        self.kin_relation = LineInput(hint=tr("mother, husband …"), most=200)
        self.kin_phone = LineInput(most=20)
        self.address = LineInput(most=200)
        self.blood: Combo[BloodGroup | None] = Combo(
            ((None, tr("Not known")), *((group, group.value) for group in BloodGroup))
        )
        self.died_on = LineInput(hint=tr("DD/MM/YYYY"), most=10)
        self.category: Combo[PatientCategoryId | None] = Combo()
        self.payer: Combo[PayerId | None] = Combo()
        self.policy_no = LineInput(most=200)
        self._notes_hint = tr("Hard of hearing, comes in a wheelchair … not clinical")
        self.notes = TextArea(hint=self._notes_hint, lines=2)
        self._build()

        for line in self._lines:
            self._watch(line)
        self.sex.picked.connect(self._chosen)
        for combo in (self.blood, self.category, self.payer):
            combo.picked.connect(self._chosen)
        self.notes.textChanged.connect(self._noted)

    def show_form(self, form: CardForm, choices: PayerChoices) -> None:
        for line in self._lines:
            line.set_value(getattr(form, line.objectName()))
        self.sex.set_value(form.sex)
        self.blood.set_value(form.blood_group)
        self.category.set_options(category_options(choices, form.category_id))
        self.category.set_value(form.category_id)
        self.payer.set_options(payer_options(choices, form.payer_id))
        self.payer.set_value(form.payer_id)
        if self.notes.value() != form.notes.strip():
            self.notes.set_value(form.notes)

    def show_closed(self, *, is_closed: bool) -> None:
        """What was not shown is not typed over; a policy number that is on the patient's paper is."""
        self.notes.setEnabled(not is_closed)
        self.notes.setPlaceholderText(not_shown() if is_closed else self._notes_hint)
        self.policy_no.setPlaceholderText(not_shown() if is_closed else "")

    @property
    def _lines(self) -> tuple[LineInput, ...]:
        return (
            self.name,
            self.name_local,
            self.age,
            self.phone,
            self.email,
            self.kin_name,
            self.kin_relation,
            self.kin_phone,
            self.address,
            self.died_on,
            self.policy_no,
        )

    def _noted(self) -> None:
        self.edited.emit("notes", self.notes.value())

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.addWidget(self._field("name", tr("Full name"), self.name, required=True), 0, 0, 1, 3)
        grid.addWidget(self._field("name_local", tr("Name in the local script"), self.name_local), 0, 3, 1, 3)
        grid.addWidget(self._field("sex", tr("Sex"), self.sex, required=True), 1, 0, 1, 4)
        grid.addWidget(self._field("age", tr("Age or birth date"), self.age), 1, 4, 1, 2)
        grid.addWidget(self._field("phone", tr("Mobile"), self.phone), 2, 0, 1, 2)
        grid.addWidget(self._field("email", tr("E-mail"), self.email), 2, 2, 1, 2)
        grid.addWidget(self._field("blood_group", tr("Blood group"), self.blood), 2, 4, 1, 2)
        grid.addWidget(self._field("kin_name", tr("Next of kin"), self.kin_name), 3, 0, 1, 2)
        grid.addWidget(self._field("kin_relation", tr("Who that is"), self.kin_relation), 3, 2, 1, 2)
        grid.addWidget(self._field("kin_phone", tr("Phone of the next of kin"), self.kin_phone), 3, 4, 1, 2)
        grid.addWidget(self._field("address", tr("Address"), self.address), 4, 0, 1, 4)
        grid.addWidget(self._field("died_on", tr("Died on"), self.died_on), 4, 4, 1, 2)
        grid.addWidget(self._field("category_id", tr("Patient category"), self.category), 5, 0, 1, 2)
        grid.addWidget(self._field("payer_id", tr("Who pays"), self.payer), 5, 2, 1, 2)
        grid.addWidget(self._field("policy_no", tr("Policy number"), self.policy_no), 5, 4, 1, 2)
        grid.addWidget(self._field("notes", tr("Notes for everybody who sees the card"), self.notes), 6, 0, 1, 6)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        self.setLayout(vbox(grid, None))
