"""Names of people and computers by id, for papers and screens that say who and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.ids import EmployeeId, WorkstationId


@dataclass(frozen=True)
class Names:
    """Who and where, by id."""

    employees: Mapping[EmployeeId, str]
    workstations: Mapping[WorkstationId, str]


def names_of(
    session: Session, employees: Iterable[EmployeeId | None], workstations: Iterable[WorkstationId] = ()
) -> Names:
    people = select(Employee.id, Employee.full_name).where(Employee.id.in_({one for one in employees if one}))
    computers = select(Workstation.id, Workstation.name).where(Workstation.id.in_(set(workstations)))
    return Names(dict(session.execute(people).all()), dict(session.execute(computers).all()))
