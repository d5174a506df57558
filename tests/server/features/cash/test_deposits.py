"""Money in advance, and payments that are to be found out."""

from decimal import Decimal

import psycopg
import pytest

from shared.contracts import cash, documents, ledger
from shared.contracts.cash import (
    AttemptPending,
    AttemptSettledBefore,
    NotEnoughCash,
    NotEnoughDeposit,
    TenderedTooLittle,
)
from shared.contracts.patients import PatientNotFound
from shared.ids import PatientId, new_id
from shared.models.billing import BillStatus, PaymentMode
from shared.models.cash_payments import AttemptOutcome
from shared.models.documents import PaperKind
from shared.permissions import Role
from tests.server.features.cash.counter import CASHIER, CASHIER_B, in_cash, owing, part, paying, together


@pytest.fixture
def till(api, house):
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(100)))
    return till


def paid_in(till, patient, amount, mode=PaymentMode.CASH, tendered=None):
    return till.send(cash.take_deposit(patient_id=patient.id, mode=mode, amount=Decimal(amount), tendered=tendered))


def left(till, bill):
    return till.send(cash.standing(bill_id=bill.id)).deposit


class TestDeposits:
    def test_is_told_with_its_receipts_the_newest_first(self, api, house, till):
        patient = owing(api, house).patient
        before = till.send(cash.deposits(patient_id=patient.id))
        taken = paid_in(till, patient, 1000)
        back = till.send(cash.return_deposit(patient_id=patient.id, mode=PaymentMode.CASH, amount=Decimal(300)))

        account = till.send(cash.deposits(patient_id=patient.id))

        assert (before.balance, before.deposits) == (0, [])
        assert (account.balance, account.deposits) == (700, [back.deposit, taken.deposit])
        with pytest.raises(PatientNotFound):
            till.send(cash.deposits(patient_id=PatientId(new_id())))

    def test_what_the_house_holds_is_told_by_patient_and_comes_to_what_the_ledger_says(self, api, house, till):
        first, second = owing(api, house).patient, owing(api, house).patient
        paid_in(till, first, 1000)
        paid_in(till, second, 1200)
        till.send(cash.return_deposit(patient_id=first.id, mode=PaymentMode.CASH, amount=Decimal(300)))
        gone = owing(api, house).patient
        paid_in(till, gone, 50)
        till.send(cash.return_deposit(patient_id=gone.id, mode=PaymentMode.CASH, amount=Decimal(50)))

        report = api(Role.MANAGER).send(ledger.deposits())

        assert [(row.patient_id, row.held) for row in report.rows] == [(second.id, 1200), (first.id, 700)]
        assert {row.moved for row in report.rows} == {report.last_day}
        assert api(Role.MANAGER).send(ledger.dues()).deposits == 1900

    def test_its_receipt_is_a_duplicate_the_second_time(self, api, house, till):
        taken = paid_in(till, owing(api, house).patient, 1000)
        paper = documents.record_print(kind=PaperKind.DEPOSIT, subject_id=taken.deposit.id)

        assert [till.send(paper).copy_number for _ in range(2)] == [0, 1]

    def test_is_taken_without_a_bill_used_for_one_and_the_rest_given_back(self, api, house, till, owner):
        bill = owing(api, house)
        taken = paid_in(till, bill.patient, 1000, tendered=Decimal(1500))
        before = left(till, bill)

        paid = till.send(paying(bill, part(PaymentMode.DEPOSIT, 700), part(PaymentMode.CASH, 100)))
        back = till.send(cash.return_deposit(patient_id=bill.patient.id, mode=PaymentMode.CASH, amount=Decimal(300)))

        assert (taken.deposit.receipt_no, taken.deposit.change, taken.balance) == ("R-C1-2026-000001", 500, 1000)
        assert (before, paid.bill.status, back.balance, back.deposit.amount) == (1000, BillStatus.PAID, 0, -300)
        assert till.send(cash.current_session()).expected == 900
        assert owner.execute(
            "SELECT account, sum(amount) FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1"
        ).fetchall() == [("cash", 900), ("float", -100), ("income", -800)]

    def test_no_more_is_used_or_given_back_than_is_left(self, api, house, till):
        bill = owing(api, house)
        paid_in(till, bill.patient, 200, PaymentMode.BANK)

        with pytest.raises(NotEnoughDeposit) as refused:
            till.send(paying(bill, part(PaymentMode.DEPOSIT, 201)))
        with pytest.raises(NotEnoughDeposit):
            till.send(cash.return_deposit(patient_id=bill.patient.id, mode=PaymentMode.BANK, amount=Decimal(201)))
        with pytest.raises(NotEnoughCash):
            till.send(cash.return_deposit(patient_id=bill.patient.id, mode=PaymentMode.CASH, amount=Decimal(200)))

        assert refused.value.balance == 200

    def test_is_used_once_by_whoever_is_first(self, api, house, till, owner):
        bills = [owing(api, house), owing(api, house, name="Amina Begum")]
        patient = bills[0].patient
        paid_in(till, patient, 500)

        answers = together(
            *[lambda: till.send(paying(bills[0], part(PaymentMode.DEPOSIT, 500)))] * 3,
            *[lambda: till.send(cash.return_deposit(patient_id=patient.id, mode=PaymentMode.CASH, amount=Decimal(500)))]
            * 3,
        )

        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
        assert owner.execute("SELECT sum(amount) FROM ledger_entries WHERE account = 'deposits'").fetchone() == (0,)

    def test_is_a_patients_and_covers_what_is_paid_in(self, till, house, api):
        with pytest.raises(PatientNotFound):
            till.send(cash.take_deposit(patient_id=PatientId(new_id()), mode=PaymentMode.CASH, amount=Decimal(1)))
        with pytest.raises(TenderedTooLittle):
            paid_in(till, owing(api, house).patient, 10, tendered=Decimal(9))

    def test_follows_a_merge(self, api, house, till, owner):
        bill = owing(api, house)
        other = owing(api, house, name="Rahim Uddin")
        paid_in(till, other.patient, 50)

        owner.execute("UPDATE patients SET merged_into = %s WHERE id = %s", (bill.patient.id, other.patient.id))

        assert left(till, bill) == 50

    def test_stays_as_it_was_booked(self, api, house, till, owner):
        paid_in(till, owing(api, house).patient, 50)

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("UPDATE deposits SET amount = 60")


class TestFindingOut:
    @pytest.fixture
    def bill(self, api, house, till):
        return owing(api, house)

    @pytest.fixture
    def attempt(self, till, bill):
        return till.send(
            cash.attempt(
                bill_id=bill.id,
                version=bill.version,
                mode=PaymentMode.CARD,
                amount=Decimal(800),
                reference="4711",
            )
        )

    def test_nothing_is_taken_until_somebody_has_looked(self, till, bill, attempt):
        standing = till.send(cash.standing(bill_id=bill.id))

        assert (standing.pending, standing.deposit) == ([attempt], 0)
        assert (attempt.amount, attempt.asked_by, attempt.outcome) == (800, "Cashier", None)

    def test_no_second_try_without_being_told(self, api, till, bill, attempt):
        api(CASHIER_B).send(cash.open_session(opening_float=Decimal(0)))

        for who in (till, api(CASHIER_B)):
            with pytest.raises(AttemptPending) as refused:
                who.send(in_cash(bill, 800))
            assert (refused.value.mode, refused.value.amount) == (PaymentMode.CARD, Decimal(800))
        with pytest.raises(AttemptPending):
            till.send(cash.attempt(bill_id=bill.id, version=bill.version, mode=PaymentMode.CARD, amount=Decimal(800)))

    def test_who_was_told_may_take_other_money(self, till, bill, attempt):
        paid = till.send(
            cash.pay(bill_id=bill.id, version=bill.version, parts=[part(PaymentMode.CASH, 800)], despite_pending=True)
        )

        assert paid.bill.status is BillStatus.PAID

    def test_confirmed_it_is_a_payment_once(self, till, bill, attempt, owner):
        outcome = cash.settle_attempt(attempt_id=attempt.id, outcome=AttemptOutcome.CONFIRMED, reference="OK 12")

        answers = together(*[lambda: till.send(outcome)] * 6)

        (settled,) = [answer for answer in answers if not isinstance(answer, Exception)]
        assert {type(a) for a in answers if isinstance(a, Exception)} == {AttemptSettledBefore}
        (payment,) = settled.taken.payments
        assert (payment.mode, payment.amount, payment.reference) == (PaymentMode.CARD, 800, "OK 12")
        assert settled.taken.bill.status is BillStatus.PAID
        assert owner.execute("SELECT count(*) FROM payments").fetchone() == (1,)

    def test_failed_nothing_was_taken_and_the_bill_is_free_again(self, till, bill, attempt, owner):
        settled = till.send(cash.settle_attempt(attempt_id=attempt.id, outcome=AttemptOutcome.FAILED))

        assert settled.taken is None
        assert till.send(in_cash(bill, 800)).bill.status is BillStatus.PAID
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("UPDATE payment_attempts SET outcome = 'confirmed'")
