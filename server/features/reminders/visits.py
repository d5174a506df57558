"""What is asked of a visit before anybody is told of it: whoever knows visits and tests is handed in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from server.core.context import Context
from server.features.reminders.wording import Facts
from shared.ids import AppointmentId, DepartmentId
from shared.models.reminders import MessageKind, Rules


@dataclass(frozen=True)
class Standing:
    """A visit as it is now, not as it was when a message about it was planned."""

    facts: Facts
    department_id: DepartmentId | None
    """Its doctor's."""
    is_so: bool
    """What a message of the kind that was asked for says."""


AskVisit: TypeAlias = Callable[[Context, AppointmentId, MessageKind], Standing]


def told(kind: MessageKind, standing: Standing, rules: Rules) -> Facts:
    """Of a department that is to be discreet, neither doctor nor room; of a report, nothing at all."""
    facts = standing.facts
    if kind is MessageKind.REPORT_READY:
        return Facts()
    if standing.department_id in rules.discreet:
        return Facts(day=facts.day, slot_at=facts.slot_at)
    return facts
