from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import make_url
from ulid import ULID

from shared.contracts import appointments, patients, vitals
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.vitals import TooMuchForAge, VitalsNotFound, VitalsWithdrawn
from shared.errors import Forbidden, InvalidRequest
from shared.events import EventType
from shared.ids import VitalsId, new_id
from shared.models.appointments import AppointmentType
from shared.models.patients import Birth, Sex
from shared.permissions import Role
from shared.rules.vitals import Flag, Sign
from tests.server.features.consultations.visits import checked_in, completed, in_room

REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def visit(api, house):
    return checked_in(api, house)


@pytest.fixture
def nurse(api):
    return api(Role.NURSE)


def born(api, house, birth):
    desk = api(Role.RECEPTIONIST)
    patient = desk.send(patients.register(name="Small One", sex=Sex.MALE, birth=Birth(date=birth), confirmed=True))
    return desk.send(
        appointments.book(patient_id=patient.id, doctor_id=house.doctor, type=AppointmentType.NEW, check_in=True)
    )


@pytest.mark.parametrize("who", [Role.NURSE, Role.DOCTOR])
def test_a_nurse_and_a_doctor_record_what_was_measured_together(api, visit, who):
    kept = api(who).send(
        vitals.record(
            appointment_id=visit.id, pulse=104, systolic=158, diastolic=96, temperature_c=Decimal("38.4"), spo2=93
        )
    )

    assert (kept.pulse, kept.systolic, kept.diastolic, kept.temperature_c) == (104, 158, 96, Decimal("38.4"))
    assert kept.flags == {
        Sign.PULSE: Flag.HIGH,
        Sign.SYSTOLIC: Flag.HIGH,
        Sign.DIASTOLIC: Flag.HIGH,
        Sign.TEMPERATURE: Flag.HIGH,
        Sign.SPO2: Flag.LOW,
    }
    assert (kept.weight_kg, kept.bmi, kept.withdrawn) == (None, None, None)


@pytest.mark.parametrize("who", [Role.RECEPTIONIST, Role.CASHIER, Role.PATHOLOGIST, Role.MANAGER])
def test_nobody_else_records_them(api, visit, who):
    with pytest.raises(Forbidden):
        api(who).send(vitals.record(appointment_id=visit.id, pulse=80))


def test_the_body_mass_index_is_computed(nurse, visit):
    kept = nurse.send(vitals.record(appointment_id=visit.id, weight_kg=Decimal(78), height_cm=Decimal("168.5")))

    assert kept.bmi == Decimal("27.5")
    assert kept.flags == {Sign.BMI: Flag.HIGH}


def test_flags_go_by_the_age_at_the_measuring(api, nurse, house):
    infant = born(api, house, date(2026, 2, 1))

    kept = nurse.send(vitals.record(appointment_id=infant.id, pulse=150, respiration=40, weight_kg=Decimal("7.450")))

    assert kept.flags == {}
    assert kept.weight_kg == Decimal("7.450")


def test_no_flag_is_given_where_the_age_is_not_known(api, nurse, house):
    desk = api(Role.RECEPTIONIST)
    unknown = desk.send(patients.register_unknown(sex=Sex.MALE))
    visit = desk.send(appointments.book(patient_id=unknown.id, doctor_id=house.doctor, check_in=True))

    kept = nurse.send(vitals.record(appointment_id=visit.id, pulse=150, spo2=90))

    assert kept.flags == {Sign.SPO2: Flag.CRITICAL_LOW}


@pytest.mark.parametrize(
    "absurd",
    [
        {"pulse": 19},
        {"pulse": 301},
        {"temperature_c": Decimal("98.6")},
        {"temperature_c": Decimal("36.65")},
        {"height_cm": Decimal("1.7")},
        {"weight_kg": Decimal("0.1")},
        {"spo2": 101},
        {"glucose_mg_dl": 6},
        {"pain": 11},
        {"systolic": 120},
        {"systolic": 80, "diastolic": 120},
        {},
    ],
)
def test_what_cannot_be_measured_is_refused(nurse, visit, owner, absurd):
    body = {key: str(value) if isinstance(value, Decimal) else value for key, value in absurd.items()}

    answer = nurse.raw("POST", f"/appointments/{visit.id}/vitals", json=body, headers={"Command-Key": str(ULID())})

    assert answer.status_code == InvalidRequest.status
    assert owner.execute("SELECT count(*) FROM vitals").fetchone() == (0,)


def test_a_forgotten_decimal_point_in_a_childs_weight_is_refused(api, nurse, house):
    infant = born(api, house, date(2026, 2, 1))

    with pytest.raises(TooMuchForAge) as refused:
        nurse.send(vitals.record(appointment_id=infant.id, weight_kg=Decimal(75)))

    assert (refused.value.sign, refused.value.most) == (Sign.WEIGHT, Decimal(20))


def test_only_who_is_here_is_measured(api, nurse, house):
    visit_id = completed(api, house)

    with pytest.raises(AppointmentStateConflict):
        nurse.send(vitals.record(appointment_id=visit_id, pulse=80))


def test_the_timeline_says_that_they_were_measured_and_never_what(nurse, visit):
    kept = nurse.send(vitals.record(appointment_id=visit.id, pulse=80))

    entry = nurse.send(appointments.timeline(appointment_id=visit.id)).items[-1]
    assert (entry.type, entry.description, entry.metadata) == (
        EventType.VITALS_RECORDED,
        "",
        {"vitals_id": str(kept.id)},
    )


def test_a_wrong_set_is_marked_and_stays_readable(nurse, visit, owner):
    wrong = nurse.send(vitals.record(appointment_id=visit.id, weight_kg=Decimal(87)))

    nurse.send(vitals.withdraw(vitals_id=wrong.id, reason="Digits swapped"))
    nurse.send(vitals.record(appointment_id=visit.id, weight_kg=Decimal(78)))

    assert owner.execute("SELECT description FROM appointment_events WHERE type = 'VITALS_WITHDRAWN'").fetchall() == [
        ("",)  # read at every counter
    ]
    right, marked = nurse.send(vitals.of_patient(patient_id=visit.patient.id)).items
    assert (right.weight_kg, right.withdrawn) == (Decimal(78), None)
    assert (marked.weight_kg, marked.withdrawn.reason, marked.withdrawn.by) == (Decimal(87), "Digits swapped", "Nurse")


def test_a_set_is_marked_once(nurse, visit):
    wrong = nurse.send(vitals.record(appointment_id=visit.id, pulse=80))
    nurse.send(vitals.withdraw(vitals_id=wrong.id, reason="Other patient"))

    with pytest.raises(VitalsWithdrawn):
        nurse.send(vitals.withdraw(vitals_id=wrong.id, reason="Once more"))
    with pytest.raises(VitalsNotFound):
        nurse.send(vitals.withdraw(vitals_id=VitalsId(new_id()), reason="Nothing there"))


def test_the_newest_set_comes_first_and_there_may_be_more(nurse, visit, clock):
    for pulse in (80, 90, 100):
        nurse.send(vitals.record(appointment_id=visit.id, pulse=pulse))
        clock.advance(timedelta(minutes=1))

    page = nurse.send(vitals.of_patient(patient_id=visit.patient.id, limit=2))

    assert ([each.pulse for each in page.items], page.more) == ([100, 90], True)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE vitals SET pulse = 70",
        "UPDATE vitals SET measured_at = now()",
        "UPDATE vitals SET patient_id = (SELECT id FROM patients WHERE id <> vitals.patient_id LIMIT 1)",
        "UPDATE vitals SET withdrawn_at = now(), withdrawn_reason = 'x', pulse = 70",
        "DELETE FROM vitals",
        "TRUNCATE vitals",
    ],
)
def test_neither_role_overwrites_them(api, nurse, house, visit, owner, fresh, attempt):
    in_room(api, house, name="Somebody Else")
    nurse.send(vitals.record(appointment_id=visit.id, pulse=80))
    server = make_url(fresh.app_url).set(drivername="postgresql").render_as_string(hide_password=False)

    with psycopg.connect(server, autocommit=True) as role:
        for connection in (owner, role):
            with pytest.raises(REFUSED):
                connection.execute(attempt)

    assert owner.execute("SELECT pulse, withdrawn_at FROM vitals").fetchall() == [(80, None)]


def test_a_mark_is_not_taken_back(nurse, visit, owner):
    wrong = nurse.send(vitals.record(appointment_id=visit.id, pulse=80))
    nurse.send(vitals.withdraw(vitals_id=wrong.id, reason="Other patient"))

    with pytest.raises(REFUSED):
        owner.execute("UPDATE vitals SET withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_reason = NULL")
