"""People for tests."""

from shared.ages import AgeUnit
from shared.contracts import patients
from shared.models.patients import PatientDetails, Sex, TypedAge
from tests.support.server import Api

THIRTY = TypedAge(amount=30, unit=AgeUnit.YEARS)


def registered(desk: Api, name: str, *, phone: str | None = None, sex: Sex = Sex.FEMALE) -> PatientDetails:
    return desk.send(patients.register(name=name, sex=sex, age=THIRTY, phone=phone, confirmed=True))
