from decimal import Decimal

import psycopg
import pytest

from shared.contracts import appointments, billing, consultations, lab
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.billing import BillNotFound, BillStateConflict, NoBillYet
from shared.errors import Forbidden, StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, BillId, new_id
from shared.models.appointments import AppointmentType
from shared.models.billing import BillStatus, ItemKind
from shared.models.prices import PriceKind
from shared.permissions import Role
from tests.server.features.consultations.visits import checked_in, completed, in_room

DESK = Role.RECEPTIONIST


def bill_of(api, visit_id):
    return api(DESK).send(billing.of_appointment(appointment_id=visit_id))


def issued(api, visit_id, who=DESK):
    draft = bill_of(api, visit_id)
    return api(who).send(billing.issue(bill_id=draft.id, version=draft.version))


def logged(owner, visit_id):
    return owner.execute(
        "SELECT type, metadata FROM appointment_events WHERE appointment_id = %s AND type LIKE '%%BILLED' ORDER BY id",
        (visit_id,),
    ).fetchall()


def test_the_fee_joins_the_visits_draft_when_the_consultation_ends(api, house):
    visit_id = completed(api, house)

    bill = bill_of(api, visit_id)

    assert (bill.status, bill.bill_no, bill.currency) == (BillStatus.DRAFT, None, "BDT")
    assert [(i.itemable_type, i.description, str(i.amount)) for i in bill.items] == [
        (ItemKind.CONSULTATION, "Consultation: Dr doctor", "800.00")
    ]
    assert (str(bill.total), str(bill.paid), str(bill.due)) == ("800.00", "0.00", "800.00")
    assert (bill.doctor, bill.department, bill.token) == ("Dr doctor", "Department of doctor", "A-001")


def test_a_follow_up_costs_the_follow_up_fee(api, house):
    visit_id = completed(api, house, kind=AppointmentType.FOLLOWUP)

    assert bill_of(api, visit_id).total == 500


def test_later_prices_never_move_what_was_charged(api, house, priced):
    visit_id = completed(api, house)

    priced(PriceKind.NEW_VISIT, house.doctor, 9999)

    assert bill_of(api, visit_id).total == 800


def test_all_acts_of_a_visit_meet_on_one_draft(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    bill = bill_of(api, visit_id)

    assert [(i.itemable_type, i.amount) for i in bill.items] == [
        (ItemKind.TEST, 450),
        (ItemKind.TEST, 600),
        (ItemKind.CONSULTATION, 800),
    ]
    assert (bill.subtotal, bill.total) == (1850, 1850)


def test_issuing_gives_a_number_of_this_counter_and_year(api, house):
    first = issued(api, completed(api, house))
    second = issued(api, completed(api, house, name="Rahim Uddin"))
    elsewhere = issued(api, completed(api, house, name="Karim Ali"), Role.CASHIER)

    assert [b.bill_no for b in (first, second, elsewhere)] == [
        "B-R1-2026-000001",
        "B-R1-2026-000002",
        "B-C1-2026-000001",
    ]
    assert (first.status, first.issued_by) == (BillStatus.ISSUED, "Receptionist")


def test_the_log_names_each_kind_of_lines_once_with_its_amount(api, house, owner):
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    bill = issued(api, visit_id)

    same = {"bill_no": bill.bill_no, "currency": "BDT"}
    assert logged(owner, visit_id) == [
        ("CONSULTATION_BILLED", {**same, "lines": 1, "amount": "800.00"}),
        ("TESTS_BILLED", {**same, "lines": 2, "amount": "1,050.00"}),
    ]


def test_what_is_charged_after_issuing_opens_a_new_draft(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))
    first = issued(api, visit_id)

    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    second = bill_of(api, visit_id)
    assert second.id != first.id
    assert [i.itemable_type for i in second.items] == [ItemKind.CONSULTATION]
    assert api(DESK).send(billing.get(bill_id=first.id)) == first


def test_a_draft_to_which_a_line_was_added_is_not_issued_unseen(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))
    seen = bill_of(api, visit_id)
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    with pytest.raises(StaleVersion):
        api(DESK).send(billing.issue(bill_id=seen.id, version=seen.version))

    assert bill_of(api, visit_id).status is BillStatus.DRAFT


def test_a_free_line_makes_a_new_version_too(api, house, priced):
    priced(PriceKind.NEW_VISIT, house.doctor, None)
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))
    before = bill_of(api, visit_id)

    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    assert bill_of(api, visit_id).version > before.version


def test_a_free_visit_is_settled_as_it_is_issued(api, house, priced):
    priced(PriceKind.NEW_VISIT, house.doctor, 0)

    bill = issued(api, completed(api, house))

    assert (bill.status, bill.due, bill.payments) == (BillStatus.PAID, 0, [])
    assert api(DESK).send(billing.unpaid()).items == []


def test_a_bill_is_issued_once(api, house):
    bill = issued(api, completed(api, house))

    with pytest.raises(BillStateConflict) as refused:
        api(DESK).send(billing.issue(bill_id=bill.id, version=bill.version))

    assert refused.value.status_found is BillStatus.ISSUED


def test_a_visit_without_charges_has_no_bill(api, house):
    visit = checked_in(api, house)

    with pytest.raises(NoBillYet):
        bill_of(api, visit.id)
    with pytest.raises(AppointmentNotFound):
        bill_of(api, AppointmentId(new_id()))
    with pytest.raises(BillNotFound):
        api(DESK).send(billing.get(bill_id=BillId(new_id())))


def test_a_doctor_issues_no_bill(api, house):
    visit_id = completed(api, house)

    with pytest.raises(Forbidden):
        api("doctor").send(billing.issue(bill_id=bill_of(api, visit_id).id, version=1))


class TestUnpaid:
    @pytest.fixture
    def three(self, api, house):
        """Three who owe, in the order they came."""
        return [completed(api, house, name=name) for name in ("Amina Begum", "Bashir Ahmed", "Amina Khatun")]

    def visits(self, api, **asked):
        return [row.appointment_id for row in api(DESK).send(billing.unpaid(**asked)).items]

    def test_lists_drafts_and_open_bills_oldest_first(self, api, three):
        issued(api, three[1])

        assert self.visits(api) == three

    def test_leaves_out_what_nothing_was_charged_for(self, api, house, three):
        checked_in(api, house, name="Not Seen")

        assert self.visits(api) == three

    def test_finds_part_of_a_name_in_any_case(self, api, three):
        assert self.visits(api, term="AMINA") == [three[0], three[2]]
        assert self.visits(api, term="khat amin") == [three[2]]

    def test_finds_todays_token_before_anything_else(self, api, three):
        assert self.visits(api, term="a-002") == [three[1]]

    def test_finds_a_patient_number_and_a_bill_number(self, api, three):
        bill = issued(api, three[2])

        assert self.visits(api, term=bill.patient.patient_no.lower()) == [three[2]]
        assert self.visits(api, term=bill.bill_no) == [three[2]]
        # The first bill's end is also the first patient's number: both are shown.
        assert three[2] in self.visits(api, term="000001")

    def test_takes_a_percent_sign_for_what_it_is(self, api, three):
        assert self.visits(api, term="%") == []

    def test_says_that_there_are_more(self, api, three):
        page = api(DESK).send(billing.unpaid(limit=2))

        assert (len(page.items), page.more) == (2, True)


class TestTheDatabaseItself:
    """What even the tables' owner may not do; a superuser could, and the seal of the log would not know."""

    @pytest.mark.parametrize(
        "forgery",
        [
            "UPDATE bill_items SET amount = 1",
            "DELETE FROM bill_items",
            "TRUNCATE bill_items CASCADE",
            "INSERT INTO bill_items SELECT * FROM bill_items",
            "UPDATE bills SET total = 1",
            "UPDATE bills SET bill_no = 'B-1'",
            "UPDATE bills SET patient_id = patient_id, issued_at = now()",
            "UPDATE bills SET status = 'draft', bill_no = NULL",
            "DELETE FROM bills",
            "TRUNCATE bills CASCADE",
        ],
    )
    def test_keeps_an_issued_bill_as_it_is(self, api, house, owner, forgery):
        bill = issued(api, completed(api, house))

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(forgery)

        assert api(DESK).send(billing.get(bill_id=bill.id)) == bill

    def test_charges_no_act_twice(self, api, house, owner):
        completed(api, house)

        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute(
                "INSERT INTO bill_items SELECT gen_random_uuid(), bill_id, itemable_type, itemable_id, description, "
                "quantity, unit_price, discount, tax, amount, charged_by, charged_at FROM bill_items"
            )


def test_the_timeline_shows_that_the_visit_was_billed(api, house):
    visit_id = completed(api, house)
    issued(api, visit_id)

    timeline = api(DESK).send(appointments.timeline(appointment_id=visit_id)).items

    assert timeline[-1].type is EventType.CONSULTATION_BILLED
    assert Decimal(timeline[-1].metadata["amount"]) == 800
