from decimal import Decimal

import psycopg
import pytest
from pydantic import ValidationError
from ulid import ULID

from server.core.counters import next_number
from server.core.house import HouseSettings
from shared.contracts import billing, cash
from shared.contracts.billing import BillNotFound, BillStateConflict
from shared.contracts.cash import (
    CashSessionOpen,
    MoreThanDue,
    NoOpenCashSession,
    NotPayableInCash,
    TenderedTooLittle,
)
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import BillId, new_id
from shared.models.billing import BillStatus, PaymentMode
from shared.models.cash import CashSessionStatus
from shared.models.prices import PriceKind
from shared.permissions import Role
from tests.server.features.cash.counter import (
    CASHIER,
    CASHIER_B,
    by_card,
    in_cash,
    owing,
    part,
    paying,
    together,
)
from tests.server.features.consultations.visits import completed


@pytest.fixture
def drawer(api, house):
    return api(CASHIER).send(cash.open_session(opening_float=Decimal(1000)))


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

        taken = api(CASHIER).send(in_cash(bill, 800, Decimal(1000)))

        payment = taken.payments[0]
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
        payment = api(CASHIER).send(in_cash(owing(api, house), 800)).payments[0]

        assert (payment.tendered, payment.change) == (800, 0)

    def test_a_card_hands_nothing_over(self, api, house):
        by_card = part(PaymentMode.CARD, 800, Decimal(900), "slip 77")

        payment = api(CASHIER).send(paying(owing(api, house), by_card)).payments[0]

        assert (payment.tendered, payment.change, payment.reference) == (None, None, "slip 77")

    def test_a_part_leaves_the_rest_due(self, api, house, logged):
        bill = owing(api, house)

        first = api(CASHIER).send(in_cash(bill, "300.50"))
        second = api(CASHIER).send(in_cash(first.bill, "499.50"))

        assert (first.bill.status, str(first.payments[0].due_after)) == (BillStatus.PARTLY_PAID, "499.50")
        assert second.bill.status is BillStatus.PAID
        assert [p.amount for p in second.bill.payments] == [Decimal("300.50"), Decimal("499.50")]
        assert [name for name, _ in logged(bill)] == ["PAYMENT_PARTIAL", "PAYMENT_RECEIVED"]

    def test_never_more_than_is_due(self, api, house):
        bill = owing(api, house)

        with pytest.raises(MoreThanDue) as refused:
            api(CASHIER).send(in_cash(bill, "800.01"))

        assert refused.value.due == 800

    def test_less_than_the_amount_is_not_enough(self, api, house):
        with pytest.raises(TenderedTooLittle):
            api(CASHIER).send(in_cash(owing(api, house), 800, Decimal("799.99")))

    def test_an_older_picture_of_the_bill_takes_no_money(self, api, house):
        bill = owing(api, house)
        api(CASHIER).send(in_cash(bill, 300))

        with pytest.raises(StaleVersion):
            api(CASHIER).send(in_cash(bill, 300))

    def test_a_draft_and_a_settled_bill_take_no_money(self, api, house):
        visit_id = completed(api, house)
        draft = api(CASHIER).send(billing.of_appointment(appointment_id=visit_id))
        settled = api(CASHIER).send(in_cash(owing(api, house, name="Rahim Uddin"), 800)).bill

        for bill in (draft, settled):
            with pytest.raises(BillStateConflict) as refused:
                api(CASHIER).send(in_cash(bill, 1))
            assert refused.value.status_found is bill.status

    def test_there_must_be_a_bill(self, api):
        with pytest.raises(BillNotFound):
            api(CASHIER).send(cash.pay(bill_id=BillId(new_id()), version=1, parts=[part(PaymentMode.CASH, 1)]))

    def test_a_receptionist_takes_no_money(self, api, house):
        with pytest.raises(Forbidden):
            api(Role.RECEPTIONIST).send(in_cash(owing(api, house), 800))

    def test_a_refused_payment_leaves_no_gap_in_the_receipts(self, api, house, database):
        bill = owing(api, house)
        with database.transaction() as session:
            next_number(session, "R-C1-2026")
            session.rollback()
        with pytest.raises(MoreThanDue):
            api(CASHIER).send(in_cash(bill, 900))

        taken = api(CASHIER).send(in_cash(bill, 800))

        assert taken.payments[0].receipt_no == "R-C1-2026-000001"

    @pytest.mark.parametrize(
        "forgery", ["UPDATE payments SET amount = 1", "DELETE FROM payments", "TRUNCATE payments CASCADE"]
    )
    def test_what_was_paid_stays_as_it_is(self, api, house, owner, forgery):
        api(CASHIER).send(in_cash(owing(api, house), 800))

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(forgery)


class TestAtOnce:
    def test_fifty_clicks_with_one_key_pay_once(self, api, house, drawer, owner):
        bill, key = owing(api, house), str(ULID())
        till = api(CASHIER)

        answers = together(*[lambda: till.send(in_cash(bill, 800), key=key)] * 50)

        assert all(answer == answers[0] for answer in answers)
        assert answers[0].bill.status is BillStatus.PAID
        assert owner.execute("SELECT count(*), sum(amount) FROM payments").fetchone() == (1, 800)

    def test_two_cashiers_take_the_money_of_one_bill_once(self, api, house, drawer, owner):
        api(CASHIER_B).send(cash.open_session(opening_float=Decimal(0)))
        bill = owing(api, house)
        tills = [api(CASHIER), api(CASHIER_B)]

        answers = together(*[lambda till=till: till.send(in_cash(bill, 800)) for till in tills * 4])

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

        answers = together(*[lambda: till.send(cash.open_session(opening_float=Decimal(100)))] * 8)

        (opened,) = [a for a in answers if not isinstance(a, Exception)]
        refused = [a for a in answers if isinstance(a, CashSessionOpen)]
        assert len(refused) == 7
        assert {a.cash_session_id for a in refused} == {opened.id}
        assert owner.execute("SELECT count(*) FROM cash_sessions").fetchone() == (1,)


class TestDrawer:
    def test_no_money_without_an_open_one_of_ones_own(self, api, house, drawer):
        bill = owing(api, house)

        with pytest.raises(NoOpenCashSession):
            api(CASHIER_B).send(in_cash(bill, 800))
        with pytest.raises(NoOpenCashSession):
            api(CASHIER_B).send(cash.current_session())

    def test_expects_its_float_and_the_cash_taken(self, api, house, drawer):
        first = api(CASHIER).send(in_cash(owing(api, house), 300, Decimal(500)))
        api(CASHIER).send(by_card(first.bill, 500))

        now = api(CASHIER).send(cash.current_session())

        assert (str(now.opening_float), str(now.cash_taken), str(now.expected)) == ("1000.00", "300.00", "1300.00")
        assert (now.declared, now.difference, now.status) == (None, None, CashSessionStatus.OPEN)


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
    till.send(cash.open_session(opening_float=Decimal(0)))
    bill = owing(api, house)

    first = till.send(in_cash(bill, part)).bill
    settled = till.send(in_cash(first, rest)).bill

    assert (str(bill.total), str(first.due), settled.due) == (fee, rest, 0)
    assert str(till.send(cash.current_session()).cash_taken) == fee


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "0.5"), ("BDT", "0.001")])
def test_no_till_takes_less_than_the_minor_unit(api, house, charging, currency, amount):
    charging(currency, 800)
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(0)))
    bill = owing(api, house)

    for refused in (in_cash(bill, amount), in_cash(bill, 1, Decimal(1) + Decimal(amount))):
        with pytest.raises(InvalidRequest):
            till.send(refused)


@pytest.fixture
def rounding(database):
    """What cash is rounded to."""

    def to(step):
        with database.transaction() as session:
            session.get_one(HouseSettings, 1).cash_step = Decimal(step)

    return to


class TestSplit:
    @pytest.fixture(autouse=True)
    def _drawer(self, drawer):
        pass

    def test_one_receipt_of_several_modes_settles_a_bill(self, api, house, owner):
        bill = owing(api, house)
        parts = (part(PaymentMode.CARD, 500, reference="77"), part(PaymentMode.CASH, 300, Decimal(500)))

        taken = api(CASHIER).send(paying(bill, *parts))

        assert [(p.mode, p.amount, p.due_after) for p in taken.payments] == [
            (PaymentMode.CARD, 500, 300),
            (PaymentMode.CASH, 300, 0),
        ]
        assert ({p.receipt_no for p in taken.payments}, taken.change) == ({"R-C1-2026-000001"}, 200)
        assert taken.bill.status is BillStatus.PAID

    def test_the_parts_together_are_never_more_than_is_due(self, api, house, owner):
        bill = owing(api, house)

        with pytest.raises(MoreThanDue):
            api(CASHIER).send(paying(bill, part(PaymentMode.CARD, 500), part(PaymentMode.CASH, "300.01")))

        assert owner.execute("SELECT count(*) FROM payments").fetchone() == (0,)

    def test_cash_is_one_part_only(self, api, house):
        bill = owing(api, house)

        with pytest.raises(ValidationError):
            paying(bill, part(PaymentMode.CASH, 100), part(PaymentMode.CASH, 100))


class TestCashRounding:
    @pytest.mark.parametrize(
        ("step", "fee", "received", "rounding_line"),
        [
            ("0.05", "99.98", "100.00", "0.02"),
            ("0.05", "99.97", "99.95", "-0.02"),
            ("1", "100.50", "101.00", "0.50"),
            ("5", "102.49", "100.00", "-2.49"),
            ("5", "102.50", "105.00", "2.50"),
        ],
    )
    def test_cash_that_settles_a_bill_is_rounded_on_a_line_of_its_own(
        self, api, house, charging, rounding, owner, step, fee, received, rounding_line
    ):
        rounding(step)  # first: what the house was asked for is remembered some seconds
        charging("BDT", fee)
        drawer = api(CASHIER).send(cash.open_session(opening_float=Decimal(0)))

        taken = api(CASHIER).send(in_cash(owing(api, house), fee, Decimal(200)))

        (payment,) = taken.payments
        assert (str(payment.amount), str(payment.rounding), str(payment.received)) == (fee, rounding_line, received)
        assert payment.change == 200 - Decimal(received)
        assert (taken.bill.status, str(taken.bill.total)) == (BillStatus.PAID, fee)
        assert (drawer.cash_step, api(CASHIER).send(cash.current_session()).expected) == (
            Decimal(step),
            Decimal(received),
        )

    def test_cash_that_leaves_something_due_is_not_rounded_away(self, api, house, rounding):
        rounding("5")
        api(CASHIER).send(cash.open_session(opening_float=Decimal(0)))
        bill = owing(api, house)

        with pytest.raises(NotPayableInCash) as refused:
            api(CASHIER).send(in_cash(bill, 2))

        assert refused.value.cash_step == 5

    def test_a_card_pays_every_minor_unit(self, api, house, charging, rounding):
        rounding("1")
        charging("BDT", "99.98")
        api(CASHIER).send(cash.open_session(opening_float=Decimal(0)))

        (payment,) = api(CASHIER).send(by_card(owing(api, house), "99.98")).payments

        assert (payment.rounding, payment.received) == (0, Decimal("99.98"))
