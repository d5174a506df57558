from shared.contracts import appointments, billing, consultations, patients
from shared.errors import Unreachable
from shared.events import EventType
from shared.models.appointments import AppointmentStatus
from shared.models.common import Page
from shared.models.consultations import Icd10, PastVisit
from shared.permissions import Role
from shared.topics import Topic
from tests.client.cashier import bills
from tests.client.patient import visits


def types(page):
    return [row.entry.type for row in page.timeline.rows]


def test_a_patient_opens_with_the_timeline_of_todays_visit(page, answered):
    page.open_patient(bills.RAHIMA.id)
    answered(lambda: page.timeline.rows)

    assert page.header.name.text() == "Rahima Begum"
    assert page.header.allergy.isVisible()
    assert page.header.visit.text == "Waiting · M-012"
    assert types(page) == [
        EventType.QUEUE_JOINED,
        EventType.APPOINTMENT_ASSIGNED,
        EventType.APPOINTMENT_REGISTERED,
    ]


def test_an_appointment_opens_with_its_patient(page, calls, answered):
    page.open_appointment(visits.VISIT)
    answered(lambda: page.header.name.text() == "Rahima Begum")

    assert calls.requests(patients.get)[0].patient_id == bills.RAHIMA.id


def test_each_step_at_any_station_appears_by_itself(page, calls, answered, stream):
    page.open_appointment(visits.VISIT)
    answered(lambda: len(page.timeline.rows) == 3)
    calls.answers(appointments.timeline, Page(items=list(visits.whole_visit())))
    calls.answers(appointments.get, visits.appointment(AppointmentStatus.COMPLETED))
    calls.answers(billing.of_appointment, bills.bill())

    stream.tell(Topic.QUEUE)
    answered(lambda: len(page.timeline.rows) == 14)

    assert page.this_visit.consultation.text == "Done, 12 min"
    assert page.this_visit.tests.text == "2 ordered"
    assert page.this_visit.bill.text == "To pay"


def test_the_filters_show_one_stations_work(page, calls, answered):
    calls.answers(appointments.timeline, Page(items=list(visits.whole_visit())))
    page.open_appointment(visits.VISIT)
    answered(lambda: page.timeline.rows)

    page.timeline.kinds.button("money").click()

    assert types(page) == [
        EventType.PAYMENT_RECEIVED,
        EventType.PAYMENT_PARTIAL,
        EventType.TESTS_BILLED,
        EventType.CONSULTATION_BILLED,
    ]


def test_a_row_says_what_who_and_where(page, calls, answered):
    calls.answers(appointments.timeline, Page(items=[visits.whole_visit()[12]]))
    page.open_appointment(visits.VISIT)
    answered(lambda: page.timeline.rows)

    spoken = page.timeline.rows[0].accessibleName()

    assert spoken.endswith("Part payment, 54.00 BDT · Cash · receipt R-1, Rafiq Ahmed, Cashier 1")


def test_reception_is_not_shown_what_only_clinicians_may_see(page, calls, answered):
    page.open_patient(bills.RAHIMA.id)
    answered(lambda: page.timeline.rows)

    assert calls.requests(consultations.visits) == []


def test_a_doctor_opens_an_earlier_visit_from_the_list(page, calls, answered, session):
    session.become(Role.DOCTOR)
    found = [Icd10(code="J20.9", title="Acute bronchitis")]
    past = PastVisit(
        appointment_id=visits.EARLIER, at=bills.NOON, doctor="Dr. Nasir", department="Medicine", diagnoses=found
    )
    calls.answers(consultations.visits, Page(items=[past]))
    page.open_patient(bills.RAHIMA.id)
    answered(lambda: len(page.visits.list.rows_model.rows) == 2)

    page.header.tabs.button("visits").click()
    page.visits.list.select(visits.EARLIER)
    page.visits.list.opened.emit(page.visits.list.current())

    assert calls.requests(appointments.get)[-1].appointment_id == visits.EARLIER
    assert page.timeline.isVisible()


def test_a_page_out_of_sight_looks_at_nobodys_card(page, calls, answered, stream, qtbot):
    page.open_patient(bills.RAHIMA.id)
    answered(lambda: page.timeline.rows)
    page.hide()
    asked = len(calls.sent)

    stream.tell(Topic.PATIENTS, Topic.APPOINTMENTS)
    qtbot.wait(30)

    assert len(calls.sent) == asked


def test_what_is_shown_stays_while_the_server_is_away(page, calls, answered, stream):
    page.open_appointment(visits.VISIT)
    answered(lambda: page.timeline.rows)
    calls.answers(appointments.get, Unreachable())

    stream.tell(Topic.BILLING)
    answered(lambda: page._visit.state.problem is not None)

    assert len(page.timeline.rows) == 3
