from decimal import Decimal

import pytest

from shared.ages import AgeUnit
from shared.contracts import access, appointments, billing, cash, consultations, patients, payers, queue
from shared.contracts.billing import BillStateConflict, ShareTooLarge
from shared.contracts.cash import MoreThanDue
from shared.contracts.payers import PayerNotFound
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import PayerId, new_id
from shared.models.bill_changes import LineToCredit
from shared.models.billing import BillStatus, DiscountKind, ShareKind
from shared.models.patients import Sex, TypedAge
from shared.models.payers import PayerKind
from shared.permissions import Permission, Role
from tests.server.features.billing.test_billing import bill_of, issued
from tests.server.features.cash.counter import in_cash
from tests.support.house import PASSWORD

CASHIER, MANAGER = Role.CASHIER, Role.MANAGER


@pytest.fixture
def insurer(api):
    return api(MANAGER).send(
        payers.add(code="GREEN", name="Green Life", kind=PayerKind.INSURER, default_share=Decimal("33.33"))
    )


@pytest.fixture
def draft(api, house, insurer):
    """A consultation of 800 for somebody whom Green Life insures: 266.64 and 533.36."""
    desk, doctor = api(Role.RECEPTIONIST), api("doctor")
    patient = desk.send(
        patients.register(
            name="Amina Begum",
            sex=Sex.FEMALE,
            age=TypedAge(amount=30, unit=AgeUnit.YEARS),
            payer_id=insurer.id,
            confirmed=True,
        )
    )
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, check_in=True))
    called = doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
    doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
    doctor.send(consultations.complete(appointment_id=visit.id, version=1))
    return bill_of(api, visit.id)


@pytest.fixture
def drawer(api):
    return api(CASHIER).send(cash.open_session(opening_float=Decimal(0)))


def splitting(bill, payer_id, value="0", kind=ShareKind.PERCENT):
    return billing.split(
        bill_id=bill.id, version=bill.version, payer_id=payer_id, kind=kind, value=Decimal(value), reason="Letter"
    )


def balances(owner):
    sums = "SELECT account, sum(amount) FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1"
    return dict(owner.execute(sums).fetchall())


def test_the_payers_share_is_rounded_and_the_patient_pays_the_rest(draft):
    assert (draft.payer.name, draft.payer.value, str(draft.payer.share)) == ("Green Life", Decimal("33.33"), "266.64")
    assert (str(draft.patient_share), str(draft.due), str(draft.total)) == ("533.36", "533.36", "800.00")


def test_each_owes_the_own_share_and_the_bill_is_paid_when_the_patient_has_paid(api, owner, draft, insurer, drawer):
    bill = issued(api, draft.appointment_id)
    with pytest.raises(MoreThanDue):
        api(CASHIER).send(in_cash(bill, "533.37"))

    paid = api(CASHIER).send(in_cash(bill, "533.36")).bill

    assert (paid.status, paid.due) == (BillStatus.PAID, 0)
    assert balances(owner) == {
        "cash": Decimal("533.36"),
        "income": -800,
        "payer_dues": Decimal("266.64"),
    }
    owed = owner.execute("SELECT payer_id FROM ledger_entries WHERE account = 'payer_dues'").fetchall()
    assert owed == [(insurer.id,)]


def test_what_the_card_says_when_the_bill_is_issued_counts(api, owner, draft):
    owner.execute("UPDATE payers SET default_share = 100")

    bill = issued(api, draft.appointment_id)

    assert (bill.payer.share, bill.due, bill.status) == (800, 0, BillStatus.PAID)


@pytest.mark.parametrize(
    ("kind", "value", "share"), [(ShareKind.PERCENT, "50", "400.00"), (ShareKind.AMOUNT, "250.50", "250.50")]
)
def test_a_draft_is_split_otherwise_with_a_reason_and_so_it_stays(api, owner, draft, insurer, kind, value, share):
    changed = api(CASHIER).send(splitting(draft, insurer.id, value, kind))

    bill = issued(api, draft.appointment_id)

    assert (str(changed.payer.share), str(bill.payer.share)) == (share, share)
    assert owner.execute("SELECT reason FROM bill_splits").fetchall() == [("Letter",)]


def test_a_patient_may_pay_all_of_it_though_the_card_says_otherwise(api, draft):
    api(CASHIER).send(splitting(draft, None))

    bill = issued(api, draft.appointment_id)

    assert (bill.payer, bill.due) == (None, 800)


def test_what_is_let_off_makes_both_shares_smaller(api, draft):
    less = api(MANAGER).send(
        billing.give_discount(
            bill_id=draft.id, version=draft.version, kind=DiscountKind.PERCENT, value=Decimal(50), reason="Welfare"
        )
    )

    assert (str(less.payer.share), str(less.due)) == ("133.32", "266.68")


@pytest.mark.parametrize(
    ("kind", "value", "refusal"),
    [
        (ShareKind.PERCENT, "100.01", InvalidRequest),
        (ShareKind.AMOUNT, "800.01", ShareTooLarge),
        (ShareKind.AMOUNT, "0.001", InvalidRequest),
    ],
)
def test_no_more_than_the_bill_is_paid_by_a_payer(api, draft, insurer, kind, value, refusal):
    with pytest.raises(refusal):
        api(CASHIER).send(splitting(draft, insurer.id, value, kind))


def test_an_unknown_payer_a_stale_draft_and_an_issued_bill_are_refused(api, draft, insurer):
    with pytest.raises(PayerNotFound):
        api(CASHIER).send(splitting(draft, PayerId(new_id()), "10"))
    changed = api(CASHIER).send(splitting(draft, insurer.id, "10"))
    with pytest.raises(StaleVersion):
        api(CASHIER).send(splitting(draft, insurer.id, "20"))
    with pytest.raises(Forbidden):
        api(MANAGER).send(splitting(changed, insurer.id, "20"))

    bill = issued(api, draft.appointment_id)

    with pytest.raises(BillStateConflict):
        api(CASHIER).send(splitting(bill, insurer.id, "20"))


def test_a_credit_note_takes_from_both_and_from_the_patient_what_was_paid_goes_back(api, house, owner, draft, drawer):
    paid = api(CASHIER).send(in_cash(issued(api, draft.appointment_id), "533.36")).bill
    for quantity in ("0.5", "0.5"):
        word = access.approve(
            user_name=house.user_name(MANAGER),
            password=PASSWORD,
            permission=Permission.BILLING_CANCEL,
            subject_id=paid.id,
        )
        line = LineToCredit(bill_item_id=paid.items[0].id, quantity=Decimal(quantity))
        paid = api(CASHIER).send(
            billing.credit(
                bill_id=paid.id,
                version=paid.version,
                lines=[line],
                reason="Not seen",
                approval_id=api(CASHIER).send(word).id,
            )
        )

    assert [str(note.refundable) for note in paid.credit_notes] == ["266.68", "266.68"]
    assert (str(paid.refundable), str(paid.payer.credited)) == ("533.36", "266.64")
    assert balances(owner) == {"cash": Decimal("533.36"), "patient_dues": Decimal("-533.36")}


def test_a_cancelled_bill_is_owed_by_nobody(api, owner, draft):
    bill = issued(api, draft.appointment_id)

    api(MANAGER).send(billing.cancel(bill_id=bill.id, version=bill.version, reason="Wrong visit"))

    assert balances(owner) == {}
