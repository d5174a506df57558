"""Sending a patient on and home: by keyboard, with the words that are known already, and on paper at once."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.i18n import time_text
from client.views.consulting.certificate_sheet import CertificateSheet
from client.views.consulting.letter_sheet import LetterSheet
from client.views.consulting.papers_sheet import PapersSheet
from client.views.consulting.refer_sheet import ReferSheet, When
from client.widgets.basics import Label
from client.widgets.dialog import Confirm
from shared.contracts import calendar, certificates, referrals
from shared.contracts.appointments import AlreadyBooked, DayFull
from shared.models.appointments import Priority
from shared.models.calendar import Opening, Openings
from shared.models.certificates import Cancelled, Fitness
from shared.models.referrals import VisitReferrals
from shared.topics import Topic
from tests.client.consulting.examples import DOCTOR, NOW, OTHER_DOCTOR, PARACETAMOL, PNEUMONIA
from tests.client.consulting.hands import focused, press, sheet_of
from tests.client.consulting.letters_out import CERTIFICATE, LETTER, REFERRAL
from tests.client.consulting.reports import report

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TODAY = NOW.date()


@pytest.fixture
def opened(visiting, settle, qtbot):
    """A sheet, by its key over the room."""

    def run(key, kind):
        under = QApplication.activeModalWidget() or visiting
        under.activateWindow()
        qtbot.waitUntil(under.isActiveWindow)
        press(under, key, ALT)
        sheet = sheet_of(kind)
        sheet.activateWindow()
        qtbot.waitUntil(sheet.isActiveWindow)
        settle()
        return sheet

    return run


def test_a_colleague_is_typed_the_rest_is_two_lines_and_the_token_is_said(clinic, opened, visiting, settle, patient):
    clinic.calls.answers(referrals.refer_inside, REFERRAL)
    said: list[str] = []
    visiting.said.connect(said.append)
    sheet = opened(Key.Key_R, ReferSheet)

    QTest.keyClicks(focused(), "omar")
    QTest.keyClick(focused(), Key.Key_Return)
    QTest.keyClicks(focused(), "Hoarse for six weeks")
    QTest.keyClick(focused(), Key.Key_Tab)
    QTest.keyClicks(focused(), "Vocal cord lesion?")
    QTest.keyClick(sheet, Key.Key_Return, CONTROL)
    settle()

    (sent,) = clinic.calls.requests(referrals.refer_inside)
    assert (sent.appointment_id, sent.doctor_id, sent.date) == (patient.appointment_id, OTHER_DOCTOR.id, None)
    assert (sent.reason, sent.question, sent.urgency) == ("Hoarse for six weeks", "Vocal cord lesion?", Priority.NORMAL)
    assert said == ["Referred to Dr. Omar Al-Hassan: E-007"]
    assert "E-007" in visiting.centre.letters.given.text()


def test_the_own_queue_is_not_offered_and_what_is_missing_is_said(opened):
    sheet = opened(Key.Key_R, ReferSheet)

    offered = [load.doctor for load in sheet.picker._doctors.state.loads]
    blocked = [sheet.primary.blocked_reason]
    sheet.reason.set_value("Hoarse")
    blocked.append(sheet.primary.blocked_reason)
    sheet.question.set_value("Why?")
    blocked.append(sheet.primary.blocked_reason)

    assert DOCTOR not in offered
    assert blocked == ["Say why", "Say what is to be answered", ""]
    sheet.reject()


def test_on_another_day_the_colleagues_first_free_slot_is_shown_and_booked(clinic, opened, settle):
    day = TODAY + timedelta(days=3)
    slot = NOW + timedelta(days=3)
    opening = Opening(
        doctor_id=OTHER_DOCTOR.id,
        doctor=OTHER_DOCTOR.name,
        department="ENT",
        room="209",
        date=day,
        starts=slot,
        ends=slot + timedelta(minutes=10),
        free=1,
    )
    clinic.calls.answers(calendar.openings, Openings(items=[opening]))
    clinic.calls.answers(referrals.refer_inside, DayFull(day))
    sheet = opened(Key.Key_R, ReferSheet)

    sheet.when.button(When.LATER).click()
    settle()
    sheet.reason.set_value("Hoarse")
    sheet.question.set_value("Why?")
    sheet.urgency.button(Priority.PRIORITY).click()
    sheet.primary.click()
    settle()

    assert sheet._place.text() == f"First free: Thu 26 Nov 2026, {time_text(slot)}."
    (sent,) = clinic.calls.requests(referrals.refer_inside)
    assert (sent.date, sent.urgency) == (day, Priority.PRIORITY)
    assert sheet.isVisible()  # what was typed stays, for another day
    assert sheet._error.isVisible()
    sheet.day.set_day(TODAY)
    assert sheet.primary.blocked_reason == "Choose a day after today"
    sheet.reject()


def test_what_was_refused_in_one_sheet_is_not_said_in_the_next(clinic, opened, settle):
    clinic.calls.answers(referrals.refer_inside, AlreadyBooked(REFERRAL.appointment_id))
    sheet = opened(Key.Key_R, ReferSheet)
    sheet.reason.set_value("Hoarse")
    sheet.question.set_value("Why?")
    sheet.primary.click()
    settle()
    refused = sheet._error.isVisible()
    sheet.reject()

    again = opened(Key.Key_R, ReferSheet)

    assert (refused, again._error.isVisible()) == (True, False)
    again.reject()


def test_a_letter_comes_with_what_is_known_and_what_was_released(clinic, visiting, opened, settle, patient):
    visiting.visit.add_diagnosis(PNEUMONIA)
    visiting.visit.add_medicine(PARACETAMOL, "para 1 tds 5d")
    clinic.reports = [report(clinic.patients[patient.appointment_id])]
    clinic.calls.answers(referrals.write_letter, LETTER)
    opened(Key.Key_R, ReferSheet)
    sheet = opened(Key.Key_O, LetterSheet)

    came_with = sheet.summary.value()
    QTest.keyClicks(focused(), "Heart Institute")
    sheet.reason.set_value("Murmur")
    sheet.summary.set_value(came_with + "\nSmokes.")
    QTest.keyClick(sheet, Key.Key_Return, CONTROL)
    settle()

    for known in (
        "J18.9 Pneumonia, unspecified organism",
        "Paracetamol 500 mg: 1 tablet, three times a day, 5 days",
        "– none recorded",
        "Electrolytes, Mon 23 Nov 2026: Sodium 140 mmol/L, Potassium 6.9 mmol/L (critically high)",
    ):
        assert known in came_with
    (sent,) = clinic.calls.requests(referrals.write_letter)
    assert (sent.addressee, sent.reason) == ("Heart Institute", "Murmur")
    assert sent.summary.endswith("Smokes.")
    assert clinic.printing.printed == [(LETTER, clinic.patients[patient.appointment_id])]


def test_results_that_arrive_late_do_not_write_over_what_was_typed(clinic, visiting, opened, settle, patient):
    opened(Key.Key_R, ReferSheet)
    sheet = opened(Key.Key_O, LetterSheet)
    sheet.summary.set_value("My own words")

    clinic.reports = [report(clinic.patients[patient.appointment_id])]
    visiting.letters._letters.look_up_results(patient.patient_id)
    settle()

    assert sheet.summary.value() == "My own words"
    sheet.reject()


def test_who_comes_referred_brings_who_why_and_the_question(clinic, visiting, settle):
    card = visiting.referred
    before = card.isVisible()
    clinic.referrals = VisitReferrals(given=[], received=REFERRAL.model_copy(update={"urgency": Priority.EMERGENCY}))

    clinic.stream.changed.emit(frozenset({Topic.REFERRALS}), frozenset())
    QTest.qWait(5)
    settle()

    said = [label.text() for label in card.findChildren(Label)]
    assert (before, card.isVisible()) == (False, True)
    for words in (DOCTOR.name, "Medicine · Mon 23 Nov 2026", "Hoarse for six weeks", "Vocal cord lesion?"):
        assert words in said
    assert card._urgency.text == "Emergency"


def test_sick_leave_takes_a_span_and_prints_no_diagnosis_unasked(clinic, visiting, opened, settle, patient):
    visiting.visit.add_diagnosis(PNEUMONIA)
    clinic.calls.answers(certificates.issue, CERTIFICATE)
    sheet = opened(Key.Key_O, CertificateSheet)

    blocked = sheet.primary.blocked_reason
    sheet.span.button(5).click()
    counted = sheet._count.text()
    sheet.fitness.button(Fitness.NO_SCHOOL).click()
    QTest.keyClick(sheet, Key.Key_Return, CONTROL)
    settle()

    (sent,) = clinic.calls.requests(certificates.issue)
    assert (sent.from_day, sent.to_day, sent.fitness) == (TODAY, TODAY + timedelta(days=4), Fitness.NO_SCHOOL)
    assert (sent.diagnosis, sent.backdated_because) == ("", None)
    assert (blocked, counted) == ("Choose the days", "5 days")
    assert clinic.printing.printed == [(CERTIFICATE, clinic.patients[patient.appointment_id])]


def test_the_diagnosis_is_printed_where_the_patient_agrees(clinic, visiting, opened, settle):
    visiting.visit.add_diagnosis(PNEUMONIA)
    clinic.calls.answers(certificates.issue, CERTIFICATE)
    sheet = opened(Key.Key_O, CertificateSheet)

    sheet.span.button(1).click()
    sheet.agreed.click()
    sheet.primary.click()
    settle()

    (sent,) = clinic.calls.requests(certificates.issue)
    assert sent.diagnosis == PNEUMONIA.title


def test_days_that_cannot_be_are_said_before_anything_is_sent(clinic, opened, settle):
    clinic.calls.answers(certificates.issue, CERTIFICATE)
    sheet = opened(Key.Key_O, CertificateSheet)
    blocked = []

    for first, last in ((0, -1), (0, 90), (-31, 0), (31, 31), (-2, 0)):
        sheet.first.set_day(TODAY + timedelta(days=first))
        sheet.last.set_day(TODAY + timedelta(days=last))
        blocked.append(sheet.primary.blocked_reason)
    asked = sheet.why.isVisible()
    sheet.why.setText("Fell ill on Saturday")
    sheet.primary.click()
    settle()

    assert blocked == [
        "The last day lies before the first.",
        "At most 90 days at once: then the patient is seen again.",
        "It begins more than 30 days ago.",
        "It begins more than 30 days from now.",
        "It begins before today: say why.",
    ]
    assert asked
    (sent,) = clinic.calls.requests(certificates.issue)
    assert sent.backdated_because == "Fell ill on Saturday"


@pytest.fixture
def papers(clinic, visiting, opened, settle):
    """Of the visit in the room, from which a letter and a certificate went out."""
    clinic.referrals = VisitReferrals(given=[REFERRAL, LETTER], received=None)
    clinic.certificates = [CERTIFICATE]
    clinic.stream.changed.emit(frozenset({Topic.CERTIFICATES}), frozenset())
    QTest.qWait(5)
    settle()
    return opened(Key.Key_J, PapersSheet)


def test_a_paper_is_printed_again_with_a_key(clinic, papers, patient):
    titles = [paper.title for paper in papers.rows.model().rows]

    QTest.keyClick(papers, Key.Key_P, CONTROL)
    QTest.keyClick(papers.rows, Key.Key_Down)
    QTest.keyClick(papers, Key.Key_P, CONTROL)

    who = clinic.patients[patient.appointment_id]
    assert titles == ["Referral letter REF-2026-000004", "Sick-leave certificate MC-2026-000012"]
    assert clinic.printing.printed == [(LETTER, who), (CERTIFICATE, who)]
    papers.reject()


def test_a_certificate_is_cancelled_with_a_reason_and_not_printed_any_more(clinic, papers, settle):
    void = CERTIFICATE.model_copy(update={"cancelled": Cancelled(by=DOCTOR.name, at=NOW, reason="Wrong days")})
    clinic.calls.answers(certificates.cancel, void)
    may_void_letter = papers.void.isVisible()
    QTest.keyClick(papers.rows, Key.Key_Down)

    papers.void.click()
    confirm = next(w for w in papers.findChildren(Confirm) if w.isVisible())
    QTest.keyClicks(confirm._reason, "Wrong days")
    confirm.primary.click()
    settle()

    (sent,) = clinic.calls.requests(certificates.cancel)
    assert (sent.certificate_id, sent.reason) == (CERTIFICATE.id, "Wrong days")
    QTest.keyClick(papers.rows, Key.Key_Down)
    assert papers.primary.blocked_reason == "It was cancelled"
    assert (may_void_letter, papers.void.isVisible()) == (False, False)
    papers.reject()


def test_who_only_looks_on_is_offered_no_letter(clinic, visiting, settle):
    clinic.session.me = clinic.session.me.model_copy(update={"employee_id": OTHER_DOCTOR.id})
    entry = clinic.arrives(15, "Rokeya Sultana")
    clinic.let_in(entry)
    visiting.visit.show(entry.appointment_id)
    settle()

    row = visiting.centre.letters
    assert (row.refer.isVisible(), row.certificate.isVisible()) == (False, False)
    press(visiting, Key.Key_R, ALT)
    with pytest.raises(StopIteration):
        sheet_of(ReferSheet)
