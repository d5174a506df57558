"""What a payer pays is booked once; what it refuses is decided, and the ledger agrees to the last unit."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import billing, cash, claims, ledger
from shared.contracts.access import ApprovalNeeded
from shared.contracts.billing import BillStateConflict
from shared.contracts.claims import MoreThanOpen, NothingRefused, NotOnClaim
from shared.errors import InvalidRequest, StaleVersion
from shared.events import EventType
from shared.models.billing import BillStatus, PaymentMode
from shared.models.claims import AnsweredItem, ClaimMode, ClaimMoney, ClaimStatus, Decision, FactKind
from tests.server.features.cash.counter import in_cash, together
from tests.server.features.claims.conftest import CASHIER, MANAGER, TODAY, balances, item_of
from tests.server.features.consultations.visits import completed

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
    answered = office.send(billing.get(bill_id=first.id))
    with pytest.raises(BillStateConflict):  # it is credited instead
        api(MANAGER).send(billing.cancel(bill_id=first.id, version=answered.version, reason="Wrong patient"))
    book = api(MANAGER).send(ledger.day_book())
    assert (str(book.totals[PaymentMode.BANK]), str(book.totals[PaymentMode.MOBILE])) == ("950.50", "249.50")
    assert api(MANAGER).send(ledger.cashiers()).rows == []  # no drawer had it


def test_nothing_is_booked_beyond_what_is_open_by_halves_or_twice(office, owner, claim, bills):
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

    def enter():
        return office.answered(claim, (first, 800, 0))

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
    assert drawer.send(billing.dues(patient_id=bill.patient.id)).amount == 300 + 100 + 60
    assert (item_of(decided, bill).returned, item_of(decided, bill).to_decide) == (300, 0)
    settled = drawer.send(in_cash(stands, 300)).bill
    assert (settled.status, settled.due) == (BillStatus.PAID, 0)
    assert balances(owner)["patient_dues"] == 160


def test_a_visit_tells_what_came_back_to_its_patient(office, api, house, owner):
    draft = office.send(billing.of_appointment(appointment_id=completed(api, house)))
    split = billing.split(
        bill_id=draft.id, version=draft.version, payer_id=office.green.id, value=Decimal(50), reason="By letter"
    )
    draft = office.send(split)
    bill = office.send(billing.issue(bill_id=draft.id, version=draft.version))
    refused = office.answered(office.submitted(), (bill, 0, 400))

    office.decided(refused, Decision.RETURN, bill)

    told = "SELECT description, metadata->>'amount', metadata->>'due' FROM appointment_events WHERE type = %s"
    assert owner.execute(told, (EventType.PAYER_SHARE_RETURNED,)).fetchall() == [("As agreed", "400.00", "800.00")]


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


def test_a_claim_ends_by_what_became_of_its_bills_and_what_is_asked_again_is_on_another(office, claim, bills):
    first, second, third = bills

    rejected = office.answered(claim, (first, 0, 800), (second, 0, 400), (third, 0, 240))
    returned = office.decided(rejected, Decision.RETURN, second, third)
    closed = office.decided(returned, Decision.RESUBMIT, first)
    (again,) = office.send(claims.claims(payer_id=claim.payer_id)).items

    assert (rejected.status, str(rejected.to_decide)) == (ClaimStatus.REJECTED, "1440.00")
    assert (closed.status, item_of(closed, first).resubmitted, closed.open) == (ClaimStatus.CLOSED, 800, 0)
    assert (again.status, again.period_from) == (ClaimStatus.DRAFT, TODAY)
    assert [(item.bill_id, item.amount) for item in office.get(again).items] == [(first.id, 800)]
    with pytest.raises(NothingRefused):
        office.decided(closed, Decision.RETURN, second)
    with pytest.raises(NotOnClaim):  # the other claim is answered instead
        office.answered(closed, (first, 1, 0))


def test_a_credit_note_after_the_answer_gives_each_back_the_own_part(office, owner, claim, bills):
    """Paid: owed back to the payer. Written off: no loss any more. Back to the patient: credited to the patient."""
    paid, lost, returned = bills
    claim = office.answered(claim, (paid, 800, 0), (lost, 0, 400), (returned, 100, 140))
    claim = office.decided(office.written_off(claim, lost), Decision.RETURN, returned)
    before = balances(owner)
    for bill in bills:
        office.credited(bill)

    stands = office.get(claim)
    back = office.answered(stands, (paid, -800, 0), (returned, -100, 0))

    assert (before["payer_loss"], before["patient_dues"]) == (400, 200 + 100 + 60 + 140)
    assert [item_of(stands, bill).owed_back for bill in bills] == [800, 0, 100]
    assert (back.owed_back, back.payments[-1].amount) == (0, -900)
    assert balances(owner) == {}


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
    assert (report.rows, report.total, green.ageing.total, office.get(claim).open) == ([], 0, 0, 0)
