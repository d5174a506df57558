from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from shared.contracts import cash, ledger
from shared.errors import Forbidden, InvalidRequest
from shared.ids import new_id
from shared.models.billing import PaymentMode
from shared.models.ledger import PostingKind
from shared.models.prices import PriceKind
from shared.permissions import Role
from tests.server.features.cash.counter import CASHIER, CASHIER_B, by_card, closed, in_cash, owing

POSTED = (
    "SELECT p.kind, p.document_no, e.account, e.amount FROM ledger_postings p JOIN ledger_entries e ON "
    "e.posting_id = p.id ORDER BY p.id, e.line"
)


@pytest.fixture
def drawer(api, house):
    return api(CASHIER).send(cash.open_session(opening_float=Decimal(1000)))


def test_each_document_is_booked_with_what_it_moved(api, house, drawer, owner):
    bill = owing(api, house)
    api(CASHIER).send(in_cash(bill, 300))
    closed(api(CASHIER), 1295)

    assert owner.execute(POSTED).fetchall() == [
        ("drawer_opened", drawer.session_no, "cash", 1000),
        ("drawer_opened", drawer.session_no, "float", -1000),
        ("bill_issued", bill.bill_no, "patient_dues", 800),
        ("bill_issued", bill.bill_no, "income", -800),
        ("payment", "R-C1-2026-000001", "cash", 300),
        ("payment", "R-C1-2026-000001", "patient_dues", -300),
        ("drawer_closed", drawer.session_no, "cash", -5),
        ("drawer_closed", drawer.session_no, "cash_difference", 5),
        ("drawer_closed", drawer.session_no, "float", 1295),
        ("drawer_closed", drawer.session_no, "cash", -1295),
    ]


def test_what_was_earned_is_known_by_doctor_department_and_kind(api, house, owner):
    owing(api, house)

    earned = owner.execute(
        "SELECT e.doctor_id, d.name, e.item_kind, e.bill_item_id IS NOT NULL FROM ledger_entries e "
        "JOIN departments d ON d.id = e.department_id WHERE account = 'income'"
    ).fetchall()

    assert earned == [(house.doctor, "Department of doctor", "consultation", True)]


def test_a_bill_of_nothing_moves_nothing(api, house, owner, priced):
    priced(PriceKind.NEW_VISIT, house.doctor, 0)

    owing(api, house)

    assert owner.execute("SELECT count(*) FROM ledger_postings").fetchone() == (0,)


class TestDayBook:
    def test_tells_what_moved_by_mode_in_the_order_of_the_day(self, api, house, drawer):
        bill = owing(api, house)
        first = api(CASHIER).send(in_cash(bill, 300)).bill
        api(CASHIER).send(by_card(first, 500))

        book = api(Role.MANAGER).send(ledger.day_book())

        assert [(row.kind, row.patient, row.cashier, row.moved) for row in book.rows] == [
            (PostingKind.DRAWER_OPENED, "", "Cashier", {PaymentMode.CASH: 1000}),
            (PostingKind.PAYMENT, "Amina Begum", "Cashier", {PaymentMode.CASH: 300}),
            (PostingKind.PAYMENT, "Amina Begum", "Cashier", {PaymentMode.CARD: 500}),
        ]
        assert book.totals == {
            PaymentMode.CASH: 1300,
            PaymentMode.CARD: 500,
            PaymentMode.MOBILE: 0,
            PaymentMode.BANK: 0,
        }

    def test_shows_a_cashier_the_own_drawer_only(self, api, house, drawer):
        api(CASHIER_B).send(cash.open_session(opening_float=Decimal(50)))

        own, everybody = (api(who).send(ledger.day_book()) for who in (CASHIER_B, Role.MANAGER))

        assert [row.cashier for row in own.rows] == ["Cashier B"]
        assert [row.cashier for row in everybody.rows] == ["Cashier", "Cashier B"]

    def test_is_of_the_day_it_is_asked_for(self, api, house, drawer, clock):
        day = clock.now().date()
        clock.advance(timedelta(days=1))

        assert api(Role.MANAGER).send(ledger.day_book()).rows == []
        assert len(api(Role.MANAGER).send(ledger.day_book(day=day)).rows) == 1

    def test_is_of_some_days_and_of_one_cashier(self, api, house, drawer, clock):
        day = clock.now().date()
        clock.advance(timedelta(days=1))
        later = api(CASHIER_B).send(cash.open_session(opening_float=Decimal(50)))
        days = {"day": day, "last_day": day + timedelta(days=1)}

        both = api(Role.MANAGER).send(ledger.day_book(**days))
        one = api(Role.MANAGER).send(ledger.day_book(**days, cashier_id=later.cashier_id))

        assert [row.cashier for row in both.rows] == ["Cashier", "Cashier B"]
        assert (both.day, both.last_day, both.totals[PaymentMode.CASH]) == (day, days["last_day"], 1050)
        assert [row.document_no for row in one.rows] == [later.session_no]

    def test_days_go_forward_and_are_not_endless(self, api, clock):
        day = clock.now().date()
        for last_day in (day - timedelta(days=1), day + timedelta(days=366)):
            with pytest.raises(InvalidRequest):
                api(Role.MANAGER).send(ledger.cashiers(day=day, last_day=last_day))

    def test_is_closed_to_those_who_take_no_money(self, api):
        with pytest.raises(Forbidden):
            api(Role.RECEPTIONIST).send(ledger.day_book())


class TestTheDatabaseItself:
    @pytest.mark.parametrize("table", ["ledger_postings", "ledger_entries"])
    @pytest.mark.parametrize("forgery", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    @pytest.mark.parametrize("who", ["server", "owner"])
    def test_changes_nothing_that_was_booked(self, drawer, fresh, owner, table, forgery, who):
        column = "document_no" if table == "ledger_postings" else "account"
        dsn = fresh.owner_dsn if who == "owner" else fresh.app_url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(dsn, autocommit=True) as role, pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(forgery.format(table, column, column))

    @pytest.mark.parametrize("amount", [1, -1])
    def test_takes_no_posting_that_does_not_balance(self, drawer, owner, amount):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation), owner.transaction():
            owner.execute(
                "INSERT INTO ledger_entries (posting_id, line, account, amount, currency) "
                "SELECT posting_id, 9, account, %s, currency FROM ledger_entries WHERE account = 'cash'",
                (amount,),
            )

    def test_balances_each_currency_by_itself(self, drawer, owner):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            owner.execute(
                "INSERT INTO ledger_entries (posting_id, line, account, amount, currency) "
                "SELECT id, line, 'cash', amount, currency FROM ledger_postings, "
                "(VALUES (8, 5, 'BDT'), (9, -5, 'USD')) AS more(line, amount, currency)"
            )

    def test_books_a_document_once_in_each_of_its_kinds(self, drawer, owner):
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute(
                "INSERT INTO ledger_postings SELECT %s, kind, document_id, document_no, business_date, at, posted_by, "
                "workstation_id FROM ledger_postings",
                (new_id(),),
            )
