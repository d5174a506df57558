"""What a card can say of who pays: the categories and payers in use, and the one that is on it."""

from typing import Final

from client.core.calls import Calls
from client.core.i18n import tr
from shared.contracts import payers
from shared.errors import ApiError
from shared.ids import PatientCategoryId, PayerId
from shared.models.payers import PayerChoices

NO_CHOICES: Final = PayerChoices(categories=[], payers=[])


async def payer_choices(calls: Calls) -> PayerChoices:
    """A convenience: without an answer a card keeps what is on it."""
    try:
        return await calls.send(payers.choices())
    except ApiError:
        return NO_CHOICES


def category_options(
    choices: PayerChoices, chosen: PatientCategoryId | None
) -> list[tuple[PatientCategoryId | None, str]]:
    offered = (each for each in choices.categories if each.is_active or each.id == chosen)
    return [(None, tr("General")), *((each.id, each.name) for each in offered)]


def payer_options(choices: PayerChoices, chosen: PayerId | None) -> list[tuple[PayerId | None, str]]:
    offered = (each for each in choices.payers if each.is_active or each.id == chosen)
    return [(None, tr("The patient")), *((each.id, each.name) for each in offered)]
