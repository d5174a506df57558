"""Released results as a doctor reads them."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from shared.ids import AnalyteId, AppointmentId, TestOrderId
from shared.models.lab import Stamp
from shared.models.lab_results import (
    EarlierResult,
    LatestResult,
    Limits,
    Previous,
    ResultLine,
    TestReport,
    UnreadResult,
    VersionCause,
)
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_ranges import Flag
from shared.rules.lab_values import ResultKind
from tests.client.consulting.examples import DOCTOR, NOW

ORDER = TestOrderId(UUID(int=501))


def latest(code, name, value, unit, flag=Flag.NORMAL, earlier=(), low=None, high=None):
    worth = Decimal(value) if value.replace(".", "").isdigit() else None
    return LatestResult(
        test_order_id=ORDER,
        number=1,
        test="Electrolytes",
        code=code,
        name=name,
        unit=unit,
        decimals=1,
        value=value,
        worth=worth,
        flag=flag,
        limits=Limits(low=low, high=high),
        at=NOW - timedelta(days=2),
        earlier=[
            EarlierResult(value=text, number=Decimal(text), flag=Flag.NORMAL, at=NOW - timedelta(days=30 * place))
            for place, text in enumerate(earlier, start=1)
        ],
    )


SODIUM = latest("NA", "Sodium", "140", "mmol/L", low=Decimal(135), high=Decimal(145))
HAEMOGLOBIN = latest("HGB", "Haemoglobin", "12.1", "g/dL", Flag.LOW, ("12.9", "13.0"))
POTASSIUM = latest(
    "K", "Potassium", "6.9", "mmol/L", Flag.CRITICAL_HIGH, ("4.5", "4.6", "4.1"), Decimal("3.5"), Decimal("5.1")
)
BLOOD_GROUP = latest("ABO", "ABO group", "AB", "", Flag.UNJUDGED)
KNOWN = [SODIUM, HAEMOGLOBIN, POTASSIUM, BLOOD_GROUP]


def report(patient, number=1, order=ORDER, **changes):
    stamp = Stamp(who="Dr. Sen", at=NOW - timedelta(hours=1))
    facts = TestReport(
        test_order_id=order,
        appointment_id=AppointmentId(UUID(int=21)),
        patient=patient,
        test="Electrolytes",
        lab="Biochemistry",
        specimen="serum",
        accession="261126001231",
        number=number,
        newest=number,
        in_correction=False,
        cause=VersionCause.FIRST,
        reason="",
        replaces=None,
        sex=patient.sex,
        age_days=20_000,
        conditions=[],
        ordered=Stamp(who=DOCTOR.name, at=NOW - timedelta(hours=4)),
        collected_at=NOW - timedelta(hours=3),
        requester="",
        collected_by="Nasima Akter",
        received_at=NOW - timedelta(hours=2),
        received_by="Rafiq Ahmed",
        verified=stamp,
        reviewed=stamp,
        released=stamp,
        lines=[line(SODIUM), line(POTASSIUM, Previous(value="4.5", at=NOW - timedelta(days=30)))],
        deliveries=[],
    )
    return facts.model_copy(update=changes)


def line(known, previous=None):
    return ResultLine(
        analyte_id=AnalyteId(UUID(int=sum(map(ord, known.code)))),
        code=known.code,
        name=known.name,
        unit=known.unit,
        decimals=1,
        kind=ResultKind.NUMBER,
        choices=[],
        formula="",
        is_share=False,
        valid_low=None,
        valid_high=None,
        limits=known.limits,
        delta=DeltaLimit(),
        calculated=False,
        not_calculated=None,
        value=known.value,
        not_done=False,
        flag=known.flag,
        range_text="3.5–5.1",
        change=Change.NONE,
        previous=previous,
        comment="",
        entered=None,
    )


def unread(patient, number=1, order=ORDER, **changes):
    facts = UnreadResult(
        test_order_id=order,
        number=number,
        patient=patient,
        test="Electrolytes",
        cause=VersionCause.FIRST,
        released_at=NOW - timedelta(hours=1),
        flagged=1,
        critical=True,
    )
    return facts.model_copy(update=changes)
