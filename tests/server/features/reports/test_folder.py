"""Reports in the server's folder: under names that people read, whole, and on the disk."""

import os
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from server.features.reports import making, scheduling
from server.features.reports.runner import ReportRunner
from server.features.reports.scheduling import Scheduler
from server.features.reports.tables import SavedReportRow
from shared.contracts import reports
from shared.ids import SavedReportId, new_id
from shared.models.reports import Grouping, ReportChoice, ReportKind, ReportPeriod
from shared.models.saved_reports import Outcome, Rhythm, Schedule
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Role
from tests.server.features.patients.people import registered
from tests.server.features.reports.test_exporting import EACH_DAY
from tests.support.server import application_on, people_of

DAY = ReportPeriod(since=date(2026, 11, 22), until=date(2026, 11, 22))
REGISTER = ReportChoice(kind=ReportKind.REGISTER, by=Grouping.DAY)
MOST_BYTES = 255


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def application(fresh, database, clock, keys, certificates, store_home, folder):
    return application_on(database, fresh, clock, keys, certificates, store_home, folder)


@pytest.fixture
def made(client, api, house, database, clock, folder, owner):
    """What became of a report of this name by the next morning."""
    scheduler = Scheduler(database, ReportRunner(database, clock), clock, folder)

    def make(name: str, *, visit: bool = False):
        if visit:
            patient = registered(api("receptionist"), "Asha Rahman")
            owner.execute(EACH_DAY, (patient.id, house.doctor, house.doctor, DAY.since, DAY.until))
        daily = Schedule(rhythm=Rhythm.DAILY, form=SpreadsheetForm.XLSX)
        api(Role.MANAGER).send(reports.save(name=name, choice=REGISTER, schedule=daily))
        clock.advance(timedelta(days=1))
        assert scheduler.make_next()
        return people_of(client, house)(Role.MANAGER).send(reports.saved()).items[0].last

    return make


def name_of(name: str) -> str:
    row = SavedReportRow(id=SavedReportId(new_id()), name=name, form=SpreadsheetForm.XLSX)
    return scheduling._file_name(row, DAY).partition(" 2026-11-22 2026-11-22 ")[0]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("দৈনিক আয়", "দৈনিক আয়"),
        ("मासिक आय (ओपीडी)", "मासिक आय (ओपीडी)"),
        ("الدخل اليومي", "الدخل اليومي"),
        ("Dr. Rahman's income, net & tax", "Dr. Rahman's income, net & tax"),
        ('Cash/card: "all" <b>|?*\\', "Cash-card- -all- -b-"),
        ("..hidden", "-.hidden"),
        ("nul.income", "-nul.income"),
        ("Console. Income", "Console. Income"),
    ],
)
def test_a_file_goes_by_the_name_of_its_report_in_any_script_but_for_what_file_systems_refuse(name, file):
    assert name_of(name) == file


@pytest.mark.parametrize("before", range(4))
def test_a_name_that_is_too_long_ends_between_two_letters(before):
    name = "x" * before + "কি" * 60
    cut = name_of(name)

    assert name.startswith(cut)
    assert cut.endswith("ি")
    assert len(cut) > 60


def test_the_longest_name_is_written_too(made, folder):
    told = made("কি" * 60)

    assert told.outcome is Outcome.MADE
    (file,) = folder.iterdir()
    assert (file.name, load_workbook(BytesIO(file.read_bytes())).sheetnames) == (told.file, ["Report"])
    assert len(f".{file.name}.part".encode()) <= MOST_BYTES


def test_where_the_disk_is_full_nothing_half_written_is_left(made, folder, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert made("Daily register").outcome is Outcome.UNWRITABLE
    assert list(folder.iterdir()) == []


def test_a_file_has_its_name_only_when_it_is_on_the_disk(made, folder, monkeypatch):
    synced = []

    def sync(descriptor: int) -> None:
        synced.append((os.fstat(descriptor).st_size, [one.name for one in folder.iterdir()]))

    monkeypatch.setattr(os, "fsync", sync)
    told = made("Daily register")

    assert synced == [((folder / told.file).stat().st_size, [f".{told.file}.part"])]


def test_where_a_file_has_not_all_rows_its_head_says_so(made, folder, monkeypatch):
    monkeypatch.setattr(making, "MOST_FILE_ROWS", 0)
    told = made("Daily register", visit=True)

    sheet = load_workbook(folder / told.file).active
    assert sheet is not None
    first = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert first[-4:] == ["The first 10,000 rows are listed. The total is of all.", "Day", "Others", "Total"]
