"""Tests as a laboratory's server answers them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from shared.ages import Precision
from shared.ids import AnalyteId, AppointmentId, LabId, PatientId, SampleId, TestOrderId
from shared.models.lab import Sample, SampleStage, Stamp, TestOrderStatus, Urgency, WorkItem, WorkStage
from shared.models.lab_results import Limits, Previous, ResultLine, ResultSheet
from shared.models.patients import Birth, PatientSummary, Sex
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_values import ResultKind

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
VISIT = AppointmentId(UUID(int=21))
SAMPLE = SampleId(UUID(int=31))
BIOCHEMISTRY = LabId(UUID(int=41))
ACCESSION = "261126001231"
_STATUS = {
    WorkStage.COLLECT: TestOrderStatus.ORDERED,
    WorkStage.RECEIVE: TestOrderStatus.ORDERED,
    WorkStage.ENTER: TestOrderStatus.IN_PROGRESS,
    WorkStage.VERIFY: TestOrderStatus.IN_PROGRESS,
    WorkStage.REVIEW: TestOrderStatus.COMPLETED,
    WorkStage.RELEASE: TestOrderStatus.REVIEWED,
    WorkStage.DELIVER: TestOrderStatus.RELEASED,
}

SHAHIDA = PatientSummary(
    id=PatientId(UUID(int=11)),
    patient_no="P-2026-0437",
    name="Shahida Begum",
    name_local="শাহিদা বেগম",
    sex=Sex.FEMALE,
    birth=Birth(date=datetime(1968, 3, 4, tzinfo=UTC).date(), precision=Precision.DAY),
    phone="01711402317",
)


def item(number=1, stage=WorkStage.ENTER, urgency=Urgency.ROUTINE, due_in=60, test="Electrolytes", **changes):
    has_tube = stage is not WorkStage.COLLECT
    facts = WorkItem(
        id=TestOrderId(UUID(int=number)),
        appointment_id=VISIT,
        patient=SHAHIDA,
        code="ELEC",
        test=test,
        lab="Biochemistry",
        specimen="serum",
        tube="yellow gel serum",
        urgency=urgency,
        status=_STATUS[stage],
        stage=stage,
        ordered_by="Dr. Farhana Rahman",
        requester="",
        ordered_at=NOON - timedelta(hours=1),
        due_at=NOON + timedelta(minutes=due_in),
        sample_id=SAMPLE if has_tube else None,
        accession=ACCESSION if has_tube else None,
        collected_at=NOON - timedelta(minutes=40) if has_tube else None,
        received_at=NOON - timedelta(minutes=30) if stage not in {WorkStage.COLLECT, WorkStage.RECEIVE} else None,
        results=0 if stage in {WorkStage.COLLECT, WorkStage.RECEIVE, WorkStage.ENTER} else 1,
        untold=False,
        reissue=False,
        analyser="",
        version=3,
    )
    return facts.model_copy(update=changes)


def decimal(number):
    return None if number is None else Decimal(str(number))


def limits(low=None, high=None, critical_low=None, critical_high=None, text=""):
    return Limits(
        low=decimal(low),
        high=decimal(high),
        critical_low=decimal(critical_low),
        critical_high=decimal(critical_high),
        text=text,
    )


def line(number, name, unit="mmol/L", decimals=0, band=None, valid=(None, None), range_text="", **changes):
    facts = ResultLine(
        analyte_id=AnalyteId(UUID(int=100 + number)),
        code=name.upper(),
        name=name,
        unit=unit,
        decimals=decimals,
        kind=ResultKind.NUMBER,
        choices=[],
        formula="",
        is_share=False,
        valid_low=decimal(valid[0]),
        valid_high=decimal(valid[1]),
        limits=band or Limits(),
        delta=DeltaLimit(),
        calculated=False,
        not_calculated=None,
        value=None,
        not_done=False,
        flag=None,
        range_text=range_text,
        change=Change.NONE,
        previous=None,
        comment="",
        entered=None,
    )
    return facts.model_copy(update=changes)


SODIUM = line(1, "Sodium", band=limits(135, 145, 120, 160), valid=(80, 220), range_text="135–145")
POTASSIUM = line(
    2,
    "Potassium",
    decimals=1,
    band=limits("3.5", "5.1", "2.5", "6.5"),
    valid=("0.8", 15),
    range_text="3.5–5.1",
    previous=Previous(value="5.1", at=NOON - timedelta(days=50)),
)
PROTEIN = line(
    3,
    "Protein",
    unit="",
    band=limits(text="Negative"),
    kind=ResultKind.CHOICE,
    choices=["Negative", "Trace", "1+", "2+"],
    range_text="Negative",
)
LINES = [SODIUM, POTASSIUM, PROTEIN]


def sheet(work=None, lines=None, **changes):
    facts = ResultSheet(
        item=work or item(),
        sex=Sex.FEMALE,
        age_days=21_000,
        years=57,
        conditions=[],
        lines=LINES if lines is None else lines,
        touched_by=[],
        may_verify=True,
        to_tell=[],
        calls=[],
        versions=[],
    )
    return facts.model_copy(update=changes)


def sample(stage=SampleStage.COLLECTED, version=5, **changes):
    stamp = Stamp(who="Nasima Akter", at=NOON)
    facts = Sample(
        id=SAMPLE,
        appointment_id=VISIT,
        patient=SHAHIDA,
        accession=ACCESSION,
        specimen="serum",
        tube="yellow gel serum",
        stage=stage,
        urgency=Urgency.STAT,
        conditions=[],
        tests=["Electrolytes", "Liver function"],
        label_prints=1,
        label_printed=stamp,
        collected=stamp,
        received=None,
        rejected=None,
        reject_cause=None,
        reject_note="",
        version=version,
    )
    return facts.model_copy(update=changes)
