from decimal import Decimal

import pytest

from client.viewmodels.cashier.tender import Asked, Obstacle, Tender, quick_amounts
from shared.models.billing import PaymentMode

DUE = Asked(Decimal("1054.00"))
ROUNDED = Asked(Decimal("104.02"), cash_step=Decimal("0.05"), advance=Decimal(30))


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

    assert (tender.obstacle(DUE), tender.amount(DUE), tender.handed_over()) == (None, DUE.due, None)


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


def test_cash_that_settles_the_bill_is_rounded_and_a_part_of_it_is_not():
    whole, part = Tender(tendered=Decimal(110)), Tender(is_part=True, part=Decimal("50.02"))

    assert (whole.payable(ROUNDED), whole.change(ROUNDED)) == (Decimal("104.00"), Decimal("6.00"))
    assert part.payable(ROUNDED) == Decimal("50.02")
    assert part.obstacle(ROUNDED) is Obstacle.NO_COIN
    assert Tender(tendered=Decimal("103.99")).obstacle(ROUNDED) is Obstacle.TOO_LITTLE


def test_a_part_in_cash_is_laid_down_and_the_rest_asked_by_card():
    fifty = Tender(is_part=True, part=Decimal(50), tendered=Decimal(100))

    rest = fifty.laid_down(ROUNDED)

    assert fifty.can_lay(ROUNDED)
    assert (rest.mode, rest.amount(ROUNDED), rest.change(ROUNDED)) == (PaymentMode.CARD, Decimal("54.02"), Decimal(50))
    assert [(part.mode, part.amount) for part in rest.parts(ROUNDED)] == [
        (PaymentMode.CASH, Decimal(50)),
        (PaymentMode.CARD, Decimal("54.02")),
    ]
    assert rest.taken_back() == fifty


def test_what_was_laid_down_is_too_much_once_somebody_else_has_paid():
    laid = Tender(is_part=True, part=Decimal(50)).laid_down(ROUNDED)

    assert laid.obstacle(Asked(Decimal(50))) is Obstacle.MORE_THAN_DUE


def test_cash_that_settles_what_a_card_left_is_rounded():
    rest = Tender(mode=PaymentMode.CARD, is_part=True, part=Decimal(50)).laid_down(ROUNDED)

    assert (rest.mode, rest.payable(ROUNDED)) == (PaymentMode.CASH, Decimal("54.00"))


@pytest.mark.parametrize(
    ("mode", "amount", "obstacle"),
    [
        (PaymentMode.CASH, "10", Obstacle.CASH_TWICE),
        (PaymentMode.DEPOSIT, "30", None),
        (PaymentMode.DEPOSIT, "30.01", Obstacle.MORE_THAN_ADVANCE),
        (PaymentMode.CARD, "54.03", Obstacle.MORE_THAN_DUE),
    ],
)
def test_a_further_part_fits_beside_those_laid_down(mode, amount, obstacle):
    laid = Tender(is_part=True, part=Decimal(50)).laid_down(ROUNDED).laid

    assert Tender(mode, is_part=True, part=Decimal(amount), laid=laid).obstacle(ROUNDED) is obstacle
