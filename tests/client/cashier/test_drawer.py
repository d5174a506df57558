from decimal import Decimal

from shared.contracts import cash
from shared.errors import StaleVersion
from shared.models.cash import CashSessionStatus, Count
from shared.permissions import Role
from tests.client.cashier import bills


def test_no_open_drawer_is_no_error_but_an_offer_to_open_one(drawer, calls, answered):
    calls.answers(cash.current_session, cash.NoOpenCashSession())

    drawer.refresh()
    answered(lambda: drawer.state.known)

    assert (drawer.state.session, drawer.state.problem, drawer.state.currency) == (None, None, bills.TAKA)


def test_the_count_is_answered_with_what_was_expected(drawer, calls, answered):
    drawer.refresh()
    answered(lambda: drawer.state.session is not None)
    closed = bills.drawer(
        cash="1054", status=CashSessionStatus.CLOSED, declared=Decimal(6000), difference=Decimal(-54), version=2
    )
    calls.answers(cash.close_session, closed)

    drawer.close(Count(other=Decimal(6000)))
    answered(lambda: drawer.state.closed is not None)

    assert drawer.state.session is None
    assert drawer.state.closed.difference == Decimal(-54)


def test_a_drawer_that_took_money_meanwhile_is_counted_on_its_newest_state(drawer, calls, answered):
    drawer.refresh()
    answered(lambda: drawer.state.session is not None)
    newer = bills.drawer(cash="500", version=2)
    calls.answers(cash.close_session, StaleVersion(2))
    calls.answers(cash.current_session, newer)

    drawer.close(Count(other=Decimal(5000)))
    answered(lambda: drawer.state.problem is not None)

    assert drawer.state.session == newer


def test_who_has_no_drawer_is_not_asked_about_one(drawer, calls, session):
    session.become(Role.RECEPTIONIST)

    drawer.refresh()

    assert calls.requests(cash.current_session) == []
    assert not drawer.state.allowed
