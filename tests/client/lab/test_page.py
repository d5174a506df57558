from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.lab.collect_sheet import CollectSheet
from client.views.lab.past_sheet import PastSheet
from client.views.lab.sheets import CallSheet, RejectSheet
from client.views.patient.dues_pill import DuesPill
from client.widgets.dialog import Confirm
from shared.contracts import billing, lab
from shared.errors import StaleVersion
from shared.models.billing import PatientDues
from shared.models.common import Page
from shared.models.lab import Collection, RejectCause, Stamp, TestOrderStatus, WorkStage
from shared.models.lab_results import PastResult, PastVersion, TestPast, VersionCause, VersionInfo
from shared.permissions import Role
from shared.rules.lab_ranges import Condition, Flag
from tests.client.cashier import bills
from tests.client.lab import work
from tests.client.spoken import silent

Key = Qt.Key


def press(text="", key=None):
    """Into whatever has the focus, as a scanner or a hand does."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)
    if key is not None:
        QTest.keyClick(focused, key)


@pytest.fixture
def shows(page, calls, answered):
    """The page with this sheet opened by a scan of its label."""

    def show(sheet):
        calls.answers(lab.sheet, sheet)
        calls.answers(lab.by_accession, Page(items=[sheet.item]))
        calls.answers(lab.worklist, Page(items=[sheet.item]))
        page.worklist.box.setFocus()
        press(work.ACCESSION, Key.Key_Return)
        answered(lambda: page.bench.sheet == sheet)
        return page

    return show


def row(page, line):
    return page.sheet.grid.row_of(line.analyte_id)


@pytest.mark.parametrize(("stage", "asked"), [(WorkStage.COLLECT, True), (WorkStage.ENTER, False)])
def test_who_comes_to_give_blood_is_told_what_is_owed_from_before(shows, calls, answered, page, stage, asked):
    calls.answers(billing.dues, PatientDues(currency=bills.TAKA, amount=Decimal(350), bills=1, oldest=work.NOON))
    shows(work.sheet(work.item(stage=stage)))
    page._bench.dues.refresh()
    answered(lambda: (page._bench.dues.state is not None) == asked)

    pill = page.sheet.findChild(DuesPill)
    assert (pill.isVisible(), pill.text) == ((True, "Owes 350.00 since 26 Nov 26") if asked else (False, ""))


def test_a_label_scanned_anywhere_opens_its_test_and_types_nothing(shows, calls, page):
    shows(work.sheet())

    assert page.sheet.test.text() == "Electrolytes"
    assert page.sheet.accession.text() == work.ACCESSION
    assert page.worklist.box.text() == ""
    assert row(page, work.SODIUM).input.hasFocus()


def test_a_whole_panel_is_entered_by_keyboard_alone(shows, calls, page, answered, qtbot):
    shows(work.sheet())
    after = work.sheet(work.item(stage=WorkStage.VERIFY, version=4), touched_by=["Anna Example"], may_verify=False)
    calls.answers(lab.enter_results, after)
    calls.answers(lab.sheet, after)

    for text in ("140", "4.2", "t"):
        press(text, Key.Key_Return)
    focused = page.bar.save.hasFocus()
    shown = [row(page, line).input.text() for line in work.LINES]
    flags = [row(page, line).flag.text() for line in work.LINES]
    qtbot.waitUntil(lambda: page.bench.can_save)
    QTest.keyClick(page, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: page.bench.sheet == after)

    assert focused
    assert shown == ["140", "4.2", "Trace"]
    assert flags == ["", "", "◆ Abnormal"]
    assert "another person" in page.bar.why.text()
    assert page.worklist.box.hasFocus()


def test_arrows_walk_the_sheet_and_go_nowhere_beyond_its_first_line(shows, page):
    shows(work.sheet())

    press(key=Key.Key_Down)
    second = row(page, work.POTASSIUM).input.hasFocus()
    press(key=Key.Key_Up)
    press(key=Key.Key_Up)

    assert second
    assert row(page, work.SODIUM).input.hasFocus()


def test_what_cannot_be_right_is_said_at_its_line(shows, page, qtbot):
    shows(work.sheet())

    press("14")
    qtbot.waitUntil(row(page, work.SODIUM).note.isVisible)

    assert "80–220 mmol/L" in row(page, work.SODIUM).note.text()
    assert not page.bench.can_save


def test_the_critical_strip_stays_until_the_call_is_recorded(shows, calls, page, answered, qtbot):
    critical = work.POTASSIUM.model_copy(update={"value": "6.9", "flag": Flag.CRITICAL_HIGH})
    lines = [work.SODIUM, critical, work.PROTEIN]
    waiting = work.sheet(work.item(stage=WorkStage.VERIFY, untold=True), lines=lines, to_tell=["Potassium"])
    shows(waiting)
    told = work.sheet(work.item(stage=WorkStage.VERIFY, version=4), lines=lines)
    calls.answers(lab.tell_critical, told)
    calls.answers(lab.sheet, told)

    seen_before, said = page.sheet.critical.isVisible(), page.sheet.critical_text.text()
    QTest.keyClick(page, Key.Key_F9)
    QTest.keyClick(page, Key.Key_F3)
    (sheet,) = page.findChildren(CallSheet)
    qtbot.waitUntil(sheet.isVisible)
    blocked_before = not sheet.read_back.isChecked()
    sheet.read_back.setChecked(True)
    QTest.keyClick(sheet, Key.Key_Return)
    answered(lambda: page.bench.sheet == told)

    assert seen_before
    assert blocked_before
    assert "Potassium" in said
    assert calls.requests(lab.verify) == []
    assert calls.requests(lab.tell_critical)[0].told_to == "Dr. Farhana Rahman"
    assert not page.sheet.critical.isVisible()


def test_a_colleague_verifies_with_one_key(shows, calls, page, answered):
    shows(work.sheet(work.item(stage=WorkStage.VERIFY), touched_by=["Rafiq Ahmed"]))
    after = work.sheet(work.item(stage=WorkStage.REVIEW, version=4))
    calls.answers(lab.verify, after)

    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: page.bench.sheet == after)

    assert calls.requests(lab.verify)[0].version == 3


@pytest.mark.parametrize(
    ("stage", "key", "call"),
    [(WorkStage.COLLECT, Key.Key_F6, lab.collect), (WorkStage.RECEIVE, Key.Key_F7, lab.receive)],
)
def test_collecting_and_receiving_are_one_key_each(shows, calls, page, answered, stage, key, call):
    shows(work.sheet(work.item(stage=stage)))
    calls.answers(call, Page(items=[work.sample()]) if call is lab.collect else work.sample())

    QTest.keyClick(page, key)
    answered(lambda: calls.requests(call))


def test_what_the_ranges_go_by_is_asked_before_the_tubes_count_as_filled(shows, calls, page, answered, qtbot):
    shows(work.sheet(work.item(stage=WorkStage.COLLECT)))
    calls.answers(lab.collection, Collection(asked=[Condition.PREGNANT, Condition.FASTING]))
    calls.answers(lab.collect, Page(items=[work.sample()]))

    QTest.keyClick(page, Key.Key_F6)
    answered(lambda: page.findChildren(CollectSheet))
    (sheet,) = page.findChildren(CollectSheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    assumed = not sheet.primary.blocked_reason
    for digit in (Key.Key_2, Key.Key_4):
        QTest.keyClick(sheet, digit)
    QTest.keyClick(sheet, Key.Key_Return)
    answered(lambda: calls.requests(lab.collect))

    assert not assumed
    assert calls.requests(lab.collect)[0].conditions == [Condition.TRIMESTER_1]


def test_who_has_fasted_says_so_by_one_digit(shows, calls, page, answered, qtbot):
    shows(work.sheet(work.item(stage=WorkStage.COLLECT)))
    calls.answers(lab.collection, Collection(asked=[Condition.FASTING]))
    calls.answers(lab.collect, Page(items=[work.sample()]))

    QTest.keyClick(page, Key.Key_F6)
    answered(lambda: page.findChildren(CollectSheet))
    (sheet,) = page.findChildren(CollectSheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    QTest.keyClick(sheet, Key.Key_1)
    QTest.keyClick(sheet, Key.Key_Return)
    answered(lambda: calls.requests(lab.collect))

    assert calls.requests(lab.collect)[0].conditions == [Condition.FASTING]


def test_what_was_said_stands_on_the_sheet(shows, page):
    shows(work.sheet(conditions=[Condition.FASTING]))

    assert page.sheet._conditions.text() == "Fasting"


@pytest.mark.parametrize(
    ("role", "stage", "may"),
    [
        (Role.PATHOLOGIST, WorkStage.COLLECT, True),
        (Role.PATHOLOGIST, WorkStage.VERIFY, True),
        (Role.PATHOLOGIST, WorkStage.REVIEW, False),
        (Role.DOCTOR, WorkStage.COLLECT, True),
        (Role.LAB_TECHNICIAN, WorkStage.COLLECT, False),
    ],
)
def test_a_test_is_cancelled_with_a_reason_by_who_may(shows, calls, page, answered, qtbot, session, role, stage, may):
    session.become(role)
    shows(work.sheet(work.item(stage=stage)))
    gone = work.item(stage=stage, status=TestOrderStatus.CANCELLED, version=4).model_copy(update={"stage": None})
    calls.answers(lab.cancel, gone)

    QTest.keyClick(page, Key.Key_W, Qt.KeyboardModifier.AltModifier)
    sheets = page.findChildren(Confirm)
    if may:
        (sheet,) = sheets
        qtbot.waitUntil(sheet.isActiveWindow)
        press("ordered twice", Key.Key_Return)
        answered(lambda: calls.requests(lab.cancel))

    assert [one.reason for one in calls.requests(lab.cancel)] == (["ordered twice"] if may else [])


def test_what_a_colleague_does_behind_the_question_is_not_passed_over(shows, calls, page, answered, qtbot, session):
    session.become(Role.PATHOLOGIST)
    shows(work.sheet(work.item(stage=WorkStage.COLLECT)))
    asked_about = page.bench.item
    calls.answers(lab.cancel, StaleVersion(4))
    QTest.keyClick(page, Key.Key_W, Qt.KeyboardModifier.AltModifier)
    (sheet,) = page.findChildren(Confirm)
    qtbot.waitUntil(sheet.isActiveWindow)
    calls.answers(lab.sheet, work.sheet(work.item(stage=WorkStage.RECEIVE, version=asked_about.version + 1)))

    page._bench.refresh()
    answered(lambda: page.bench.stage is WorkStage.RECEIVE)
    press("ordered twice", Key.Key_Return)
    answered(lambda: calls.requests(lab.cancel))

    assert [one.version for one in calls.requests(lab.cancel)] == [asked_about.version]


def test_what_was_released_once_is_corrected_and_not_cancelled(shows, page, session):
    session.become(Role.PATHOLOGIST)
    shows(work.sheet(work.item(stage=WorkStage.VERIFY, reissue=True)))

    assert not page.bench.may_cancel


def version(number, cause=VersionCause.FIRST, **facts):
    stamp = Stamp(who="Nasima Akter", at=work.NOON)
    return VersionInfo(
        number=number,
        cause=cause,
        reason="",
        opened=stamp,
        verified=stamp,
        reviewed=None,
        released=facts.get("released"),
        withdrawn_at=facts.get("withdrawn_at"),
        withdrawn_by="",
        withdrawn_reason="",
    )


OUT = version(1, released=Stamp(who="Dr. Kabir", at=work.NOON))


@pytest.mark.parametrize(
    ("role", "versions", "may"),
    [
        (Role.PATHOLOGIST, [OUT, version(2, VersionCause.CORRECTED)], True),
        (Role.PATHOLOGIST, [OUT, version(2, VersionCause.RECOMPUTED)], False),
        (Role.PATHOLOGIST, [OUT, version(2, VersionCause.CORRECTED, withdrawn_at=work.NOON)], False),
        (Role.LAB_TECHNICIAN, [OUT, version(2, VersionCause.CORRECTED)], False),
    ],
)
def test_a_correction_that_was_begun_is_abandoned_with_a_reason(
    shows, calls, page, answered, qtbot, session, role, versions, may
):
    session.become(role)
    shows(work.sheet(work.item(stage=WorkStage.REVIEW, reissue=True), versions=versions))
    back = work.sheet(work.item(stage=WorkStage.DELIVER, version=4), versions=[OUT])
    calls.answers(lab.abandon_correction, back)

    QTest.keyClick(page, Key.Key_A, Qt.KeyboardModifier.AltModifier)
    if may:
        (sheet,) = page.findChildren(Confirm)
        qtbot.waitUntil(sheet.isActiveWindow)
        press("was right after all", Key.Key_Return)
        answered(lambda: page.bench.sheet == back)

    reasons = [one.reason for one in calls.requests(lab.abandon_correction)]
    assert reasons == (["was right after all"] if may else [])


def test_what_was_found_before_is_one_key_away_and_walked_with_the_arrows(shows, calls, page, answered, qtbot):
    shows(work.sheet(versions=[version(1)]))
    before = [
        PastResult(code="SODIUM", value=value, number=Decimal(value), flag=flag, at=work.NOON - timedelta(days=ago))
        for value, flag, ago in (("139", Flag.NORMAL, 60), ("133", Flag.LOW, 30))
    ]
    first = PastVersion(**version(1).model_dump(), lines=[work.SODIUM.model_copy(update={"value": "140"})])
    calls.answers(lab.past, TestPast(versions=[first], earlier=before))

    QTest.keyClick(page, Key.Key_H, Qt.KeyboardModifier.AltModifier)
    answered(lambda: page.findChildren(PastSheet))
    (sheet,) = page.findChildren(PastSheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    of_sodium, has_trend = sheet.earlier.text(), sheet.trend.isVisible()
    QTest.keyClick(sheet.table, Key.Key_Down)

    assert [line.split(": ")[1].strip() for line in of_sodium.splitlines()] == ["133 ▼ Low", "139"]
    assert has_trend
    assert sheet.earlier.text() == "None before this one"
    assert not sheet.trend.isVisible()


def test_rejecting_asks_why(shows, calls, page, answered, qtbot):
    shows(work.sheet())
    calls.answers(lab.reject, work.sample())

    QTest.keyClick(page, Key.Key_F8)
    (sheet,) = page.findChildren(RejectSheet)
    qtbot.waitUntil(sheet.isVisible)
    sheet.cause.set_value(RejectCause.CLOTTED)
    QTest.keyClick(sheet, Key.Key_Return)
    answered(lambda: calls.requests(lab.reject))

    assert calls.requests(lab.reject)[0].cause is RejectCause.CLOTTED


def test_every_stop_of_the_tab_key_says_what_it_is(shows, page):
    shows(work.sheet())

    assert silent(page) == []
