"""The sheets about a record: edit, photo, allergies, merge, undo, put away."""

import stat
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.core.camera import Camera
from client.core.pictures import NotAPicture, small_jpeg
from client.viewmodels.patient.photo import PatientPhoto, PhotoDesk
from client.views.patient.record_tools import RecordTools
from client.widgets.dialog import Confirm
from client.widgets.theme import theme
from shared.ages import AgeUnit, Precision
from shared.contracts import access, merges, patients, payers
from shared.errors import StaleVersion
from shared.ids import AppointmentId, ApprovalId, MergeId, PatientId
from shared.models.access import Approval
from shared.models.common import Page
from shared.models.merges import Merge, MergeAct, merge_subject
from shared.models.patients import Birth, NextOfKin, PatientSummary, Photo, TypedAge
from shared.permissions import Permission
from tests.client.cashier.bills import NOON
from tests.client.cashier.conftest import KnownSession
from tests.client.fakes import FakeCalls
from tests.client.patient.conftest import ClockOfTheVisit
from tests.client.patient.visits import FACE_ID, face, patient
from tests.client.reception import people

Key = Qt.Key
RAHIMA = patient()
TWIN = patient(
    id=PatientId(UUID(int=12)),
    patient_no="260399",
    name="Rahima Khatun",
    registered_at=NOON - timedelta(days=400),
    version=4,
)
APPROVAL = Approval(id=ApprovalId(UUID(int=5)), approved_by="Manager", until=NOON)


def summary(details):
    return PatientSummary(**{name: getattr(details, name) for name in PatientSummary.model_fields})


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(patients.update, lambda ask: patient(name=ask.name, version=ask.version + 1))
    calls.answers(patients.photo, Photo(id=FACE_ID, image=face()))
    calls.answers(patients.search, Page(items=[summary(RAHIMA), summary(TWIN)]))
    calls.answers(patients.get, lambda ask: TWIN if ask.patient_id == TWIN.id else RAHIMA)
    calls.answers(access.approve, APPROVAL)
    calls.answers(payers.choices, people.CHOICES)
    return calls


@pytest.fixture
def tools(calls, qtbot):
    theme()
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitExposed(page):
        page.show()
    yield RecordTools(calls, KnownSession("receptionist"), ClockOfTheVisit(), page)
    page.close()


@pytest.fixture
def active(qtbot):
    """In front, so that its keys work."""

    def bring(sheet):
        sheet.activateWindow()
        qtbot.waitUntil(sheet.isActiveWindow)
        return sheet

    return bring


def closing(sheet):
    """Filled when the sheet has closed, which destroys it."""
    closed: list[bool] = []
    sheet.finished.connect(lambda: closed.append(True))
    return closed


def type_over(editor, text):
    editor.selectAll()
    QTest.keyClicks(editor, text)


class TestEditing:
    def test_only_what_was_typed_changes_and_the_birth_is_left_alone(self, tools, calls, answered, active):
        sheet = active(tools.edit(RAHIMA))
        closed = closing(sheet)
        type_over(sheet.fields.kin_relation, "husband")
        QTest.keyClick(sheet, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        answered(lambda: closed)

        (sent,) = calls.requests(patients.update)
        assert (sent.name, sent.next_of_kin) == ("Rahima Begum", NextOfKin(name="Abdul Karim", relation="husband"))
        assert (sent.birth, sent.age, sent.version) == (None, None, 1)

    def test_an_age_that_was_said_is_shown_as_it_was_said_and_sent_when_it_is_another(self, tools, calls, answered):
        guessed = patient(birth=Birth(date=date(1985, 6, 1), precision=Precision.YEAR))
        sheet = tools.edit(guessed)
        closed = closing(sheet)
        shown = sheet.fields.age.text()
        type_over(sheet.fields.age, "8m")
        sheet.primary.click()
        answered(lambda: closed)

        assert shown == "41"
        assert calls.requests(patients.update)[0].age == TypedAge(amount=8, unit=AgeUnit.MONTHS)

    def test_who_pays_is_shown_and_changed(self, tools, calls, answered):
        sheet = tools.edit(patient(category_id=people.RETIRED.id, payer_id=people.DELTA.id, policy_no="D-1"))
        closed = closing(sheet)
        answered(lambda: sheet.fields.category.currentText() == "Retired")
        QTest.keyClick(sheet.fields.category, Key.Key_Up)
        type_over(sheet.fields.policy_no, "D-4711")
        sheet.primary.click()
        answered(lambda: closed)

        (sent,) = calls.requests(patients.update)
        assert (sent.category_id, sent.payer_id, sent.policy_no) == (people.STAFF.id, people.DELTA.id, "D-4711")

    def test_what_is_not_shown_of_a_closed_record_says_so_and_is_not_typed_over(self, tools, calls, answered):
        hidden = patient(is_closed=True, hides_allergies=True, allergies=[])
        sheet = tools.edit(hidden)
        closed = closing(sheet)

        assert not sheet.fields.notes.isEnabled()
        said = (sheet.fields.notes.placeholderText(), sheet.fields.policy_no.placeholderText())
        assert said == ("Not shown: confidential record", "Not shown: confidential record")
        assert sheet.allergies.list._empty.text() == "Not shown: confidential record"
        assert sheet.banner.accessibleName() == "Allergies not shown: confidential record"
        type_over(sheet.fields.policy_no, "D-4711")
        sheet.primary.click()
        answered(lambda: closed)
        assert calls.requests(patients.update)[0].policy_no == "D-4711"

    def test_who_was_quicker_is_kept_and_so_is_what_was_typed(self, tools, calls, answered):
        theirs = patient(phone="01999-000000", address="Road 9", version=2)
        calls.answers(patients.get, theirs)
        calls.answers(patients.update, StaleVersion(2))
        sheet = tools.edit(RAHIMA)
        closed = closing(sheet)
        type_over(sheet.fields.name, "Rahima Sultana")
        type_over(sheet.fields.address, "Road 7")
        sheet.primary.click()
        answered(lambda: sheet.fields.phone.text() == "01999-000000")

        assert (sheet.fields.name.text(), sheet.fields.address.text()) == ("Rahima Sultana", "Road 7")
        assert "Road 9" in sheet.fields.fields["address"].error.text()
        calls.answers(patients.update, theirs)
        sheet.primary.click()
        answered(lambda: closed)
        sent = calls.requests(patients.update)[-1]
        assert (sent.name, sent.phone, sent.address, sent.version) == (
            "Rahima Sultana",
            "01999-000000",
            "Road 7",
            2,
        )

    def test_a_person_without_a_name_gets_one_or_stays_without(self, tools, calls, answered):
        """The number that stands for the name is no name, and nobody has to delete it."""
        unknown = patient(name=RAHIMA.patient_no)
        for typed, name in (("", RAHIMA.patient_no), ("Rahima Begum", "Rahima Begum")):
            sheet = tools.edit(unknown)
            closed = closing(sheet)
            shown, hint = sheet.fields.name.text(), sheet.fields.name.placeholderText()
            QTest.keyClicks(sheet.fields.name, typed)
            type_over(sheet.fields.address, "found at the station")
            sheet.primary.click()
            answered(lambda closed=closed: closed)

            assert (shown, hint) == ("", "Not known yet")
            assert calls.requests(patients.update)[-1].name == name

    def test_a_name_that_is_known_is_not_taken_away(self, tools, calls):
        sheet = tools.edit(RAHIMA)
        sheet.fields.name.clear()
        sheet.primary.click()

        assert sheet.fields.fields["name"].has_error
        assert calls.requests(patients.update) == []

    def test_escape_leaves_what_was_typed_only_when_pressed_twice(self, tools, calls):
        sheet = tools.edit(RAHIMA)
        closed = closing(sheet)
        type_over(sheet.fields.name, "R")
        QTest.keyClick(sheet, Key.Key_Escape)
        stayed = sheet.isVisible()
        QTest.keyClick(sheet, Key.Key_Escape)

        assert stayed
        assert closed
        assert calls.requests(patients.update) == []

    def test_what_cannot_be_is_said_at_its_field(self, tools, calls):
        sheet = tools.edit(RAHIMA)
        type_over(sheet.fields.died_on, "31/02/2026")
        type_over(sheet.fields.age, "old")
        sheet.primary.click()

        wrong = {name for name, field in sheet.fields.fields.items() if field.has_error}
        assert wrong == {"age", "died_on"}
        assert calls.requests(patients.update) == []

    def test_an_allergy_is_told_and_taken_back_with_keys_and_the_banner_follows(self, tools, calls, answered, active):
        calls.answers(patients.withdraw_allergy, patient(allergies=[]))
        sheet = active(tools.edit(RAHIMA))
        seen = sheet.banner.isVisible()
        QTest.keyClick(sheet, Key.Key_T, Qt.KeyboardModifier.AltModifier)
        (asked,) = sheet.findChildren(Confirm)
        QTest.keyClicks(asked.focusWidget(), "somebody else's")
        asked.primary.click()
        answered(lambda: not sheet.banner.isVisible())

        assert seen
        assert calls.requests(patients.withdraw_allergy)[0].reason == "somebody else's"
        assert sheet.isVisible()


class TestPhotos:
    def test_a_file_is_made_small_and_kept(self, tools, calls, answered, tmp_path):
        (tmp_path / "phone.png").write_bytes(face((4000, 3000), "PNG"))
        calls.answers(patients.set_photo, patient(photo=FACE_ID))
        sheet = tools.edit(RAHIMA)

        sheet.photo._choose(str(tmp_path / "phone.png"))
        answered(lambda: calls.requests(patients.photo))

        (sent,) = calls.requests(patients.set_photo)
        with Image.open(BytesIO(sent.image)) as kept:
            assert (kept.format, kept.size) == ("JPEG", (640, 480))

    def test_a_file_without_a_picture_says_so(self, tools, calls, answered, tmp_path):
        (tmp_path / "letter.jpg").write_bytes(b"Dear doctor")
        sheet = tools.edit(RAHIMA)

        sheet.photo._choose(str(tmp_path / "letter.jpg"))
        answered(sheet.photo.note.isVisible)

        assert calls.requests(patients.set_photo) == []

    def test_the_camera_is_the_systems_own_program(self, tools, calls, answered, active, tmp_path, monkeypatch):
        """A real small program stands for fswebcam: it writes a picture to its last argument."""
        (tmp_path / "face.jpg").write_bytes(face())
        program = tmp_path / "fswebcam"
        program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp "{tmp_path}/face.jpg" "$last"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        calls.answers(patients.set_photo, patient(photo=FACE_ID))
        sheet = active(tools.edit(RAHIMA))

        QTest.keyClick(sheet, Key.Key_C, Qt.KeyboardModifier.AltModifier)
        answered(lambda: calls.requests(patients.set_photo))

        assert calls.requests(patients.set_photo)[0].patient_id == RAHIMA.id

    def test_a_camera_that_gives_nothing_says_so(self, tools, answered, tmp_path, monkeypatch):
        program = tmp_path / "fswebcam"
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        sheet = tools.edit(RAHIMA)

        sheet.photo.camera.click()
        answered(sheet.photo.note.isVisible)

        assert "camera" in sheet.photo.note.text

    def test_without_a_program_the_button_says_why(self, tools, monkeypatch):
        monkeypatch.setenv("PATH", "/nowhere")

        sheet = tools.edit(RAHIMA)

        assert not sheet.photo.camera.isEnabled()
        assert "camera" in sheet.photo.camera.toolTip()

    def test_a_face_is_fetched_once(self, calls, answered, qapp):
        shown = PatientPhoto(calls)
        with_face = patient(photo=FACE_ID)
        shown.show(with_face)
        answered(lambda: shown.state.image)
        shown.show(with_face.model_copy(update={"version": 2}))

        assert len(calls.requests(patients.photo)) == 1

    def test_a_picture_that_claims_to_be_enormous_is_refused(self, tmp_path):
        (tmp_path / "wall.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
        with pytest.raises(NotAPicture):
            small_jpeg(tmp_path / "wall.png")

    def test_no_camera_no_desk(self, calls, qapp, monkeypatch):
        monkeypatch.setenv("PATH", "/nowhere")

        assert not PhotoDesk(calls, Camera()).has_camera


MERGE = Merge(
    id=MergeId(UUID(int=8)),
    kept_id=TWIN.id,
    merged=summary(RAHIMA),
    moved=12,
    done=MergeAct(reason="the same person", at=NOON, asked_by="Salma", approved_by="Manager"),
)


def agree(sheet, answered, calls):
    """The second person types at this desk."""
    (second,) = [each for each in sheet.findChildren(QWidget) if type(each).__name__ == "SecondPersonSheet"]
    QTest.keyClicks(second.user_name, "manager")
    QTest.keyClicks(second.password, "demo-password-1")
    second.primary.click()


class TestMerging:
    @pytest.fixture
    def sheet(self, tools, answered, active):
        sheet = active(tools.merge(RAHIMA))
        QTest.keyClicks(sheet.box, "rahima")
        answered(lambda: len(sheet._view_model.state.hits) == 1)
        QTest.keyClick(sheet.box, Key.Key_Return)
        answered(lambda: sheet._view_model.state.other is not None)
        return sheet

    def test_the_older_record_stays_and_what_differs_is_marked(self, sheet):
        state = sheet._view_model.state

        assert (state.kept, state.merged) == (TWIN, RAHIMA)
        assert sheet.pair.differing == ["Number", "Name", "Registered"]

    def test_a_key_turns_it_round(self, sheet):
        QTest.keyClick(sheet, Key.Key_F6)

        assert sheet._view_model.state.kept == RAHIMA

    def test_it_is_done_with_a_reason_and_a_second_persons_word_about_these_two(self, sheet, tools, calls, answered):
        opened: list[PatientId] = []
        closed = closing(sheet)
        tools.opened.connect(opened.append)
        calls.answers(merges.merge, MERGE)
        blocked = sheet.primary.isEnabled()
        QTest.keyClicks(sheet.reason, "registered twice")
        sheet.primary.click()
        agree(sheet, answered, calls)
        answered(lambda: closed)

        (word,) = calls.requests(access.approve)
        (sent,) = calls.requests(merges.merge)
        assert not blocked
        assert (word.permission, word.subject_id) == (Permission.PATIENTS_MERGE, merge_subject(TWIN.id, RAHIMA.id))
        assert (sent.kept_id, sent.kept_version, sent.merged_id, sent.merged_version) == (TWIN.id, 4, RAHIMA.id, 1)
        assert (sent.approval_id, sent.reason) == (APPROVAL.id, "registered twice")
        assert opened == [TWIN.id]

    def test_two_bookings_with_one_doctor_are_named_and_the_sheet_stays(self, sheet, calls, answered):
        refusal = merges.BothBooked("Dr. Rahman", NOON.date(), AppointmentId(UUID(int=1)), AppointmentId(UUID(int=2)))
        calls.answers(merges.merge, refusal)
        QTest.keyClicks(sheet.reason, "registered twice")
        sheet.primary.click()
        agree(sheet, answered, calls)
        answered(lambda: sheet._view_model.state.problem is refusal)

        assert "Dr. Rahman" in sheet._error.text
        assert sheet.isVisible()

    def test_a_merge_is_undone_with_a_second_persons_word_about_it(self, tools, calls, answered):
        calls.answers(merges.of_patient, Page(items=[MERGE]))
        calls.answers(merges.undo, MERGE)
        sheet = tools.undo_merge(TWIN)
        closed = closing(sheet)
        answered(lambda: sheet._view_model.state.merges)
        QTest.keyClicks(sheet.reason, "two people")
        sheet.primary.click()
        agree(sheet, answered, calls)
        answered(lambda: closed)

        assert calls.requests(access.approve)[0].subject_id == MERGE.id
        assert calls.requests(merges.undo)[0].reason == "two people"
