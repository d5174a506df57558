"""Released results in the doctor's room: seen at once, read, marked."""

import pytest
from PySide6.QtCore import Qt

from client.views.consulting.results_sheet import ResultsSheet
from client.views.consulting.unread_sheet import UnreadSheet
from client.widgets.basics import Label
from shared.contracts import lab
from shared.errors import Unreachable
from shared.models.common import Nothing, Page
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import VersionCause
from shared.topics import Topic
from tests.client.consulting.hands import press, sheet_of
from tests.client.consulting.reports import HAEMOGLOBIN, KNOWN, POTASSIUM, SODIUM, report, unread

Key = Qt.Key


def words(widget):
    return [label.text() for label in widget.findChildren(Label) if label.isVisibleTo(widget) and label.text()]


@pytest.fixture
def somebody(clinic, patient):
    return clinic.patients[patient.appointment_id]


@pytest.fixture
def known(clinic, somebody):
    """The patient in the room has results, one of them unread."""
    clinic.background = clinic.background.model_copy(update={"results": KNOWN})
    clinic.unread = [unread(somebody)]
    clinic.calls.answers(lab.reports_of, with_=Page(items=[report(somebody)]))
    return clinic


@pytest.fixture
def hear(clinic, settle):
    def run():
        clinic.stream.changed.emit(frozenset({Topic.REPORTS}), frozenset())
        settle()

    return run


def test_results_stand_beside_the_note_what_is_abnormal_first(known, visiting):
    shown = words(visiting.past.results)

    assert shown[1:4] == ["Haemoglobin", "12.1 ▼ L", "g/dL · ↘ from 12.9 · 21 Nov 26"]
    assert shown[4:7] == ["Potassium", "6.9 ▲▲ H", "mmol/L · ↗ from 4.5 · 21 Nov 26"]
    assert shown[7:] == ["Sodium", "140", "mmol/L · 21 Nov 26", "ABO group", "AB", "21 Nov 26"]


def test_more_analytes_than_fit_are_counted(clinic, visiting, hear):
    many = [SODIUM.model_copy(update={"code": str(n), "name": f"Analyte {n}"}) for n in range(11)]
    clinic.background = clinic.background.model_copy(update={"results": many})

    hear()

    assert "4 more" in words(visiting.past.results)


def test_a_result_released_now_is_said_and_shown_without_asking(known, visiting, somebody, hear):
    known.unread = []
    hear()
    said: list[str] = []
    visiting.said.connect(said.append)
    assert not visiting.past.unread_bar.isVisible()

    known.unread = [unread(somebody, critical=False)]
    known.background = known.background.model_copy(update={"results": [SODIUM, HAEMOGLOBIN]})
    hear()

    assert said == [f"Electrolytes of {somebody.name} is released"]
    assert words(visiting.past.unread_bar) == ["1 result to read"]
    assert "Potassium" not in words(visiting.past.results)


def test_what_waited_when_the_page_was_opened_is_not_news(known, clinic, visiting, hear):
    said: list[str] = []
    visiting.said.connect(said.append)

    hear()

    assert said == []
    assert words(visiting.past.unread_bar) == ["Critical: 1 to read"]


def test_a_report_is_read_with_its_line_over_time_and_marked(known, visiting, settle, somebody):
    press(visiting, Key.Key_F10)
    settle()
    sheet = sheet_of(ResultsSheet)
    sheet.lines.select(report(somebody).lines[1].analyte_id)
    known.calls.answers(lab.mark_read, Nothing())
    known.unread = []

    drawn = [line.values for line in sheet.trend._lines]
    sheet.primary.click()
    settle()

    assert drawn == [(4.1, 4.6, 4.5, 6.9)]
    (sent,) = known.calls.requests(lab.mark_read)
    assert (sent.test_order_id, sent.number) == (POTASSIUM.test_order_id, 1)
    assert sheet.primary.blocked_reason.startswith("Nothing to mark")
    assert not visiting.past.unread_bar.isVisible()
    sheet.reject()


def test_a_report_is_printed_where_it_is_read(known, visiting, settle, somebody):
    press(visiting, Key.Key_F10)
    settle()
    sheet = sheet_of(ResultsSheet)

    sheet.print.click()

    wanted = [ReportVersion(test_order_id=POTASSIUM.test_order_id, number=1)]
    assert known.printing.printed == [(wanted, report(somebody).accession)]
    sheet.reject()


def test_what_somebody_else_ordered_is_not_marked(known, visiting, settle):
    known.unread = []
    visiting.past.unread.refresh()
    settle()

    press(visiting, Key.Key_F10)
    settle()

    sheet = sheet_of(ResultsSheet)
    assert sheet.primary.blocked_reason
    sheet.reject()


def test_the_list_of_unread_opens_the_report_it_names(known, visiting, settle):
    press(visiting, Key.Key_F12)
    settle()
    listed = sheet_of(UnreadSheet)
    listed.primary.click()
    settle()

    sheet = sheet_of(ResultsSheet)
    assert sheet.table.current().test_order_id == POTASSIUM.test_order_id
    sheet.reject()
    listed.reject()


def test_a_correction_is_told_as_one(known, visiting, settle, somebody, hear):
    corrected = {"cause": VersionCause.CORRECTED, "reason": "read off wrong"}
    known.unread = [unread(somebody, number=2, critical=False, cause=VersionCause.CORRECTED)]
    known.calls.answers(lab.reports_of, with_=Page(items=[report(somebody, number=2, **corrected)]))
    hear()
    press(visiting, Key.Key_F10)
    settle()

    sheet = sheet_of(ResultsSheet)
    row = sheet.table.model().rows[0]
    assert sheet._mark(row) == "Corrected"
    assert "read off wrong" in sheet.table.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    sheet.reject()


def test_reports_that_cannot_be_read_say_so(known, visiting, settle):
    known.calls.answers(lab.reports_of, Unreachable("gone"))
    press(visiting, Key.Key_F10)
    settle()

    sheet = sheet_of(ResultsSheet)
    assert sheet._error.isVisible()
    sheet.reject()
