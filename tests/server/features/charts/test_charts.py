"""A patient's chart: all of it at a glance, no more than the reader may see, and quick however long the history."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import appointments, billing, charts, consultations, lab, prescriptions
from shared.contracts.patients import PatientNotFound
from shared.errors import Forbidden
from shared.events import EventType
from shared.ids import PatientId, new_id
from shared.models.charts import ChartPart
from shared.models.consultations import NewDiagnosis
from shared.models.prescriptions import NewPrescriptionItem
from shared.permissions import Role, held_by
from shared.rules.dosing import Frequency
from shared.rules.work import Work
from tests.server.features.charts.histories import came_before
from tests.server.features.consultations.visits import in_room
from tests.support.plans import listening

LISTS: dict[Any, str] = {
    charts.timeline: "ix_appointments_history(.|\\n)*appointment_events_.*appointment_id_id_idx",
    charts.visits: "ix_appointments_history",
    charts.prescriptions: "ix_prescriptions_patient_id",
    charts.tests: "ix_test_orders_patient_id",
    charts.bills: "ix_bills_patient",
}


def paracetamol(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=5
    )


@pytest.fixture
def visit(api, house):
    """A patient whose visit left something of everything."""
    doctor, visit_id = api(Role.DOCTOR), in_room(api, house)
    doctor.send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[NewDiagnosis(code="J18.9")]))
    doctor.send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol(house)]))
    doctor.send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    return api(Role.RECEPTIONIST).send(appointments.get(appointment_id=visit_id))


def test_a_doctor_sees_the_whole_at_a_glance(api, visit):
    chart = api(Role.DOCTOR).send(charts.open_chart(patient_id=visit.patient.id))

    assert chart.patient.name == "Amina Begum"
    assert chart.counts == {
        ChartPart.VISITS: 1,
        ChartPart.TESTS: 2,
        ChartPart.PRESCRIPTIONS: 1,
        ChartPart.DOCUMENTS: 0,
    }
    (row,) = chart.visits.items
    assert [diagnosis.code for diagnosis in row.diagnoses] == ["J18.9"]
    assert (row.medicines, row.tests, row.bill) == (1, 2, None)
    assert chart.timeline.items[0].type is EventType.TESTS_ORDERED
    assert chart.timeline.items[-1].type is EventType.APPOINTMENT_REGISTERED
    assert chart.events[EventType.PRESCRIPTION_GIVEN] == 1
    assert chart.owed is None


def test_reception_sees_bills_and_what_is_owed_and_nothing_clinical(api, visit):
    chart = api(Role.RECEPTIONIST).send(charts.open_chart(patient_id=visit.patient.id))

    assert chart.counts == {ChartPart.VISITS: 1, ChartPart.BILLS: 1, ChartPart.DOCUMENTS: 0}
    assert (str(chart.owed.amount), chart.owed.currency) == ("1050.00", "BDT")
    (row,) = chart.visits.items
    assert (row.diagnoses, row.medicines, row.tests) == ([], None, None)
    assert row.bill.due == chart.owed.amount


def test_a_part_is_counted_exactly_where_it_may_be_read(api, visit):
    for role in (Role.NURSE, Role.LAB_TECHNICIAN, Role.CASHIER, Role.PHARMACIST, Role.MANAGER):
        chart = api(role).send(charts.open_chart(patient_id=visit.patient.id))

        for part, call in (
            (ChartPart.VISITS, charts.visits),
            (ChartPart.TESTS, charts.tests),
            (ChartPart.PRESCRIPTIONS, charts.prescriptions),
            (ChartPart.BILLS, charts.bills),
        ):
            assert (part in chart.counts) == (call.allow in held_by(role)), (role, part)


def test_an_administrator_opens_nobodys_chart(api, visit):
    with pytest.raises(Forbidden):
        api(Role.ADMINISTRATOR).send(charts.open_chart(patient_id=visit.patient.id))


def test_nobodys_chart_is_not_found_and_not_logged(api, house, owner):
    with pytest.raises(PatientNotFound):
        api(Role.DOCTOR).send(charts.open_chart(patient_id=PatientId(new_id())))

    assert owner.execute("SELECT count(*) FROM access_log").fetchone() == (0,)


def test_each_part_lists_what_was_done(api, visit):
    doctor, desk, patient = api(Role.DOCTOR), api(Role.RECEPTIONIST), visit.patient.id

    tests = doctor.send(charts.tests(patient_id=patient)).items
    (prescription,) = doctor.send(charts.prescriptions(patient_id=patient)).items
    (bill,) = desk.send(charts.bills(patient_id=patient)).items

    assert [test.name for test in tests] == ["C-reactive protein", "Complete blood count"]
    assert [item.medicine for item in prescription.items] == ["Paracetamol"]
    assert (str(bill.total), bill.doctor, bill.appointment_id) == ("1050.00", "Dr doctor", visit.id)


def test_an_amended_prescription_stands_for_the_earlier_one(api, house, visit):
    doctor = api(Role.DOCTOR)
    twice = paracetamol(house).model_copy(update={"days": 3})

    doctor.send(prescriptions.prescribe(appointment_id=visit.id, items=[twice]))
    chart = doctor.send(charts.open_chart(patient_id=visit.patient.id))
    (standing,) = doctor.send(charts.prescriptions(patient_id=visit.patient.id)).items

    assert (standing.version, standing.items[0].days) == (2, 3)
    assert chart.counts[ChartPart.PRESCRIPTIONS] == 1
    assert chart.visits.items[0].medicines == 1


def test_amounts_are_not_told_to_whoever_may_not_see_bills(api, visit):
    draft = api(Role.RECEPTIONIST).send(billing.of_appointment(appointment_id=visit.id))
    api(Role.RECEPTIONIST).send(billing.issue(bill_id=draft.id, version=draft.version))
    asked = charts.timeline(patient_id=visit.patient.id, work=Work.MONEY)

    (to_doctor,) = api(Role.DOCTOR).send(asked).items
    (to_desk,) = api(Role.RECEPTIONIST).send(asked).items

    assert (to_doctor.metadata, to_doctor.description) == ({}, "")
    assert to_desk.metadata["amount"] == "1,050.00"


def test_the_timeline_goes_over_all_visits_and_page_by_page_misses_nothing(api, owner, visit):
    came_before(owner, visit.id, 30)
    doctor, seen, before, pages = api(Role.DOCTOR), [], None, 0

    while True:
        page = doctor.send(charts.timeline(patient_id=visit.patient.id, before=before, limit=40))
        seen += page.items
        pages += 1
        if not page.more:
            break
        before = page.items[-1].id

    assert pages == 4
    assert len({entry.id for entry in seen}) == len(seen)
    assert len({entry.appointment_id for entry in seen}) == 31
    assert [entry.id for entry in seen] == sorted((entry.id for entry in seen), reverse=True)


def test_the_timeline_of_one_visit_holds_nothing_of_another(api, owner, visit):
    came_before(owner, visit.id, 3)

    chart = api(Role.DOCTOR).send(charts.open_chart(patient_id=visit.patient.id, appointment_id=visit.id))

    assert {entry.appointment_id for entry in chart.timeline.items} == {visit.id}
    assert chart.counts[ChartPart.VISITS] == 4


def test_long_lists_come_page_by_page_and_miss_nothing(api, owner, visit):
    came_before(owner, visit.id, 120)

    for call in LISTS.keys() - {charts.timeline}:
        reader = api(Role.RECEPTIONIST if call is charts.bills else Role.DOCTOR)
        key = "appointment_id" if call is charts.visits else "id"
        seen: list[UUID] = []
        while (page := reader.send(call(patient_id=visit.patient.id, before=seen[-1] if seen else None))).more:
            seen += [getattr(row, key) for row in page.items]
        seen += [getattr(row, key) for row in page.items]

        assert len(seen) == len(set(seen)) == 120 + (2 if call is charts.tests else 1), call


def test_two_hundred_visits_open_with_as_many_statements_as_one(api, owner, visit, database):
    nurse = api(Role.NURSE)
    asked = charts.open_chart(patient_id=visit.patient.id)
    nurse.send(asked)
    with listening(database) as of_one:
        nurse.send(asked)
    came_before(owner, visit.id, 200)

    with listening(database) as of_many:
        chart = nurse.send(asked)

    assert chart.counts[ChartPart.VISITS] == 201
    assert (len(chart.visits.items), len(chart.timeline.items)) == (50, 50)
    assert len(of_many) == len(of_one) <= 14


def test_every_list_walks_the_patients_own_index(api, house, owner, visit, database):
    came_before(owner, visit.id, 20)
    crowd = in_room(api, house, name="Everybody Else", doctor="doctor_b")
    api("doctor_b").send(prescriptions.prescribe(appointment_id=crowd, items=[paracetamol(house)]))
    came_before(owner, crowd, 1000)

    for call, index in LISTS.items():
        reader = api(Role.PHARMACIST if call is charts.bills else Role.DOCTOR)
        with listening(database) as said:
            reader.send(call(patient_id=visit.patient.id))

        lists = (pair for pair in said if "DESC" in pair[0] and "LIMIT" in pair[0] and "looked_at" not in pair[0])
        (asked,) = (pair for pair in lists if "patient_photos" not in pair[0])
        plan = "\n".join(row[0] for row in owner.execute(f"EXPLAIN {asked[0]}", asked[1]))
        assert re.search(index, plan), plan
