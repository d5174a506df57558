"""What travels about vital signs; each value's unit is in its name, or the one everybody uses."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

from pydantic import Field, model_validator

from shared.ids import AppointmentId, PatientId, VitalsId
from shared.models.common import Model, Reason
from shared.rules.vitals import PLACES, VALID, Flag, Sign


def _whole(sign: Sign) -> object:
    low, high = VALID[sign]
    return Field(ge=int(low), le=int(high))


def _exact(sign: Sign) -> object:
    low, high = VALID[sign]
    return Field(ge=low, le=high, decimal_places=PLACES[sign])


class Measured(Model):
    """One set, as it was measured together; what was not measured is None."""

    pulse: Annotated[int, _whole(Sign.PULSE)] | None = None
    systolic: Annotated[int, _whole(Sign.SYSTOLIC)] | None = None
    diastolic: Annotated[int, _whole(Sign.DIASTOLIC)] | None = None
    temperature_c: Annotated[Decimal, _exact(Sign.TEMPERATURE)] | None = None
    respiration: Annotated[int, _whole(Sign.RESPIRATION)] | None = None
    spo2: Annotated[int, _whole(Sign.SPO2)] | None = None
    weight_kg: Annotated[Decimal, _exact(Sign.WEIGHT)] | None = None
    height_cm: Annotated[Decimal, _exact(Sign.HEIGHT)] | None = None
    head_cm: Annotated[Decimal, _exact(Sign.HEAD)] | None = None
    pain: Annotated[int, _whole(Sign.PAIN)] | None = None
    glucose_mg_dl: Annotated[int, _whole(Sign.GLUCOSE)] | None = None

    def values(self) -> Iterator[tuple[Sign, Decimal]]:
        """What was measured."""
        for sign in MEASURED:
            value = getattr(self, sign)
            if value is not None:
                yield sign, Decimal(value)


MEASURED: Final = tuple(sign for sign in Sign if sign is not Sign.BMI)
"""Those that somebody measures: the body mass index is computed."""

Flags: TypeAlias = dict[Sign, Flag]


class Withdrawal(Model):
    """Entered in error: said once, by whom and why; the values stay readable."""

    at: datetime
    by: str
    reason: str


class Vitals(Measured):
    """A set on record. The flags go by the age at the time; a sign without one is usual, or nothing is known of it."""

    id: VitalsId
    appointment_id: AppointmentId
    measured_at: datetime
    measured_by: str
    bmi: Decimal | None
    flags: Flags
    withdrawn: Withdrawal | None


class RecordVitals(Measured):
    appointment_id: AppointmentId

    @model_validator(mode="after")
    def _says_something(self) -> "RecordVitals":
        if next(self.values(), None) is None:
            raise ValueError("at least one value must be given")
        if (self.systolic is None) != (self.diastolic is None):
            raise ValueError("blood pressure is two numbers")
        if self.systolic is not None and self.diastolic is not None and self.diastolic >= self.systolic:
            raise ValueError("the upper blood pressure must be above the lower one")
        return self


class WithdrawVitals(Model):
    vitals_id: VitalsId
    reason: Reason


class ListVitals(Model):
    """The newest first."""

    patient_id: PatientId
    limit: int = Field(default=50, ge=1, le=200)


class MeasuredVisit(Model):
    """A visit of today whose vital signs stand on record, and since when."""

    appointment_id: AppointmentId
    measured_at: datetime
