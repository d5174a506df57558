"""Warnings while prescribing: nobody misses one, and nobody is held up without one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.views.consulting.line_sheet import LineSheet
from client.views.consulting.reuse import ReuseSheet, SaveSetSheet
from client.views.consulting.warning_sheet import FactsSheet, WarningSheet
from client.views.consulting.warnings import WarningRow
from shared.contracts import consultations, prescriptions
from shared.errors import Unreachable
from shared.models.prescriptions import Prescribe, WarningLevel
from tests.client.consulting.examples import (
    ALLERGIC_TO_IT,
    AMOXICILLIN,
    MIND_THE_LIVER,
    NO_WEIGHT,
    PARACETAMOL,
    PNEUMONIA,
    SYRUP,
)
from tests.client.consulting.hands import focused, press, sheet_of

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def allergic(clinic, visiting, find, settle):
    """Amoxicillin for somebody who must not have it."""
    clinic.warnings[AMOXICILLIN.id] = ALLERGIC_TO_IT
    visiting.visit.add_diagnosis(PNEUMONIA)
    find(visiting.centre.prescription.entry, "amox 500 tds 7d")
    settle()
    return visiting


@pytest.fixture
def active(qtbot):
    """The sheet that was just opened, or the page again, once the keyboard is its own."""

    def of(kind):
        sheet = kind if isinstance(kind, QWidget) else sheet_of(kind)
        sheet.activateWindow()
        qtbot.waitUntil(sheet.isActiveWindow)
        return sheet

    return of


def said(page):
    panel = page.centre.warnings
    return [row.accessibleName() for row in panel.findChildren(WarningRow)] if panel.isVisible() else []


def test_a_warning_stands_under_the_lines_as_soon_as_the_line_does(allergic):
    assert said(allergic) == ["STOP: Amoxicillin 500 mg is a penicillin. Allergic to: Penicillin"]
    assert allergic.centre.warnings.answer.isVisible()
    assert focused() is allergic.centre.prescription.entry  # the hands go on typing


def test_the_consultation_does_not_end_before_it_is_answered(clinic, allergic, settle):
    press(allergic, Key.Key_Return, CONTROL)
    settle()

    assert "penicillin" in allergic.centre.bar.complete.blocked_reason
    assert "Alt+W" in allergic.centre.bar.complete.blocked_reason
    assert clinic.calls.requests(prescriptions.prescribe) == []


def test_a_reason_is_typed_and_goes_with_the_prescription(active, clinic, allergic, patient, settle):
    press(allergic, Key.Key_W, ALT)
    sheet = active(WarningSheet)
    sheet.reason.setFocus()
    QTest.keyClicks(sheet.reason, "Took it twice since, tolerated")
    QTest.keyClick(sheet, Key.Key_Return, CONTROL)
    press(active(allergic), Key.Key_Return, CONTROL)
    settle()

    (request,) = clinic.calls.requests(prescriptions.prescribe)
    assert [(o.key, o.reason) for o in request.overrides] == [(ALLERGIC_TO_IT.key, "Took it twice since, tolerated")]
    assert clinic.visit(patient).completed_at is not None


def test_enter_on_the_warning_changes_the_line_and_never_overrides(active, clinic, allergic):
    press(allergic, Key.Key_W, ALT)
    QTest.keyClick(active(WarningSheet), Key.Key_Return)

    assert active(LineSheet).windowTitle() == "Amoxicillin"
    assert allergic.visit.state.stops == (ALLERGIC_TO_IT,)


@pytest.mark.parametrize("typed", ["", "ok"])
def test_a_reason_that_says_nothing_is_none(active, allergic, typed):
    press(allergic, Key.Key_W, ALT)
    sheet = active(WarningSheet)
    sheet.reason.setFocus()
    QTest.keyClicks(sheet.reason, typed)
    QTest.keyClick(sheet, Key.Key_Return, CONTROL)

    assert sheet.isVisible()
    assert allergic.visit.state.stops == (ALLERGIC_TO_IT,)
    sheet.reject()


def test_the_line_is_taken_away_with_one_more_key(active, allergic, settle):
    press(allergic, Key.Key_W, ALT)
    QTest.keyClick(active(WarningSheet), Key.Key_R, ALT)
    settle()

    assert allergic.visit.state.sheet.lines == ()
    assert said(allergic) == []


def test_a_caution_is_said_and_asks_for_no_key(clinic, visiting, find, patient, settle):
    clinic.warnings[PARACETAMOL.id] = MIND_THE_LIVER
    visiting.visit.add_diagnosis(PNEUMONIA)
    find(visiting.centre.prescription.entry, "para 500 tds 5d")
    settle()
    shown = said(visiting)

    press(visiting, Key.Key_Return, CONTROL)
    settle()

    assert shown == ["Caution: Paracetamol 500 mg with Warfarin 5 mg (RX-2026-000007): the INR may rise"]
    assert clinic.visit(patient).completed_at is not None


def test_an_ordinary_prescription_shows_nothing(visiting, find, settle):
    find(visiting.centre.prescription.entry, "para 500 tds 5d")
    settle()

    assert not visiting.centre.warnings.isVisible()


def test_a_missing_weight_is_asked_for_and_sent_with_the_next_check(active, clinic, visiting, find, settle):
    clinic.warnings[SYRUP.id] = NO_WEIGHT
    find(visiting.centre.prescription.entry, "salb 2.5ml tds 5d")
    settle()

    press(visiting, Key.Key_Q, ALT)
    sheet = active(FactsSheet)
    sheet.weight.setFocus()
    QTest.keyClicks(sheet.weight, "14.5")
    QTest.keyClick(sheet, Key.Key_Return, CONTROL)
    settle()

    assert str(clinic.calls.requests(prescriptions.check)[-1].facts.weight_kg) == "14.5"


def test_that_nothing_was_checked_is_said(clinic, visiting, find, settle):
    clinic.calls.answers(prescriptions.check, with_=Unreachable())
    find(visiting.centre.prescription.entry, "para 500 tds 5d")
    settle()

    panel = visiting.centre.warnings
    assert panel.isVisible()
    assert panel._failed.text.startswith("Not checked")


def test_what_only_the_server_knew_is_shown_when_it_refuses(clinic, visiting, find, settle):
    visiting.visit.add_diagnosis(PNEUMONIA)
    find(visiting.centre.prescription.entry, "amox 500 tds 7d")
    settle()
    clinic.warnings[AMOXICILLIN.id] = ALLERGIC_TO_IT  # recorded elsewhere meanwhile

    press(visiting, Key.Key_Return, CONTROL)
    settle()

    assert clinic.calls.requests(consultations.complete) == []
    assert len(said(visiting)) == 1
    assert visiting.visit.state.stops == (ALLERGIC_TO_IT,)


def test_a_reason_survives_a_crash(clinic, allergic):
    allergic.visit.override(ALLERGIC_TO_IT, "Tolerated before")

    (draft,) = clinic.drafts.kept.values()

    assert draft["overrides"] == [{"key": ALLERGIC_TO_IT.key, "reason": "Tolerated before"}]


def test_nothing_of_the_patient_before_is_said_of_the_next(clinic, allergic, settle):
    allergic.visit.show(None)
    settle()

    assert allergic.visit.state.check.warnings == ()


def test_the_row_itself_is_marked(allergic):
    table = allergic.centre.prescription

    assert table._sign(allergic.visit.state.sheet.lines[0]) == "ban"
    assert table._tone(allergic.visit.state.sheet.lines[0]) == "bad"
    assert ALLERGIC_TO_IT.level is WarningLevel.STOP


# Given again


def test_the_last_prescription_is_repeated_with_two_keys(active, clinic, visiting, find, patient, settle):
    line = find_line(visiting, find, settle)
    clinic.last = clinic.prescribe(Prescribe(appointment_id=patient.appointment_id, items=[line.item()]))
    clinic.change_visit(patient, prescription=None)
    visiting.visit.remove_line(line)

    press(active(visiting), Key.Key_G, CTRL)
    settle()
    QTest.keyClick(active(ReuseSheet).rows, Key.Key_Return)
    settle()

    assert visiting.visit.state.sheet.lines == (line,)


def test_the_lines_are_kept_as_a_set_and_added_again(active, clinic, visiting, find, settle):
    line = find_line(visiting, find, settle)
    press(visiting, Key.Key_K, CTRL)
    QTest.keyClicks(active(SaveSetSheet).name, "Adult fever")
    QTest.keyClick(active(SaveSetSheet).name, Key.Key_Return)
    settle()
    visiting.visit.remove_line(line)

    press(active(visiting), Key.Key_G, CTRL)
    settle()
    QTest.keyClick(active(ReuseSheet).rows, Key.Key_Return)
    settle()

    assert [each.name for each in clinic.sets] == ["Adult fever"]
    assert visiting.visit.state.sheet.lines == (line,)


def find_line(page, find, settle):
    find(page.centre.prescription.entry, "para 500 tds 5d")
    settle()
    (line,) = page.visit.state.sheet.lines
    return line
