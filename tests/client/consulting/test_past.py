"""The patient's column and the sheets it opens."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.consulting.past_note_sheet import PastNoteSheet
from client.views.consulting.problem_sheet import ProblemSheet
from client.views.vitals.sheet import VitalsSheet
from client.widgets.basics import Label
from shared.contracts import consultations, vitals
from shared.errors import Unreachable
from shared.ids import AmendmentId, EmployeeId, ProblemId
from shared.models.common import Nothing
from shared.models.consultations import ActiveMedicine, Amendment, Background, Note, Problem
from shared.models.prescriptions import DoseForm
from shared.permissions import Role
from shared.rules.dosing import Frequency
from shared.topics import Topic
from tests.client.consulting.clinic import Clinic
from tests.client.consulting.examples import DOCTOR, HYPERTENSION, NOW, PNEUMONIA
from tests.client.consulting.hands import press, sheet_of
from tests.client.consulting.reports import HAEMOGLOBIN, POTASSIUM
from tests.client.spoken import silent
from tests.client.vitals.sets import EARLIER, ILL

Key = Qt.Key
PRESSURE = Problem(
    id=ProblemId(UUID(int=1)),
    code="I10",
    title="Essential (primary) hypertension",
    since=NOW - timedelta(days=400),
    recorded_by=DOCTOR.name,
)
AMLODIPINE = ActiveMedicine(
    medicine="Amlodipine",
    strength="5 mg",
    form=DoseForm.TABLET,
    dose=Decimal(1),
    frequency=Frequency.OD,
    since=NOW - timedelta(days=10),
    until=NOW.date() + timedelta(days=20),
)


def words(widget):
    return [label.text() for label in widget.findChildren(Label) if label.isVisibleTo(widget) and label.text()]


@pytest.fixture
def known(clinic):
    """A patient with a past."""
    clinic.background = Background(
        visits=clinic.background.visits,
        vitals=[ILL, *EARLIER],
        medicines=[AMLODIPINE],
        problems=[PRESSURE],
        results=[POTASSIUM, HAEMOGLOBIN],
    )
    return clinic.background


@pytest.fixture
def alt(settle):
    def run(page, key):
        press(page, key, Qt.KeyboardModifier.AltModifier)
        settle()

    return run


def test_the_past_stands_beside_the_note(known, visiting):
    past = visiting.past

    assert "BP 158/96" in words(past.trends)
    assert "78 kg, +1" in words(past.trends)
    assert [len(line.values) for line in past.trends.pressure._lines] == [5, 5]
    assert words(past.problems) == ["Problems", "I10", "Essential (primary) hypertension"]
    assert {"Amlodipine", "once a day", "5 mg tablet · until Sun 13 Dec 2026"} <= set(words(past.medicines))
    assert "Essential (primary) hypertension" in words(past.visits)


@pytest.fixture
def called(clinic, page, settle):
    """Called, and on the way from the waiting hall."""
    entry = clinic.arrives(14, "Abdul Karim")
    clinic.push()
    press(page, Key.Key_F8)
    settle()
    return entry


def test_the_past_of_who_was_called_is_read_on_the_way_and_there_when_they_sit_down(
    known, clinic, page, called, settle
):
    ahead = len(clinic.calls.requests(consultations.background))
    shown_early = words(page.past.problems)
    press(page, Key.Key_F9)
    settle()

    assert (ahead, len(clinic.calls.requests(consultations.background))) == (1, 1)
    assert "I10" not in shown_early
    assert "I10" in words(page.past.problems)


def test_what_the_nurse_measures_on_the_way_is_seen_in_the_room(known, clinic, page, called, settle):
    clinic.background = known.model_copy(update={"vitals": list(EARLIER)})
    clinic.stream.changed.emit(frozenset({Topic.VITALS}), frozenset())
    settle()
    press(page, Key.Key_F9)
    settle()

    assert page.past.known.vitals == list(EARLIER)


def test_what_could_not_be_read_on_the_way_is_asked_for_in_the_room(known, clinic, page, settle):
    clinic.calls.answers(consultations.background, Unreachable())
    clinic.arrives(14, "Abdul Karim")
    clinic.push()
    press(page, Key.Key_F8)
    settle()
    clinic.calls.answers(consultations.background, known)
    press(page, Key.Key_F9)
    settle()

    assert "I10" in words(page.past.problems)


def test_the_newest_vitals_stand_under_the_name_and_say_what_is_unusual(known, visiting):
    spoken = visiting.centre.vitals.accessibleName()

    assert "BP mmHg 158/96 ▲ High" in spoken
    assert "SpO₂ % 91 ▼ Very low" in spoken
    assert "Temp °C 38.4 ▲ Fever" in spoken


def test_an_older_set_says_of_which_day_it_is(clinic, page, patient, settle):
    clinic.background = clinic.background.model_copy(update={"vitals": [EARLIER[0]]})

    clinic.push()
    settle()

    assert page.centre.vitals._when.text() == "Wed 14 Oct 2026"


def test_vitals_are_recorded_in_the_room_by_keyboard(clinic, visiting, patient, settle, alt):
    clinic.calls.answers(vitals.record, ILL)

    alt(visiting, Key.Key_V)
    sheet = sheet_of(VitalsSheet)
    QTest.keyClicks(sheet.focusWidget(), "158/96")
    QTest.keyClick(sheet.focusWidget(), Key.Key_Tab)
    QTest.keyClicks(sheet.focusWidget(), "104")
    QTest.keyClick(sheet.focusWidget(), Key.Key_Return)
    clinic.background = clinic.background.model_copy(update={"vitals": [ILL]})
    settle()

    (sent,) = clinic.calls.requests(vitals.record)
    assert (sent.appointment_id, sent.systolic, sent.diastolic, sent.pulse) == (patient.appointment_id, 158, 96, 104)
    assert visiting.centre.vitals._shown == ILL


def test_what_the_nurse_measures_is_seen_when_it_is_recorded(clinic, visiting, known, settle, qtbot):
    clinic.background = known.model_copy(update={"vitals": list(EARLIER)})

    clinic.stream.changed.emit(frozenset({Topic.VITALS}), frozenset())
    qtbot.waitUntil(lambda: bool(clinic.calls._waiting))
    settle()

    assert visiting.centre.vitals._shown == EARLIER[0]
    assert [asked.again for asked in clinic.calls.requests(consultations.background)] == [False, True]


def test_todays_diagnosis_goes_onto_the_problem_list_with_one_click(clinic, visiting, settle, alt):
    clinic.calls.answers(consultations.add_problem, PRESSURE)
    visiting.visit.add_diagnosis(HYPERTENSION)

    alt(visiting, Key.Key_I)
    sheet = sheet_of(ProblemSheet)
    sheet.todays[0].click()
    clinic.background = clinic.background.model_copy(update={"problems": [PRESSURE]})
    settle()

    assert [asked.code for asked in clinic.calls.requests(consultations.add_problem)] == ["I10"]
    assert "I10" in words(visiting.past.problems)


def test_any_diagnosis_is_found_for_the_problem_list(clinic, visiting, find, settle, alt):
    clinic.calls.answers(consultations.add_problem, PRESSURE)

    alt(visiting, Key.Key_I)
    sheet = sheet_of(ProblemSheet)
    blocked = sheet.primary.blocked_reason
    find(sheet.search, "pneumonia")
    sheet.primary.click()
    settle()

    assert blocked == "Choose a diagnosis"
    assert [asked.code for asked in clinic.calls.requests(consultations.add_problem)] == [PNEUMONIA.code]


def test_a_resolved_problem_leaves_the_list(clinic, known, visiting, settle):
    clinic.calls.answers(consultations.resolve_problem, Nothing())

    visiting.past._past.resolve_problem(PRESSURE.id)
    clinic.background = known.model_copy(update={"problems": []})
    settle()

    assert "None on the list." in words(visiting.past.problems)


def signed(clinic, patient, **changes):
    """Of the visit that is listed as the last one."""
    return clinic._visit(patient.appointment_id).model_copy(
        update={"completed_at": NOW, "note": Note(complaint="Chest pain", plan="ECG"), "diagnoses": []} | changes
    )


@pytest.fixture
def last_note(clinic, visiting, patient, settle, alt):
    """The last visit's note opened over the room; of its doctor unless said otherwise."""

    def run(**changes):
        kept = signed(clinic, patient, **changes)
        clinic.calls.answers(consultations.get, kept)
        alt(visiting, Key.Key_K)
        return sheet_of(PastNoteSheet)

    return run


def test_an_old_note_opens_with_a_key_and_shows_what_was_added(last_note):
    added = Amendment(id=AmendmentId(UUID(int=1)), text="Allergic to nuts", reason="Rang up", by="Dr Who", at=NOW)

    sheet = last_note(amendments=[added])

    shown = words(sheet)
    assert {"Complaint", "Chest pain", "Plan", "ECG", "Allergic to nuts", "Why: Rang up"} <= set(shown)
    assert "History" not in shown
    sheet.reject()


def test_its_own_doctor_adds_to_a_note_and_says_why(clinic, patient, last_note, settle):
    sheet = last_note()
    added = Amendment(id=AmendmentId(UUID(int=1)), text="Allergic to nuts", reason="Rang up", by="Dr Who", at=NOW)
    clinic.calls.answers(consultations.amend, signed(clinic, patient, amendments=[added]))
    blocked = sheet.primary.blocked_reason

    sheet.text.setPlainText("Allergic to nuts")
    sheet.reason.setText("Rang up")
    sheet.primary.click()
    settle()

    (sent,) = clinic.calls.requests(consultations.amend)
    assert (sent.text, sent.reason) == ("Allergic to nuts", "Rang up")
    assert blocked == "Write what is added, and why"
    assert "Why: Rang up" in words(sheet)
    assert (sheet.text.value(), sheet.reason.value()) == ("", "")
    sheet.reject()


def test_another_doctors_note_is_read_only(last_note):
    sheet = last_note(doctor_id=EmployeeId(UUID(int=99)))

    assert not sheet.primary.isVisible()
    assert not sheet.text.isVisible()
    sheet.reject()


def test_what_could_not_be_added_stays_typed(clinic, last_note, settle):
    sheet = last_note()
    clinic.calls.answers(consultations.amend, Unreachable())

    sheet.text.setPlainText("Allergic to nuts")
    sheet.reason.setText("Rang up")
    sheet.primary.click()
    settle()

    assert sheet.text.value() == "Allergic to nuts"
    assert sheet._error.isVisible()
    sheet.reject()


def test_the_past_that_could_not_be_read_says_so(clinic, page, patient, settle):
    clinic.calls.answers(consultations.background, Unreachable())

    clinic.push()
    settle()

    assert "Earlier visits could not be read. They appear when the server is back." in words(page.past.visits)


def test_every_stop_of_the_patients_column_says_what_it_is(known, visiting):
    assert silent(visiting) == []


def test_a_nurse_is_not_offered_the_problem_list(qapp):
    clinic = Clinic(Role.NURSE)

    assert not clinic.session.can(consultations.add_problem)
    assert clinic.session.can(vitals.record)
