"""Results of analysers that wait, as a laboratory's server tells of them."""

from datetime import timedelta
from uuid import UUID

from shared.ids import AnalyserId, AnalyserRunId
from shared.models.analysers import (
    AnalyserInfo,
    AnalyserKind,
    AnalyserValue,
    MessageProblem,
    ValueReason,
    ValueState,
    WaitingRun,
)
from tests.client.lab.work import NOON

LABEL = "261126001232"


def value(code, name, sent, unit="", reason=ValueReason.UNKNOWN_ACCESSION, state=ValueState.WAITING, detail=""):
    return AnalyserValue(code=code, name=name, value=sent, unit=unit, state=state, reason=reason, detail=detail)


HGB = value("HGB", "Haemoglobin", "135", "g/L")
PLT = value("PLT", "Platelets", "250", "10*9/L")


def run(number=1, values=(HGB, PLT), **changes):
    facts = WaitingRun(
        id=AnalyserRunId(UUID(int=number)),
        analyser="Sysmex XN-550",
        received_at=NOON - timedelta(minutes=number),
        accession="26112600123Z",
        patient="",
        values=list(values),
    )
    return facts.model_copy(update=changes)


CRP = run(
    2,
    [
        value("CRP", "CRP", "0.35", "ng/L", ValueReason.UNKNOWN_UNIT, detail="mg/L"),
        value("UREA", "Urea", "31", "mg/dL", None, ValueState.ENTERED),
        value("HEM", "", "1+", "", ValueReason.UNKNOWN_CODE),
        value("CREA", "Creatinine", "1.02", "mg/dL", ValueReason.ALREADY_ENTERED, detail="0.98"),
    ],
    analyser="Mindray BS-230",
    accession="261126000421",
    patient="P-2026-0437",
)


def analyser(number=1, name="Sysmex XN-550", **changes):
    facts = AnalyserInfo(
        id=AnalyserId(UUID(int=number)),
        name=name,
        lab="Haematology",
        kind=AnalyserKind.HL7,
        place="192.168.1.50",
        last_message_at=NOON - timedelta(minutes=2),
        waiting=1,
        problem=None,
        problem_at=None,
    )
    return facts.model_copy(update=changes)


BROKEN = analyser(
    2,
    "Mindray BS-230",
    lab="Biochemistry",
    kind=AnalyserKind.FOLDER,
    place="mindray",
    last_message_at=NOON - timedelta(days=1),
    problem=MessageProblem.NO_COLUMNS,
    problem_at=NOON - timedelta(minutes=5),
)
