"""What the keepers of the house are refused, said to people: what happened, and what to do."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import date_text, tr, trn
from client.core.problem import Problem, warn
from shared.contracts import formulary, house, instructions, workstations


def _department_in_use(error: house.DepartmentInUse) -> Problem:
    return warn(
        tr("The department is in use"),
        trn(
            "{n} person belongs to it. Give them another department first; nothing was changed.",
            "{n} people belong to it. Give them another department first; nothing was changed.",
            error.people,
        ),
    )


HOUSE_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    house.CurrencyFixed: lambda _: warn(
        tr("The currency stays"),
        tr("Money has been written in it, and would mean something else in another one. Nothing was changed."),
    ),
    house.WouldMoveToday: lambda e: warn(
        tr("This would change what day it is now"),
        tr(
            "Tokens and drawers of today would belong to another day. Change it after {hour}:00; nothing was changed.",
            hour=e.hour,
        ),
    ),
    house.HoursPlanned: lambda e: warn(
        tr("Sessions would lie in two days"),
        tr(
            "Planned are: {sessions}. Change or end these hours on the page Hours first; nothing was changed.",
            sessions=", ".join(e.sessions),
        ),
    ),
    house.HoursBooked: lambda e: warn(
        tr("Patients are booked by this clock"),
        trn(
            "{n} visit until {day} would be at another time or on another day than the patient was told. "
            "Change it when none is booked ahead, or move it first; nothing was changed.",
            "{n} visits until {day} would be at another time or on another day than the patients were told. "
            "Change it when none is booked ahead, or move them first; nothing was changed.",
            e.visits,
            day=date_text(e.last),
        ),
    ),
    house.NotALogo: lambda _: warn(
        tr("This is no logo"), tr("The picture can't be read, or is too large. The logo stays as it was.")
    ),
    house.LogoNotFound: lambda _: warn(tr("There is no such logo"), tr("Papers are printed without one.")),
    house.DepartmentNotFound: lambda _: warn(
        tr("There is no such department"), tr("Nothing was changed. The list may be out of date.")
    ),
    house.RoomNotFound: lambda _: warn(
        tr("There is no such room"), tr("Nothing was changed. The list may be out of date.")
    ),
    house.PlaceNameTaken: lambda e: warn(
        tr("The name is taken"), tr("There is a “{name}” already. Nothing was changed.", name=e.taken)
    ),
    house.DepartmentInUse: _department_in_use,
    house.RoomInUse: lambda e: warn(
        tr("The room is in use"),
        tr(
            "It is the room of {people}, or will be. Give them another one first; nothing was changed.",
            people=", ".join(e.people),
        ),
    ),
    house.ClosedAlready: lambda e: warn(
        tr("Closed already on {day}", day=date_text(e.day)),
        tr("It stands in the list as “{name}”. Nothing was changed.", name=e.name),
    ),
    house.ClosingDayNotFound: lambda _: warn(
        tr("This is no closing day ahead any more"), tr("Nothing was changed. The list may be out of date.")
    ),
    formulary.MedicineKnown: lambda _: warn(
        tr("It stands in the list already"),
        tr("The same name, form and strength is there, perhaps retired: find it and bring it back."),
    ),
    formulary.MedicineMoved: lambda _: warn(
        tr("Somebody else changed it"), tr("Nothing was changed. Look at it again, then decide.")
    ),
    instructions.InstructionNotFound: lambda _: warn(
        tr("This instruction does not exist any more"), tr("Nothing was changed. The list may be out of date.")
    ),
    instructions.InstructionKnown: lambda _: warn(
        tr("It stands in the list already"),
        tr("The same code is there in this language, perhaps retired: find it and bring it back."),
    ),
    instructions.InstructionMoved: lambda _: warn(
        tr("Somebody else changed it"), tr("Nothing was changed. Look at it again, then decide.")
    ),
    workstations.StaysADisplay: lambda _: warn(
        tr("A wall display stays one"),
        tr("A display can't become a workplace, nor a workplace a display. Revoke it and pair it anew."),
    ),
}
