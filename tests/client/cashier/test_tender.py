from decimal import Decimal

import pytest

from client.viewmodels.cashier.tender import Obstacle, Tender, quick_amounts
from shared.models.billing import PaymentMode

DUE = Decimal("1054.00")


def numbers(*texts):
    return tuple(Decimal(text) for text in texts)


@pytest.mark.parametrize(
    ("amount", "sums"),
    [
        ("1054.00", numbers("1060", "1100", "1500")),
        ("800.00", numbers("1000", "5000")),
        ("5.250", numbers("5.3", "5.5", "6")),
        ("0", ()),
    ],
)
def test_the_next_round_sums_are_those_people_hand_over(amount, sums):
    assert quick_amounts(Decimal(amount)) == sums


def test_cash_about_which_nothing_was_typed_was_handed_over_exactly():
    tender = Tender()

    assert (tender.obstacle(DUE), tender.amount(DUE), tender.handed_over()) == (None, DUE, None)


@pytest.mark.parametrize(
    ("tender", "obstacle"),
    [
        (Tender(tendered=Decimal("1053.99")), Obstacle.TOO_LITTLE),
        (Tender(is_readable=False), Obstacle.NO_NUMBER),
        (Tender(is_part=True), Obstacle.NO_AMOUNT),
        (Tender(is_part=True, part=Decimal(0)), Obstacle.NO_AMOUNT),
        (Tender(is_part=True, part=Decimal("1054.01")), Obstacle.MORE_THAN_DUE),
        (Tender(mode=PaymentMode.CARD, tendered=Decimal(5), is_readable=False), None),
    ],
)
def test_what_cannot_be_paid_says_why(tender, obstacle):
    assert tender.obstacle(DUE) is obstacle


def test_the_change_of_a_part_payment_is_counted_from_the_part():
    tender = Tender(is_part=True, part=Decimal("354.00"), tendered=Decimal(500))

    assert tender.change(DUE) == Decimal("146.00")
