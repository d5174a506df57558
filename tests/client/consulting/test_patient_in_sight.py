"""Who is in the room: the face, and the way to the whole chart."""

from PySide6.QtCore import Qt

from shared.contracts import patients
from shared.models.patients import Photo
from tests.client.consulting.hands import press
from tests.client.patient import visits

Key = Qt.Key


def test_the_face_of_the_patient_in_the_room_is_seen(clinic, page, patient, settle):
    with_photo = clinic.patients[patient.appointment_id].model_copy(update={"photo": visits.FACE_ID})
    clinic.patients[patient.appointment_id] = with_photo
    clinic.calls.answers(patients.photo, Photo(id=visits.FACE_ID, image=visits.face()))

    clinic.push()
    settle()

    assert visits.shows_face(page.centre.strip)


def test_one_key_opens_the_whole_chart_at_this_visit(visiting, patient, qtbot):
    with qtbot.waitSignal(visiting.timeline_opened) as opened:
        press(visiting, Key.Key_D, Qt.KeyboardModifier.AltModifier)

    assert opened.args == [patient.appointment_id]
