"""What can be typed of a patient's card, as it is typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from client.core.i18n import tr
from client.viewmodels.reception.form import age_problem, typed_age
from shared.ages import Precision, age_on
from shared.ids import PatientCategoryId, PayerId
from shared.models.patients import Birth, BloodGroup, PatientDetails, Sex, TypedAge, UpdatePatient

_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True)
class CardForm:
    """`age` may be a birth date; `died_on` is a date; an empty name is that of a person whom nobody knows yet."""

    name: str = ""
    name_local: str = ""
    sex: Sex | None = None
    age: str = ""
    phone: str = ""
    email: str = ""
    kin_name: str = ""
    kin_relation: str = ""
    kin_phone: str = ""
    address: str = ""
    blood_group: BloodGroup | None = None
    notes: str = ""
    died_on: str = ""
    category_id: PatientCategoryId | None = None
    payer_id: PayerId | None = None
    policy_no: str = ""

    @classmethod
    def of(cls, patient: PatientDetails, today: date) -> "CardForm":
        kin = patient.next_of_kin
        return cls(
            name="" if patient.is_unnamed else patient.name,
            name_local=patient.name_local,
            sex=patient.sex,
            age=_age(patient.birth, patient.died_on or today),
            phone=patient.phone,
            email=patient.email,
            kin_name=kin.name if kin else "",
            kin_relation=kin.relation if kin else "",
            kin_phone=(kin.phone or "") if kin else "",
            address=patient.address,
            blood_group=patient.blood_group,
            notes=patient.notes,
            died_on=_day(patient.died_on) if patient.died_on else "",
            category_id=patient.category_id,
            payer_id=patient.payer_id,
            policy_no=patient.policy_no,
        )

    def problems(self, known: "CardForm", today: date) -> dict[str, str]:
        """A sentence a field; an age that nobody touched is as good as it was."""
        found: dict[str, str] = {}
        if not self.name.strip() and known.name:
            found["name"] = tr("Fill this in.")
        if self.sex is None:
            found["sex"] = tr("Choose one.")
        if self.age != known.age and (wrong := age_problem(self.age, today)):
            found["age"] = wrong
        if (self.kin_relation.strip() or self.kin_phone.strip()) and not self.kin_name.strip():
            found["kin_name"] = tr("Fill this in.")
        if self.died_on.strip() and _typed_day(self.died_on) is None:
            found["died_on"] = tr("DD/MM/YYYY")
        return found

    def request(self, patient: PatientDetails, known: "CardForm") -> UpdatePatient:
        """The birth is sent only when it was typed anew: its precision must not change by looking.

        Raises ValidationError.
        """
        born = typed_age(self.age) if self.age != known.age else None
        kin = {"name": self.kin_name, "relation": self.kin_relation, "phone": self.kin_phone.strip() or None}
        return UpdatePatient.model_validate(
            {
                "patient_id": patient.id,
                "version": patient.version,
                "name": self.name.strip() or patient.name,
                "name_local": self.name_local,
                "sex": self.sex,
                "birth": born if isinstance(born, Birth) else None,
                "age": born if isinstance(born, TypedAge) else None,
                "phone": self.phone.strip() or None,
                "email": self.email.strip() or None,
                "next_of_kin": kin if self.kin_name.strip() else None,
                "address": self.address,
                "blood_group": self.blood_group,
                "notes": self.notes,
                "died_on": _typed_day(self.died_on),
                "category_id": self.category_id,
                "payer_id": self.payer_id,
                "policy_no": self.policy_no,
            }
        )

    def over(self, known: "CardForm", theirs: "CardForm") -> "CardForm":
        """What somebody else saved meanwhile, with what was typed here on top of it."""
        return replace(theirs, **{name: getattr(self, name) for name in self.differing(known)})

    def differing(self, other: "CardForm") -> Iterator[str]:
        return (each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name))

    def text(self, name: str) -> str:
        value: Any = getattr(self, name)
        return str(value.value) if isinstance(value, (Sex, BloodGroup)) else str(value or "–")


def _age(birth: Birth | None, today: date) -> str:
    """As it would be typed: a date that is known, an age that was said."""
    if birth is None or birth.date > today:
        return ""
    if birth.precision is Precision.DAY:
        return _day(birth.date)
    age = age_on(today, birth.date)
    return f"{age.years * 12 + age.months}m" if birth.precision is Precision.MONTH else str(age.years)


def _day(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def _typed_day(text: str) -> date | None:
    match = _DATE.fullmatch(text.strip())
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
