"""A report as a file, however many rows it has: no column speaks two languages."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from server.features.reports import making, runner, service
from server.features.reports.exporting import Titles
from shared.contracts import reports
from shared.models.reports import Grouping, ReportKind, ReportTable
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm
from shared.permissions import Role
from tests.server.features.patients.people import registered

LAST = date(2026, 11, 22)
DAYS = [LAST - timedelta(days=back) for back in reversed(range(90))]
TITLES = {
    "row": "Day",
    "total": "All",
    "others": "Others",
    "more": "Not all",
    **{str(day): f"{day:%d %b}" for day in DAYS[:40]},
}
EACH_DAY = """
INSERT INTO appointments (id, patient_id, doctor_id, assigned_by, appointment_date, appointment_type, priority, status,
    serial_number, booked_at, checked_in_at, calls, room_seconds, version)
SELECT gen_random_uuid(), %s, %s, %s, day, 'new', 'normal', 'completed', 1, now(), now(), 0, 60, 1
FROM generate_series(%s::date, %s::date, interval '1 day') day
"""


@pytest.fixture
def file_of(api, house, owner, monkeypatch):
    """A quarter's register by day, for a client that has words for the first days only."""
    monkeypatch.setattr(runner, "QUICK_SECONDS", 60)
    patient = registered(api("receptionist"), "Asha Rahman")
    owner.execute(EACH_DAY, (patient.id, house.doctor, house.doctor, DAYS[0], LAST))
    manager = api(Role.MANAGER)

    def made(form: SpreadsheetForm) -> tuple[ReportTable, bytes]:
        run = manager.send(reports.start(kind=ReportKind.REGISTER, by=Grouping.DAY, since=DAYS[0], until=LAST))
        assert run.table is not None
        file: SpreadsheetFile = manager.send(reports.export(run_id=run.id, form=form, head=["Register"], titles=TITLES))
        return run.table, file.data

    return made


def lines_of(data: bytes) -> list[list[Any]]:
    """Of an XLSX file."""
    sheet: Any = load_workbook(BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_each_day_of_a_quarter_is_a_date_in_a_spreadsheet(file_of):
    sheet: Any = load_workbook(BytesIO(file_of(SpreadsheetForm.XLSX)[1])).active

    first = [row[0] for row in sheet.iter_rows(min_row=4)]
    assert [cell.value.date() for cell in first[:-1]] == DAYS
    assert all(cell.is_date for cell in first[:-1])
    assert first[-1].value == "All"


def test_each_day_of_a_quarter_is_iso_in_text(file_of):
    _, _, heading, *rows = csv.reader(StringIO(file_of(SpreadsheetForm.CSV)[1].decode("utf-8-sig")))

    assert heading[0] == "Day"
    assert [row[0] for row in rows] == [*(day.isoformat() for day in DAYS), "All"]


def test_a_code_without_a_title_keeps_its_letters():
    titles = Titles()

    assert (titles["Z99.8A"], titles["new_female"], titles["2026-11"]) == ("Z99.8A", "New female", "2026-11")


def test_a_file_has_the_rows_that_a_screen_has_no_room_for(file_of, monkeypatch):
    monkeypatch.setattr(service, "MOST_ROWS", 20)
    shown, file = file_of(SpreadsheetForm.XLSX)
    assert (len(shown.rows), shown.more) == (20, True)

    head, _, _, *rows = lines_of(file)

    assert head[0] == "Register"
    assert [row[0].date() for row in rows[:-1]] == DAYS
    assert rows[-1][:2] == ["All", 90]


@pytest.mark.parametrize("form", list(SpreadsheetForm))
def test_where_even_a_file_has_not_all_it_says_so_and_its_rows_still_come_to_the_total(file_of, monkeypatch, form):
    monkeypatch.setattr(making, "MOST_FILE_ROWS", 40)
    _, file = file_of(form)

    lines = lines_of(file) if form is SpreadsheetForm.XLSX else list(csv.reader(StringIO(file.decode("utf-8-sig"))))
    *head, titles = lines[:4]
    *rows, total = ([row[0], *map(int, row[1:])] for row in lines[4:])

    assert [line[0] for line in head][::2] == ["Register", "Not all"]
    assert titles[0] == "Day"
    assert (len(rows), rows[-1][:2], total[:2]) == (41, ["Others", 50], ["All", 90])
    assert [sum(cells) for cells in zip(*(row[1:] for row in rows), strict=True)] == total[1:]
