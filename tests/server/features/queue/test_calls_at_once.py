from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from shared.contracts import queue
from shared.contracts.queue import DoctorBusy, NobodyWaiting
from tests.server.features.appointments.visits import waiting


def together(*acts):
    """What each act answers, or the refusal it met, all begun at one moment."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except (DoctorBusy, NobodyWaiting) as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_two_screens_of_one_doctor_call_one_patient(api, house):
    desk, doctor = api("receptionist"), api("doctor")
    for name in ("Asha Rahman", "Badal Khan"):
        waiting(desk, house.doctor, name)

    def call_next():
        return doctor.send(queue.call_next(doctor_id=house.doctor))

    answers = together(*[call_next] * 4)

    (called,) = [a for a in answers if not isinstance(a, DoctorBusy)]
    assert called.name == "Asha Rahman"
    assert {a.appointment_id for a in answers} == {called.appointment_id}


def test_two_rooms_calling_at_once_never_get_one_patient(api, house):
    desk = api("receptionist")
    doctors = {who: api(who) for who in ("doctor", "doctor_b")}
    names = {who: [f"{who} {number}" for number in range(4)] for who in doctors}
    for who, patients in names.items():
        for name in patients:
            waiting(desk, house.employees[who], name)

    def call_and_hold(who):
        entry = doctors[who].send(queue.call_next(doctor_id=house.employees[who]))
        doctors[who].send(queue.skip(appointment_id=entry.appointment_id, version=entry.version))
        return who, entry.name

    seen = []
    for _ in range(4):
        seen += together(lambda: call_and_hold("doctor"), lambda: call_and_hold("doctor_b"))

    assert sorted(seen) == sorted((who, name) for who, patients in names.items() for name in patients)
