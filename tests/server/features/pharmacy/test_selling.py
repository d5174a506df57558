"""What is sold without a prescription, and how anything that was handed out is found again."""

from decimal import Decimal

import pytest

from shared.contracts import access, appointments, audit, billing, cash, documents, patients, pharmacy
from shared.contracts.patients import PatientNotFound
from shared.contracts.pharmacy import NeedsPrescription
from shared.contracts.prescriptions import UnsettledWarnings
from shared.contracts.stock import NotEnoughStock
from shared.errors import Forbidden
from shared.ids import PatientId
from shared.models.documents import PaperKind
from shared.models.patients import Severity
from shared.models.pharmacy_sales import SoldLine
from shared.models.prescriptions import Override
from shared.permissions import Permission, Role
from tests.server.features.cash.counter import CASHIER, in_cash
from tests.server.features.consultations.visits import in_room
from tests.server.features.pharmacy.conftest import give
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY


@pytest.fixture
def sell(counter, shelves):
    def of(*sold, **more):
        lines = [
            SoldLine(medicine_id=shelves.medicine(medicine), quantity=Decimal(quantity)) for medicine, quantity in sold
        ]
        return counter.pharmacist.send(pharmacy.sell(store_id=PHARMACY, lines=lines, **more))

    return of


PARACETAMOL, AMOXICILLIN = "Paracetamol 500 mg", "Amoxicillin 500 mg"


@pytest.fixture(autouse=True)
def open_to_all(owner, shelves):
    owner.execute("UPDATE medicines SET over_the_counter = id = %s", (shelves.medicine(PARACETAMOL),))


def found(counter, term):
    return counter.pharmacist.send(pharmacy.handed_out(term=term)).items


def test_somebody_without_a_card_buys_what_expires_first_and_pays_a_bill_under_the_name_that_was_told(
    counter, shelves, sell, api
):
    shelves.receive(10, batch="SOON")
    shelves.receive(10, batch="LATE")

    sold = sell((PARACETAMOL, 12), buyer="Kamal Uddin", buyer_phone="01711 405961")

    assert shelves.levels() == {("SOON", False): 0, ("LATE", False): 8}
    assert (sold.total, sold.sale_no[:3]) == (Decimal("14.40"), "PS-")
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(0)))
    (waiting,) = till.send(billing.unpaid(term="kamal")).items
    assert (waiting.id, waiting.patient.name, waiting.due) == (sold.bill_id, "Kamal Uddin", sold.total)
    bill = till.send(billing.issue(bill_id=waiting.id, version=waiting.version))
    paid = till.send(in_cash(bill, "14.4")).bill
    assert (paid.due, paid.patient.name) == (0, "Kamal Uddin")
    receipt = paid.payments[0].receipt_no
    for term in (sold.sale_no, bill.bill_no, receipt, "Kamal Uddin"):
        assert [one.id for one in found(counter, term)] == [sold.id]
    # nobody who stands for all walk-ins is found among the patients, nor owes what another did not pay
    assert api(Role.RECEPTIONIST).send(patients.search(term="walk-in")).items == []
    sell((PARACETAMOL, 1))
    dues = till.send(billing.dues(patient_id=waiting.patient.id))
    assert dues.amount == 0


def test_two_who_buy_at_once_have_a_bill_each(shelves, sell):
    shelves.receive(50)

    assert sell((PARACETAMOL, 1)).bill_id != sell((PARACETAMOL, 1)).bill_id


def test_what_needs_a_prescription_is_sold_with_a_reason_and_what_is_controlled_never(shelves, sell, owner):
    shelves.receive(50, medicine=AMOXICILLIN)

    with pytest.raises(NeedsPrescription) as refused:
        sell((AMOXICILLIN, 21))
    assert (refused.value.medicine, refused.value.controlled) == (AMOXICILLIN, False)
    assert sell((AMOXICILLIN, 21), reason="Paper of Dr Roy, Dhaka Medical").total > 0

    owner.execute("UPDATE medicines SET controlled = true WHERE id = %s", (shelves.medicine(AMOXICILLIN),))
    with pytest.raises(NeedsPrescription) as refused:
        sell((AMOXICILLIN, 1), reason="Paper of Dr Roy, Dhaka Medical")
    assert refused.value.controlled


def test_all_or_nothing_is_sold(shelves, sell, owner):
    shelves.receive(50)

    with pytest.raises(NotEnoughStock):
        sell((PARACETAMOL, 5), (AMOXICILLIN, 5), reason="Paper of Dr Roy")

    assert shelves.levels() == {("B1", False): 50}
    assert owner.execute("SELECT count(*) FROM bills WHERE billable_type = 'sale'").fetchone() == (0,)


def test_a_known_patients_allergy_is_in_the_way_until_somebody_says_why(shelves, sell, api, house, counter):
    shelves.receive(50)
    visit = in_room(api, house)
    who = api("doctor").send(appointments.get(appointment_id=visit))
    told = patients.record_allergy(
        patient_id=who.patient.id, substance="Paracetamol", reaction="rash", severity=Severity.SEVERE
    )
    api("doctor").send(told)

    with pytest.raises(UnsettledWarnings) as refused:
        sell((PARACETAMOL, 5), patient_id=who.patient.id)
    (warning,) = [one for one in refused.value.warnings if one.needs_reason]
    sold = sell(
        (PARACETAMOL, 5), patient_id=who.patient.id, overrides=[Override(key=warning.key, reason="Had it since")]
    )

    assert [one.patient.id for one in found(counter, sold.sale_no)] == [who.patient.id]


def test_what_is_sold_comes_back_like_what_was_prescribed(counter, shelves, sell, api):
    shelves.receive(50)
    sold = sell((PARACETAMOL, 10))
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(0)))
    draft = till.send(billing.get(bill_id=sold.bill_id))
    till.send(in_cash(till.send(billing.issue(bill_id=draft.id, version=draft.version)), 12))
    word = access.approve(
        user_name="manager", password=PASSWORD, permission=Permission.BILLING_CANCEL, subject_id=sold.parts[0].id
    )
    agreed = counter.pharmacist.send(word).id

    back = counter.pharmacist.send(
        pharmacy.take_back(
            dispense_line_id=sold.parts[0].id, quantity=Decimal(4), reason="Too many", approval_id=agreed
        )
    )

    assert (back.amount, back.to_refund) == (Decimal("4.80"), Decimal("4.80"))
    (part,) = found(counter, sold.sale_no)[0].parts
    assert (part.quantity, part.returned) == (10, 4)


def test_what_was_dispensed_is_found_by_its_prescription_and_by_whose_it_is_and_who_looked_is_kept(
    counter, shelves, owner, house
):
    shelves.receive(50)
    given = counter.prescribe()
    done = counter.dispense(given, give(quantity=5), turn=0)
    looks = "SELECT count(*) FROM access_log WHERE employee_id = %s AND part = 'prescriptions'"
    assert owner.execute(looks, (house.employees["pharmacist"],)).fetchone() == (0,)

    for term in (given.prescription_no, given.prescription_no.replace("-", "").lower(), "Amina"):
        (one,) = found(counter, term)
        assert (one.id, one.number, one.parts[0].quantity) == (done.id, given.prescription_no, 5)
    assert found(counter, "RX-2026-999999") == []
    assert owner.execute(looks, (house.employees["pharmacist"],)).fetchone() == (1,)


def test_labels_are_printed_of_what_was_handed_out_and_numbered(counter, shelves):
    shelves.receive(50)
    done = counter.dispense(counter.prescribe(), give(quantity=5))

    copies = [
        counter.pharmacist.send(documents.record_print(kind=PaperKind.MEDICINE_LABEL, subject_id=done.id)).copy_number
        for _ in range(2)
    ]

    assert copies == [0, 1]


def test_the_search_for_what_is_sold_says_what_lies_there_and_what_it_costs(counter, shelves):
    shelves.receive(50)

    first = counter.pharmacist.send(pharmacy.for_sale(store_id=PHARMACY, term="paracet")).items[0]

    assert (first.medicine, first.strength, first.over_the_counter) == ("Paracetamol", "500 mg", True)
    assert [(batch.batch_no, batch.on_hand, batch.price) for batch in first.batches] == [("B1", 50, Decimal("1.2"))]


def test_nobody_buys_for_a_patient_that_is_not_there_nor_sells_but_the_pharmacist(api, shelves, sell):
    shelves.receive(50)

    with pytest.raises(PatientNotFound):
        sell((PARACETAMOL, 1), patient_id=PatientId(shelves.medicine()))
    line = SoldLine(medicine_id=shelves.medicine(), quantity=Decimal(1))
    with pytest.raises(Forbidden):
        api(Role.CASHIER).send(pharmacy.sell(store_id=PHARMACY, lines=[line]))


def test_whose_a_sale_was_is_not_nobody_s_to_who_reads_the_logs(api, owner, shelves, sell):
    right = "SELECT id, 'prescriptions:view', 'all' FROM roles WHERE name = 'manager'"
    owner.execute(f"INSERT INTO role_permissions {right}")
    shelves.receive(10)
    sell((PARACETAMOL, 2), buyer="Kamal Uddin")
    (line,) = api(Role.MANAGER).send(audit.changes(table="dispense_lines")).items

    values = api(Role.MANAGER).send(audit.change(change_id=line.id)).values

    assert all(one.hidden for one in values)
