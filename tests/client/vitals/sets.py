"""Sets of vital signs as the server tells them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.ids import AppointmentId, VitalsId
from shared.models.vitals import Vitals, Withdrawal
from shared.rules.vitals import Flag, Sign

NOW = datetime(2026, 11, 23, 10, 41, tzinfo=UTC)
VISIT = AppointmentId(UUID(int=14))


def measured(number: int = 1, days_ago: int = 0, **values: Any) -> Vitals:
    about: dict[str, Any] = {
        "id": VitalsId(UUID(int=number)),
        "appointment_id": VISIT if not days_ago else AppointmentId(UUID(int=9000 + days_ago)),
        "measured_at": NOW - timedelta(days=days_ago),
        "measured_by": "Rina Das",
        "bmi": None,
        "flags": {},
        "withdrawn": None,
    }
    return Vitals(**(about | values))


ILL = measured(
    systolic=158,
    diastolic=96,
    pulse=104,
    temperature_c=Decimal("38.4"),
    spo2=91,
    weight_kg=Decimal(78),
    height_cm=Decimal("168.5"),
    bmi=Decimal("27.5"),
    flags={
        Sign.SYSTOLIC: Flag.HIGH,
        Sign.DIASTOLIC: Flag.HIGH,
        Sign.PULSE: Flag.HIGH,
        Sign.TEMPERATURE: Flag.HIGH,
        Sign.SPO2: Flag.CRITICAL_LOW,
        Sign.BMI: Flag.HIGH,
    },
)
EARLIER = tuple(
    measured(number, days, systolic=systolic, diastolic=diastolic, weight_kg=Decimal(weight))
    for number, days, systolic, diastolic, weight in (
        (2, 40, 150, 92, "77"),
        (3, 90, 146, 90, "76.5"),
        (4, 150, 138, 86, "75"),
        (5, 210, 142, 88, "75.2"),
    )
)
IN_ERROR = measured(6, 3, weight_kg=Decimal(87), withdrawn=Withdrawal(at=NOW, by="Rina Das", reason="Digits swapped"))
