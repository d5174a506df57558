"""The hospital's computers, looked after with the keyboard alone."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.clock import Clock
from client.core.problem_text import problem_text
from client.routes import print_routes
from client.views.workstations.words import papers, state_text
from client.widgets.dialog import Confirm
from client.widgets.pills import Note
from shared.contracts import workstations
from shared.contracts.workstations import StaysADisplay
from shared.models.common import Nothing, Page
from shared.models.documents import PaperKind
from shared.models.workstations import NetworkPrinter, PairingCode, SystemPrinter, WorkstationKind
from shared.topics import Topic
from tests.client.prices.test_page import press, type_over
from tests.client.workstations.conftest import COMPUTERS, COUNTER, DESK, WALL, computer, report

Key, Alt, Ctrl = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def told(page):
    told: list[str] = []
    page.said.connect(told.append)
    return told


def note(sheet):
    return sheet.findChild(Note)


def column(page, number):
    model = page.table.rows_model
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


def test_each_computer_says_how_it_stands_and_those_revoked_come_last(page):
    assert column(page, 0) == ["Counter 1", "Hall", "Old laptop", "Reception 1", "Broken one"]
    assert column(page, 1) == ["Rezaul Karim", "", "", "Salma Khatun", ""]
    assert column(page, 4) == ["2 papers wait", "Ready", "Another version", "In use", "Revoked"]


def test_which_version_is_another_one_the_server_says_whatever_this_computer_runs_itself():
    office, newest = WorkstationKind.OFFICE, report("99.0.0")

    assert state_text(computer(6, "Office 1", office, newest), ()) == "Ready"
    assert state_text(computer(6, "Office 1", office, newest, outdated=True), ()) == "Another version"


def test_one_is_found_by_who_sits_there_and_shows_what_it_prints_on(page, answered):
    QTest.keyClicks(page.box, "rezaul")

    answered(lambda: column(page, 0) == ["Counter 1"])
    shown = dict(page.papers.rows_model.rows)
    assert shown["Token slips"] == "Receipt printer at 192.168.1.40"
    assert shown["Bills, claims, money reports"] == "HP-LaserJet"
    assert shown["Prescriptions"].startswith("Folder")
    assert "can't be reached" in page.trouble.text


def test_a_code_is_shown_with_its_time_until_a_computer_has_joined(page, calls, stream, answered, told):
    until = Clock().now() + timedelta(minutes=10)
    calls.answers(workstations.open_pairing, PairingCode(code="7K3M9QRT", until=until))
    press(Key.Key_N, Ctrl)
    sheet = page.pairing
    answered(lambda: sheet.code.text() == "7K3M-9QRT")
    assert sheet.left.text().startswith(("Good for 9:", "Good for 10:"))

    joined = computer(9, "Counter 4", WorkstationKind.CASHIER)
    calls.answers(workstations.workstations, Page(items=[*COMPUTERS, joined]))
    stream.tell(Topic.WORKSTATIONS)

    answered(lambda: told == ["Counter 4 has joined the hospital."])
    assert page.pairing is None


def test_one_is_renamed_and_stands_elsewhere(page, calls, answered, told):
    calls.answers(workstations.change, Nothing())
    page.table.select(DESK.id)
    press(Key.Key_N, Alt)
    sheet = page.editor
    type_over(sheet.name, "Counter 7")
    sheet.kind.set_value(WorkstationKind.PHARMACY)
    sheet.primary.click()
    answered(lambda: told == ["Saved."])

    (asked,) = calls.requests(workstations.change)
    assert (asked.workstation_id, asked.name, asked.kind) == (DESK.id, "Counter 7", "pharmacy")


def test_a_display_is_offered_no_other_place(page):
    page.table.select(WALL.id)
    press(Key.Key_N, Alt)

    assert page.editor.kind.count() == 1
    page.editor.reject()


def test_its_printers_are_chosen_paper_by_paper(page, calls, answered, told):
    calls.answers(workstations.choose_printers, Nothing())
    page.table.select(COUNTER.id)
    press(Key.Key_F6)
    sheet = page.editor
    token, receipt = sheet.rows[PaperKind.TOKEN], sheet.rows[PaperKind.RECEIPT]
    assert (token.address.value(), receipt.address.isVisible()) == ("192.168.1.40", False)
    sheet.rows[PaperKind.STICKER].printer.set_value("system Zebra-Labels")
    sheet.rows[PaperKind.BILL].printer.setCurrentIndex(0)
    receipt.printer.set_value("network")
    assert (receipt.address.value(), receipt.address.isVisible()) == ("192.168.1.40", True)
    receipt.address.set_value("192.168.1.41:9101")
    receipt.roll.set_value(384)
    sheet.primary.click()
    answered(lambda: told == ["Saved."])

    (asked,) = calls.requests(workstations.choose_printers)
    assert asked.printers == {
        PaperKind.TOKEN: NetworkPrinter(host="192.168.1.40", drawer=True),
        PaperKind.RECEIPT: NetworkPrinter(host="192.168.1.41", port=9101, dots=384),
        PaperKind.STICKER: SystemPrinter(printer="Zebra-Labels"),
    }


def test_an_address_that_is_none_is_said_and_nothing_is_sent(page, calls):
    page.table.select(COUNTER.id)
    press(Key.Key_F6)
    sheet = page.editor
    sheet.rows[PaperKind.TOKEN].address.set_value("not an address")
    sheet.primary.click()

    assert calls.requests(workstations.choose_printers) == []
    assert page.editor is sheet
    sheet.reject()


def test_revoking_asks_first(page, calls, answered, told):
    calls.answers(workstations.revoke, Nothing())
    page.table.select(DESK.id)
    press(Key.Key_R, Alt)
    sheet = page.window().findChild(Confirm)
    assert calls.requests(workstations.revoke) == []

    sheet.primary.click()
    answered(lambda: told == ["Saved."])
    assert [asked.workstation_id for asked in calls.requests(workstations.revoke)] == [DESK.id]


class TestWhileAChangeIsNotAnswered:
    """The sheet is closed, and the person goes on."""

    @pytest.fixture(autouse=True, params=[Nothing()])
    def _renaming(self, page, calls, request):
        calls.answers(workstations.change, request.param)
        page.table.select(DESK.id)
        press(Key.Key_N, Alt)
        page.editor.primary.click()
        page.editor.reject()

    def open_next(self, page):
        page.table.select(COUNTER.id)
        page._ask_change()
        type_over(page.editor.name, "Counter 7")
        return page.editor

    def test_the_next_sheet_says_that_it_waits_and_stays_open_with_what_is_typed(self, page, calls, answered, told):
        sheet = self.open_next(page)
        QTest.keyClick(sheet.name, Key.Key_S, Ctrl)
        assert "not answered yet" in note(sheet).text
        assert len(calls.requests(workstations.change)) == 1

        answered(lambda: told == ["Saved."])
        assert (page.editor, sheet.name.value()) == (sheet, "Counter 7")
        assert not note(sheet).isVisible()

        sheet.primary.click()
        answered(lambda: told == ["Saved.", "Saved."])
        assert [asked.name for asked in calls.requests(workstations.change)] == ["Reception 1", "Counter 7"]
        assert page.editor is None

    @pytest.mark.parametrize("_renaming", [StaysADisplay()], indirect=True)
    def test_its_refusal_is_told_but_not_at_the_next_sheet(self, page, answered, told):
        sheet = self.open_next(page)
        answered(lambda: told)

        assert told == [problem_text(StaysADisplay()).sentence]
        assert page.editor is sheet
        assert not note(sheet).isVisible()
        sheet.reject()

    def test_a_computer_is_revoked_as_soon_as_it_is_answered(self, page, calls, answered, told):
        calls.answers(workstations.revoke, Nothing())
        page._ask_revoke()
        sheet = page.window().findChild(Confirm)
        sheet.primary.click()
        assert sheet.isVisible()
        assert "not answered yet" in note(sheet).text

        answered(lambda: told == ["Saved."])
        sheet.primary.click()
        answered(lambda: told == ["Saved.", "Saved."])
        assert [asked.workstation_id for asked in calls.requests(workstations.revoke)] == [DESK.id]

    def test_what_is_not_sent_is_told(self, page, told):
        page._desk.save(workstations.revoke(workstation_id=DESK.id))

        assert "Nothing was sent" in told[0]


def test_every_paper_with_a_printer_of_its_own_can_be_given_one(tmp_path):
    everything = print_routes({}, tmp_path)
    elsewhere = print_routes({kind: {"kind": "system", "printer": "P"} for kind, _ in papers()}, tmp_path)

    assert all(everything[kind].target != elsewhere[kind].target for kind in everything)
