"""What goes over the pharmacy's counter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from ulid import ULID

from shared.contracts import access, appointments, billing, patients, pharmacy, prescriptions
from shared.contracts.access import ApprovalNeeded
from shared.contracts.pharmacy import MoreThanLeft, NoSubstitute, PrescriptionReplaced
from shared.contracts.prescriptions import PrescriptionStateConflict
from shared.contracts.stock import BatchExpired, BatchRecalled, NotEnoughStock, StoreNotFound
from shared.errors import Forbidden, StaleVersion
from shared.ids import MedicineId, PrescriptionId, new_id
from shared.models.billing import ItemKind
from shared.models.patients import Severity
from shared.models.pharmacy import Outcome
from shared.models.prescriptions import DoseForm, PrescriptionStatus
from shared.permissions import Permission, Role
from tests.server.features.pharmacy.conftest import give, hold, refuse
from tests.server.features.stock.test_moves import recall
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY

SOON = date(2026, 12, 31)


def test_what_a_doctor_prescribes_waits_at_the_counter_with_allergies_and_leaves_when_it_is_given(counter, shelves):
    shelves.receive(50)
    visit = counter.visit()
    who = shelves.api("doctor").send(appointments.get(appointment_id=visit)).patient
    told = patients.record_allergy(patient_id=who.id, substance="Peanut", reaction="", severity=Severity.SEVERE)
    shelves.api("doctor").send(told)
    given = counter.prescribe(visit=visit)

    (row,) = counter.waiting()
    assert (row.token, row.doctor, row.lines, row.allergies) == ("A-001", "Dr doctor", 1, ["Peanut"])
    assert [one.prescription_id for term in ("a-001", given.prescription_no, "Amina") for one in counter.waiting(term)]

    done = counter.dispense(given, give())

    assert counter.waiting() == []
    assert done.opened.prescription.status is PrescriptionStatus.DISPENSED
    assert shelves.levels() == {("B1", False): 35}


def test_it_is_charged_at_the_batchs_price_and_said_in_the_visits_log(counter, shelves, owner):
    shelves.receive(50)
    visit = counter.visit()

    counter.dispense(counter.prescribe(visit=visit), give())

    bill = shelves.api(Role.CASHIER).send(billing.of_appointment(appointment_id=visit))
    assert [(i.description, i.quantity, i.amount) for i in bill.items if i.itemable_type is ItemKind.MEDICINE] == [
        ("Paracetamol 500 mg", 15, Decimal("18.00"))
    ]
    rows = owner.execute("SELECT metadata FROM appointment_events WHERE type = 'MEDICINES_DISPENSED'").fetchall()
    assert [row[0]["medicines"] for row in rows] == [1]


def test_one_line_comes_from_two_batches_the_first_expiring_first(counter, shelves):
    shelves.receive(50, batch="LATE")
    shelves.receive(10, batch="SOON", expires=SOON)
    given = counter.prescribe()

    (line,) = counter.open(given).lines
    assert [(b.batch_no, b.proposed) for b in line.batches] == [("SOON", 10), ("LATE", 5)]

    done = counter.dispense(given, give())
    assert [(p.batch_no, p.quantity) for p in done.parts] == [("SOON", 10), ("LATE", 5)]


def test_the_batch_in_the_hand_is_taken(counter, shelves):
    late = shelves.receive(50, batch="LATE")
    shelves.receive(50, batch="SOON", expires=SOON)

    done = counter.dispense(counter.prescribe(), give(batches=[(late, 15)]))

    assert [p.batch_no for p in done.parts] == ["LATE"]


def test_a_part_is_given_now_and_the_rest_later(counter, shelves):
    shelves.receive(10)
    given = counter.prescribe()
    assert counter.open(given).lines[0].missing == 5

    part = counter.dispense(given, give(quantity=10))
    assert part.opened.prescription.status is PrescriptionStatus.PARTLY_DISPENSED
    assert [(line.given, line.left) for line in part.opened.lines] == [(10, 5)]
    assert [row.prescription_id for row in counter.waiting()] == [given.id]

    shelves.receive(10, batch="B2")
    with pytest.raises(MoreThanLeft) as refused:
        counter.dispense(given, give(quantity=6))
    assert refused.value.left == 5
    rest = counter.dispense(given, give(quantity=5))
    assert rest.opened.prescription.status is PrescriptionStatus.DISPENSED
    with pytest.raises(PrescriptionStateConflict):
        counter.dispense(given, give(quantity=1))


def test_what_is_expired_or_recalled_is_never_proposed_nor_given(counter, shelves):
    old = shelves.receive(50, batch="OLD", expires=date(2026, 11, 21), opening=True)
    bad = shelves.receive(50, batch="BAD")
    recall(shelves, bad)
    given = counter.prescribe()

    (line,) = counter.open(given).lines
    assert (line.batches, line.missing) == ([], 15)
    for batch, refusal in ((old, BatchExpired), (bad, BatchRecalled)):
        with pytest.raises(refusal):
            counter.dispense(given, give(batches=[(batch, 1)]))
    with pytest.raises(NotEnoughStock):
        counter.dispense(given, give())


def test_a_held_line_goes_on_waiting_and_a_refused_one_does_not(counter, shelves, owner):
    shelves.receive(50)
    given = counter.prescribe("Paracetamol 500 mg", "Amoxicillin 500 mg")

    held = counter.dispense(given, give(), hold(2))
    assert held.opened.prescription.status is PrescriptionStatus.PARTLY_DISPENSED
    assert (held.opened.lines[1].outcome, held.opened.lines[1].reason) == (Outcome.HELD, "Comes tomorrow")

    refused = counter.dispense(given, refuse(2))
    assert refused.opened.prescription.status is PrescriptionStatus.DISPENSED
    assert owner.execute("SELECT count(*) FROM appointment_events WHERE type = 'MEDICINES_WITHHELD'").fetchone() == (2,)


def test_where_everything_is_refused_nobody_waits_and_the_doctor_may_still_amend(counter):
    given = counter.prescribe()

    counter.dispense(given, refuse())

    assert counter.waiting() == []
    assert counter.open(given).prescription.status is PrescriptionStatus.ISSUED


def test_who_opened_it_before_the_doctor_amended_it_is_told(counter, shelves):
    shelves.receive(50)
    given = counter.prescribe()
    opened = counter.open(given)
    newer = shelves.api("doctor").send(
        prescriptions.amend(prescription_id=given.id, items=[counter.item("Amoxicillin 500 mg")], reason="Wrong one")
    )

    with pytest.raises(PrescriptionReplaced) as refused:
        counter.dispense(given, give(), turn=opened.turn)

    assert refused.value.newer_id == newer.id
    assert shelves.levels() == {("B1", False): 50}


def test_a_cancelled_one_is_not_dispensed(counter, shelves):
    shelves.receive(50)
    given = counter.prescribe()
    shelves.api("doctor").send(prescriptions.cancel(prescription_id=given.id, reason="Not needed"))

    with pytest.raises(PrescriptionStateConflict) as refused:
        counter.dispense(given, give())

    assert refused.value.status_found is PrescriptionStatus.CANCELLED


def test_it_is_dispensed_on_its_last_day_and_not_after(counter, shelves):
    shelves.receive(500)
    given = counter.prescribe()
    counter.days_pass(30)
    assert counter.dispense(given, give(quantity=1))

    counter.days_pass(1)

    with pytest.raises(PrescriptionStateConflict) as refused:
        counter.dispense(given, give(quantity=1))
    assert refused.value.status_found is PrescriptionStatus.EXPIRED
    assert counter.open(given).prescription.status is PrescriptionStatus.EXPIRED
    assert counter.waiting(given.prescription_no) == []


def test_two_counters_with_the_same_prescription_give_it_once(counter, shelves):
    shelves.receive(50)
    given = counter.prescribe()
    opened = counter.open(given)
    counter.dispense(given, give(quantity=5))

    with pytest.raises(StaleVersion):
        counter.dispense(given, give(quantity=5), turn=opened.turn)

    assert shelves.levels() == {("B1", False): 45}


def copies(prescription, owner, how_many):
    """The same under other numbers."""
    made = []
    for number in range(how_many):
        prescription_id = PrescriptionId(new_id())
        owner.execute(
            "INSERT INTO prescriptions SELECT (jsonb_populate_record(p, jsonb_build_object("
            "'id', %s::text, 'prescription_no', %s::text))).* FROM prescriptions p WHERE id = %s",
            (str(prescription_id), f"COPY-{number}", prescription.id),
        )
        owner.execute(
            "INSERT INTO prescription_items SELECT (jsonb_populate_record(i, jsonb_build_object("
            "'id', gen_random_uuid(), 'prescription_id', %s::text))).* "
            "FROM prescription_items i WHERE prescription_id = %s",
            (str(prescription_id), prescription.id),
        )
        made.append(prescription.model_copy(update={"id": prescription_id}))
    return made


def test_the_last_hundred_go_to_whoever_comes_first(counter, shelves, owner):
    """Twenty pharmacists, each with a prescription of ten."""
    for number, quantity in enumerate((50, 30, 20), start=1):
        shelves.receive(quantity, batch=f"B{number}", expires=date(2027, number, 28))
    given = copies(counter.prescribe(quantity=10), owner, 20)
    counter.waiting()  # signed in once, and not by twenty at a time

    def one(prescription):
        try:
            return sum(part.quantity for part in counter.dispense(prescription, give(quantity=10), turn=0).parts)
        except NotEnoughStock as refused:
            return refused

    with ThreadPoolExecutor(20) as pool:
        ends = list(pool.map(one, given))

    refused = [end for end in ends if isinstance(end, NotEnoughStock)]
    assert sum(end for end in ends if not isinstance(end, NotEnoughStock)) == 100
    assert [end.left for end in refused] == [0] * 10
    assert set(shelves.levels().values()) == {0}


def test_a_repeated_command_hands_out_once(counter, shelves, owner):
    shelves.receive(50)
    given = counter.prescribe()
    key = str(ULID())

    first, second = (counter.dispense(given, give(quantity=5), turn=0, key=key) for _ in range(2))

    assert first == second
    assert shelves.levels() == {("B1", False): 45}
    assert owner.execute("SELECT count(*) FROM dispense_lines").fetchone() == (1,)


# Substitution


@pytest.fixture
def weaker(shelves, owner):
    """Paracetamol of half the strength."""
    medicine_id = MedicineId(new_id())
    owner.execute(
        "INSERT INTO medicines (id, generic, form, strength, controlled, is_active, search) "
        "VALUES (%s, 'Paracetamol', %s, '250 mg', false, true, 'paracetamol 250 mg tablet')",
        (medicine_id, DoseForm.TABLET),
    )
    shelves.house.medicines["Paracetamol 250 mg"] = medicine_id
    return medicine_id


def test_another_strength_takes_the_place_in_the_dose_that_comes_to_the_same(counter, shelves, weaker, owner):
    shelves.receive(50, medicine="Paracetamol 250 mg")
    given = counter.prescribe()

    call = pharmacy.substitutes(prescription_id=given.id, line=1, store_id=PHARMACY)
    (other,) = counter.pharmacist.send(call).items
    assert (other.strength, other.dose, other.quantity) == ("250 mg", 2, 30)

    done = counter.dispense(given, give(quantity=30, substitute_id=weaker, reason="500 mg out of stock"))

    assert [(p.strength, p.dose, p.substituted_for) for p in done.parts] == [("250 mg", 2, "Paracetamol 500 mg")]
    assert done.opened.prescription.status is PrescriptionStatus.DISPENSED
    marked = owner.execute("SELECT substituted, covers, reason FROM dispense_lines").fetchall()
    assert marked == [(True, 15, "500 mg out of stock")]


def test_another_ingredient_takes_no_place(counter, shelves):
    shelves.receive(50, medicine="Amoxicillin 500 mg")
    amoxicillin = shelves.medicine("Amoxicillin 500 mg")

    with pytest.raises(NoSubstitute):
        counter.dispense(counter.prescribe(), give(substitute_id=amoxicillin, reason="Out of stock"))


# Who, and from where


def test_what_is_controlled_goes_out_before_a_second_person(counter, shelves, owner, house):
    owner.execute("UPDATE medicines SET controlled = true WHERE id = %s", (shelves.medicine(),))
    shelves.receive(50)
    given = counter.prescribe()
    assert counter.open(given).lines[0].controlled

    with pytest.raises(ApprovalNeeded):
        counter.dispense(given, give())
    word = access.approve(
        user_name="nurse", password=PASSWORD, permission=Permission.PHARMACY_WITNESS, subject_id=given.id
    )
    counter.dispense(given, give(), approval=counter.pharmacist.send(word).id)

    moved = owner.execute("SELECT second_person, reference_no FROM stock_moves WHERE type = 'dispense'").fetchall()
    assert moved == [(house.employees["nurse"], given.prescription_no)]


@pytest.mark.parametrize("who", [role for role in Role if role not in {Role.PHARMACIST, Role.DISPLAY}])
def test_nobody_but_the_pharmacist_hands_out(counter, api, who):
    given = counter.prescribe()
    call = pharmacy.dispense(prescription_id=given.id, turn=0, store_id=PHARMACY, lines=[give()])

    with pytest.raises(Forbidden):
        api(who).send(call)


def test_nothing_goes_to_patients_from_a_wards_store(counter, shelves):
    ward = shelves.ward()
    given = counter.prescribe()

    with pytest.raises(StoreNotFound):
        counter.pharmacist.send(
            pharmacy.dispense(prescription_id=given.id, turn=0, store_id=ward, lines=[give()], overrides=[])
        )
