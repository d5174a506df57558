"""A report as a file, however many rows it has: no column speaks two languages."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from server.features.reports.exporting import Titles
from shared.contracts import reports
from shared.models.reports import Grouping, ReportKind
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm
from shared.permissions import Role
from tests.server.features.patients.people import registered

LAST = date(2026, 11, 22)
DAYS = [LAST - timedelta(days=back) for back in reversed(range(90))]
TITLES = {"row": "Day", "total": "All", **{str(day): f"{day:%d %b}" for day in DAYS[:40]}}
EACH_DAY = """
INSERT INTO appointments (id, patient_id, doctor_id, assigned_by, appointment_date, appointment_type, priority, status,
    serial_number, booked_at, checked_in_at, calls, room_seconds, version)
SELECT gen_random_uuid(), %s, %s, %s, day, 'new', 'normal', 'completed', 1, now(), now(), 0, 60, 1
FROM generate_series(%s::date, %s::date, interval '1 day') day
"""


@pytest.fixture
def file_of(api, house, owner):
    """A quarter's register by day, for a client that has words for the first days only."""
    patient = registered(api("receptionist"), "Asha Rahman")
    owner.execute(EACH_DAY, (patient.id, house.doctor, house.doctor, DAYS[0], LAST))
    manager = api(Role.MANAGER)

    def made(form: SpreadsheetForm) -> bytes:
        run = manager.send(reports.start(kind=ReportKind.REGISTER, by=Grouping.DAY, since=DAYS[0], until=LAST))
        file: SpreadsheetFile = manager.send(reports.export(run_id=run.id, form=form, head=["Register"], titles=TITLES))
        return file.data

    return made


def test_each_day_of_a_quarter_is_a_date_in_a_spreadsheet(file_of):
    sheet: Any = load_workbook(BytesIO(file_of(SpreadsheetForm.XLSX))).active

    first = [row[0] for row in sheet.iter_rows(min_row=4)]
    assert [cell.value.date() for cell in first[:-1]] == DAYS
    assert all(cell.is_date for cell in first[:-1])
    assert first[-1].value == "All"


def test_each_day_of_a_quarter_is_iso_in_text(file_of):
    _, _, heading, *rows = csv.reader(StringIO(file_of(SpreadsheetForm.CSV).decode("utf-8-sig")))

    assert heading[0] == "Day"
    assert [row[0] for row in rows] == [*(day.isoformat() for day in DAYS), "All"]


def test_a_code_without_a_title_keeps_its_letters():
    titles = Titles()

    assert (titles["Z99.8A"], titles["new_female"], titles["2026-11"]) == ("Z99.8A", "New female", "2026-11")
