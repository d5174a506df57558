from io import BytesIO

import pytest
from PIL import Image

from shared.contracts import patients
from shared.contracts.patients import NotAPhoto, PatientNotFound, PhotoNotFound
from shared.errors import InvalidRequest
from shared.ids import PatientId, new_id
from shared.models.patients import SetPhoto
from tests.server.features.patients.people import registered


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def patient(desk):
    return registered(desk, "Asha Rahman")


def face(colour="brown", size=(480, 640), kind="JPEG"):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def test_a_photo_is_seen_by_whoever_sees_the_card(desk, patient, api):
    card = desk.send(patients.set_photo(patient_id=patient.id, image=face()))

    photo = api("cashier").send(patients.photo(patient_id=patient.id))

    assert (photo.id, photo.image) == (card.photo, face())
    assert patient.photo is None


def test_it_rests_encrypted(desk, patient, owner):
    desk.send(patients.set_photo(patient_id=patient.id, image=face()))

    (kept,) = owner.execute("SELECT image FROM patient_photos").fetchone()
    assert b"JFIF" not in kept
    assert face()[200:260] not in kept


def test_a_newer_photo_takes_its_place_and_the_old_one_is_kept(desk, patient, owner):
    first = desk.send(patients.set_photo(patient_id=patient.id, image=face()))

    second = desk.send(patients.set_photo(patient_id=patient.id, image=face("white")))

    assert desk.send(patients.photo(patient_id=patient.id)).image == face("white")
    assert first.photo != second.photo
    assert owner.execute("SELECT count(*), count(replaced_at) FROM patient_photos").fetchone() == (2, 1)


def test_a_removed_photo_is_shown_no_more(desk, patient):
    desk.send(patients.set_photo(patient_id=patient.id, image=face()))

    card = desk.send(patients.remove_photo(patient_id=patient.id))

    assert card.photo is None
    with pytest.raises(PhotoNotFound):
        desk.send(patients.photo(patient_id=patient.id))


@pytest.mark.parametrize(
    "image",
    [b"", b"\xff\xd8\xff", b"MZ a program", face(kind="PNG"), face(size=(641, 20)), face()[:400]],
    ids=["empty", "only its first bytes", "a program", "a PNG", "too wide", "cut off"],
)
def test_what_is_no_small_jpeg_is_refused_and_changes_nothing(desk, patient, image):
    desk.send(patients.set_photo(patient_id=patient.id, image=face()))

    with pytest.raises(NotAPhoto):
        desk.send(patients.set_photo(patient_id=patient.id, image=image))

    assert desk.send(patients.photo(patient_id=patient.id)).image == face()


def test_more_than_two_hundred_kilobytes_are_refused(desk, patient):
    too_long = SetPhoto(patient_id=patient.id, image=b"").model_copy(update={"image": face() + bytes(200_000)})

    with pytest.raises(InvalidRequest):
        desk.send(patients.set_photo.bind(too_long))


def test_nobody_has_no_photo(desk):
    with pytest.raises(PatientNotFound):
        desk.send(patients.set_photo(patient_id=PatientId(new_id()), image=face()))
    with pytest.raises(PhotoNotFound):
        desk.send(patients.photo(patient_id=PatientId(new_id())))
