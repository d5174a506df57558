"""What the counter refuses, said to people: what happened, and what to do."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from client.core.i18n import number_text, tr
from client.core.problem import Problem, info, warn
from client.core.words import mode_word
from shared.contracts import cash
from shared.models.cash import CashSessionStatus
from shared.models.refunds import RefundStatus


def exact_money(amount: Decimal) -> str:
    """An error knows no currency: all digits there are, and never one alone after the point."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return number_text(amount, max(2, -exponent))


def _drawer_moved(error: cash.CashSessionConflict) -> Problem:
    found = {
        CashSessionStatus.OPEN: tr("The drawer is open and not being counted."),
        CashSessionStatus.COUNTING: tr("The drawer is being counted: nothing goes in or out until that is done."),
        CashSessionStatus.CLOSED: tr("The drawer has been counted and closed."),
        CashSessionStatus.VERIFIED: tr("The drawer has been verified."),
    }
    return warn(tr("Not possible now, nothing was changed"), found[error.status_found])


def _refund_moved(error: cash.RefundConflict) -> Problem:
    found = {
        RefundStatus.REQUESTED: tr("It waits for another person to approve it."),
        RefundStatus.APPROVED: tr("It has been approved."),
        RefundStatus.REJECTED: tr("It was rejected."),
        RefundStatus.PAID: tr("It has been paid out."),
    }
    return warn(tr("Not possible now, nothing was changed"), found[error.status_found])


CASH_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    cash.MoreThanDue: lambda e: warn(
        tr("More than is due"),
        tr("Only {due} is still to be paid. No payment was taken.", due=exact_money(e.due)),
    ),
    cash.TenderedTooLittle: lambda _: warn(
        tr("Too little was handed over"), tr("It does not cover the amount. No payment was taken.")
    ),
    cash.NotPayableInCash: lambda e: warn(
        tr("Cash has no coin for this"),
        tr("A part in cash is a multiple of {step}. No payment was taken.", step=exact_money(e.cash_step)),
    ),
    cash.NoOpenCashSession: lambda _: warn(
        tr("Your cash drawer is closed"), tr("No payment was taken. Open your drawer, then take it.")
    ),
    cash.CashSessionNotFound: lambda _: warn(
        tr("This cash drawer does not exist"), tr("Nothing was changed. Search again: the list may be out of date.")
    ),
    cash.CashSessionOpen: lambda _: info(
        tr("Your cash drawer is open already"), tr("Go on with it, or close it before you open another.")
    ),
    cash.CashSessionConflict: _drawer_moved,
    cash.AttemptPending: lambda e: warn(
        tr("A payment of this bill is to be found out"),
        tr(
            "{amount} by {mode} was asked for. Look at the terminal first. Nothing was taken.",
            amount=exact_money(e.amount),
            mode=mode_word(e.mode),
        ),
    ),
    cash.AttemptNotFound: lambda _: warn(tr("This payment was not asked for"), tr("Nothing was changed.")),
    cash.AttemptSettledBefore: lambda _: info(
        tr("Somebody found out already"), tr("Look at the bill as it is now. Nothing was changed.")
    ),
    cash.NotEnoughDeposit: lambda e: warn(
        tr("Not enough paid in advance"), tr("{amount} is left. Nothing was taken.", amount=exact_money(e.balance))
    ),
    cash.RefundNotFound: lambda _: warn(tr("This refund does not exist"), tr("Nothing was changed.")),
    cash.RefundConflict: _refund_moved,
    cash.MoreThanPaid: lambda e: warn(
        tr("More than was paid"),
        tr(
            "Of {line} at most {amount} can be given back. Nothing was asked for.",
            line=e.description,
            amount=exact_money(e.left),
        ),
    ),
    cash.OwnRefund: lambda _: warn(
        tr("You asked for this refund"), tr("Another person approves it. Nothing was changed.")
    ),
    cash.NoSuchLine: lambda _: warn(
        tr("The bill has no such line"), tr("Look at it as it is now. Nothing was changed.")
    ),
    cash.OwnDrawer: lambda _: warn(
        tr("This is your own drawer"), tr("Somebody else verifies it or takes it over. Nothing was changed.")
    ),
    cash.NotEnoughCash: lambda e: warn(
        tr("Not enough money in the drawer"),
        tr("It holds {amount}. Nothing was paid out.", amount=exact_money(e.in_drawer)),
    ),
    cash.HandOverNotFound: lambda _: warn(
        tr("This hand-over does not exist"), tr("Nothing was changed. It may have been offered by somebody else.")
    ),
    cash.HandOverSettled: lambda _: info(
        tr("This hand-over is over"), tr("Somebody accepted it, or it was taken back. Nothing was changed.")
    ),
    cash.HandOverWaits: lambda _: info(
        tr("The drawer is being handed over"), tr("Take the hand-over back, or let the next cashier count it.")
    ),
}
