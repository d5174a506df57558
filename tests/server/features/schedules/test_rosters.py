"""The weekly hours of all doctors: in one list, with their history, out to a file and back."""

import io
from datetime import time, timedelta

import pytest
from openpyxl import load_workbook

from shared.contracts import calendar, schedules
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.models.calendar import Remedy
from shared.models.rosters import RosterProblem
from shared.models.spreadsheets import SpreadsheetForm, Verdict
from tests.server.features.schedules.hours import SUNDAY, TODAY, sits

HEAD = "doctor,weekday,starts,ends,room,slot_minutes,capacity,walk_in_share,valid_from,valid_until\n"
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
def desk(api):
    return api("manager")


def csv(*rows):
    return (HEAD + "\n".join(rows)).encode()


def week(desk, doctor):
    return [
        (one.weekday, one.starts.hour, one.ends.hour, one.room, one.valid_from, one.valid_until)
        for one in desk.send(schedules.of_doctor(doctor_id=doctor)).weekly
    ]


@pytest.mark.parametrize("form", list(SpreadsheetForm))
def test_all_hours_go_out_and_come_back_unchanged(desk, house, form):
    sits(desk, house.doctor, 9, 12, walk_in_share=25)
    sits(desk, house.employees["doctor_b"], 21, 1, weekday=3, valid_from=TOMORROW)
    file = desk.send(schedules.export(form=form))

    report = desk.send(schedules.try_import(data=file.data))

    assert file.name == f"hours.{form}"
    assert [(row.verdict, row.problem) for row in report.rows] == [(Verdict.UNCHANGED, None)] * 2
    assert desk.send(schedules.import_file(data=file.data)) == report


def test_a_file_is_tried_first_and_then_imported_from_today_on(desk, house, clock):
    """The room goes from one doctor to the other within one file; weeks that are over stay as they were."""
    sits(desk, house.doctor, 9, 12, valid_from=YESTERDAY)
    sits(desk, house.employees["doctor_b"], 14, 16)
    data = csv(
        f"dr doctor,Sunday,9:00,11:00,101,15,1,0,{YESTERDAY},",
        "Dr doctor_b,sun,10:00,12:00,,20,,,,31/12/2026",
        f"Dr doctor_b,Sunday,14:00,16:00,,20,1,0,,{TOMORROW}",
    )
    before = week(desk, house.doctor)
    tried = desk.send(schedules.try_import(data=data))
    assert [row.verdict for row in tried.rows] == [Verdict.CHANGED, Verdict.NEW, Verdict.CHANGED]
    assert week(desk, house.doctor) == before

    assert desk.send(schedules.import_file(data=data)) == tried

    assert week(desk, house.doctor) == [(SUNDAY, 9, 11, "101", TODAY, None)]
    assert week(desk, house.employees["doctor_b"])[1][-1] == TOMORROW
    newest = desk.send(schedules.changes()).items
    assert {(one.who, one.doctor) for one in newest[:4]} == {("Manager", "Dr doctor"), ("Manager", "Dr doctor_b")}
    ended = [one for one in newest if one.doctor == "Dr doctor" and one.before is not None]
    assert [one.after.valid_until for one in ended] == [YESTERDAY]
    found = desk.send(schedules.roster(term="DOCTOR 101")).items
    assert [(one.doctor, one.facts.starts) for one in found] == [("Dr doctor", time(9))]


REFUSED = {
    "Dr Nobody,Sunday,9:00,11:00,,15,,,,": RosterProblem.NO_DOCTOR,
    "Dr doctor_b,Sonntag,9:00,11:00,,15,,,,": RosterProblem.NO_WEEKDAY,
    "Dr doctor_b,Sunday,nine,11:00,,15,,,,": RosterProblem.NO_TIME,
    "Dr doctor_b,Sunday,9:00,11:00,Attic,15,,,,": RosterProblem.NO_ROOM,
    "Dr doctor_b,Sunday,9:00,11:00,,often,,,,": RosterProblem.NO_NUMBER,
    "Dr doctor_b,Sunday,9:00,11:00,,15,,,soon,": RosterProblem.NO_DAY,
    "Dr doctor_b,Sunday,11:00,9:00,,15,,,,": RosterProblem.IMPOSSIBLE,
    f"Dr doctor_b,Sunday,8:00,9:00,,15,,,,{YESTERDAY}": RosterProblem.PAST,
    "Dr doctor,Sunday,10:00,13:00,,15,,,,": RosterProblem.SITS_ALREADY,
    "Dr doctor_b,Sunday,10:00,13:00,101,15,,,,": RosterProblem.ROOM_TAKEN,
    "Dr doctor,Sunday,09:00,13:00,,15,,,,": RosterProblem.TWICE,
}


def test_rows_that_can_not_be_say_why_and_nothing_is_imported(desk, house):
    report = desk.send(schedules.import_file(data=csv("Dr doctor,Sunday,9:00,12:00,101,15,,,,", *REFUSED)))

    assert [row.problem for row in report.rows] == [None, *REFUSED.values()]
    assert week(desk, house.doctor) == []
    assert desk.send(schedules.changes()).items == []


def test_the_history_is_read_page_by_page_and_of_one_doctor_alone(api, desk, house):
    mine, others = house.doctor, house.employees["doctor_b"]
    for doctor_id, hour in ((mine, 8), (others, 8), (mine, 10), (mine, 12)):
        sits(desk, doctor_id, hour, hour + 1)

    newest = desk.send(schedules.changes(doctor_id=mine, limit=2))
    older = desk.send(schedules.changes(doctor_id=mine, limit=2, before=newest.items[-1].id))

    told = [[one.after.starts.hour for one in page.items] for page in (newest, older)]
    assert (told, newest.more, older.more) == ([[12, 10], [8]], True, False)
    assert len(desk.send(schedules.changes()).items) == 4
    assert api("doctor").send(schedules.changes(doctor_id=others)).items == []


@pytest.fixture
def dated(desk, house):
    """An extra session of one doctor, and the leave of another."""
    extra = desk.send(
        schedules.add_dated(
            doctor_id=house.doctor, date=TOMORROW, starts=time(17), ends=time(19), slot_minutes=20, reason="Camp"
        )
    )
    leave = desk.send(
        calendar.take_leave(
            doctor_id=house.employees["doctor_b"],
            first_day=TOMORROW,
            last_day=TOMORROW,
            starts=time(14),
            ends=time(16),
            reason="Conference",
            remedy=Remedy.KEEP,
        )
    ).leave
    return extra, leave


def test_what_is_dated_stands_in_the_history_when_it_is_entered_and_when_it_is_withdrawn(desk, dated):
    extra, leave = dated
    desk.send(schedules.withdraw_leave(leave_id=leave.id))
    desk.send(schedules.withdraw_dated(session_id=extra.id))

    history = desk.send(schedules.changes()).items

    assert [(one.before, one.after) for one in history] == [(extra, None), (leave, None), (None, leave), (None, extra)]
    assert [one.doctor for one in history[:2]] == ["Dr doctor", "Dr doctor_b"]
    assert {one.who for one in history} == {"Manager"}


@pytest.mark.usefixtures("dated")
def test_what_is_dated_goes_into_the_file_to_be_read(api, desk, house):
    sits(desk, house.doctor, 9, 12)

    data = desk.send(schedules.export(form=SpreadsheetForm.XLSX)).data
    own = api("doctor").send(schedules.export(form=SpreadsheetForm.XLSX)).data

    book = load_workbook(io.BytesIO(data))
    dates, leave = ([[cell.value for cell in row] for row in book[name].iter_rows()] for name in ("On dates", "Leave"))
    hours = ["17:00", "19:00", None, 20, 1, 0]
    assert [row[:1] + row[2:] for row in dates[1:]] == [["Dr doctor", *hours, "no", "Camp"]]
    assert [row[:1] + row[3:] for row in leave[1:]] == [["Dr doctor_b", "14:00", "16:00", "Conference"]]
    assert {str(cell)[:10] for cell in (dates[1][1], *leave[1][1:3])} == {str(TOMORROW)}
    assert load_workbook(io.BytesIO(own))["Leave"].max_row == 1
    assert [row.verdict for row in desk.send(schedules.try_import(data=data)).rows] == [Verdict.UNCHANGED]


def test_a_doctor_sees_and_imports_the_own_hours_only(api, desk, house):
    sits(desk, house.doctor, 9, 12)
    sits(desk, house.employees["doctor_b"], 9, 12)
    data = csv("Dr doctor,Sunday,9:00,13:00,,15,,,,", "Dr doctor_b,Sunday,9:00,13:00,,15,,,,")

    report = api("doctor").send(schedules.import_file(data=data))

    assert [one.doctor for one in api("doctor").send(schedules.roster()).items] == ["Dr doctor"]
    assert [one.problem for one in report.rows] == [None, RosterProblem.NO_DOCTOR]
    with pytest.raises(NoSpreadsheet):
        api("doctor").send(schedules.try_import(data=b"doctor\nDr doctor"))
