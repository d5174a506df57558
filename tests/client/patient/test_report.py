"""A released test opened from the chart: read as its paper says it, printed, and its older versions too."""

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.core.clock import Clock
from client.viewmodels.patient.test_report import OneReport
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.patient.report_sheet import TestReportSheet
from client.widgets.basics import Label
from client.widgets.pills import Note, Pill
from shared.contracts import lab
from shared.contracts.lab_refusals import NotReleased
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.lab import reports
from tests.client.spoken import silent

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(calls, qtbot, answered):
    """The sheet, as somebody of a role sees it."""
    kept = []  # a sheet goes with what it stands over

    def as_of(role, report):
        calls.answers(lab.report, report)
        page = QWidget()
        qtbot.addWidget(page)
        page.show()
        one = OneReport(calls, KnownSession(role), PrintDesk(calls, cast("Any", None), Clock(), "Room 1"), page)
        one.open(reports.report().test_order_id)
        sheet = TestReportSheet(one, "Complete blood count", page)
        sheet.open()
        answered(lambda: not one.state.busy)
        kept.append(page)
        return sheet

    return as_of


def said(sheet):
    QApplication.processEvents()  # what a layout was given is shown a turn later
    return [label.text() for label in sheet.findChildren(Label) if label.isVisible()]


def test_its_values_stand_there_with_flag_and_range(opened):
    sheet = opened(Role.DOCTOR, reports.report())

    texts = said(sheet)
    at = texts.index("Haemoglobin")
    assert texts[at : at + 7] == [
        "Haemoglobin",
        "6.8",
        "g/dL",
        "CRITICAL LOW",
        "12.0–15.0",
        "9.9 · 28 Aug 26",
        "Rechecked",
    ]
    assert "MCV (calculated)" in texts
    assert any("Released: " in text and "Dr. Nasrin Sultana" in text for text in texts)
    assert not sheet.before.isVisible()
    assert not sheet.newest.isVisible()
    assert silent(sheet) == []


def test_a_correction_leads_to_the_version_before_and_back(opened, calls, answered):
    sheet = opened(Role.DOCTOR, reports.CORRECTED)
    marks = [pill.text for pill in sheet.findChildren(Pill)]
    notes = [note.text for note in sheet.findChildren(Note)]
    calls.answers(lab.report, reports.SUPERSEDED)

    QTest.keyClick(sheet, Key.Key_Left, ALT)
    answered(sheet.newest.isVisible)
    old = [pill.text for pill in sheet.findChildren(Pill) if pill.isVisible()]
    calls.answers(lab.report, reports.CORRECTED)
    QTest.keyClick(sheet, Key.Key_Right, ALT)
    answered(sheet.before.isVisible)

    assert marks == ["CORRECTED", "version 2"]
    assert any("Why: read off wrong." in note for note in notes)
    assert old == ["SUPERSEDED", "version 1"]
    assert [one.number for one in calls.requests(lab.report)] == [None, 1, None]


def test_the_version_that_is_shown_is_printed(opened, calls, answered):
    sheet = opened(Role.DOCTOR, reports.SUPERSEDED)
    calls.answers(lab.print_reports, NotReleased())

    QTest.keyClick(sheet, Key.Key_P, CTRL)
    answered(lambda: calls.requests(lab.print_reports))

    (asked,) = calls.requests(lab.print_reports)
    assert [one.number for one in asked.reports] == [1]


def test_who_hands_no_reports_over_reads_and_does_not_print(opened):
    sheet = opened(Role.NURSE, reports.report())

    assert not sheet.print.isVisible()
    assert "Haemoglobin" in said(sheet)
