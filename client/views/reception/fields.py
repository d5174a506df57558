"""The fields of the form: who comes, and to whom."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.words import priority_word, type_word
from client.viewmodels.patient.payers import category_options, payer_options
from client.viewmodels.reception.form import TokenForm
from client.widgets.basics import box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from shared.ids import EmployeeId, PatientCategoryId, PayerId
from shared.models.appointments import TO_A_DOCTOR, Priority, ToADoctor
from shared.models.patients import BloodGroup, Sex
from shared.models.payers import PayerChoices
from shared.models.staff import DoctorSummary

_GAP = 12
ROOMY: Final = 850
"""A window of this height has room for all of the form."""
_ROW_GAP = 6


class FormFields(QWidget):
    """Editors by name; `edited` says which one was changed and what it holds now."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}

    def show_errors(self, errors: Mapping[str, str]) -> None:
        for name, field in self.fields.items():
            text = errors.get(name, "")
            if text != field.error.text():
                field.set_error(text)

    def focus_error(self) -> bool:
        """Go to the first field in trouble; False without one."""
        for field in self.fields.values():
            if field.has_error and field.isVisible():
                field.editor.setFocus()
                return True
        return False

    def _watch(self, editor: LineInput) -> None:
        editor.textChanged.connect(self._typed)
        editor.returnPressed.connect(self._go_on)

    def _field(self, name: str, text: str, editor: QWidget, *, required: bool = False, key: str = "") -> Field:
        field = Field(text, editor, required=required, key=key)
        editor.setObjectName(name)
        self.fields[name] = field
        return field

    def _typed(self, text: str) -> None:
        editor = self.sender()
        if editor is not None:
            self.edited.emit(editor.objectName(), text)

    def _chosen(self, value: object) -> None:
        editor = self.sender()
        if editor is not None:
            self.edited.emit(editor.objectName(), value)

    def _go_on(self) -> None:
        self.focusNextChild()


class PersonFields(FormFields):
    """What every card has; a key shows the rest, so that Enter goes the short way."""

    opened = Signal(bool)
    """Whether the rest is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.more = KeyButton(tr("More"), "F12")
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter goes from the address to the doctor
        self.name = LineInput(most=120)
        self.sex: Segmented[Sex] = Segmented(
            ((Sex.FEMALE, tr("Female")), (Sex.MALE, tr("Male")), (Sex.OTHER, tr("Other")))
        )
        self.age = LineInput(hint=tr("54, 8m, 10d or date"), most=20)
        self.phone = LineInput(most=20)
        self.blood: Combo[BloodGroup | None] = Combo(
            ((None, tr("Not known")), *((group, group.value) for group in BloodGroup))
        )
        self.kin_name = LineInput(most=200)
        self.address = LineInput(most=200)
        self.name_local = LineInput(most=200)
        self.kin_relation = LineInput(hint=tr("mother, husband …"), most=200)
        self.kin_phone = LineInput(most=20)
        self.category: Combo[PatientCategoryId | None] = Combo()
        self.payer: Combo[PayerId | None] = Combo()
        self.policy_no = LineInput(most=200)
        self._wants_rest = self._is_cramped = self._is_aside = False
        self._rest = (self.name_local, self.kin_relation, self.kin_phone, self.policy_no)
        self._lines = (self.name, self.age, self.phone, self.kin_name, self.address, *self._rest)
        self.sex.set_value(None)
        self._build()

        for line in self._lines:
            self._watch(line)
        self.sex.picked.connect(self._chosen)
        for combo in (self.blood, self.category, self.payer):
            combo.picked.connect(self._chosen)
        self.more.clicked.connect(self._toggle_rest)

    def show_form(self, form: TokenForm, choices: PayerChoices) -> None:
        for line in self._lines:
            line.set_value(getattr(form, line.objectName()))
        self.sex.set_value(form.sex)
        self.blood.set_value(form.blood_group)
        self.category.set_options(category_options(choices, form.category_id))
        self.category.set_value(form.category_id)
        self.payer.set_options(payer_options(choices, form.payer_id))
        self.payer.set_value(form.payer_id)
        said = any(line.value() for line in self._rest) or form.category_id or form.payer_id
        if said and not self._wants_rest:
            self._wants_rest = True
            self._arrange()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(_ROW_GAP)
        grid.addWidget(self._field("name", tr("Full name"), self.name, required=True), 0, 0, 1, 3)
        grid.addWidget(self._field("sex", tr("Sex"), self.sex, required=True), 0, 3, 1, 3)
        grid.addWidget(self._field("age", tr("Age"), self.age, required=True), 1, 0, 1, 2)
        grid.addWidget(self._field("phone", tr("Mobile"), self.phone), 1, 2, 1, 2)
        grid.addWidget(self._field("blood_group", tr("Blood group"), self.blood), 1, 4, 1, 2)
        row = hbox(
            self._field("kin_name", tr("Next of kin"), self.kin_name),
            self._field("address", tr("Address"), self.address),
            spacing=_GAP,
        )
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(row, 2, 0, 1, 6)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        rest = hbox(
            self._field("kin_relation", tr("Who that is"), self.kin_relation),
            self._field("kin_phone", tr("Phone of the next of kin"), self.kin_phone),
            self._field("name_local", tr("Name in the local script"), self.name_local),
            spacing=_GAP,
        )
        pays = hbox(
            self._field("category_id", tr("Patient category"), self.category),
            self._field("payer_id", tr("Who pays"), self.payer),
            self._field("policy_no", tr("Policy number"), self.policy_no),
            spacing=_GAP,
        )
        for row in (rest, pays):
            for column in range(row.count()):
                row.setStretch(column, 1)
        self._shown_by_key = box(vbox(rest, pays, spacing=_ROW_GAP))
        self._shown_by_key.hide()
        self.setLayout(vbox(grid, self._shown_by_key, spacing=_ROW_GAP))

    def set_cramped(self, cramped: bool) -> None:  # noqa: FBT001  # a setter
        """Something else needs the room: the rest waits, and keeps what is typed in it."""
        if cramped != self._is_cramped:
            self._is_cramped = cramped
            self._arrange()

    def step_aside(self, aside: bool) -> None:  # noqa: FBT001  # a setter
        """Somebody searches above: on a small screen the hits have the room of the rest until it is gone back to."""
        self._is_aside = aside and self._wants_rest and self.window().height() < ROOMY
        self._arrange()

    def show_errors(self, errors: Mapping[str, str]) -> None:
        super().show_errors(errors)
        self._arrange()

    def _toggle_rest(self) -> None:
        self._wants_rest = self._is_aside or not self._wants_rest
        self._is_aside = False
        self._arrange()
        if self._wants_rest:
            (self.kin_relation if self.kin_name.value() else self.kin_name).setFocus()

    def _arrange(self) -> None:
        wrong = any(self.fields[line.objectName()].has_error for line in self._rest)
        waits = self._is_cramped and not wrong  # what is wrong has to be seen
        shown = self._wants_rest and not waits and not self._is_aside
        if not shown:
            self._shown_by_key.hide()
        self.opened.emit(shown)  # room is made first: else the window would grow for a moment, and stay so
        self._shown_by_key.setVisible(shown)
        self.more.set_text(tr("Less") if shown else tr("More"))
        self.more.set_blocked(tr("There is room for it once nobody is called before others") if waits else "")


class VisitFields(FormFields):
    """Doctor, type of visit, and a place before others with its reason."""

    def __init__(self) -> None:
        super().__init__()
        self.doctor: Combo[EmployeeId] = Combo()
        self.type: Segmented[ToADoctor] = Segmented([(each, type_word(each)) for each in TO_A_DOCTOR])
        self.priority: Segmented[Priority] = Segmented([(each, priority_word(each)) for each in reversed(Priority)])
        self.reason = LineInput(hint=tr("Why before others"), most=200)
        self.hurry = KeyButton(tr("Priority"), "F3", icon="chevron-down", kind="ghost", size="sm")
        self._build()

        self._watch(self.reason)
        self.doctor.picked.connect(self._chosen)
        self.type.picked.connect(self._chosen)
        self.priority.picked.connect(self._chosen)
        self.hurry.clicked.connect(self._toggle_priority)

    def show_form(self, form: TokenForm, doctors: tuple[DoctorSummary, ...]) -> None:
        self.doctor.set_options((each.id, _doctor_text(each)) for each in doctors)
        self.doctor.set_value(form.doctor_id)
        self.type.set_value(form.type)
        self.priority.set_value(form.priority)
        self.reason.set_value(form.priority_reason)
        self._hurried.setVisible(form.priority is not Priority.NORMAL)
        self.hurry.set_icon("chevron-down" if form.priority is Priority.NORMAL else "x")

    def _build(self) -> None:
        self.doctor.setPlaceholderText(tr("Choose a doctor"))
        self.priority.setMinimumWidth(256)
        self.type.setFixedWidth(176)
        whom = hbox(
            self._field("doctor_id", tr("Doctor"), self.doctor, required=True, key="F7"),
            self._field("type", tr("Visit"), self.type),
            spacing=_GAP,
        )
        self.fields["doctor"] = self.fields.pop("doctor_id")
        whom.setStretch(0, 1)
        hurried = hbox(
            self._field("priority", tr("Called before others"), self.priority),
            self._field("priority_reason", tr("Reason"), self.reason, required=True),
            spacing=_GAP,
        )
        hurried.setStretch(1, 1)
        self._hurried = box(hurried)
        self.setLayout(vbox(whom, self._hurried, spacing=_ROW_GAP))

    def _toggle_priority(self) -> None:
        """Open it at the lower of the two; the key again takes it back."""
        opened = self._hurried.isVisible()
        self.edited.emit("priority", Priority.NORMAL if opened else Priority.PRIORITY)
        (self.doctor if opened else self.reason).setFocus()


def _doctor_text(doctor: DoctorSummary) -> str:
    """The department first: typing its letter jumps to it, while every name begins with the same title."""
    return tr("{department} · {doctor} · {room}", department=doctor.department, doctor=doctor.name, room=doctor.room)
