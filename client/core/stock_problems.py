"""The refusals of the stores, said to who takes, receives or counts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from client.core.i18n import date_text, number_text, tr, trn
from client.core.problem import Problem, info, warn
from shared.contracts import pharmacy, stock


def quantity_text(quantity: Decimal) -> str:
    """As it is counted: whole where it is whole."""
    exponent = quantity.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return number_text(quantity, max(0, -exponent))


def _short(error: stock.NotEnoughStock) -> Problem:
    if error.left <= 0:
        return warn(
            tr("None of {medicine} left", medicine=error.medicine),
            tr("Nothing can be taken from here any more. Nothing was changed."),
        )
    return warn(
        tr("Only {left} of {medicine} left", left=quantity_text(error.left), medicine=error.medicine),
        tr("Nothing was changed. Take at most that, or take the rest from another store."),
    )


STOCK_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    stock.NotEnoughStock: _short,
    stock.StoreNotFound: lambda _: warn(
        tr("This store does not exist"), tr("Nothing was changed. Choose the store again.")
    ),
    stock.StoreNameTaken: lambda _: warn(
        tr("Another store has this name"), tr("Nothing was saved. Give it a name of its own.")
    ),
    stock.BatchNotFound: lambda _: warn(
        tr("This batch does not exist"), tr("Nothing was changed. Search again: the list may be out of date.")
    ),
    stock.BatchExpired: lambda e: warn(
        tr("Batch {batch} has expired", batch=e.batch_no),
        tr(
            "Its last day was {day}. Nothing was changed: it must not be given to anybody.",
            day=date_text(e.expires_on),
        ),
    ),
    stock.BatchRecalled: lambda e: warn(
        tr("Batch {batch} is recalled", batch=e.batch_no),
        tr("It must not be given to anybody: {reason}. Nothing was changed.", reason=e.reason),
    ),
    stock.BatchKnownOtherwise: lambda e: warn(
        tr("Batch {batch} is known with other words on its pack", batch=e.batch_no),
        tr(
            "Here it expires on {day} and sells at {price}. Nothing was booked in: look at the pack again.",
            day=date_text(e.expires_on),
            price=number_text(e.price, 2),
        ),
    ),
    stock.TransferNotFound: lambda _: warn(
        tr("This transfer does not exist"), tr("Nothing was changed. Look at the list again.")
    ),
    stock.TransferArrived: lambda _: warn(
        tr("This transfer was received already"), tr("Nothing was booked in twice. Look at the list again.")
    ),
    stock.SameStore: lambda _: warn(tr("It is in this store already"), tr("Nothing was sent. Choose another store.")),
    stock.DifferenceUnexplained: lambda _: warn(
        tr("Something else came than was sent"), tr("Nothing was booked in. Say why, then receive it again.")
    ),
    stock.CountNotFound: lambda _: warn(
        tr("This count does not exist"), tr("Nothing was changed. Look at the list again.")
    ),
    stock.CountClosed: lambda _: warn(
        tr("This count is closed"), tr("Nothing was changed. It was posted or dropped meanwhile.")
    ),
    stock.CountedElsewhere: lambda e: warn(
        tr("Some of it is being counted in {number}", number=e.count_no),
        tr("Nothing was changed. Post or drop that count first, or count another part."),
    ),
    stock.NothingToCount: lambda _: info(
        tr("Nothing of that lies there"), tr("No count was begun. Choose another part or another store.")
    ),
    stock.LinesNotCounted: lambda e: warn(
        trn("{n} line is not counted", "{n} lines are not counted", e.left),
        tr("Nothing was posted. Count the rest, or say that it stays as the card says."),
    ),
    stock.CountOverrun: lambda e: warn(
        tr("Count {medicine}, batch {batch}, again", medicine=e.medicine, batch=e.batch_no),
        tr("More of it has left since it was counted than was there by that count. Nothing was posted."),
    ),
    stock.CountedByThem: lambda _: warn(
        tr("This person has counted some of it"), tr("Nothing was posted. Ask somebody who has not counted.")
    ),
    pharmacy.PrescriptionReplaced: lambda _: warn(
        tr("The doctor has changed this prescription"),
        tr("Nothing was handed out. Look at the new one: it counts now."),
    ),
    pharmacy.MoreThanLeft: lambda e: warn(
        tr("Only {left} left to give on line {line}", left=quantity_text(e.left), line=e.line),
        tr("Nothing was handed out. Look at what was given already."),
    ),
    pharmacy.NoSubstitute: lambda _: warn(
        tr("This product can't take the place of the prescribed one"),
        tr("Nothing was handed out: it does not come to the same ingredient and dose."),
    ),
    pharmacy.NoTokenToday: lambda _: warn(
        tr("There is no number of today"), tr("Nobody was called: the walls show numbers only. Call by the name.")
    ),
    pharmacy.NeedsPrescription: lambda e: warn(
        tr("{medicine} is not sold without a prescription", medicine=e.medicine),
        tr("Nothing was sold. It is controlled: only a doctor of this house can prescribe it.")
        if e.controlled
        else tr("Nothing was sold. Whoever may sell it says whose prescription was shown."),
    ),
    pharmacy.DispenseLineNotFound: lambda _: warn(
        tr("This was not handed out here"), tr("Nothing was changed. Look at the label again.")
    ),
    pharmacy.MoreThanGiven: lambda e: warn(
        tr("At most {left} can come back", left=quantity_text(e.left)),
        tr("Nothing was changed: no more than that was given and is not back yet."),
    ),
}
