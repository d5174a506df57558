from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.reports.keep_sheet import KeepSheet
from client.views.reports.schedule_words import kept_detail, last_text, mail_text
from shared.contracts import reports
from shared.ids import ReportMailId, new_id
from shared.models.common import Page
from shared.models.reminders import MessageState
from shared.models.reports import Grouping, ReportChoice, ReportKind, ReportPeriod
from shared.models.saved_reports import Outcome, ReportMail, Rhythm, Schedule, ScheduledFile
from shared.models.spreadsheets import SpreadsheetForm
from tests.client.dashboard import days
from tests.client.reports import figures
from tests.client.reports.conftest import KEPT, TODAY


def test_a_kept_report_comes_back_with_its_filters_for_the_days_that_are_chosen(page, statistics, calls, answered):
    assert page.kept.model().index(0, 0).data() == "Income of medicine"
    page.kept.opened.emit(KEPT)
    answered(lambda: statistics.state.table is not None)

    asked = calls.requests(reports.start)[-1]
    assert (asked.kind, asked.by, asked.department_id, asked.compare) == (
        ReportKind.INCOME,
        Grouping.DEPARTMENT,
        days.DEPARTMENTS[1],
        True,
    )
    assert (asked.since, asked.until) == (TODAY - timedelta(days=6), TODAY)


def test_what_is_shown_is_kept_under_a_name_and_made_by_itself(page, calls, qtbot, answered):
    QTest.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, KeepSheet)]
    assert sheet.name.value() == "Daily register"
    sheet.name.set_value("Register of the week")
    sheet.rhythm.set_value(Rhythm.WEEKLY)
    sheet.form.set_value(SpreadsheetForm.CSV)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)

    with qtbot.waitSignal(sheet.accepted):
        QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        answered(lambda: len(calls.requests(reports.saved)) > 1)

    (asked,) = calls.requests(reports.save)
    assert (asked.name, asked.choice, asked.saved_id) == (
        "Register of the week",
        ReportChoice(kind=ReportKind.REGISTER),
        None,
    )
    assert asked.schedule == Schedule(rhythm=Rhythm.WEEKLY, form=SpreadsheetForm.CSV)


def test_a_kept_report_is_changed_or_forgotten_in_its_place(page, statistics, calls, qtbot, answered):
    page.kept.select_first()
    page.kept.opened.emit(KEPT)
    answered(lambda: statistics.state.table is not None)
    page.keep.click()
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, KeepSheet)]
    assert (sheet.name.value(), sheet.rhythm.value()) == ("Income of medicine", Rhythm.MONTHLY)
    sheet.submitted.emit()
    answered(lambda: calls.requests(reports.save))

    sheet.forget.click()
    answered(lambda: calls.requests(reports.forget))

    (saved,), (forgotten,) = calls.requests(reports.save), calls.requests(reports.forget)
    assert (saved.saved_id, saved.version) == (forgotten.saved_id, forgotten.version) == (KEPT.id, 3)


DAILY = Schedule(rhythm=Rhythm.DAILY, form=SpreadsheetForm.CSV, folder=False, mail_to=["head@clinic.example"])
YESTERDAY = ReportPeriod(since=TODAY - timedelta(days=1), until=TODAY - timedelta(days=1))


def letter(state, code="", waits_since=None):
    return ReportMail(
        id=ReportMailId(new_id()),
        address="head@clinic.example",
        state=state,
        code=code,
        at=figures.NOON,
        waits_since=waits_since,
        version=4,
    )


def due(outcome=Outcome.MADE, *mails, again_at=None):
    return ScheduledFile(
        period=YESTERDAY, outcome=outcome, file="r.csv", made_at=figures.NOON, again_at=again_at, mails=list(mails)
    )


def sheet_for(page, kept, asked):
    sheet = KeepSheet(page._kept, asked, kept, page)
    sheet.open()
    return sheet


def test_addresses_are_written_with_commas_between_and_checked(page, statistics, calls, answered):
    sheet = sheet_for(page, None, statistics.state.asked)
    assert not sheet.mail_to.isVisible()
    sheet.rhythm.setCurrentIndex(1)
    sheet.rhythm.picked.emit(Rhythm.DAILY)
    assert sheet.mail_to.isVisible()
    sheet.folder.setChecked(False)
    sheet.mail_to.set_value("head@clinic.example; no address")
    sheet.submitted.emit()
    assert calls.requests(reports.save) == []

    sheet.mail_to.set_value("head@clinic.example, board@clinic.example")
    sheet.submitted.emit()
    answered(lambda: calls.requests(reports.save))
    assert calls.requests(reports.save)[-1].schedule == Schedule(
        rhythm=Rhythm.DAILY,
        form=SpreadsheetForm.XLSX,
        folder=False,
        mail_to=["head@clinic.example", "board@clinic.example"],
    )


def test_free_words_are_offered_to_no_address(page, statistics):
    asked = statistics.state.asked.model_copy(update={"kind": ReportKind.REFUNDS, "by": Grouping.REASON})
    sheet = sheet_for(page, None, asked)
    sheet.rhythm.set_value(Rhythm.DAILY)
    sheet.rhythm.picked.emit(Rhythm.DAILY)
    assert not sheet.mail_to.isEnabled()
    sheet.reject()


def test_a_letter_that_failed_is_told_with_what_to_do_and_sent_again(page, statistics, calls, answered):
    failed = letter(MessageState.FAILED, "550")
    kept = KEPT.model_copy(update={"schedule": DAILY, "last": due(Outcome.MADE, failed)})
    calls.answers(reports.saved, Page(items=[kept]))
    calls.answers(reports.mail_again, kept)
    sheet = sheet_for(page, kept, statistics.state.asked)
    assert "refused by the mail server (550)" in sheet.last.text
    sheet.mail_again.click()
    answered(lambda: calls.requests(reports.mail_again))
    assert calls.requests(reports.mail_again)[0].mail_id == failed.id
    sheet.reject()


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (None, "Every day · not due yet"),
        (due(), "Every day · made 22 Nov 26"),
        (due(Outcome.UNWRITABLE, again_at=figures.NOON), "Every day · failed 22 Nov 26"),
        (due(Outcome.MADE, letter(MessageState.PERHAPS)), "Every day · failed 22 Nov 26"),
    ],
)
def test_the_list_says_how_the_last_one_went(last, told):
    assert kept_detail(KEPT.model_copy(update={"schedule": DAILY, "last": last})) == told


@pytest.mark.parametrize(
    ("state", "code", "told"),
    [
        (MessageState.PLANNED, "", "the mail server cannot be reached, tried again"),
        (MessageState.PLANNED, "535", "takes nothing from the hospital (535), tried again"),
        (MessageState.FAILED, "535", "given up, since"),
    ],
)
def test_a_letter_that_the_house_could_not_send_blames_no_address(state, code, told):
    words = mail_text(letter(state, code, waits_since=figures.NOON))

    assert told in words
    assert "Look at the address" not in words


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_says_what_is_to_be_done(outcome):
    assert last_text(due(outcome)) != last_text(due(outcome, again_at=figures.NOON)) or outcome in {
        Outcome.MADE,
        Outcome.NO_RIGHT,
    }


def test_one_of_which_there_is_no_report_any_more_says_so_and_can_be_forgotten(page, calls, answered, qtbot):
    unknown = KEPT.model_copy(update={"choice": None})
    calls.answers(reports.saved, Page(items=[unknown]))
    page._kept.refresh()
    answered(lambda: page._kept.state.kept == (unknown,))
    assert kept_detail(unknown) == "There is no such report any more"
    asked = len(calls.requests(reports.start))

    with qtbot.waitSignal(page.said):
        page.kept.opened.emit(unknown)
    page.kept.select_first()
    page.keep.click()
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, KeepSheet)]
    sheet.forget.click()
    answered(lambda: calls.requests(reports.forget))

    assert calls.requests(reports.forget)[0].saved_id == unknown.id
    assert len(calls.requests(reports.start)) == asked


def test_what_was_due_before_is_told_with_its_days_and_its_letters_are_sent_again(page, statistics, calls, answered):
    days_ago = [ReportPeriod(since=day, until=day) for day in (TODAY - timedelta(days=back) for back in range(2, 13))]
    failed = [letter(MessageState.FAILED, "550") for _ in days_ago]
    earlier = [
        due(Outcome.MADE, one).model_copy(update={"period": period})
        for one, period in zip(failed, days_ago, strict=True)
    ]
    earlier.insert(1, due(Outcome.TOO_LONG).model_copy(update={"period": days_ago[0]}))
    kept = KEPT.model_copy(
        update={"schedule": DAILY, "last": due(Outcome.MADE, letter(MessageState.ACCEPTED)), "earlier": earlier}
    )
    calls.answers(reports.saved, Page(items=[kept]))
    calls.answers(reports.mail_again, kept)
    sheet = sheet_for(page, kept, statistics.state.asked)

    lines = sheet.last.text.split("\n")
    assert lines[2] == (
        "Of Fri 20 Nov 2026: head@clinic.example: refused by the mail server (550). Look at the address."
    )
    assert lines[3].startswith("Of Fri 20 Nov 2026 it took too long")
    assert lines[-1] == "and 4 more"
    assert kept_detail(kept) == "Every day · failed 22 Nov 26"

    sheet.mail_again.click()
    answered(lambda: len(calls.requests(reports.mail_again)) == len(failed))
    assert {asked.mail_id for asked in calls.requests(reports.mail_again)} == {one.id for one in failed}
    sheet.reject()
