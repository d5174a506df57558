from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from shared.contracts import access, billing, cash, consultations, documents, lab
from shared.contracts.access import ApprovalNeeded
from shared.contracts.billing import (
    BillItemNotFound,
    BillStateConflict,
    CreditRequestNotFound,
    MoreThanBilled,
    NothingToCredit,
)
from shared.errors import Forbidden, StaleVersion
from shared.ids import BillItemId, new_id
from shared.models.bill_changes import LineToCredit
from shared.models.billing import BillStatus, DiscountKind
from shared.models.documents import PaperKind
from shared.permissions import Permission, Role
from tests.server.features.billing.test_billing import bill_of, issued
from tests.server.features.cash.counter import in_cash
from tests.server.features.consultations.visits import in_room
from tests.support.house import PASSWORD

CASHIER, MANAGER = Role.CASHIER, Role.MANAGER


@pytest.fixture
def draft(api, house):
    """CBC 450, CRP 600, consultation 800."""
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))
    return bill_of(api, visit_id)


@pytest.fixture
def bill(api, draft):
    return issued(api, draft.appointment_id, CASHIER)


@pytest.fixture
def word(api, house):
    """A manager's, for what this cashier is about to do with the bill."""

    def of(bill, who=CASHIER):
        asked = access.approve(
            user_name=house.user_name(MANAGER),
            password=PASSWORD,
            permission=Permission.BILLING_CANCEL,
            subject_id=bill.id,
        )
        return api(who).send(asked).id

    return of


@pytest.fixture
def pay(api):
    def so_much(bill, amount):
        api(CASHIER).send(cash.open_session(opening_float=Decimal(1000)))
        return api(CASHIER).send(in_cash(bill, amount)).bill

    return so_much


def cancelling(bill, approval_id=None, **rest):
    return billing.cancel(
        bill_id=bill.id, version=bill.version, reason="Wrong patient", approval_id=approval_id, **rest
    )


def crediting(bill, approval_id=None, lines=()):
    wanted = [LineToCredit(bill_item_id=bill.items[place].id, quantity=Decimal(much)) for place, much in lines]
    return billing.credit(
        bill_id=bill.id, version=bill.version, lines=wanted, reason="Not done", approval_id=approval_id
    )


def balances(owner):
    found = owner.execute(
        "SELECT account, sum(amount) FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1"
    )
    return dict(found.fetchall())


class TestCancelling:
    def test_needs_a_reason_and_a_second_person_and_leaves_nothing_owed(self, api, owner, bill, word):
        with pytest.raises(ApprovalNeeded):
            api(CASHIER).send(cancelling(bill))

        void = api(CASHIER).send(cancelling(bill, word(bill)))

        assert (void.status, void.due, void.bill_no) == (BillStatus.CANCELLED, 0, bill.bill_no)
        assert (void.cancelled.reason, void.cancelled.by, void.cancelled.approved_by) == (
            "Wrong patient",
            "Cashier",
            "Manager",
        )
        assert balances(owner) == {}
        assert api(CASHIER).send(billing.unpaid()).items == []

    def test_is_an_event_of_the_visit(self, api, owner, bill, word):
        api(CASHIER).send(cancelling(bill, word(bill)))

        told = owner.execute("SELECT description FROM appointment_events WHERE type = 'BILL_CANCELLED'").fetchall()
        assert told == [("Wrong patient",)]

    def test_takes_the_income_from_whom_it_was_booked_to_though_the_visit_went_on_to_another(
        self, api, owner, bill, house
    ):
        other = house.employees["doctor_b"]
        owner.execute("UPDATE appointments SET doctor_id = %s WHERE id = %s", [other, bill.appointment_id])

        api(MANAGER).send(cancelling(bill))

        left = "SELECT doctor_id, sum(amount) FROM ledger_entries WHERE account = 'income' GROUP BY 1"
        assert owner.execute(left).fetchall() == [(house.employees["doctor"], 0)]

    def test_a_manager_does_it_alone(self, api, bill):
        assert api(MANAGER).send(cancelling(bill)).cancelled.approved_by == ""

    def test_its_acts_go_back_onto_the_visits_draft_where_that_is_asked(self, api, bill):
        api(MANAGER).send(cancelling(bill, bill_again=True))

        again = bill_of(api, bill.appointment_id)
        assert again.status is BillStatus.DRAFT
        assert [(i.itemable_id, i.amount) for i in again.items] == [(i.itemable_id, i.amount) for i in bill.items]
        assert issued(api, bill.appointment_id).total == 1850

    def test_nothing_is_billed_again_unasked(self, api, bill):
        api(MANAGER).send(cancelling(bill))

        assert bill_of(api, bill.appointment_id).status is BillStatus.CANCELLED

    def test_is_refused_once_something_was_paid_or_while_it_is_a_draft(self, api, bill, pay):
        paid = pay(bill, 1)

        with pytest.raises(BillStateConflict):
            api(MANAGER).send(cancelling(paid))

    def test_is_refused_of_a_draft(self, api, draft):
        with pytest.raises(BillStateConflict):
            api(MANAGER).send(cancelling(draft))

    def test_takes_no_money_any_more(self, api, bill, pay):
        void = api(MANAGER).send(cancelling(bill))

        with pytest.raises(BillStateConflict):
            pay(void, 1)

    def test_the_number_stays_used(self, api, bill):
        api(MANAGER).send(cancelling(bill, bill_again=True))

        assert issued(api, bill.appointment_id, CASHIER).bill_no == "B-C1-2026-000002"


class TestCreditNotes:
    def test_all_of_an_unpaid_bill_is_credited_and_nothing_stays_due(self, api, owner, bill, word):
        credited = api(CASHIER).send(crediting(bill, word(bill)))

        (note,) = credited.credit_notes
        assert (note.note_no, note.total, note.refundable) == ("C-C1-2026-000001", 1850, 0)
        assert (note.asked_by, note.approved_by, note.reason) == ("Cashier", "Manager", "Not done")
        assert (credited.status, credited.due, credited.refundable) == (BillStatus.CREDITED, 0, 0)
        assert balances(owner) == {}

    def test_what_was_paid_is_to_be_paid_out(self, api, owner, bill, word, pay):
        paid = pay(bill, 1850)

        credited = api(CASHIER).send(crediting(paid, word(bill), [(0, 1)]))

        assert (credited.status, credited.due, credited.refundable) == (BillStatus.PAID, 0, 450)
        assert [item.credited for item in credited.items] == [1, 0, 0]
        owed = "SELECT bill_item_id, amount FROM ledger_entries WHERE account = 'patient_dues' AND amount = -450"
        assert owner.execute(owed).fetchall() == [(bill.items[0].id, -450)]

    def test_only_what_is_over_is_paid_out_of_a_bill_paid_in_part(self, api, owner, bill, word, pay):
        part = pay(bill, 1500)

        credited = api(CASHIER).send(crediting(part, word(bill), [(1, 1)]))

        assert (credited.due, credited.refundable, credited.credit_notes[0].refundable) == (0, 250, 250)
        assert balances(owner) == {"cash": 2500, "float": -1000, "income": -1250, "patient_dues": -250}

    def test_what_is_left_is_paid_as_before(self, api, bill, word, pay):
        credited = api(CASHIER).send(crediting(bill, word(bill), [(0, 1)]))
        assert (credited.status, credited.due) == (BillStatus.ISSUED, 1400)

        assert pay(credited, 1400).status is BillStatus.PAID

    def test_the_last_note_credits_the_rest_and_no_more_is_left(self, api, bill, word):
        first = api(CASHIER).send(crediting(bill, word(bill), [(0, 1)]))
        second = api(CASHIER).send(crediting(first, word(bill)))

        assert [note.total for note in second.credit_notes] == [450, 1400]
        assert second.status is BillStatus.CREDITED
        with pytest.raises(NothingToCredit):
            api(CASHIER).send(crediting(second, word(bill)))

    def test_of_a_line_no_more_is_credited_than_was_billed(self, api, bill, word):
        first = api(CASHIER).send(crediting(bill, word(bill), [(0, "0.4")]))

        with pytest.raises(MoreThanBilled) as refused:
            api(CASHIER).send(crediting(first, word(bill), [(0, "0.601")]))

        assert refused.value.left == Decimal("0.6")

    def test_a_line_named_twice_counts_once_with_both(self, api, bill, word):
        halves = [(0, "0.5"), (0, "0.5")]

        (note,) = api(CASHIER).send(crediting(bill, word(bill), halves)).credit_notes

        assert [(line.quantity, line.amount) for line in note.lines] == [(1, 450)]
        with pytest.raises(MoreThanBilled):
            api(CASHIER).send(crediting(bill_of(api, bill.appointment_id), word(bill), [(1, "0.6"), (1, "0.6")]))

    def test_parts_of_a_discounted_line_come_to_the_line_to_the_last_unit(self, api, owner, draft, word):
        """800 less 33.33, in three parts that no unit divides by, and the rest."""
        reduced = api(MANAGER).send(
            billing.give_discount(
                bill_id=draft.id,
                version=draft.version,
                bill_item_id=draft.items[2].id,
                kind=DiscountKind.AMOUNT,
                value=Decimal("33.33"),
                reason="Poor",
            )
        )
        bill = api(CASHIER).send(billing.issue(bill_id=draft.id, version=reduced.version))
        for _ in range(3):
            bill = api(CASHIER).send(crediting(bill, word(bill), [(2, "0.333")]))
        bill = api(CASHIER).send(crediting(bill, word(bill)))

        lines = [line for note in bill.credit_notes for line in note.lines]
        assert sum(line.amount for line in lines if line.bill_item_id == bill.items[2].id) == Decimal("766.67")
        assert balances(owner) == {}

    def test_a_second_person_is_asked_even_of_the_manager(self, api, bill):
        with pytest.raises(ApprovalNeeded):
            api(MANAGER).send(crediting(bill))

    def test_a_draft_and_a_cancelled_bill_are_not_credited(self, api, draft, word):
        with pytest.raises(BillStateConflict):
            api(CASHIER).send(crediting(draft, word(draft)))

        void = api(MANAGER).send(cancelling(issued(api, draft.appointment_id)))

        with pytest.raises(BillStateConflict):
            api(CASHIER).send(crediting(void, word(void)))

    def test_a_line_of_another_bill_is_refused(self, api, bill):
        other = [LineToCredit(bill_item_id=BillItemId(new_id()), quantity=Decimal(1))]
        with pytest.raises(BillItemNotFound):
            api(CASHIER).send(billing.credit(bill_id=bill.id, version=bill.version, lines=other, reason="Wrong"))

    def test_those_who_take_no_money_credit_nothing(self, api, bill):
        with pytest.raises(Forbidden):
            api(Role.RECEPTIONIST).send(crediting(bill))

    def test_a_bill_is_found_by_its_number_whatever_became_of_it(self, api, bill, word):
        api(CASHIER).send(crediting(bill, word(bill)))

        found = api(CASHIER).send(billing.unpaid(term=bill.bill_no.lower())).items

        assert [row.id for row in found] == [bill.id]

    def test_and_a_paid_one_by_its_receipt(self, api, bill, pay):
        paid = pay(bill, 1850)

        found = api(CASHIER).send(billing.unpaid(term=paid.payments[0].receipt_no)).items

        assert [row.id for row in found] == [bill.id]

    def test_its_paper_is_numbered_as_a_duplicate_the_second_time(self, api, bill, word):
        note = api(CASHIER).send(crediting(bill, word(bill))).credit_notes[0]
        paper = documents.record_print(kind=PaperKind.CREDIT_NOTE, subject_id=note.id)

        assert [api(CASHIER).send(paper).copy_number for _ in range(2)] == [0, 1]


class TestAskedByTheLaboratory:
    @pytest.fixture
    def asked(self, api, bill):
        """The laboratory will not do the CBC."""
        order_id = next(item.itemable_id for item in bill.items if item.amount == 450)
        api(Role.PATHOLOGIST).send(lab.cancel(test_order_id=order_id, version=1, reason="No tube left"))
        return api(CASHIER).send(billing.get(bill_id=bill.id))

    def test_a_test_cancelled_after_its_bill_is_asked_to_be_credited(self, asked, bill):
        (request,) = asked.credit_requests

        assert (request.bill_item_id, request.reason, request.asked_by) == (
            bill.items[0].id,
            "No tube left",
            "Pathologist",
        )
        assert (asked.status, asked.due) == (BillStatus.ISSUED, 1850)

    def test_the_credit_note_answers_it(self, api, asked, word):
        credited = api(CASHIER).send(crediting(asked, word(asked), [(0, 1)]))

        assert credited.credit_requests == []

    def test_it_can_be_refused_with_a_reason_once(self, api, asked, owner):
        refusal = billing.reject_credit(
            bill_id=asked.id, version=asked.version, request_id=asked.credit_requests[0].id, reason="Was done"
        )
        left = api(CASHIER).send(refusal)

        assert left.credit_requests == []
        assert owner.execute("SELECT status, answer FROM credit_requests").fetchall() == [("rejected", "Was done")]
        with pytest.raises(CreditRequestNotFound):
            api(CASHIER).send(refusal)

    def test_a_paid_bill_that_is_to_be_credited_stands_before_those_who_wait(self, api, bill, pay, house):
        pay(bill, 1850)
        assert api(CASHIER).send(billing.unpaid()).items == []

        order_id = next(item.itemable_id for item in bill.items if item.amount == 450)
        api(Role.PATHOLOGIST).send(lab.cancel(test_order_id=order_id, version=1, reason="No tube left"))

        assert [row.id for row in api(CASHIER).send(billing.unpaid()).items] == [bill.id]


class TestAtOnce:
    def test_fifty_double_clicks_issue_one_bill_and_make_one_credit_note(self, api, owner, draft, word, client):
        def once(call):
            key = client.new_key()
            with ThreadPoolExecutor(10) as pool:
                return set(pool.map(lambda _: api(CASHIER).send(call, key=key).version, range(50)))

        versions = once(billing.issue(bill_id=draft.id, version=draft.version))
        bill = api(CASHIER).send(billing.get(bill_id=draft.id))
        credited = once(crediting(bill, word(bill)))

        assert (len(versions), len(credited)) == (1, 1)
        assert owner.execute("SELECT count(DISTINCT bill_no) FROM bills").fetchone() == (1,)
        assert owner.execute("SELECT count(*), sum(total) FROM credit_notes").fetchone() == (1, 1850)
        assert owner.execute("SELECT last FROM counters WHERE name LIKE 'C-%'").fetchall() == [(1,)]

    def test_of_two_cashiers_one_credits_and_the_other_is_told(self, api, owner, bill, word):
        words = {who: word(bill, who) for who in (CASHIER, "cashier_b")}

        def credit(who):
            try:
                return str(api(who).send(crediting(bill, words[who])).status)
            except StaleVersion:
                return "told"

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(credit, words))

        assert answers == ["credited", "told"]
        assert owner.execute("SELECT count(*) FROM credit_notes").fetchone() == (1,)
