"""Released reports as the server answers them, each with what makes its paper another one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.ages import Precision
from shared.ids import AppointmentId, DeliveryId, PatientId, TestOrderId
from shared.models.lab import Stamp
from shared.models.lab_reports import ReportPaper, ReportState, ReportToGive
from shared.models.lab_results import Delivery, Previous, Replaced, ReplacedLine, Taker, TestReport, VersionCause
from shared.models.patients import Birth, PatientSummary, Sex
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_ranges import Condition, Flag
from shared.rules.lab_values import ResultKind
from tests.client.lab.work import ACCESSION, NOON, SHAHIDA, VISIT, line

LINK = "HTTP://192.168.10.20:8080/V/C46OJ6NH6WWAAJWV"
AGE_DAYS = (NOON.date() - datetime(1968, 3, 4, tzinfo=UTC).date()).days
KHALID = PatientSummary(
    id=PatientId(UUID(int=12)),
    patient_no="P-2026-0611",
    name="Khalid bin Walid",
    name_local="خالد بن وليد",
    sex=Sex.MALE,
    birth=Birth(date=datetime(1981, 7, 1, tzinfo=UTC).date(), precision=Precision.YEAR),
    phone="01711402318",
)


def value(number, name, text, range_text="", flag=Flag.NORMAL, unit="", **changes):
    return line(
        number,
        name,
        unit=unit,
        value=text,
        range_text=range_text,
        flag=flag,
        **changes,
    )


def before(text, days):
    return Previous(value=text, at=NOON - timedelta(days=days))


CBC = [
    value(
        1, "Haemoglobin", "6.8", "12.0–15.0", Flag.CRITICAL_LOW, "g/dL", previous=before("9.9", 90), comment="Rechecked"
    ),
    value(2, "RBC", "2.9", "3.8–4.8", Flag.LOW, "10*6/uL"),
    value(3, "Haematocrit", "21", "36–46", Flag.LOW, "%", previous=before("30", 90)),
    value(4, "MCV", "72.4", "80.0–100.0", Flag.LOW, "fL", calculated=True),
    value(5, "WBC", "11.0", "4.0–11.0", Flag.NORMAL, "10*3/uL", previous=before("7.8", 90)),
    value(6, "Neutrophils", "82", "40–80", Flag.HIGH, "%"),
    value(7, "Lymphocytes", "14", "20–40", Flag.LOW, "%"),
    value(8, "Monocytes", "3", "2–10", Flag.NORMAL, "%"),
    value(9, "Platelets", "250", "150–410", Flag.NORMAL, "10*3/uL", previous=before("240", 90)),
]
LIPID = [
    value(11, "Cholesterol", "248", "≤ 199", Flag.HIGH, "mg/dL"),
    value(12, "HDL cholesterol", "38", "≥ 50", Flag.LOW, "mg/dL"),
    value(13, "Triglycerides", "412", "≤ 149", Flag.HIGH, "mg/dL"),
    value(
        14,
        "LDL cholesterol",
        "",
        "≤ 129",
        Flag.UNJUDGED,
        "mg/dL",
        calculated=True,
        not_calculated=NotCalculated.TRIGLYCERIDES_TOO_HIGH,
    ),
]
URINE = [
    value(21, "Colour", "Straw", kind=ResultKind.CHOICE, flag=Flag.UNJUDGED),
    value(22, "Protein", "2+", "Negative|Trace", Flag.ABNORMAL, kind=ResultKind.CHOICE),
    value(23, "Specific gravity", "<1.005", "1.005–1.030", Flag.UNJUDGED),
    value(
        24,
        "Microscopy",
        "Pus cells 8–10 per field, epithelial cells few, no casts, calcium oxalate crystals seen",
        kind=ResultKind.TEXT,
        flag=Flag.UNJUDGED,
    ),
    value(25, "Widal O", "1:160", "< 1:80", Flag.ABNORMAL, kind=ResultKind.TITRE),
    value(26, "Ketones", "", "Negative", Flag.UNJUDGED, kind=ResultKind.CHOICE, not_done=True),
]


def report(order=1, test="Complete blood count", lines=None, **changes):
    stamps = {
        name: Stamp(who=who, at=NOON - timedelta(minutes=minutes))
        for name, who, minutes in (
            ("ordered", "Dr. Farhana Rahman", 120),
            ("verified", "Rafiq Ahmed", 20),
            ("reviewed", "Dr. Nasrin Sultana", 15),
            ("released", "Dr. Nasrin Sultana", 10),
        )
    }
    facts = TestReport(
        test_order_id=TestOrderId(UUID(int=order)),
        appointment_id=VISIT,
        patient=SHAHIDA,
        test=test,
        lab="Haematology",
        specimen="EDTA blood",
        accession=ACCESSION,
        number=1,
        newest=1,
        in_correction=False,
        cause=VersionCause.FIRST,
        reason="",
        replaces=None,
        sex=Sex.FEMALE,
        age_days=AGE_DAYS,
        conditions=[],
        collected_at=NOON - timedelta(minutes=90),
        requester="",
        collected_by="Nasima Akter",
        received_at=NOON - timedelta(minutes=75),
        received_by="Rafiq Ahmed",
        lines=CBC if lines is None else lines,
        deliveries=[],
        **stamps,
    )
    return facts.model_copy(update=changes)


def paper(*reports, link=LINK):
    return ReportPaper(reports=list(reports) or [report()], check_link=link)


def delivery(number=1, order=1, taker=Taker.RELATIVE, taken_by="Rahim Uddin", relation="son", days=1):
    return Delivery(
        id=DeliveryId(UUID(int=900 + days)),
        test_order_id=TestOrderId(UUID(int=order)),
        number=number,
        taker=taker,
        taken_by=taken_by,
        relation=relation,
        given=Stamp(who="Salma Khatun", at=NOON - timedelta(days=days)),
    )


REPLACED = Replaced(
    number=1,
    released=Stamp(who="Dr. Nasrin Sultana", at=NOON - timedelta(hours=3)),
    sex=Sex.FEMALE,
    age_days=AGE_DAYS,
    lines=[
        ReplacedLine(
            analyte_id=CBC[0].analyte_id,
            name="Haemoglobin",
            unit="g/dL",
            value="8.6",
            flag=Flag.LOW,
            range_text="12.0–15.0",
        )
    ],
    value_corrected=True,
    reasons=["read off wrong"],
)
CORRECTED = report().model_copy(
    update={"number": 2, "newest": 2, "cause": VersionCause.CORRECTED, "reason": "read off wrong", "replaces": REPLACED}
)
REISSUED = CORRECTED.model_copy(
    update={
        "cause": VersionCause.RECOMPUTED,
        "reason": "",
        "replaces": REPLACED.model_copy(update={"value_corrected": False, "reasons": [], "sex": Sex.MALE}),
    }
)
SUPERSEDED = report().model_copy(update={"newest": 2})
NEWBORN = report(
    order=5,
    test="Bilirubin",
    lines=[value(31, "Bilirubin total", "6.0", "", Flag.NO_RANGE, "mg/dL")],
    age_days=9,
    conditions=[Condition.FASTING],
)


def to_give(order=1, test="Complete blood count", **changes):
    facts = ReportToGive(
        test_order_id=TestOrderId(UUID(int=order)),
        appointment_id=AppointmentId(VISIT),
        patient=SHAHIDA,
        test=test,
        lab="Haematology",
        accession=ACCESSION,
        ordered_by="Dr. Farhana Rahman",
        requester="",
        ordered_at=NOON - timedelta(hours=2),
        state=ReportState.READY,
        number=1,
        released_at=NOON - timedelta(minutes=10),
        replaces=None,
        value_corrected=False,
        reasons=[],
        deliveries=[],
        still_open=0,
        unpaid=False,
    )
    return facts.model_copy(update=changes)
