"""Changes and looks of a morning."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.ids import EmployeeId, WorkstationId
from shared.models.audit import (
    AuditChoices,
    AuditStanding,
    ChangeAction,
    ChangeDetails,
    ChangeSummary,
    FieldChange,
    LookEntry,
    PatientLooks,
    PersonChoice,
    WorkstationChoice,
)
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from tests.client.examples import NOON, TODAY

NASRIN = EmployeeId(UUID(int=1))
CHOICES = AuditChoices(
    people=[PersonChoice(employee_id=NASRIN, name="Nasrin Sultana")],
    workstations=[WorkstationChoice(workstation_id=WorkstationId(UUID(int=7)), name="Reception 1")],
    tables=["appointments", "bills", "patients", "settings"],
)
STANDING = AuditStanding(
    seals=812, sealed_at=NOON, anchored_day=TODAY, verified_at=NOON, unsealed_since=None, findings=0
)


def change(number: int, table: str = "patients", **told: Any) -> ChangeSummary:
    whose = {"patient_no": "P-2026-0007", "patient": "Amina Begum"} if table != "settings" else {}
    usual: dict[str, Any] = {
        "id": UUID(int=number),
        "at": NOON - timedelta(minutes=number),
        "action": ChangeAction.UPDATE,
        "table": table,
        "record": str(UUID(int=number)),
        "who": "Nasrin Sultana",
        "workstation": "Reception 1",
        "call": "POST /patients/{patient_id}",
        "patient_no": "",
        "patient": "",
        "fields": ["phone", "address"],
        "reason": "",
    }
    return ChangeSummary(**(usual | whose | told))


CHANGES = [
    change(1),
    change(2, "appointments", fields=["status", "hold_reason"], reason="The patient went home"),
    change(3, "settings", fields=["discount_limit"], who="", workstation="", call="psql as hms_owner"),
    change(4, "bills", action=ChangeAction.INSERT, fields=[]),
]


def details(of: ChangeSummary, *, hidden: bool = False) -> ChangeDetails:
    told = {"phone": ("01711-402318", "01819-556120"), "address": ("", "7 Lake Road, Dhanmondi, Dhaka 1205")}
    values = [
        FieldChange(
            name=name,
            before=None if hidden else told.get(name, ("10.00", "25.00"))[0],
            after=None if hidden else told.get(name, ("10.00", "25.00"))[1],
            hidden=hidden,
        )
        for name in of.fields
    ]
    return ChangeDetails(**of.model_dump(), command_key=UUID(int=9), values=values)


def look(number: int, part: ChartPart = ChartPart.TIMELINE, who: str = "Dr. Farhana Haque") -> LookEntry:
    return LookEntry(
        id=UUID(int=number),
        at=NOON - timedelta(minutes=7 * number),
        part=part,
        opened_by=OpenedBy.VISIT,
        who=who,
        department="Medicine",
        workstation="Room 101",
        patient_no="P-2026-0007",
        patient="Amina Begum",
    )


LOOKS = [look(1), look(2, ChartPart.TESTS), look(3, ChartPart.CARD, "Nasrin Sultana")]


def looks_of_patient(*looks: LookEntry, more: bool = False) -> PatientLooks:
    return PatientLooks(patient_no="P-2026-0007", patient="Amina Begum", looks=Page(items=list(looks), more=more))
