"""Names of people and computers by id, for papers and screens that say who and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.ids import EmployeeId, WorkstationId

_PEOPLE: Final = select(Employee.id, Employee.full_name).where(Employee.id.in_(bindparam("ids", expanding=True)))
_COMPUTERS: Final = select(Workstation.id, Workstation.name).where(Workstation.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Names:
    """Who and where, by id."""

    employees: Mapping[EmployeeId, str]
    workstations: Mapping[WorkstationId, str]


def names_of(
    session: Session, employees: Iterable[EmployeeId | None], workstations: Iterable[WorkstationId] = ()
) -> Names:
    """Nothing is asked for where nobody is named."""
    people, computers = {one for one in employees if one}, set(workstations)
    return Names(
        dict(session.execute(_PEOPLE, {"ids": people}).all()) if people else {},
        dict(session.execute(_COMPUTERS, {"ids": computers}).all()) if computers else {},
    )
