"""Somebody begins to work here, or what is kept of them changes."""

from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.field_text import field_problems
from client.core.i18n import tr
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, hbox
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from shared.contracts import people
from shared.models.people import AddPerson, ChangePerson, Choice, PeopleChoices, PersonCard

_PER_CENT: Final = Decimal(100)


class PersonSheet(CallSheet):
    def __init__(
        self, person: PersonCard | None, choices: PeopleChoices, parent: QWidget, *, is_oneself: bool = False
    ) -> None:
        title = tr("New person") if person is None else person.full_name
        super().__init__(title, tr("Save"), parent, width=620)
        self._person = person
        self._is_oneself = is_oneself
        self.full_name = LineInput(most=120)
        self.degrees = LineInput(most=200, hint=tr("MBBS, FCPS"))
        self.department = Combo[object](_options(choices.departments))
        self.room = Combo[object](_options(choices.rooms))
        self.is_doctor = QCheckBox(tr("A doctor: patients are queued for this person"))
        self.prefix = LineInput(most=3, hint=tr("A"))
        self.share = NumberInput(2)
        self._fields = {
            "full_name": Field(tr("Full name"), self.full_name, required=True),
            "token_prefix": Field(tr("Letters before the token number"), self.prefix),
            "fee_share": Field(tr("Share of consultation fees, %"), self.share),
        }
        self._doctors = Label(
            tr("Without a department and letters nobody can be booked with this doctor."), "small", wrap=True
        )
        self.add(
            self._fields["full_name"],
            Field(tr("Degrees, as on prescriptions"), self.degrees),
            hbox(Field(tr("Department"), self.department), Field(tr("Room"), self.room), spacing=12),
            self.is_doctor,
            hbox(self._fields["token_prefix"], self._fields["fee_share"], spacing=12),
            self._doctors,
        )
        if is_oneself:
            self.add(Label(tr("Your own department and share somebody else has to change."), "small", wrap=True))
        self._fill(person)

        self.full_name.textChanged.connect(self._check)
        self.is_doctor.toggled.connect(self._check)
        self.submitted.connect(self._submit)

        self._check()
        self.full_name.setFocus()

    def _fill(self, person: PersonCard | None) -> None:
        if person is None:
            return
        self.full_name.set_value(person.full_name)
        self.degrees.set_value(person.degrees)
        self.department.set_value(person.department_id)
        self.room.set_value(person.room_id)
        self.is_doctor.setChecked(person.is_doctor)
        self.prefix.set_value(person.token_prefix or "")
        self.share.set_amount(person.fee_share * _PER_CENT)

    def _check(self) -> None:
        self.primary.set_blocked("" if self.full_name.value() else tr("A name is needed"))
        doctor = self.is_doctor.isChecked()
        self._fields["token_prefix"].setEnabled(doctor)
        self._fields["fee_share"].setEnabled(doctor and not self._is_oneself)
        self.department.setEnabled(not self._is_oneself)

    def _submit(self) -> None:
        doctor = self.is_doctor.isChecked()
        said: dict[str, Any] = {
            "full_name": self.full_name.value(),
            "degrees": self.degrees.value(),
            "department_id": self.department.value(),
            "room_id": self.room.value(),
            "is_doctor": doctor,
            "token_prefix": (self.prefix.value().upper() or None) if doctor else None,
            "fee_share": (self.share.amount() or Decimal(0)) / _PER_CENT if doctor else Decimal(0),
        }
        try:
            if self._person is None:
                call: Any = people.add.bind(AddPerson.model_validate(said))
            else:
                known = {"employee_id": self._person.employee_id, "version": self._person.version}
                call = people.change.bind(ChangePerson.model_validate({**said, **known}))
        except ValidationError as error:
            self._say(field_problems(error))
        else:
            self.chosen.emit(call)

    def _say(self, wrong: dict[str, str]) -> None:
        texts = {"token_prefix": tr("1 to 3 capital letters."), "fee_share": tr("0 to 100.")}
        for name, field in self._fields.items():
            field.set_error(texts.get(name, wrong[name]) if name in wrong else "")


def _options(choices: list[Choice]) -> list[tuple[object, str]]:
    return [(None, tr("none")), *((choice.id, choice.name) for choice in choices)]
