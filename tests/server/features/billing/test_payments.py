from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest
from ulid import ULID

from server.core.counters import next_number
from server.core.house import HouseSettings
from shared.contracts import billing
from shared.contracts.billing import (
    BillNotFound,
    BillStateConflict,
    CashSessionNotFound,
    CashSessionOpen,
    MoreThanDue,
    NoOpenCashSession,
    TenderedTooLittle,
)
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import BillId, CashSessionId, new_id
from shared.models.billing import BillStatus, CashSessionStatus, PaymentMode
from shared.models.prices import PriceKind
from shared.permissions import Role
from tests.server.features.consultations.visits import completed

CASHIER, CASHIER_B = Role.CASHIER, "cashier_b"


def owing(api, house, *, name="Amina Begum"):
    """An issued bill of 800."""
    visit_id = completed(api, house, name=name)
    draft = api(CASHIER).send(billing.of_appointment(appointment_id=visit_id))
    return api(CASHIER).send(billing.issue(bill_id=draft.id, version=draft.version))


def cash(bill, amount, tendered=None):
    return billing.pay(
        bill_id=bill.id, version=bill.version, mode=PaymentMode.CASH, amount=Decimal(amount), tendered=tendered
    )


def together(*acts):
    """All at once; each one's answer or refusal."""

    def outcome(act):
        try:
            return act()
        except Exception as error:  # noqa: BLE001 refusals are outcomes here
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(outcome, acts))


@pytest.fixture
def drawer(api, house):
    return api(CASHIER).send(billing.open_cash_session(opening_float=Decimal(1000)))


@pytest.fixture
def logged(owner):
    def of(bill):
        return owner.execute(
            "SELECT type, metadata FROM appointment_events WHERE appointment_id = %s AND type LIKE 'PAYMENT%%' "
            "ORDER BY id",
            (bill.appointment_id,),
        ).fetchall()

    return of


@pytest.mark.usefixtures("drawer")
class TestPaying:
    def test_cash_gives_change_a_receipt_number_and_a_settled_bill(self, api, house, logged):
        bill = owing(api, house)

        taken = api(CASHIER).send(cash(bill, 800, Decimal(1000)))

        payment = taken.payment
        assert payment.receipt_no == "R-C1-2026-000001"
        assert (str(payment.amount), str(payment.tendered), str(payment.change)) == ("800.00", "1000.00", "200.00")
        assert (payment.due_after, payment.taken_by, payment.workstation) == (0, "Cashier", "cashier 1")
        assert (taken.bill.status, taken.bill.paid, taken.bill.due) == (BillStatus.PAID, 800, 0)
        assert taken.bill.payments == [payment]
        assert logged(bill) == [
            (
                "PAYMENT_RECEIVED",
                {
                    "bill_no": bill.bill_no,
                    "receipt_no": payment.receipt_no,
                    "mode": "cash",
                    "amount": "800.00",
                    "due": "0.00",
                    "currency": "BDT",
                },
            )
        ]

    def test_cash_without_a_word_about_it_was_handed_over_exactly(self, api, house):
        payment = api(CASHIER).send(cash(owing(api, house), 800)).payment

        assert (payment.tendered, payment.change) == (800, 0)

    def test_a_card_hands_nothing_over(self, api, house):
        bill = owing(api, house)

        payment = (
            api(CASHIER)
            .send(
                billing.pay(
                    bill_id=bill.id,
                    version=bill.version,
                    mode=PaymentMode.CARD,
                    amount=Decimal(800),
                    tendered=Decimal(900),
                    reference="slip 77",
                )
            )
            .payment
        )

        assert (payment.tendered, payment.change, payment.reference) == (None, None, "slip 77")

    def test_a_part_leaves_the_rest_due(self, api, house, logged):
        bill = owing(api, house)

        first = api(CASHIER).send(cash(bill, "300.50"))
        second = api(CASHIER).send(cash(first.bill, "499.50"))

        assert (first.bill.status, str(first.payment.due_after)) == (BillStatus.PARTLY_PAID, "499.50")
        assert second.bill.status is BillStatus.PAID
        assert [p.amount for p in second.bill.payments] == [Decimal("300.50"), Decimal("499.50")]
        assert [name for name, _ in logged(bill)] == ["PAYMENT_PARTIAL", "PAYMENT_RECEIVED"]

    def test_never_more_than_is_due(self, api, house):
        bill = owing(api, house)

        with pytest.raises(MoreThanDue) as refused:
            api(CASHIER).send(cash(bill, "800.01"))

        assert refused.value.due == 800

    def test_less_than_the_amount_is_not_enough(self, api, house):
        with pytest.raises(TenderedTooLittle):
            api(CASHIER).send(cash(owing(api, house), 800, Decimal("799.99")))

    def test_an_older_picture_of_the_bill_takes_no_money(self, api, house):
        bill = owing(api, house)
        api(CASHIER).send(cash(bill, 300))

        with pytest.raises(StaleVersion):
            api(CASHIER).send(cash(bill, 300))

    def test_a_draft_and_a_settled_bill_take_no_money(self, api, house):
        visit_id = completed(api, house)
        draft = api(CASHIER).send(billing.of_appointment(appointment_id=visit_id))
        settled = api(CASHIER).send(cash(owing(api, house, name="Rahim Uddin"), 800)).bill

        for bill in (draft, settled):
            with pytest.raises(BillStateConflict) as refused:
                api(CASHIER).send(cash(bill, 1))
            assert refused.value.status_found is bill.status

    def test_there_must_be_a_bill(self, api):
        with pytest.raises(BillNotFound):
            api(CASHIER).send(
                billing.pay(bill_id=BillId(new_id()), version=1, mode=PaymentMode.CASH, amount=Decimal(1))
            )

    def test_a_receptionist_takes_no_money(self, api, house):
        with pytest.raises(Forbidden):
            api(Role.RECEPTIONIST).send(cash(owing(api, house), 800))

    def test_a_refused_payment_leaves_no_gap_in_the_receipts(self, api, house, database):
        bill = owing(api, house)
        with database.transaction() as session:
            next_number(session, "R-C1-2026")
            session.rollback()
        with pytest.raises(MoreThanDue):
            api(CASHIER).send(cash(bill, 900))

        taken = api(CASHIER).send(cash(bill, 800))

        assert taken.payment.receipt_no == "R-C1-2026-000001"

    @pytest.mark.parametrize("forgery", ["UPDATE payments SET amount = 1", "DELETE FROM payments", "TRUNCATE payments"])
    def test_what_was_paid_stays_as_it_is(self, api, house, owner, forgery):
        api(CASHIER).send(cash(owing(api, house), 800))

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(forgery)


class TestAtOnce:
    def test_fifty_clicks_with_one_key_pay_once(self, api, house, drawer, owner):
        bill, key = owing(api, house), str(ULID())
        till = api(CASHIER)

        answers = together(*[lambda: till.send(cash(bill, 800), key=key)] * 50)

        assert all(answer == answers[0] for answer in answers)
        assert answers[0].bill.status is BillStatus.PAID
        assert owner.execute("SELECT count(*), sum(amount) FROM payments").fetchone() == (1, 800)

    def test_two_cashiers_take_the_money_of_one_bill_once(self, api, house, drawer, owner):
        api(CASHIER_B).send(billing.open_cash_session(opening_float=Decimal(0)))
        bill = owing(api, house)
        tills = [api(CASHIER), api(CASHIER_B)]

        answers = together(*[lambda till=till: till.send(cash(bill, 800)) for till in tills * 4])

        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
        assert {type(a) for a in answers if isinstance(a, Exception)} <= {StaleVersion, MoreThanDue}
        assert owner.execute("SELECT count(*), sum(amount) FROM payments").fetchone() == (1, 800)

    def test_a_bill_issued_twice_gets_one_number(self, api, house, owner):
        visit_id = completed(api, house)
        draft = api(CASHIER).send(billing.of_appointment(appointment_id=visit_id))
        people = [api(CASHIER), api(Role.RECEPTIONIST)] * 4

        answers = together(
            *[lambda p=p: p.send(billing.issue(bill_id=draft.id, version=draft.version)) for p in people]
        )

        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
        assert {type(a) for a in answers if isinstance(a, Exception)} == {StaleVersion}
        assert owner.execute("SELECT sum(last) FROM counters WHERE name LIKE 'B-%'").fetchone() == (1,)

    def test_bills_issued_at_once_are_numbered_without_gap_and_without_double(self, api, house, owner):
        drafts = [
            api(CASHIER).send(billing.of_appointment(appointment_id=completed(api, house, name=f"Patient {n}")))
            for n in "abcdefgh"
        ]

        together(*[lambda d=d: api(CASHIER).send(billing.issue(bill_id=d.id, version=d.version)) for d in drafts])

        numbers = [row[0] for row in owner.execute("SELECT bill_no FROM bills ORDER BY bill_no").fetchall()]
        assert numbers == [f"B-C1-2026-{n:06d}" for n in range(1, 9)]

    def test_a_cashier_opens_one_drawer(self, api, house, owner):
        till = api(CASHIER)

        answers = together(*[lambda: till.send(billing.open_cash_session(opening_float=Decimal(100)))] * 8)

        (opened,) = [a for a in answers if not isinstance(a, Exception)]
        refused = [a for a in answers if isinstance(a, CashSessionOpen)]
        assert len(refused) == 7
        assert {a.cash_session_id for a in refused} == {opened.id}
        assert owner.execute("SELECT count(*) FROM cash_sessions").fetchone() == (1,)


class TestDrawer:
    def test_no_money_without_an_open_one_of_ones_own(self, api, house, drawer):
        bill = owing(api, house)

        with pytest.raises(NoOpenCashSession):
            api(CASHIER_B).send(cash(bill, 800))
        with pytest.raises(NoOpenCashSession):
            api(CASHIER_B).send(billing.current_cash_session())

    def test_expects_its_float_and_the_cash_taken(self, api, house, drawer):
        first = api(CASHIER).send(cash(owing(api, house), 300, Decimal(500)))
        api(CASHIER).send(
            billing.pay(bill_id=first.bill.id, version=first.bill.version, mode=PaymentMode.CARD, amount=Decimal(500))
        )

        now = api(CASHIER).send(billing.current_cash_session())

        assert (str(now.opening_float), str(now.cash_taken), str(now.expected)) == ("1000.00", "300.00", "1300.00")
        assert (now.declared, now.difference, now.status) == (None, None, CashSessionStatus.OPEN)

    def test_keeps_the_difference_between_what_was_counted_and_what_was_expected(self, api, house, drawer):
        api(CASHIER).send(cash(owing(api, house), 800))

        closed = api(CASHIER).send(
            billing.close_cash_session(cash_session_id=drawer.id, version=1, declared=Decimal("1790.50"))
        )

        assert (closed.status, closed.expected, closed.declared) == (
            CashSessionStatus.CLOSED,
            1800,
            Decimal("1790.50"),
        )
        assert (closed.difference, closed.version) == (Decimal("-9.50"), 2)
        assert closed.closed_at is not None

    def test_takes_nothing_once_it_is_closed(self, api, house, drawer, owner):
        bill = owing(api, house)
        closing = billing.close_cash_session(cash_session_id=drawer.id, version=1, declared=Decimal(1000))
        api(CASHIER).send(closing)

        with pytest.raises(NoOpenCashSession):
            api(CASHIER).send(cash(bill, 800))
        with pytest.raises(NoOpenCashSession):
            api(CASHIER).send(closing)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("UPDATE cash_sessions SET declared = 1")

    def test_can_be_followed_by_another(self, api, house, drawer):
        api(CASHIER).send(billing.close_cash_session(cash_session_id=drawer.id, version=1, declared=Decimal(1000)))

        again = api(CASHIER).send(billing.open_cash_session(opening_float=Decimal(0)))

        assert again.id != drawer.id

    def test_is_closed_by_its_own_cashier(self, api, house, drawer):
        with pytest.raises(Forbidden):
            api(CASHIER_B).send(billing.close_cash_session(cash_session_id=drawer.id, version=1, declared=Decimal(0)))

    def test_is_closed_as_it_was_seen(self, api, house, drawer):
        with pytest.raises(StaleVersion):
            api(CASHIER).send(billing.close_cash_session(cash_session_id=drawer.id, version=7, declared=Decimal(0)))
        with pytest.raises(CashSessionNotFound):
            api(CASHIER).send(
                billing.close_cash_session(cash_session_id=CashSessionId(new_id()), version=1, declared=Decimal(0))
            )


@pytest.fixture
def charging(database, house, priced):
    """Changes the hospital's currency and what a doctor costs."""

    def to(currency, fee):
        with database.transaction() as session:
            session.get_one(HouseSettings, 1).currency = currency
        priced(PriceKind.NEW_VISIT, house.doctor, fee)

    return to


@pytest.mark.parametrize(
    ("currency", "fee", "part", "rest"),
    [("JPY", "800", "333", "467"), ("BDT", "800.05", "0.01", "800.04"), ("KWD", "12.345", "0.001", "12.344")],
)
def test_money_is_exact_in_the_currencys_own_minor_unit(api, house, charging, currency, fee, part, rest):
    charging(currency, fee)
    till = api(CASHIER)
    till.send(billing.open_cash_session(opening_float=Decimal(0)))
    bill = owing(api, house)

    first = till.send(cash(bill, part)).bill
    settled = till.send(cash(first, rest)).bill

    assert (str(bill.total), str(first.due), settled.due) == (fee, rest, 0)
    assert str(till.send(billing.current_cash_session()).cash_taken) == fee


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "0.5"), ("BDT", "0.001")])
def test_no_till_takes_less_than_the_minor_unit(api, house, charging, currency, amount):
    charging(currency, 800)
    till = api(CASHIER)
    till.send(billing.open_cash_session(opening_float=Decimal(0)))
    bill = owing(api, house)

    for refused in (cash(bill, amount), cash(bill, 1, Decimal(1) + Decimal(amount))):
        with pytest.raises(InvalidRequest):
            till.send(refused)
