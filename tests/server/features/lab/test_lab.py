from decimal import Decimal

import pytest

from shared.contracts import billing, consultations, lab, queue
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.contracts.lab_refusals import UnknownTestType
from shared.errors import Forbidden
from shared.ids import AppointmentId, TestTypeId, new_id
from shared.models.appointments import AppointmentStatus
from shared.models.lab import TestOrderStatus, Urgency
from shared.permissions import Role
from tests.server.features.consultations.visits import checked_in, completed, in_room


def test_each_test_is_an_order_of_its_own_and_joins_the_bill(api, house):
    visit_id = in_room(api, house)

    answer = api("doctor").send(
        lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CRP"], house.tests["CBC"]], urgency=Urgency.STAT)
    )

    assert [(o.name, o.status, o.urgency, o.ordered_by) for o in answer.items] == [
        ("C-reactive protein", TestOrderStatus.ORDERED, Urgency.STAT, "Dr doctor"),
        ("Complete blood count", TestOrderStatus.ORDERED, Urgency.STAT, "Dr doctor"),
    ]
    bill = api(Role.CASHIER).send(billing.of_appointment(appointment_id=visit_id))
    assert [(i.itemable_id, i.description, i.amount) for i in bill.items] == [
        (answer.items[0].id, "C-reactive protein", Decimal(600)),
        (answer.items[1].id, "Complete blood count", Decimal(450)),
    ]


def test_the_log_names_the_codes_in_one_event(api, house, owner):
    visit_id = in_room(api, house)

    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CRP"], house.tests["CBC"]]))

    logged = owner.execute("SELECT metadata FROM appointment_events WHERE type = 'TESTS_ORDERED'").fetchall()
    assert logged == [({"count": 2, "urgency": "routine"},)]


def test_the_orders_show_in_the_consultation(api, house):
    visit_id = in_room(api, house)
    ordered = api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))

    assert api("doctor").send(consultations.get(appointment_id=visit_id)).tests == ordered.items


def test_tests_can_be_added_while_the_patient_is_out_for_tests(api, house):
    visit = checked_in(api, house)
    called = api("doctor").send(queue.call(appointment_id=visit.id, version=visit.version))
    entered = api("doctor").send(queue.enter(appointment_id=visit.id, version=called.version))
    api("doctor").send(queue.skip(appointment_id=visit.id, version=entered.version, reason="to the laboratory"))

    answer = api("doctor").send(lab.order(appointment_id=visit.id, test_type_ids=[house.tests["CBC"]]))

    assert len(answer.items) == 1


@pytest.mark.parametrize(
    ("brought", "found"),
    [
        (lambda api, house: checked_in(api, house).id, AppointmentStatus.WAITING),
        (completed, AppointmentStatus.COMPLETED),
    ],
)
def test_nothing_is_ordered_before_or_after_the_consultation(api, house, brought, found):
    visit_id = brought(api, house)

    with pytest.raises(AppointmentStateConflict) as refused:
        api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))

    assert refused.value.status_found is found


def test_an_unknown_test_orders_and_charges_nothing(api, house, owner):
    visit_id, unknown = in_room(api, house), TestTypeId(new_id())

    with pytest.raises(UnknownTestType) as refused:
        api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], unknown]))

    assert refused.value.test_type_id == unknown
    assert owner.execute("SELECT count(*) FROM test_orders").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM bills").fetchone() == (0,)


def test_a_test_no_longer_offered_is_neither_found_nor_ordered(api, house, owner):
    visit_id = in_room(api, house)
    owner.execute("UPDATE test_types SET is_active = false WHERE code = 'CBC'")

    found = api("doctor").send(lab.test_types(term="cbc"))
    with pytest.raises(UnknownTestType):
        api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))

    assert found.items == []


def test_there_must_be_a_visit(api, house):
    nowhere = AppointmentId(new_id())

    with pytest.raises(AppointmentNotFound):
        api("doctor").send(lab.order(appointment_id=nowhere, test_type_ids=[house.tests["CBC"]]))


def test_a_technician_orders_nothing(api, house):
    visit_id = in_room(api, house)

    with pytest.raises(Forbidden):
        api(Role.LAB_TECHNICIAN).send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))


def test_finds_tests_by_code_or_by_words_in_any_order(api, house):
    doctor = api("doctor")

    def codes(**asked):
        return [t.code for t in doctor.send(lab.test_types(**asked)).items]

    assert codes(term="crp") == ["CRP"]
    assert codes(term="COUNT blood") == ["CBC"]
    assert codes() == ["CRP", "CBC"]
    assert codes(term="_") == []
    assert doctor.send(lab.test_types(limit=1)).more
