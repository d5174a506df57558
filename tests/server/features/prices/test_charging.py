"""Which price counts: by the lists of the day, for whom the patient is."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from server.features.prices.lookup_repository import LookupRepository
from shared.contracts import appointments, billing, consultations, lab, prices, queue
from shared.contracts.payers import PayerCodeTaken
from shared.contracts.prices import PriceListExists
from shared.models.appointments import AppointmentType
from shared.models.billing import FreeBecause, ItemKind
from shared.models.prices import PriceKind
from shared.permissions import Role
from tests.server.features.consultations.visits import completed
from tests.support.server import NOON

TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


def line(bill, kind=ItemKind.TEST):
    return next(item for item in bill.items if item.itemable_type is kind)


def costs(bill, kind=ItemKind.TEST):
    return line(bill, kind).amount


def test_whoever_is_in_no_list_pays_the_general_prices(charged):
    bill = charged()

    assert (costs(bill), costs(bill, ItemKind.CONSULTATION)) == (450, 800)
    assert [item.free_because for item in bill.items] == [None, None]


def test_the_list_of_a_category_counts_for_its_patients_alone(charged, priced, listed, house, staff):
    priced(PriceKind.TEST, house.tests["CBC"], 200, of=listed("STAFF", staff))

    assert costs(charged(category=staff)) == 200
    assert costs(charged()) == 450


def test_what_a_list_does_not_say_is_said_by_the_general_one(charged, priced, listed, house, staff):
    priced(PriceKind.TEST, house.tests["CBC"], 200, of=listed("STAFF", staff))

    assert costs(charged(category=staff), ItemKind.CONSULTATION) == 800


def test_the_list_made_for_the_patient_most_counts(charged, priced, listed, house, staff, delta):
    cbc = house.tests["CBC"]
    priced(PriceKind.TEST, cbc, 200, of=listed("STAFF", staff))
    priced(PriceKind.TEST, cbc, 300, of=listed("DELTA", payer=delta))

    by_payer = costs(charged(staff, delta))
    priced(PriceKind.TEST, cbc, 100, of=listed("STAFF-DELTA", staff, delta))

    assert by_payer == 300
    assert costs(charged(staff, delta)) == 100
    assert costs(charged(payer=delta)) == 300


def test_there_is_one_list_for_the_same_patients(listed, staff):
    listed("STAFF", staff)

    with pytest.raises(PriceListExists):
        listed("AGAIN", staff)
    with pytest.raises(PriceListExists):
        listed("GENERAL-2")
    with pytest.raises(PayerCodeTaken):
        listed("GENERAL", staff)


def test_a_price_counts_from_its_day_on(charged, priced, house, database):
    priced(PriceKind.TEST, house.tests["CBC"], 500, valid_from=TOMORROW)

    assert costs(charged()) == 450
    assert on(database, TOMORROW, house).amount == 500


def test_of_two_versions_of_one_day_the_later_one_counts(charged, priced, house):
    priced(PriceKind.TEST, house.tests["CBC"], 500)
    priced(PriceKind.TEST, house.tests["CBC"], 510)

    assert costs(charged()) == 510


def test_a_draft_counts_for_nobody(charged, manager, house):
    general = manager.send(prices.lists()).items[0]
    draft = manager.send(prices.begin_draft(price_list_id=general.id))
    manager.send(
        prices.put(
            price_version_id=draft.id,
            version=draft.version,
            kind=PriceKind.TEST,
            priced_id=house.tests["CBC"],
            amount=Decimal(1),
        )
    )

    assert costs(charged()) == 450


def test_later_prices_move_no_line_that_was_charged(api, charged, priced, house):
    bill = charged()

    priced(PriceKind.TEST, house.tests["CBC"], 9999)

    assert api(Role.RECEPTIONIST).send(billing.get(bill_id=bill.id)) == bill


def test_a_line_says_which_version_its_price_is_of(charged, priced, house, owner):
    version = priced(PriceKind.TEST, house.tests["CBC"], 500)

    charged()

    of_test = "SELECT price_version_id FROM bill_items WHERE itemable_type = 'test'"
    assert owner.execute(of_test).fetchall() == [(version.id,)]


def test_a_doctor_without_a_fee_of_the_own_costs_what_the_department_does(charged, priced, house, owner):
    (department,) = owner.execute("SELECT department_id FROM employees WHERE id = %s", (house.doctor,)).fetchone()
    priced(PriceKind.NEW_VISIT, department, 350)
    with_both = costs(charged(), ItemKind.CONSULTATION)

    priced(PriceKind.NEW_VISIT, house.doctor, None)

    assert with_both == 800
    assert costs(charged(), ItemKind.CONSULTATION) == 350


def test_what_no_list_knows_costs_nothing_and_says_why(charged, priced, house):
    priced(PriceKind.TEST, house.tests["CBC"], None)

    item = line(charged())

    assert (item.amount, item.free_because) == (0, FreeBecause.NO_PRICE)


def test_an_exempt_category_pays_nothing_and_the_line_says_why(charged, priced, listed, house, staff):
    priced(PriceKind.TEST, house.tests["CBC"], 0, of=listed("STAFF", staff))

    item = line(charged(category=staff))

    assert (item.amount, item.free_because) == (0, FreeBecause.PRICE_LIST)


def test_a_free_follow_up_is_on_the_bill_with_its_reason(api, house):
    desk, room = api(Role.RECEPTIONIST), api("doctor")
    first = desk.send(billing.of_appointment(appointment_id=completed(api, house)))
    again = desk.send(
        appointments.book(
            patient_id=first.patient.id, doctor_id=house.doctor, type=AppointmentType.FOLLOWUP, check_in=True
        )
    )
    called = room.send(queue.call(appointment_id=again.id, version=again.version))
    room.send(queue.enter(appointment_id=again.id, version=called.version))
    room.send(consultations.complete(appointment_id=again.id, version=1))

    (item,) = desk.send(billing.of_appointment(appointment_id=again.id)).items

    assert (item.amount, item.free_because) == (0, FreeBecause.FOLLOW_UP)


def on(database, day, house):
    """What a blood count costs on that day."""
    cbc = (PriceKind.TEST, house.tests["CBC"])
    with database.transaction() as session:
        return LookupRepository(session).general([cbc], day)[cbc]


def test_the_tax_of_the_day_stands_on_the_line(charged, priced, set_tax, house, database):
    vat: dict[str, Any] = {"code": "VAT", "name": "Value added tax", "inclusive": False}
    set_tax(**vat, rate=Decimal("0.15"), valid_from=TODAY)
    set_tax(**vat, rate=Decimal("0.18"), valid_from=TOMORROW)
    priced(PriceKind.TEST, house.tests["CBC"], 450, tax="VAT")

    today = line(charged())

    assert (today.tax_rate, str(today.tax), str(today.amount)) == (Decimal("0.15"), "67.50", "517.50")
    assert on(database, TOMORROW, house).tax_rate == Decimal("0.18")


def test_reception_is_told_what_this_patient_pays(api, charged, priced, listed, house, staff):
    priced(PriceKind.NEW_VISIT, house.doctor, 200, of=listed("STAFF", staff))
    patient_id = charged(category=staff, doctor="doctor_b").patient.id

    told = api(Role.RECEPTIONIST).send(appointments.suggest(patient_id=patient_id, doctor_id=house.doctor))

    assert (told.new_fee, told.follow_up_fee) == (200, 500)


def test_the_doctor_sees_what_a_test_costs_in_general(api, house):
    found = api("doctor").send(lab.test_types(term="CBC")).items

    assert [each.price for each in found] == [450]
