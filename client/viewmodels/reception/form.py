"""What is typed at the counter, before it is a request."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from client.core.i18n import tr
from shared.ages import OLDEST_YEARS, AgeUnit, age_on, back
from shared.ids import EmployeeId, PatientCategoryId, PayerId
from shared.models.appointments import AppointmentType, Priority, ToADoctor
from shared.models.patients import Birth, BloodGroup, Phone, RegisterPatient, RegisterUnknown, Sex, TypedAge

_AGE: Final = re.compile(r"(\d{1,5})\s*([ymd]?)", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_UNITS: Final = {"": AgeUnit.YEARS, "y": AgeUnit.YEARS, "m": AgeUnit.MONTHS, "d": AgeUnit.DAYS}
_SHORTEST_REASON: Final = 3
_PHONE: Final[TypeAdapter[str]] = TypeAdapter(Phone)


@dataclass(frozen=True)
class TokenForm:
    """Everything as it was typed or chosen; `age` may be a birth date."""

    name: str = ""
    name_local: str = ""
    sex: Sex | None = None
    age: str = ""
    phone: str = ""
    blood_group: BloodGroup | None = None
    kin_name: str = ""
    kin_relation: str = ""
    kin_phone: str = ""
    address: str = ""
    category_id: PatientCategoryId | None = None
    payer_id: PayerId | None = None
    policy_no: str = ""
    doctor_id: EmployeeId | None = None
    type: ToADoctor = AppointmentType.NEW
    priority: Priority = Priority.NORMAL
    priority_reason: str = ""

    def kept(self) -> dict[str, Any]:
        """For a draft: plain JSON."""
        draft: dict[str, Any] = _FORM.dump_python(self, mode="json")
        return draft

    def registration(self, *, confirmed: bool) -> RegisterPatient:
        """Raises ValidationError where person_problems would have found something."""
        born = typed_age(self.age)
        kin = {"name": self.kin_name, "relation": self.kin_relation, "phone": self.kin_phone.strip() or None}
        return RegisterPatient.model_validate(
            {
                "name": self.name,
                "name_local": self.name_local,
                "sex": self.sex,
                "birth": born if isinstance(born, Birth) else None,
                "age": born if isinstance(born, TypedAge) else None,
                "phone": self.phone.strip() or None,
                "next_of_kin": kin if self.kin_name.strip() else None,
                "address": self.address,
                "blood_group": self.blood_group,
                "category_id": self.category_id,
                "payer_id": self.payer_id,
                "policy_no": self.policy_no,
                "confirmed": confirmed,
            }
        )

    def unknown(self, today: date) -> RegisterUnknown:
        """Whose name nobody knows: with sex and age as far as they were guessed."""
        born = typed_age(self.age)
        if isinstance(born, Birth):
            born = TypedAge(amount=age_on(today, born.date).years)
        return RegisterUnknown(sex=self.sex or Sex.UNKNOWN, age=born)

    def person_problems(self, today: date) -> dict[str, str]:
        """What keeps this person from being registered: a sentence a field."""
        found: dict[str, str] = {}
        if not self.name.strip():
            found["name"] = tr("Fill this in.")
        if self.sex is None:
            found["sex"] = tr("Choose one.")
        if age := age_problem(self.age, today):
            found["age"] = age
        for name, phone in (("phone", self.phone.strip()), ("kin_phone", self.kin_phone.strip())):
            if phone and not _is_phone(phone):
                found[name] = tr("5 to 20 digits")
        if (self.kin_relation.strip() or self.kin_phone.strip()) and not self.kin_name.strip():
            found["kin_name"] = tr("Fill this in.")
        return found

    def visit_problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.doctor_id is None:
            found["doctor"] = tr("Choose one.")
        if self.priority is not Priority.NORMAL and len(self.priority_reason.strip()) < _SHORTEST_REASON:
            found["priority_reason"] = tr("Say why.")
        return found


_FORM: Final = TypeAdapter(TokenForm)


def form_from(draft: dict[str, Any]) -> TokenForm:
    """Another version's draft that fits no more is an empty form."""
    try:
        return _FORM.validate_python(draft)
    except ValidationError:
        return TokenForm()


def typed_age(text: str) -> TypedAge | Birth | None:
    """54, 8m, 10d, or 22/11/2026; None when it is neither an age nor a date."""
    typed = text.strip()
    if match := _AGE.fullmatch(typed):
        amount = int(match[1])
        fits = amount <= OLDEST_YEARS * 366
        return TypedAge(amount=amount, unit=_UNITS[match[2].lower()]) if fits else None
    if match := _DATE.fullmatch(typed):
        try:
            return Birth(date=date(int(match[3]), int(match[2]), int(match[1])))
        except ValueError:  # pydantic's own is one too: before 1880
            return None
    return None


def born_about(text: str, today: date) -> date | None:
    """The birth date that was typed or that the typed age means; None while it is neither."""
    born = typed_age(text)
    if isinstance(born, Birth):
        return born.date
    if born is None:
        return None
    try:
        return back(today, born.amount, born.unit)[0]
    except ValueError:
        return None


def age_problem(text: str, today: date) -> str:
    """Empty for an age or a birth date that a living person can have."""
    born = typed_age(text)
    if not text.strip():
        return tr("Fill this in.")
    if born is None:
        return tr("54, 8m, 10d?")
    if isinstance(born, TypedAge):
        try:
            back(today, born.amount, born.unit)
        except ValueError:
            return tr("Not possible")
        return ""
    possible = born.date <= today and today.year - born.date.year <= OLDEST_YEARS
    return "" if possible else tr("Not possible")


def _is_phone(text: str) -> bool:
    try:
        _PHONE.validate_python(text)
    except ValidationError:
        return False
    return True
