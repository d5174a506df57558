"""The fields of the form: who comes, and to whom."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.words import priority_word, type_word
from client.viewmodels.reception.form import TokenForm
from client.widgets.basics import box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentType, Priority
from shared.models.patients import BloodGroup, Sex
from shared.models.staff import DoctorSummary

_GAP = 12
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
    def __init__(self) -> None:
        super().__init__()
        self.name = LineInput(most=120)
        self.sex: Segmented[Sex] = Segmented(
            ((Sex.FEMALE, tr("Female")), (Sex.MALE, tr("Male")), (Sex.OTHER, tr("Other")))
        )
        self.age = LineInput(hint=tr("54, 8m, 10d or date"), most=20)
        self.phone = LineInput(most=20)
        self.blood: Combo[BloodGroup | None] = Combo(
            ((None, tr("Not known")), *((group, group.value) for group in BloodGroup))
        )
        self.next_of_kin = LineInput(most=200)
        self.address = LineInput(most=200)
        self.sex.set_value(None)
        self._build()

        for line in (self.name, self.age, self.phone, self.next_of_kin, self.address):
            self._watch(line)
        self.sex.picked.connect(self._chosen)
        self.blood.picked.connect(self._chosen)

    def show_form(self, form: TokenForm) -> None:
        self.name.set_value(form.name)
        self.sex.set_value(form.sex)
        self.age.set_value(form.age)
        self.phone.set_value(form.phone)
        self.blood.set_value(form.blood_group)
        self.next_of_kin.set_value(form.next_of_kin)
        self.address.set_value(form.address)

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
        grid.addWidget(self._field("next_of_kin", tr("Next of kin"), self.next_of_kin), 2, 0, 1, 3)
        grid.addWidget(self._field("address", tr("Address"), self.address), 2, 3, 1, 3)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        self.setLayout(grid)


class VisitFields(FormFields):
    """Doctor, type of visit, and a place before others with its reason."""

    def __init__(self) -> None:
        super().__init__()
        self.doctor: Combo[EmployeeId] = Combo()
        self.type: Segmented[AppointmentType] = Segmented([(each, type_word(each)) for each in AppointmentType])
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
