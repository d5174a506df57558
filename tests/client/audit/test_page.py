"""The page of the audit, with the keyboard alone."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.clock import Clock
from client.core.zone import day_of
from client.viewmodels.audit.patient_looks import WhoLooked, paper_about, paper_tables
from client.views.audit.page import _seal_words
from client.views.audit.who_looked_sheet import WhoLookedSheet
from client.views.audit.words import _words
from server.features.audit.content import CONTENT
from shared.contracts import audit
from shared.errors import Unavailable
from shared.ids import PatientId
from shared.models.audit import AuditPart, ExportedPiece, ExportLooks, SearchChanges, SearchLooks
from shared.models.common import Page
from shared.models.spreadsheets import SpreadsheetForm
from tests.client.audit.examples import CHANGES, LOOKS, NASRIN, STANDING, change, details, look, looks_of_patient

Key = Qt.Key


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def asked(calls, endpoint):
    return [call.request for call in calls.sent if call.endpoint is endpoint]


def test_it_opens_with_todays_changes_in_words(page, calls):
    today = day_of(Clock().now())

    assert asked(calls, audit.changes) == [SearchChanges(first=today, last=today)]
    model = page.changes.model()
    shown = [model.index(row, column).data() for row in range(3) for column in (1, 2, 3)]
    assert shown == [
        *("Patient · Amina Begum", "Changed", "Nasrin Sultana"),
        *("Appointment · Amina Begum", "Changed", "Nasrin Sultana"),
        *("Hospital settings", "Changed", "psql as hms_owner"),
    ]
    assert page.seal.text.startswith("Sealed, verified on")


def test_a_change_is_shown_before_and_after_side_by_side(page, answered):
    press(Key.Key_F3)
    page.changes.select(CHANGES[0].id)
    answered(page.card.values.isVisible)

    assert page.card.values.texts() == [
        *("Field", "Before", "After"),
        *("phone", "01711-402318", "01819-556120"),
        *("address", "–", "7 Lake Road, Dhanmondi, Dhaka 1205"),
    ]
    assert not page.card.hidden.isVisible()


def test_what_the_reader_may_not_see_is_not_shown(page, calls, answered):
    calls.answers(audit.change, details(CHANGES[0], hidden=True))
    page.changes.select(CHANGES[0].id)
    answered(page.card.hidden.isVisible)

    assert page.card.values.texts()[3:6] == ["phone", "not shown", "not shown"]


def test_f5_searches_by_what_was_typed_and_chosen(page, calls, answered):
    page.person.set_value(NASRIN)
    page.table.set_value("bills")
    page.patient.set_value("P-2026-0007")
    calls.sent.clear()
    press(Key.Key_F5)
    answered(lambda: asked(calls, audit.changes))

    (request,) = asked(calls, audit.changes)
    assert (request.employee_id, request.table, request.patient_no) == (NASRIN, "bills", "P-2026-0007")


def test_what_is_being_typed_stays_while_an_answer_comes_and_days_may_stand_the_wrong_way_round(page, calls, answered):
    page.first.set_value("24/11/2026")
    page.last.set_value("22/11/2026")
    page.changes.select(CHANGES[0].id)
    answered(page.card.record.isVisible)
    calls.sent.clear()
    press(Key.Key_F5)
    answered(lambda: asked(calls, audit.changes))

    (request,) = asked(calls, audit.changes)
    assert (request.first, request.last) == (date(2026, 11, 22), date(2026, 11, 24))


def test_all_of_a_record_is_one_key_away(page, calls, answered):
    page.changes.select(CHANGES[0].id)
    answered(page.card.record.isVisible)
    calls.sent.clear()
    press(Key.Key_F7)
    answered(lambda: asked(calls, audit.changes))

    assert asked(calls, audit.changes) == [SearchChanges(table="patients", record=CHANGES[0].record)]
    assert "of one record" in page.count.text()


def test_f8_shows_more_after_the_last(page, calls, answered):
    older = change(50, "bills")
    calls.answers(audit.changes, Page(items=[older]))
    press(Key.Key_F8)
    answered(lambda: len(page.changes.rows_model.rows) > len(CHANGES))

    assert asked(calls, audit.changes)[-1].before == CHANGES[-1].id
    assert page.changes.rows_model.rows[-1] == older
    assert not page.more.isVisible()


def test_looks_are_a_list_of_their_own_and_go_into_a_file(page, calls, answered, tmp_path):
    calls.answers(audit.export_looks, ExportedPiece(name="looks.csv", data=b"at,who", rows=1, further=None))
    page.part.button(AuditPart.LOOKS).click()
    answered(lambda: page.looks.isVisible() and page.looks.rows_model.rows)
    page.export_to(str(tmp_path / "looks.csv"))
    answered((tmp_path / "looks.csv").exists)

    assert isinstance(asked(calls, audit.looks)[0], SearchLooks)
    assert page.looks.model().index(2, 3).data() == "Own data"
    assert not page.card.isVisible()
    (request,) = asked(calls, audit.export_looks)
    assert isinstance(request, ExportLooks)
    assert request.form is SpreadsheetForm.CSV


def pieces(*rows):
    """The answers to one export, by where each goes on."""
    found = {None if number == 1 else CHANGES[number - 2].id: number for number in range(1, len(rows) + 1)}

    def answer(ask):
        number = found[ask.before]
        further = CHANGES[number - 1].id if number < len(rows) else None
        return ExportedPiece(name="changes.csv", data=b"%d," % number, rows=rows[number - 1], further=further)

    return answer


def saying(page):
    said: list[str] = []
    page.said.connect(said.append)
    return said


def test_all_pieces_of_a_file_are_written_one_after_the_other(page, calls, answered, tmp_path):
    calls.answers(audit.export_changes, pieces(10_000, 10_000, 7))

    said = saying(page)
    page.export_to(str(tmp_path / "changes.csv"))
    answered(lambda: said)

    assert (tmp_path / "changes.csv").read_bytes() == b"1,2,3,"
    assert said == [f"20,007 rows are in {tmp_path / 'changes.csv'}: all that was found."]
    assert page.export.isEnabled()


@pytest.mark.parametrize("name", ["changes.xlsx", "changes.csv"])
def test_a_file_that_does_not_hold_all_says_so(page, calls, answered, tmp_path, name):
    rows = 5_000 if name.endswith("xlsx") else 1_000_000
    calls.answers(audit.export_changes, pieces(rows, 5))

    said = saying(page)
    page.export_to(str(tmp_path / name))
    answered(lambda: said)

    assert said[0].startswith(f"Only the newest {rows:,} rows are in ")
    told = b'"The newest 1,000,000 rows of what was found: there are more."' in (tmp_path / name).read_bytes()
    assert told == name.endswith("csv")  # the server itself writes it into a spreadsheet


def test_a_file_that_broke_off_is_not_left_as_if_it_were_all(page, calls, answered, tmp_path):
    answer = pieces(10_000, 5)
    calls.answers(audit.export_changes, lambda ask: answer(ask) if ask.before is None else Unavailable())

    said = saying(page)
    page.export_to(str(tmp_path / "changes.csv"))
    answered(lambda: said)

    assert not list(tmp_path.iterdir())
    assert page.export.isEnabled()


def test_a_server_that_does_not_answer_is_said(page, calls, answered):
    calls.answers(audit.changes, Unavailable())
    press(Key.Key_F5)
    answered(page.problem.isVisible)


@pytest.mark.parametrize(
    ("standing", "words", "tone"),
    [
        ({"findings": 3}, "3 findings in the sealed logs", "bad"),
        ({"verified_at": None, "findings": None}, "Sealed, never verified", "warn"),
        ({"sealed_at": None, "verified_at": None, "findings": None}, "Not sealed yet", "warn"),
    ],
)
def test_how_the_seal_stands_is_said_in_words(qapp, standing, words, tone):
    assert _seal_words(STANDING.model_copy(update=standing)) == (words, tone)


def test_every_table_has_a_word(qapp):
    assert _words().keys() == CONTENT.keys()


def test_the_patient_gets_all_looks_on_paper(page, calls, qtbot, answered):
    pages = {None: looks_of_patient(*LOOKS[:2], more=True), LOOKS[1].id: looks_of_patient(LOOKS[2])}
    calls.answers(audit.looks_at_patient, lambda ask: pages[ask.before])
    who = WhoLooked(calls)
    sheet = WhoLookedSheet(who, page)
    sheet.open()
    who.open(PatientId(look(1).id))
    answered(lambda: who.state.known)
    assert sheet.count.text() == "3 looks"

    with qtbot.waitSignal(sheet.print_wanted) as printed:
        QTest.keyClick(sheet.looks, Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    title, about, tables = printed.args
    assert title == "Who looked at this record"
    assert about == paper_about(who.state)
    assert tables == paper_tables(who.state)
    assert [row[1] for row in tables[0].rows] == ["Dr. Farhana Haque", "Dr. Farhana Haque", "Nasrin Sultana"]
    assert dict(about)["Looks"] == "3"
