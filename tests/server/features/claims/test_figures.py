"""How items and claims stand, worked out by hand."""

from decimal import Decimal
from typing import Any

import pytest

from server.features.claims.figures import ItemFigures, figures_of, status_of
from shared.models.claims import ClaimStatus, FactKind

PAID, REFUSED, RETURNED, WRITTEN_OFF, RESUBMITTED = FactKind
D = Decimal


@pytest.mark.parametrize(
    ("facts", "due", "released", "stands"),
    [
        ({}, 100, False, {"open": 100}),
        ({PAID: 60}, 40, False, {"paid": 60, "open": 40}),
        ({PAID: 60, REFUSED: 40}, 40, False, {"paid": 60, "to_decide": 40}),
        ({PAID: 60, REFUSED: 40, RETURNED: 40}, 0, False, {"paid": 60, "returned": 40}),
        ({REFUSED: 100, WRITTEN_OFF: 100}, 0, False, {"written_off": 100}),
        ({REFUSED: 70, RESUBMITTED: 100}, 100, True, {"resubmitted": 100}),
        # credited in full, or in part, before and after the answer
        ({}, 0, False, {"credited": 100}),
        ({PAID: 60}, 10, False, {"paid": 60, "open": 10, "credited": 30}),
        ({REFUSED: 100}, 30, False, {"to_decide": 30, "credited": 70}),
        ({PAID: 100}, -25, False, {"paid": 100, "owed_back": 25}),
        ({PAID: 75}, 0, False, {"paid": 75, "credited": 25}),
    ],
)
def test_an_item_is_what_was_said_of_it_and_what_its_bill_says_today(facts, due, released, stands):
    figures = figures_of(D(100), {kind: D(amount) for kind, amount in facts.items()}, D(due), released=released)

    names = ("paid", "to_decide", "returned", "written_off", "resubmitted", "credited", "open", "owed_back")
    assert {name: getattr(figures, name) for name in names if getattr(figures, name)} == stands


def item(**stands):
    figures: dict[str, Any] = {name: D(value) for name, value in stands.items()}
    return ItemFigures(amount=D(100), **figures)


OPEN, SETTLED, SHORT = item(open=100), item(paid=100), item(paid=60, open=40)
WAITING = ItemFigures(amount=D(100), to_decide=D(100), is_refused=True)
DECIDED = ItemFigures(amount=D(100), returned=D(100), is_refused=True)


@pytest.mark.parametrize(
    ("items", "status"),
    [
        ((OPEN, OPEN), ClaimStatus.SUBMITTED),
        ((OPEN, SETTLED), ClaimStatus.PARTLY_SETTLED),
        ((SHORT,), ClaimStatus.PARTLY_SETTLED),
        ((OPEN, WAITING), ClaimStatus.PARTLY_SETTLED),
        ((SETTLED, WAITING), ClaimStatus.PARTLY_SETTLED),
        ((SETTLED, item()), ClaimStatus.SETTLED),
        ((WAITING, WAITING), ClaimStatus.REJECTED),
        ((WAITING, DECIDED), ClaimStatus.REJECTED),
        ((SETTLED, DECIDED), ClaimStatus.CLOSED),
        ((DECIDED,), ClaimStatus.CLOSED),
    ],
)
def test_a_claim_stands_as_its_items_do(items, status):
    assert status_of(items, submitted=True) is status


def test_a_claim_that_was_not_submitted_is_a_draft():
    assert status_of((SETTLED,), submitted=False) is ClaimStatus.DRAFT
