"""The weekly hours of all doctors on the screen."""

from datetime import date, time
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.core.clock import Clock
from client.viewmodels.files.list_desk import ListDesk
from client.views.calendar.hours_sheet import HoursSheet
from client.views.calendar.leave_sheet import LeaveSheet
from client.views.files.import_sheet import FileImportSheet
from client.views.schedules.page import ASKS, RosterPage
from client.views.schedules.whose_sheet import WhoseSheet
from client.views.schedules.words import change_detail, change_text, import_text
from client.widgets.theme import theme
from shared.contracts import calendar, schedules, staff
from shared.ids import DatedSessionId, DepartmentId, EmployeeId, LeaveId, ScheduleChangeId, WeeklySessionId
from shared.models.calendar import LeaveTaken, Remedy
from shared.models.common import Page
from shared.models.rosters import ImportedSession, RosterChange, RosterEntry, RosterFacts, RosterImport, RosterProblem
from shared.models.schedules import DatedSession, DoctorSchedule, LeaveDetails
from shared.models.spreadsheets import Verdict
from shared.models.staff import DoctorSummary
from shared.permissions import Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import NOON, me
from tests.client.fakes import FakeCalls, FakeStream

SUNDAYS = RosterFacts(
    weekday=6,
    starts=time(9),
    ends=time(12),
    room="101",
    slot_minutes=15,
    capacity=1,
    walk_in_share=20,
    valid_from=date(2026, 11, 1),
    valid_until=None,
)
ENTRY = RosterEntry(
    id=WeeklySessionId(UUID(int=1)), doctor_id=EmployeeId(UUID(int=2)), doctor="Dr Farhana Alam", facts=SUNDAYS
)
WITH_HOURS, WITHOUT_HOURS = (
    DoctorSummary(
        id=EmployeeId(UUID(int=number)),
        name=name,
        degrees="MBBS",
        department_id=DepartmentId(UUID(int=number)),
        department=department,
        room="",
        token_prefix=department[0],
        new_fee=Decimal(500),
        follow_up_fee=Decimal(300),
    )
    for number, name, department in ((2, "Dr Farhana Alam", "Medicine"), (1, "Dr Kamal Uddin", "Surgery"))
)
ENDED = RosterChange(
    id=ScheduleChangeId(UUID(int=3)),
    doctor="Dr Farhana Alam",
    before=SUNDAYS,
    after=SUNDAYS.model_copy(update={"valid_until": date(2026, 11, 22)}),
    who="Nasreen Akter",
    at=NOON,
)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(schedules.roster, Page(items=[ENTRY]))
    calls.answers(schedules.changes, Page(items=[ENDED]))
    calls.answers(staff.rooms, Page(items=[]))
    week = DoctorSchedule(doctor_id=ENTRY.doctor_id, doctor=ENTRY.doctor, weekly=[], dated=[], leaves=[])
    calls.answers(schedules.of_doctor, week)
    calls.answers(staff.doctors, Page(items=[WITH_HOURS, WITHOUT_HOURS]))
    calls.answers(calendar.hit_by_leave, Page(items=[]))
    calls.answers(calendar.take_leave, LeaveTaken(leave_id=AWAY.id, leave=AWAY, appointments=[]))
    return calls


@pytest.fixture
def role():
    return Role.MANAGER


@pytest.fixture
def page(role, calls, qtbot, answered):
    theme()
    desk = ListDesk(calls, Changes(cast("Any", FakeStream()), debounce_ms=1), ASKS)
    page = RosterPage(desk, calls, cast("Any", FakeSession(me(role))), Clock())
    qtbot.addWidget(page)
    page.resize(1278, 690)
    with qtbot.waitExposed(page):
        page.show()
    answered(lambda: desk.state.known)
    return page


def test_each_session_stands_there_and_enter_opens_the_doctors_week(page, calls, answered):
    model = page.table.rows_model
    told = [model.data(model.index(0, column)) for column in range(6)]
    assert told == ["Dr Farhana Alam", "Sunday", "09:00–12:00", "101", "15", "from 1 Nov 26"]
    assert change_detail(ENDED).startswith("ends 22 Nov 26 · Nasreen Akter")

    QTest.keyClick(page.box, Qt.Key.Key_Return)
    answered(lambda: calls.requests(schedules.of_doctor))
    assert calls.requests(schedules.of_doctor)[0].doctor_id == ENTRY.doctor_id
    page.window().findChild(HoursSheet).reject()


def ask_whose(page, answered):
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    sheet = page.window().findChild(WhoseSheet)
    answered(sheet.primary.isEnabled)
    return sheet


def test_a_doctor_without_hours_gets_the_first(page, calls, answered):
    sheet = ask_whose(page, answered)
    assert [sheet.doctor.itemText(place) for place in range(sheet.doctor.count())] == [
        "Medicine · Dr Farhana Alam",
        "Surgery · Dr Kamal Uddin",
    ]

    sheet.doctor.set_value(WITHOUT_HOURS.id)
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: calls.requests(schedules.of_doctor))

    assert calls.requests(schedules.of_doctor)[0].doctor_id == WITHOUT_HOURS.id
    page.window().findChild(HoursSheet).reject()


def test_a_leave_is_entered_with_all_whom_it_hits(page, calls, answered):
    told: list[str] = []
    page.said.connect(told.append)
    QTest.keyClick(ask_whose(page, answered), Qt.Key.Key_F6)
    answered(lambda: calls.requests(calendar.hit_by_leave))
    sheet = page.window().findChild(LeaveSheet)
    assert sheet.remedy.isVisibleTo(sheet)

    sheet.reason.setText("Conference")
    sheet.primary.click()

    answered(lambda: told == ["The leave is entered."])
    assert calls.requests(calendar.take_leave)[0].doctor_id == ENTRY.doctor_id


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_who_sees_no_bookings_enters_a_leave_that_leaves_them_as_they_are(page, calls, answered):
    ask_whose(page, answered).leave.click()
    sheet = page.window().findChild(LeaveSheet)
    assert not sheet.remedy.isVisibleTo(sheet)

    sheet.reason.setText("Conference")
    sheet.primary.click()
    answered(lambda: calls.requests(calendar.take_leave))

    assert calls.requests(calendar.take_leave)[0].remedy is Remedy.KEEP
    assert not calls.requests(calendar.hit_by_leave)


@pytest.mark.parametrize("role", [Role.DOCTOR])
def test_a_doctor_enters_the_own_hours_only(page, answered):
    sheet = ask_whose(page, answered)

    assert [sheet.doctor.itemText(place) for place in range(sheet.doctor.count())] == ["Surgery · Dr Kamal Uddin"]
    sheet.reject()


EXTRA = DatedSession(
    id=DatedSessionId(UUID(int=4)),
    date=date(2026, 12, 1),
    starts=time(17),
    ends=time(19),
    room="101",
    slot_minutes=15,
    replaces=None,
    reason="Camp",
)
AWAY = LeaveDetails(
    id=LeaveId(UUID(int=5)),
    first_day=date(2026, 12, 1),
    last_day=date(2026, 12, 3),
    starts=None,
    ends=None,
    reason="Conference",
)
ONE_AFTERNOON = AWAY.model_copy(update={"last_day": AWAY.first_day, "starts": time(14), "ends": time(16)})
INSTEAD = EXTRA.model_copy(update={"replaces": ENTRY.id, "reason": ""})


@pytest.mark.parametrize(
    ("before", "after", "what", "how"),
    [
        (None, EXTRA, "Tue 1 Dec 2026 17:00–19:00", "an extra session · Camp"),
        (None, INSTEAD, "Tue 1 Dec 2026 17:00–19:00", "instead of the weekly hours"),
        (EXTRA, None, "Tue 1 Dec 2026 17:00–19:00", "withdrawn"),
        (None, AWAY, "away 1 Dec 26 – 3 Dec 26", "Conference"),
        (ONE_AFTERNOON, None, "away 1 Dec 26 14:00–16:00", "withdrawn"),
        (None, SUNDAYS, "Sunday 09:00–12:00", "new, from 1 Nov 26"),
    ],
)
def test_the_history_says_which_hours_and_what_became_of_them(before, after, what, how):
    change = ENDED.model_copy(update={"before": before, "after": after})

    assert change_text(change) == f"Dr Farhana Alam: {what}"
    assert change_detail(change) == f"{how} · Nasreen Akter, Mon 23 Nov 2026  12:00"


def test_the_history_of_a_session_is_that_of_its_doctor(page, calls, answered):
    page.table.select(ENTRY.id)
    page.history.of_one.click()
    answered(lambda: calls.requests(schedules.changes)[-1].doctor_id == ENTRY.doctor_id)

    assert page.history.name.text() == "Dr Farhana Alam"


def test_a_file_shows_what_it_would_change(page, calls, answered, tmp_path):
    (tmp_path / "hours.csv").write_bytes(b"doctor,...")
    row = ImportedSession(row=2, subject="Dr Farhana Alam Sunday 9:00", verdict=Verdict.CHANGED)
    changed = row.model_copy(update={"before": SUNDAYS, "after": ENDED.after})
    calls.answers(schedules.try_import, RosterImport(rows=[changed]))
    calls.answers(schedules.import_file, RosterImport(rows=[changed]))
    told: list[str] = []
    page.said.connect(told.append)
    page.files.import_from(str(tmp_path / "hours.csv"))
    sheet = page.window().findChild(FileImportSheet)
    answered(sheet.primary.isEnabled)
    sheet.primary.click()
    answered(lambda: told == ["1 session was imported."])


def test_a_changed_row_says_what_differs_and_a_new_one_all(page):
    row = ImportedSession(row=2, subject="", verdict=Verdict.CHANGED, before=SUNDAYS)
    after = SUNDAYS.model_copy(update={"ends": time(13), "walk_in_share": 0, "valid_from": date(2026, 11, 22)})
    told = import_text(row.model_copy(update={"after": after}))
    assert told == "09:00–13:00 · no longer 20 % walk in · from 22 Nov 26"
    new = ImportedSession(row=2, subject="", verdict=Verdict.NEW, after=SUNDAYS)
    assert import_text(new) == "09:00–12:00 · room 101 · 15 min · 20 % walk in · from 1 Nov 26"


@pytest.mark.parametrize("problem", list(RosterProblem))
def test_each_refused_row_says_why(problem):
    assert import_text(ImportedSession(row=2, subject="", verdict=Verdict.REFUSED, problem=problem))
