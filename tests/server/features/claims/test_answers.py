"""What a payer pays is booked once; what it refuses is decided, and the ledger agrees to the last unit."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import billing, cash, claims, ledger
from shared.contracts.access import ApprovalNeeded
from shared.contracts.billing import BillStateConflict
from shared.contracts.claims import MoreThanOpen, NothingRefused, NotOnClaim
from shared.errors import InvalidRequest, StaleVersion
from shared.models.billing import BillStatus, PaymentMode
from shared.models.claims import AnsweredItem, ClaimMode, ClaimMoney, ClaimStatus, Decision, FactKind
from tests.server.features.cash.counter import in_cash, together
from tests.server.features.claims.conftest import CASHIER, MANAGER, TODAY, balances, item_of

ALL = (1000, 500, 300)


@pytest.fixture
def bills(office):
    """Green Life owes 800, 400 and 240 of them, the patients 200, 100 and 60."""
    return [office.billed(amount) for amount in ALL]


@pytest.fixture
def claim(office, bills):
    return office.submitted()


def test_a_payment_settles_what_it_pays_and_short_payments_stay_open(office, api, owner, claim, bills):
    first, second, _ = bills

    partly = office.answered(claim, (first, 800, 0), (second, "150.50", 0))
    again = office.answered(partly, (second, "249.50", 0), mode=ClaimMode.MOBILE)

    assert (partly.status, str(partly.paid), str(partly.open)) == (ClaimStatus.PARTLY_SETTLED, "950.50", "489.50")
    assert [(p.receipt_no, p.mode, str(p.amount)) for p in again.payments] == [
        ("CP-2026-00001", ClaimMode.TRANSFER, "950.50"),
        ("CP-2026-00002", ClaimMode.MOBILE, "249.50"),
    ]
    assert balances(owner) == {
        "bank": Decimal("950.50"),
        "mobile": Decimal("249.50"),
        "income": -1800,
        "patient_dues": 360,
        "payer_dues": 240,
    }
    book = api(MANAGER).send(ledger.day_book())
    assert (str(book.totals[PaymentMode.BANK]), str(book.totals[PaymentMode.MOBILE])) == ("950.50", "249.50")
    assert api(MANAGER).send(ledger.cashiers()).rows == []  # no drawer had it


def test_nobody_is_paid_more_than_is_open_and_nothing_is_done_by_halves(office, owner, claim, bills):
    first, second, _ = bills
    for items in (((first, 800, 0), (second, 401, 0)), ((second, 300, 101),), ((first, -1, 0),)):
        with pytest.raises(MoreThanOpen):
            office.answered(claim, *items)
    with pytest.raises(InvalidRequest):
        office.answered(claim, (first, "0.001", 0))
    with pytest.raises(NotOnClaim):
        office.answered(claim, (office.billed(10), 8, 0))
    late = ClaimMoney(mode=ClaimMode.CHEQUE, reference="1", received_on=TODAY + timedelta(days=1))
    item = AnsweredItem(bill_id=first.id, paid=Decimal(1))
    with pytest.raises(InvalidRequest):
        office.send(claims.answer(claim_id=claim.id, version=claim.version, items=[item], money=late))

    assert office.get(claim).version == claim.version
    assert owner.execute("SELECT count(*) FROM claim_facts").fetchone() == (0,)


def test_two_who_enter_the_same_letter_at_once_book_it_once(office, owner, claim, bills):
    def enter():
        return office.answered(claim, (bills[0], 800, 0))

    outcomes = together(enter, enter, enter)

    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 2
    assert owner.execute("SELECT sum(payer_paid) FROM bills").fetchone() == (800,)


def test_what_comes_back_to_the_patient_is_due_at_the_counter_and_is_paid_there(office, api, owner, claim, bills):
    bill, drawer = bills[0], api(CASHIER)
    drawer.send(cash.open_session(opening_float=Decimal(0)))
    paid = drawer.send(in_cash(bill, 200)).bill
    refused = office.answered(claim, (bill, 500, 300))

    decided = office.decided(refused, Decision.RETURN, bill)

    stands = drawer.send(billing.get(bill_id=bill.id))
    assert (paid.status, stands.status, str(stands.due)) == (BillStatus.PAID, BillStatus.PARTLY_PAID, "300.00")
    assert (str(stands.payer.share), str(stands.patient_share)) == ("500.00", "500.00")
    assert drawer.send(billing.dues(patient_id=bill.patient.id)).amount == 300
    assert (item_of(decided, bill).returned, item_of(decided, bill).to_decide) == (300, 0)
    settled = drawer.send(in_cash(stands, 300)).bill
    assert (settled.status, settled.due) == (BillStatus.PAID, 0)
    assert balances(owner)["patient_dues"] == 160


def test_a_loss_needs_a_second_person_always(office, api, owner, claim, bills):
    refused = office.answered(claim, (bills[0], 700, 100), (bills[1], 300, 100))
    with pytest.raises(ApprovalNeeded):
        office.decided(refused, Decision.WRITE_OFF, bills[0])
    with pytest.raises(ApprovalNeeded):  # a manager is no second person to himself
        api(MANAGER).send(
            claims.decide(
                claim_id=refused.id,
                version=refused.version,
                bill_ids=[bills[0].id],
                decision=Decision.WRITE_OFF,
                reason="Small",
            )
        )

    done = office.written_off(refused, bills[0], bills[1])

    assert [(item.written_off, item.open) for item in done.items[:2]] == [(100, 0), (100, 0)]
    losses = [fact for fact in done.history if fact.kind is FactKind.WRITTEN_OFF]
    assert {(fact.by, fact.approved_by) for fact in losses} == {("Cashier", "Manager")}
    assert balances(owner)["payer_loss"] == 200
    assert balances(owner)["payer_dues"] == 240


def test_what_was_refused_is_asked_for_again_on_another_claim(office, claim, bills):
    refused = office.answered(claim, (bills[0], 500, 200))

    old = office.decided(refused, Decision.RESUBMIT, bills[0])
    again = office.send(claims.claims(payer_id=claim.payer_id)).items[0]

    assert (item_of(old, bills[0]).resubmitted, item_of(old, bills[0]).open) == (300, 0)
    assert (again.status, again.period_from) == (ClaimStatus.DRAFT, TODAY)
    assert [(item.bill_id, item.amount) for item in office.get(again).items] == [(bills[0].id, 300)]
    with pytest.raises(NotOnClaim):
        office.answered(old, (bills[0], 1, 0))


def test_a_claim_ends_by_what_became_of_its_bills(office, claim, bills):
    first, second, third = bills

    rejected = office.answered(claim, (first, 0, 800), (second, 0, 400), (third, 0, 240))
    decided = office.decided(rejected, Decision.RETURN, first, second, third)

    assert (rejected.status, str(rejected.to_decide)) == (ClaimStatus.REJECTED, "1440.00")
    assert (decided.status, decided.to_decide) == (ClaimStatus.CLOSED, 0)
    with pytest.raises(NothingRefused):
        office.decided(decided, Decision.RETURN, first)


def test_what_was_paid_and_is_credited_since_goes_back_to_the_payer(office, owner, claim, bills):
    bill = bills[0]
    paid = office.answered(claim, (bill, 800, 0))
    office.credited(bill)

    stands = office.get(paid)
    back = office.answered(stands, (bill, -800, 0))

    assert (item_of(stands, bill).owed_back, item_of(back, bill).owed_back) == (800, 0)
    assert balances(owner)["payer_dues"] == 640
    assert "bank" not in balances(owner)


def test_a_loss_of_a_bill_that_is_credited_is_no_loss(office, owner, claim, bills):
    bill = bills[0]
    office.written_off(office.answered(claim, (bill, 0, 800)), bill)

    office.credited(bill)

    assert "payer_loss" not in balances(owner)
    assert balances(owner)["payer_dues"] == 640


def test_what_went_back_to_the_patient_is_credited_to_the_patient(office, owner, claim, bills):
    bill = bills[0]
    office.decided(office.answered(claim, (bill, 300, 500)), Decision.RETURN, bill)

    credited = office.credited(bill)

    assert (credited.due, credited.refundable) == (0, 0)
    assert item_of(office.get(claim), bill).owed_back == 300
    assert balances(owner) == {"bank": 300, "income": -800, "patient_dues": 160, "payer_dues": 340}


def test_a_bill_that_its_payer_answered_is_credited_not_cancelled(office, api, claim, bills):
    office.answered(claim, (bills[0], 800, 0))
    bill = office.send(billing.get(bill_id=bills[0].id))

    with pytest.raises(BillStateConflict):
        api(MANAGER).send(billing.cancel(bill_id=bill.id, version=bill.version, reason="Wrong patient"))


def test_documents_and_ledger_say_the_same_of_every_payer(office, api, owner, claim, bills):
    first, second, third = bills
    claim = office.answered(claim, (first, 500, 300), (second, 100, 300))
    claim = office.decided(claim, Decision.RETURN, first)
    claim = office.written_off(claim, second)
    office.credited(third)

    (green,) = office.send(claims.standings()).payers
    report = api(MANAGER).send(ledger.payers())
    owed = owner.execute(
        "SELECT b.id, sum(e.amount) FILTER (WHERE account = 'payer_dues'), "
        "sum(e.amount) FILTER (WHERE account IN ('patient_dues', 'refunds_payable')), "
        "b.payer_share - b.payer_credited - b.payer_paid - b.payer_returned - b.payer_lost, "
        "b.total - b.payer_share + b.payer_returned - b.credited + b.payer_credited - b.paid "
        "FROM bills b JOIN ledger_entries e ON e.bill_id = b.id GROUP BY b.id"
    ).fetchall()
    facts = owner.execute(
        "SELECT sum(amount) FILTER (WHERE kind = 'paid'), sum(amount) FILTER (WHERE kind = 'returned'), "
        "sum(amount) FILTER (WHERE kind = 'written_off') FROM claim_facts"
    ).fetchone()

    assert [(payer, patient) for _, payer, patient, _, _ in owed] == [(due, rest) for *_, due, rest in owed]
    assert facts == owner.execute("SELECT sum(payer_paid), sum(payer_returned), sum(payer_lost) FROM bills").fetchone()
    assert [row.ageing for row in report.rows] == [green.ageing]
    assert green.ageing.total == claim.open == 0
