"""A patient goes the whole way while a display listens: nothing of who they are is in what it hears."""

import re

import pytest

from shared.ages import AgeUnit
from shared.contracts import appointments, patients, queue
from shared.models.appointments import Priority
from shared.models.patients import Severity, Sex, TypedAge
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.support.stream import Screens, eventually

NAME, LOCAL, PHONE = "Zubaida Qureshi-Xanthe", "জুবাইদা কুরেশি", "01711-402317"


@pytest.fixture
def screens(client):
    screens = Screens(client)
    yield screens
    screens.close_all()


def test_a_display_hears_numbers_and_never_who_they_are(screens, api, house):
    desk, doctor, display = api("nurse"), api("doctor"), house.workstations[WorkstationKind.DISPLAY]
    stream = screens.open(api(Role.DISPLAY), f"board:{display}")

    def shows(state):
        eventually(lambda: stream.of("board") and state(stream.of("board")[-1]))

    def tile(board):
        return next(room for room in board["rooms"] if room["doctor"] == "Dr doctor")

    card = desk.send(
        patients.register(
            name=NAME,
            name_local=LOCAL,
            sex=Sex.FEMALE,
            age=TypedAge(amount=30, unit=AgeUnit.YEARS),
            phone=PHONE,
            email="zubaida@example.org",
            address="7 Xanthe Lane",
        )
    )
    desk.send(patients.record_allergy(patient_id=card.id, substance="Penicillin", severity=Severity.SEVERE))
    visit = desk.send(
        appointments.book(
            patient_id=card.id,
            doctor_id=house.doctor,
            priority=Priority.PRIORITY,
            priority_reason=f"{NAME} fell",
        )
    )
    checked_in = desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))
    shows(lambda board: tile(board)["next"] == [checked_in.token])
    called = doctor.send(queue.call_next(doctor_id=house.doctor))
    shows(lambda board: tile(board)["calling"])
    called = doctor.send(queue.recall(appointment_id=called.appointment_id, version=called.version))
    shows(lambda board: board["last_calls"][0]["calls"] == 2)
    held = doctor.send(
        queue.skip(appointment_id=called.appointment_id, version=called.version, reason=f"{NAME} is not there")
    )
    shows(lambda board: tile(board)["now_serving"] is None)
    back = doctor.send(queue.return_to_queue(appointment_id=held.appointment_id, version=held.version))
    called = doctor.send(queue.call(appointment_id=back.appointment_id, version=back.version))
    doctor.send(queue.enter(appointment_id=called.appointment_id, version=called.version))
    shows(lambda board: tile(board)["now_serving"] and not tile(board)["calling"])

    heard = stream.raw.decode()
    assert checked_in.token is not None
    assert checked_in.token in heard
    own_words = re.split(r"[\s-]+", f"{NAME} {LOCAL} {PHONE} zubaida@example.org Lane Penicillin")
    secret = [*own_words, PHONE.replace("-", ""), card.patient_no, str(card.id), str(visit.id)]
    assert [word for word in secret if word.lower() in heard.lower()] == []
    assert LOCAL.encode("unicode_escape").decode() not in heard
