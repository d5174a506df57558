"""What somebody may do is offered: each call of each role stands behind a page that opens for the role."""

import ast
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

import client
from client.page_spec import PageSpec
from client.pages import PAGES
from shared.contract import Endpoint
from shared.contracts import (
    appointments,
    calendar,
    dashboard,
    endpoints,
    lab,
    ledger,
    queue,
    schedules,
    staff,
    stock,
    vitals,
)
from shared.permissions import Permission, Role, held_by
from tests.contract.test_custom_pages import builder_of, named

_ROOT: Final = Path(client.__file__).parent.parent
_NOT_FOLLOWED: Final = {"client.pages", "client.shell"}
"""They know every page; what the frame itself offers to everybody is named apart."""


def _file(module: str) -> Path | None:
    path = _ROOT.joinpath(*module.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)


@cache
def _of_module(module: str) -> tuple[frozenset[Endpoint[..., Any, Any]], frozenset[str]]:
    """The calls it names, and the modules of the client that it uses."""
    file = _file(module)
    if file is None:
        return frozenset(), frozenset()
    source = ast.parse(file.read_text())
    imports = [each for each in ast.walk(source) if isinstance(each, ast.ImportFrom) and each.module]
    names = {f"{each.module}.{name.name}" for each in imports for name in each.names}  # a module, where it is one
    used = {each for each in names | {str(each.module) for each in imports} if each.startswith("client.")}
    return frozenset(named(source, source)), frozenset(used - _NOT_FOLLOWED)


def _reached_from(*modules: str) -> set[Endpoint[..., Any, Any]]:
    seen: set[str] = set()
    reached: set[Endpoint[..., Any, Any]] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            calls, used = _of_module(module)
            reached |= calls
            waiting += used
    return reached


LED_ELSEWHERE: Final[dict[str, set[Endpoint[..., Any, Any]]]] = {
    "read with the days or the people, which many may; asked by who plans": {
        calendar.hit_by_leave, calendar.leave_target, calendar.outside_hours, schedules.of_doctor, staff.rooms,
    },
    "opened from figures of Today, which many have lists of their own for": {
        dashboard.batches, dashboard.low_stock, ledger.deposits,
    },
    "the nurses' station; a doctor measures in the room, a pathologist reads what is with the result": {
        vitals.measured_today, vitals.of_patient,
    },
    "results come to the doctor who ordered them": {lab.unread, lab.mark_read},
    "written where goods are ordered, by who sees them": {stock.save_packs},
}  # fmt: skip
"""Right in itself, but not the work of everybody who may: for each somebody's page leads there."""
SHOWN_OTHERWISE: Final = {
    queue.board: "a wall's picture comes through its stream; this is the same one for who asks once",
    appointments.timeline: "a visit's own log; on screens it stands in the patient's, which charts.timeline tells",
}
PEOPLE: Final = [role for role in Role if role is not Role.DISPLAY]


def _led_nowhere(role: Role) -> set[Endpoint[..., Any, Any]]:
    held = held_by(role)

    def opens(page: PageSpec) -> bool:
        return any(all(not isinstance(c.allow, Permission) or c.allow in held for c in way) for way in page.ways)

    pages = [builder_of(page).__module__ for page in PAGES if opens(page)]
    allowed = {each for each in endpoints() if isinstance(each.allow, Permission) and each.allow in held}
    return allowed - _reached_from("client.shell", *pages)


@pytest.mark.parametrize("role", PEOPLE)
def test_whatever_a_role_may_call_some_page_of_the_role_leads_to(role: Role):
    excused = SHOWN_OTHERWISE.keys() | set().union(*LED_ELSEWHERE.values())

    assert not sorted(map(str, _led_nowhere(role) - excused)), "offer it, or take the right away"


def test_what_leads_nowhere_for_one_leads_somewhere_for_another_and_is_excused_for_nothing_else():
    nowhere = [_led_nowhere(role) for role in PEOPLE]
    elsewhere = set().union(*LED_ELSEWHERE.values())

    assert elsewhere | SHOWN_OTHERWISE.keys() == set().union(*nowhere)
    holders = {each: [i for i, role in enumerate(PEOPLE) if each.allow in held_by(role)] for each in elsewhere}
    assert not [str(each) for each, who in holders.items() if all(each in nowhere[i] for i in who)]
