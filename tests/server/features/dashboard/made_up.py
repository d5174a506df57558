"""A day at random: its visits, and some of their tests."""

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from server.features.appointments.tables import Appointment
from server.features.lab.tables import ResultVersionRow, SampleRow, TestOrderRow
from shared.ids import AppointmentId, ResultVersionId, SampleId, TestOrderId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.lab import TestOrderStatus, Urgency
from shared.models.lab_results import VersionCause
from shared.models.patients import Sex
from tests.support.server import NOON

DHAKA = ZoneInfo("Asia/Dhaka")
TODAY = NOON.astimezone(DHAKA).date()
DOCTORS = ("doctor", "doctor_b", "doctor_c")
S, T = AppointmentStatus, AppointmentType


def made_up(house, patients, chance):
    """Of every kind and state, some of yesterday; what one knows of them beforehand."""
    busy = set()
    for number, patient in enumerate(patients):
        status = chance.choice([*S, S.COMPLETED, S.COMPLETED, S.COMPLETED, S.WAITING])
        doctor = house.employees[chance.choice(DOCTORS)]
        if status in (S.CALLED, S.IN_CONSULTATION) and doctor in busy:
            status = S.WAITING
        if status in (S.CALLED, S.IN_CONSULTATION):
            busy.add(doctor)
        kind = chance.choice([T.NEW, T.NEW, T.FOLLOWUP, T.LABORATORY])
        if kind is T.LABORATORY:
            status = S.COMPLETED
        came = NOON - timedelta(minutes=chance.randint(1, 300), seconds=chance.randint(0, 59))
        entered = came + timedelta(seconds=chance.randint(0, 5400))
        arrived = status not in (S.SCHEDULED, S.CANCELLED) or chance.random() < 0.1
        once = number % 3 == 0 and status is S.NO_SHOW  # seen, and not back from the laboratory when the day ended
        seen = (once or status in (S.IN_CONSULTATION, S.COMPLETED, S.ON_HOLD)) and kind is not T.LABORATORY
        yield Appointment(
            id=AppointmentId(new_id()),
            patient_id=patient,
            doctor_id=doctor,
            assigned_by=house.doctor,
            appointment_date=TODAY - timedelta(days=number % 5 == 0 and status not in (S.CALLED, S.IN_CONSULTATION)),
            appointment_type=kind,
            status=status,
            booked_at=came,
            checked_in_at=came if arrived else None,
            waiting_since=came if arrived else None,
            entered_at=entered if seen else None,
            room_seconds=chance.randint(30, 2400) if seen else 0,
        )


class Chosen(Random):
    """Whoever is asked for: the first doctor, who waits, and is new."""

    def choice(self, of):
        return S.WAITING if S.WAITING in of else of[0]


def with_tests(house, session, visits, chance, number=24):
    """Some of the visits, each step of the work so many minutes after the one before."""
    for visit in chance.sample(visits, number):
        steps = [timedelta(seconds=chance.randint(0, 7200)) for _ in range(4)]
        ordered = NOON - timedelta(hours=chance.choice((2, 3, 30)))
        collected, received = ordered + steps[0], ordered + steps[0] + steps[1]
        reviewed = received + steps[2]
        who = house.employees["pathologist"]
        sample = SampleRow(
            id=SampleId(new_id()),
            appointment_id=visit.id,
            patient_id=visit.patient_id,
            set_number=f"26{new_id().int % 10**8:08d}",
            tube_sign="A",
            specimen="Blood",
            tube="lavender",
            prepared_by=who,
            prepared_at=ordered,
            collected_by=who,
            collected_at=collected,
            received_by=who,
            received_at=received,
        )
        session.add(sample)
        session.flush()
        order = TestOrderRow(
            id=TestOrderId(new_id()),
            appointment_id=visit.id,
            patient_id=visit.patient_id,
            test_type_id=house.tests["CBC"],
            urgency=Urgency.ROUTINE,
            status=TestOrderStatus.RELEASED,
            ordered_by=visit.doctor_id,
            ordered_at=ordered,
            due_at=ordered + timedelta(hours=2),
            sample_id=sample.id,
            results=1,
            released=1,
        )
        session.add(order)
        session.flush()
        version = ResultVersionRow(
            id=ResultVersionId(new_id()),
            test_order_id=order.id,
            sample_id=sample.id,
            number=1,
            cause=VersionCause.FIRST,
            collected_at=collected,
            sex=Sex.FEMALE,
            opened_by=who,
            opened_at=received,
        )
        session.add(version)
        session.flush()
        version.reviewed_by, version.reviewed_at = who, reviewed
        session.flush()
        version.released_by, version.released_at = who, reviewed + steps[3]
        if ordered > NOON - timedelta(hours=9):
            yield visit.doctor_id, order.id, steps
