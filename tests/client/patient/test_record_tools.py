"""The pages lead to the sheets about a record, by key."""

from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.live import Live
from client.desk import Desk
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.patient.edit_sheet import EditSheet
from client.views.patient.merge_sheet import MergeSheet
from client.views.patient.page import build_patient
from client.views.patient.record_tools import RecordTools
from client.views.patient.undo_merge_sheet import UndoMergeSheet
from client.views.reception.page import build_reception
from client.views.reminders.wishes_sheet import WishesSheet
from client.widgets.dialog import Confirm
from client.widgets.theme import theme
from shared.contracts import appointments, charts, merges, patients, reminders, staff
from shared.ids import PatientId, WorkstationId
from shared.models.appointments import DayFigures
from shared.models.common import Page
from shared.models.patients import ArchivedPatient, PatientSummary, PutAway
from shared.models.reminders import Preferences
from shared.models.workstations import WorkstationKind
from tests.client.cashier.bills import NOON
from tests.client.cashier.conftest import KnownSession
from tests.client.patient import visits
from tests.client.patient.conftest import ClockOfTheVisit
from tests.client.reception import people
from tests.client.shell_parts import Stream

Key = Qt.Key
OTHER = PatientId(UUID(int=12))


@pytest.fixture
def desk_of(calls, changes):
    theme()

    def of(role):
        clock = ClockOfTheVisit()
        return Desk(
            workstation_id=WorkstationId(UUID(int=1)),
            workstation="Counter 2",
            kind=WorkstationKind.RECEPTION,
            calls=calls,
            session=KnownSession(role),
            changes=changes,
            live=Live(cast("Any", Stream())),
            clock=clock,
            printing=PrintDesk(calls, cast("Any", None), clock, "Counter 2"),
        )

    return of


@pytest.fixture
def shown(calls, answered, qtbot):
    """The patient's page with this card on it."""

    def show(desk, card):
        calls.answers(charts.open_chart, visits.chart().model_copy(update={"patient": card}))
        page = build_patient(desk)
        qtbot.addWidget(page)
        page.resize(1278, 640)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.open_patient(card.id)
        answered(lambda: page.state.patient == card)
        return page

    return show


@pytest.mark.parametrize(
    ("key", "modifier", "sheet"),
    [
        (Key.Key_F7, Qt.KeyboardModifier.NoModifier, EditSheet),
        (Key.Key_F8, Qt.KeyboardModifier.NoModifier, MergeSheet),
        (Key.Key_F8, Qt.KeyboardModifier.ShiftModifier, UndoMergeSheet),
        (Key.Key_F10, Qt.KeyboardModifier.ShiftModifier, WishesSheet),
    ],
)
def test_reception_opens_each_sheet_by_its_key(desk_of, shown, calls, key, modifier, sheet):
    page = shown(desk_of("receptionist"), visits.patient(former_numbers=["P-2026-0007"]))
    calls.answers(merges.of_patient, Page(items=[]))
    wishes = Preferences(patient_id=visits.patient().id, language=None, sms=True, email=True)
    calls.answers(reminders.preferences, wishes)

    QTest.keyClick(page, key, modifier)

    assert [each.isVisible() for each in page.window().findChildren(sheet)] == [True]


def test_who_may_only_look_finds_no_such_button(desk_of, shown):
    page = shown(desk_of("cashier"), visits.patient())

    bar = page.record
    assert not any(
        button.isVisible() for button in (page.header.edit, bar.merge, bar.undo, bar.away, bar.archive, bar.wishes)
    )


def test_a_merged_record_leads_to_the_one_that_took_its_place(desk_of, shown, calls, answered):
    page = shown(desk_of("receptionist"), visits.patient(is_active=False, merged_into=OTHER))
    said, may_edit = page.record.notice.isVisible(), page.header.edit.isEnabled()

    page.record.follow.click()
    answered(lambda: calls.requests(charts.open_chart)[-1].patient_id == OTHER)

    assert (said, may_edit) == (True, False)


def test_the_manager_puts_a_record_away_with_a_reason_and_brings_it_back(desk_of, shown, calls, answered):
    away = PutAway(reason="a test", at=NOON, by="Manager")
    calls.answers(patients.put_away, visits.patient(is_active=False, put_away=away))
    page = shown(desk_of("manager"), visits.patient())

    page.record.away.click()
    (sheet,) = page.window().findChildren(Confirm)
    QTest.keyClicks(sheet.focusWidget(), "a test")
    sheet.primary.click()
    answered(lambda: calls.requests(patients.put_away))

    assert calls.requests(patients.put_away)[0].reason == "a test"
    page.record.show_patient(visits.patient(is_active=False, put_away=away))
    assert page.record.away.text().startswith("Bring back")


def test_reception_edits_the_picked_card_and_goes_on_with_it(desk_of, calls, answered, qtbot):
    calls.answers(staff.doctors, Page(items=[people.RAHMAN]))
    calls.answers(staff.hospital, people.HOSPITAL)
    calls.answers(appointments.of_day, Page(items=[]))
    calls.answers(
        appointments.figures, DayFigures(waiting=0, in_consultation=0, completed=0, average_wait_minutes=None)
    )
    calls.answers(patients.get, visits.patient())
    calls.answers(patients.update, visits.patient(name="Rahima Sultana", version=2))
    page = build_reception(desk_of("receptionist"))
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.give_token(visits.patient().id)
    answered(page.form.patient.isVisible)

    QTest.keyClick(page, Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (sheet,) = page.window().findChildren(EditSheet)
    sheet.fields.name.selectAll()
    QTest.keyClicks(sheet.fields.name, "Rahima Sultana")
    sheet.primary.click()
    answered(lambda: "Rahima Sultana" in page.form.patient.strip.accessibleName())


def test_the_archive_says_the_whole_reason_of_the_marked_record_and_brings_it_back(desk_of, shown, calls, answered):
    why = "Left the country; asked in a letter of 12/11/2026, which is in the file, that the record be closed"
    card = visits.patient()
    known = {name: getattr(card, name) for name in PatientSummary.model_fields}
    row = ArchivedPatient(**known, version=4, put_away=PutAway(reason=why, at=NOON, by="Nasreen Sultana"))
    calls.answers(patients.archived, Page(items=[row]))
    calls.answers(patients.bring_back, card)
    page = shown(desk_of("manager"), card)
    sheet = page.findChild(RecordTools).show_archive()
    answered(lambda: sheet.list.current() is not None)
    said = sheet.why.text()
    QTest.keyClicks(sheet.reason, "is back")
    sheet.primary.click()
    answered(lambda: calls.requests(patients.bring_back))

    (sent,) = calls.requests(patients.bring_back)
    assert said == why
    assert (sent.patient_id, sent.version, sent.reason) == (card.id, 4, "is back")
