"""`python -m tests.client.calendar.pictures FOLDER`: the calendar as it is shown in docs/screens.md."""

import os
import sys
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.desk import Desk
from client.pages import pages_for
from client.viewmodels.calendar.planner import Span
from client.views.calendar.page import build_calendar
from client.widgets.frame import Frame
from client.widgets.theme import theme
from shared.contracts import calendar, staff
from shared.ids import WorkstationId
from shared.models.appointments import AppointmentStatus
from shared.models.calendar import Calendar
from shared.models.common import Page
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.calendar import days
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.reception import people
from tests.client.reception.conftest import NoonClock

_NAMES = (
    *("Rahima Begum", "Md. Abdul Karim", "Farzana Yasmin", "Sultana Akter", "Jahanara Begum", "Delwar Hossain"),
    *("Nasima Khatun", "Anwar Ali", "Shirin Sultana", "Kamrul Islam", "Parvin Ahmed", "Ramesh Das"),
    *("Tahmina Akhter", "Mizanur Rahman", "Salma Begum", "Habibur Rahman", "Rokeya Sultana"),
)
_TODAY = (
    *(AppointmentStatus.COMPLETED,) * 5,
    AppointmentStatus.NO_SHOW,
    AppointmentStatus.COMPLETED,
    AppointmentStatus.COMPLETED,
    AppointmentStatus.IN_CONSULTATION,
    AppointmentStatus.WAITING,
    AppointmentStatus.WAITING,
    AppointmentStatus.SCHEDULED,
)
_SLOTS = 15
_WALK_INS = frozenset({3, 7, 11})
_TAKEN = (tuple(range(12)), (0, 1, 2, 4, 5, 8, 9), (0, 1, 4, 6, 10), (), (0, 2, 5), (1,), ())


def week() -> list[Any]:
    """Today nearly full, the days ahead ever emptier, a congress on Thursday and a free Sunday."""
    names = cycle(_NAMES)
    shown = []
    for number, taken in enumerate(_TAKEN):
        if not taken:
            shown.append(days.day_of(number, leave="Congress in Chittagong" if number == 3 else None))
            continue
        slots = [
            days.slot(place, day=number, free=int(place not in taken and place not in _WALK_INS), bookable=kept)
            for place in range(_SLOTS)
            for kept in [int(place not in _WALK_INS)]
        ]
        visits = [
            days.booked(
                20 * number + place,
                slots[place].starts,
                AppointmentStatus.SCHEDULED if number else _TODAY[place],
                next(names),
            )
            for place in taken
        ]
        shown.append(days.day_of(number, slots, visits))
    return shown


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QApplication.setStyle("Fusion")
    _ = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    theme()
    calls = FakeCalls()
    calls.answers(staff.doctors, Page(items=[people.RAHMAN]))
    calls.answers(staff.hospital, people.HOSPITAL)
    calls.answers(
        calendar.of_doctor,
        Calendar(doctor_id=people.RAHMAN.id, doctor=people.RAHMAN.name, department="Medicine", days=week()),
    )
    parts: Any = SimpleNamespace(session=FakeSession(me(Role.RECEPTIONIST)), stream=FakeStream(), nothing=None)
    desk = Desk(
        workstation_id=WorkstationId(people.RAHMAN.id),
        workstation="Counter 2",
        kind=WorkstationKind.RECEPTION,
        calls=calls,
        session=parts.session,
        changes=Changes(cast("Any", parts.stream), debounce_ms=1),
        live=parts.nothing,
        clock=NoonClock(),
        printing=parts.nothing,
    )
    frame = Frame([spec.nav_item(desk, people.HOSPITAL.name) for spec in pages_for(desk)], desk.clock)
    frame.top.set_user("Salma Khatun")
    frame.top.set_live()
    page = build_calendar(desk)
    frame.add_page("calendar", page)
    frame.resize(1366, 768)
    frame.show()
    calls.deliver()
    QTest.qWait(20)
    page.span.button(Span.WEEK).click()
    page.week.setFocus()
    for _ in range(3):
        calls.deliver()
        QTest.qWait(20)
    page._planner.show_day(page._planner.state.today + timedelta(days=1))
    calls.deliver()
    QTest.qWait(50)
    frame.grab().save(str(folder / "calendar.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
