from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from shared.contracts import cash, ledger
from shared.contracts.cash import (
    CashSessionConflict,
    CashSessionNotFound,
    CashSessionOpen,
    HandOverNotFound,
    HandOverSettled,
    HandOverWaits,
    NoOpenCashSession,
    NotEnoughCash,
    OwnDrawer,
)
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import CashSessionId, HandOverId, new_id
from shared.models.cash import CashSessionStatus, Count, Direction, Pieces
from shared.models.ledger import Account, PostingKind
from shared.permissions import Role
from tests.server.features.cash.counter import (
    CASHIER,
    CASHIER_B,
    closed,
    counting,
    in_cash,
    money,
    owing,
    together,
)

MANAGER = Role.MANAGER


@pytest.fixture
def till(api):
    return api(CASHIER)


@pytest.fixture
def drawer(till, house):
    return till.send(cash.open_session(opening_float=Decimal(1000)))


def offered(till, drawer, amount):
    drawer = counting(till, drawer)
    return till.send(cash.offer(cash_session_id=drawer.id, version=drawer.version, counted=money(amount)))


def booked(owner, account):
    return owner.execute(
        "SELECT e.full_name, l.amount FROM ledger_entries l JOIN employees e ON e.id = l.cashier_id "
        "WHERE account = %s ORDER BY l.posting_id, line",
        (account,),
    ).fetchall()


class TestCounting:
    def test_notes_and_coins_make_what_is_declared(self, till, drawer):
        drawer = counting(till, drawer)
        counted = Count(
            pieces=[Pieces(denomination=Decimal(500), number=1), Pieces(denomination=Decimal(20), number=24)],
            other=Decimal("14.50"),
        )

        kept = till.send(cash.close_session(cash_session_id=drawer.id, version=drawer.version, counted=counted))

        assert (str(kept.declared), str(kept.difference), kept.counted) == ("994.50", "-5.50", counted)
        assert (kept.status, kept.session_no) == (CashSessionStatus.CLOSED, "D-C1-2026-000001")

    def test_a_note_that_this_currency_does_not_have_is_no_count(self, till, drawer):
        drawer = counting(till, drawer)
        foreign = Count(pieces=[Pieces(denomination=Decimal(25), number=4)])

        with pytest.raises(InvalidRequest):
            till.send(cash.close_session(cash_session_id=drawer.id, version=drawer.version, counted=foreign))

    def test_nothing_goes_in_or_out_while_it_is_counted(self, api, house, till, drawer):
        bill = owing(api, house)
        counting(till, drawer)

        with pytest.raises(CashSessionConflict) as refused:
            till.send(in_cash(bill, 800))
        with pytest.raises(CashSessionConflict):
            till.send(cash.move(direction=Direction.IN, amount=Decimal(5), reason="Change from the safe"))

        assert refused.value.status_found is CashSessionStatus.COUNTING

    def test_a_count_that_was_begun_too_early_is_left(self, api, house, till, drawer):
        drawer = counting(till, drawer)

        till.send(cash.resume_session(cash_session_id=drawer.id, version=drawer.version))

        assert till.send(in_cash(owing(api, house), 800)).bill.due == 0

    def test_is_not_closed_uncounted(self, till, drawer):
        with pytest.raises(CashSessionConflict):
            till.send(cash.close_session(cash_session_id=drawer.id, version=1, counted=money(1000)))


class TestClosing:
    def test_keeps_the_difference_between_what_was_counted_and_what_was_expected(self, api, house, till, drawer, owner):
        till.send(in_cash(owing(api, house), 800))

        kept = closed(till, "1790.50")

        assert (kept.expected, kept.declared, kept.difference) == (1800, Decimal("1790.50"), Decimal("-9.50"))
        assert kept.closed_at is not None
        assert booked(owner, "cash_difference") == [("Cashier", Decimal("9.500"))]

    def test_takes_nothing_once_it_is_closed(self, api, house, till, drawer, owner):
        bill = owing(api, house)
        kept = closed(till, 1000)

        with pytest.raises(NoOpenCashSession):
            till.send(in_cash(bill, 800))
        with pytest.raises(CashSessionConflict):
            till.send(cash.close_session(cash_session_id=kept.id, version=kept.version, counted=money(1)))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("UPDATE cash_sessions SET declared = 1")

    def test_can_be_followed_by_another(self, till, drawer):
        closed(till, 1000)

        again = till.send(cash.open_session(opening_float=Decimal(0)))

        assert again.id != drawer.id

    def test_is_done_by_its_own_cashier(self, api, till, drawer):
        with pytest.raises(Forbidden):
            counting(api(CASHIER_B), drawer)

    def test_is_done_as_it_was_seen(self, till, drawer):
        with pytest.raises(StaleVersion):
            till.send(cash.count_session(cash_session_id=drawer.id, version=7))
        with pytest.raises(CashSessionNotFound):
            till.send(cash.count_session(cash_session_id=CashSessionId(new_id()), version=1))


class TestVerifying:
    def test_another_person_says_that_the_count_is_right(self, api, till, drawer):
        kept = closed(till, 995)

        verified = api(MANAGER).send(
            cash.verify_session(cash_session_id=kept.id, version=kept.version, note="A note was torn")
        )

        assert (verified.status, verified.verified_by, verified.verified_note, verified.difference) == (
            CashSessionStatus.VERIFIED,
            "Manager",
            "A note was torn",
            -5,
        )

    def test_waits_for_it_on_later_days_too(self, api, till, drawer, clock):
        kept = closed(till, 1000)
        clock.advance(timedelta(days=2))

        waiting = api(MANAGER).send(cash.sessions(to_verify=True)).items
        api(MANAGER).send(cash.verify_session(cash_session_id=kept.id, version=kept.version))

        assert [one.id for one in waiting] == [kept.id]
        assert api(MANAGER).send(cash.sessions(to_verify=True)).items == []

    def test_is_neither_done_twice_nor_before_the_count(self, api, till, drawer):
        with pytest.raises(CashSessionConflict):
            api(MANAGER).send(cash.verify_session(cash_session_id=drawer.id, version=1))
        kept = closed(till, 1000)
        verified = api(MANAGER).send(cash.verify_session(cash_session_id=kept.id, version=kept.version))
        with pytest.raises(CashSessionConflict):
            api(MANAGER).send(cash.verify_session(cash_session_id=kept.id, version=verified.version))

    def test_is_never_done_by_the_cashier_even_with_the_right_to_it(self, till, drawer, owner):
        owner.execute(
            "INSERT INTO role_permissions (role_id, permission, scope) "
            "SELECT id, 'cash:verify', 'all' FROM roles WHERE name = 'cashier'"
        )
        kept = closed(till, 1000)

        with pytest.raises(OwnDrawer):
            till.send(cash.verify_session(cash_session_id=kept.id, version=kept.version))

    def test_lists_the_drawers_of_the_day_and_a_cashier_the_own(self, api, till, drawer):
        api(CASHIER_B).send(cash.open_session(opening_float=Decimal(5)))

        seen = {who: [s.cashier for s in api(who).send(cash.sessions()).items] for who in (MANAGER, CASHIER_B)}

        assert seen == {MANAGER: ["Cashier", "Cashier B"], CASHIER_B: ["Cashier B"]}


class TestHandingOver:
    def test_both_count_and_what_they_differ_by_is_kept_against_who_gave(self, api, till, drawer, owner):
        offer = offered(till, drawer, 998)
        (seen,) = api(CASHIER_B).send(cash.hand_overs()).items

        following = api(CASHIER_B).send(cash.accept(hand_over_id=offer.id, counted=money(990)))

        assert (seen.from_cashier, seen.declared, seen.accepted) == ("Cashier", 998, None)
        assert (following.cashier, following.opening_float, following.expected) == ("Cashier B", 990, 990)
        (first, _) = api(MANAGER).send(cash.sessions()).items
        assert (first.status, first.expected, first.declared, first.difference) == (
            CashSessionStatus.CLOSED,
            1000,
            998,
            -2,
        )
        assert booked(owner, "cash_difference") == [("Cashier", 10)]
        assert booked(owner, "cash") == [("Cashier", 1000), ("Cashier", -10), ("Cashier", -990), ("Cashier B", 990)]
        assert owner.execute("SELECT declared, accepted FROM cash_hand_overs").fetchall() == [(998, 990)]

    def test_is_taken_back_and_the_count_goes_on(self, api, till, drawer):
        offer = offered(till, drawer, 1000)

        till.send(cash.withdraw(hand_over_id=offer.id))

        assert api(CASHIER_B).send(cash.hand_overs()).items == []
        assert closed(till, 1000).difference == 0
        with pytest.raises(HandOverSettled):
            api(CASHIER_B).send(cash.accept(hand_over_id=offer.id, counted=money(1000)))

    def test_waits_for_the_next_cashier_and_nothing_else_happens_meanwhile(self, till, drawer):
        offered(till, drawer, 1000)
        drawer = till.send(cash.current_session())

        for act in (
            cash.resume_session(cash_session_id=drawer.id, version=drawer.version),
            cash.close_session(cash_session_id=drawer.id, version=drawer.version, counted=money(1000)),
            cash.offer(cash_session_id=drawer.id, version=drawer.version, counted=money(1000)),
        ):
            with pytest.raises(HandOverWaits):
                till.send(act)

    def test_is_for_somebody_else_without_a_drawer(self, api, till, drawer):
        offer = offered(till, drawer, 1000)
        api(CASHIER_B).send(cash.open_session(opening_float=Decimal(0)))

        with pytest.raises(OwnDrawer):
            till.send(cash.accept(hand_over_id=offer.id, counted=money(1000)))
        with pytest.raises(CashSessionOpen):
            api(CASHIER_B).send(cash.accept(hand_over_id=offer.id, counted=money(1000)))
        with pytest.raises(HandOverNotFound):
            api(CASHIER_B).send(cash.withdraw(hand_over_id=offer.id))
        with pytest.raises(HandOverNotFound):
            till.send(cash.accept(hand_over_id=HandOverId(new_id()), counted=money(1)))

    def test_a_drawer_that_was_taken_over_and_given_on_has_a_sheet_of_its_own(self, api, till, drawer):
        offer = offered(till, drawer, 1000)
        second = api(CASHIER_B).send(cash.accept(hand_over_id=offer.id, counted=money(1001)))
        api(CASHIER_B).send(cash.move(direction=Direction.IN, amount=Decimal(50), reason="Small change"))
        again = offered(api(CASHIER_B), api(CASHIER_B).send(cash.current_session()), 1051)
        api(Role.PHARMACIST).send(cash.accept(hand_over_id=again.id, counted=money(1049)))

        sheets = [
            api(MANAGER).send(ledger.shift_sheet(cash_session_id=session_id)) for session_id in (drawer.id, second.id)
        ]

        assert [(sheet.expected, sheet.declared, sheet.difference) for sheet in sheets] == [
            (1000, 1001, 1),
            (1051, 1049, -2),
        ]
        assert [(row.kind, row.amount) for row in sheets[1].rows if row.account is Account.CASH] == [
            (PostingKind.CASH_MOVE, 50),
            (PostingKind.HAND_OVER, 1001),
        ]

    def test_is_accepted_once(self, api, till, drawer, owner):
        offer = offered(till, drawer, 1000)
        takers = [api(CASHIER_B), api(Role.PHARMACIST)] * 3

        answers = together(
            *[lambda who=who: who.send(cash.accept(hand_over_id=offer.id, counted=money(1000))) for who in takers]
        )

        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
        assert {type(a) for a in answers if isinstance(a, Exception)} <= {HandOverSettled, CashSessionOpen}
        assert owner.execute("SELECT sum(amount) FROM ledger_entries WHERE account = 'cash'").fetchone() == (1000,)

    def test_keeps_both_counts(self, api, till, drawer, owner):
        offer = offered(till, drawer, 1000)
        api(CASHIER_B).send(cash.accept(hand_over_id=offer.id, counted=money(1000)))

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("UPDATE cash_hand_overs SET accepted = 1")


class TestPettyCash:
    def test_goes_in_and_out_with_a_reason(self, till, drawer, owner):
        till.send(cash.move(direction=Direction.IN, amount=Decimal(50), reason="Small change"))
        made = till.send(cash.move(direction=Direction.OUT, amount=Decimal("20.50"), reason="Taxi for a sample"))

        assert (made.move.move_no, made.move.amount, made.move.reason) == (
            "M-C1-2026-000002",
            Decimal("-20.50"),
            "Taxi for a sample",
        )
        assert made.session.expected == Decimal("1029.50")
        assert booked(owner, "petty_cash") == [("Cashier", -50), ("Cashier", Decimal("20.500"))]

    def test_more_than_lies_in_the_drawer_does_not_go_out_of_it(self, till, drawer):
        with pytest.raises(NotEnoughCash) as refused:
            till.send(cash.move(direction=Direction.OUT, amount=Decimal("1000.01"), reason="Too much"))

        assert refused.value.in_drawer == 1000

    def test_at_once_neither(self, till, drawer, owner):
        answers = together(
            *[lambda: till.send(cash.move(direction=Direction.OUT, amount=Decimal(300), reason="At once"))] * 8
        )

        assert sum(isinstance(answer, NotEnoughCash) for answer in answers) == 5
        assert owner.execute("SELECT sum(amount) FROM cash_moves").fetchone() == (-900,)
