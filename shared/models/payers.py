"""What travels of who pays beside the patient, and of the categories that patients are in."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.ids import PatientCategoryId, PayerId
from shared.models.common import Explained, Model, Name, Version
from shared.money import ZERO

PayerCode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,19}$")
]
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
"""In per cent."""


class PayerKind(StrEnum):
    INSURER = "insurer"
    COMPANY = "company"


class PayerEntry(Model):
    """`default_share` is what it usually pays of a bill."""

    name: Name
    kind: PayerKind
    default_share: Share = ZERO
    is_active: bool = True


class Payer(PayerEntry):
    id: PayerId
    code: str
    version: int


class CategoryEntry(Model):
    name: Name
    is_active: bool = True


class PatientCategory(CategoryEntry):
    """Staff, senior …: what a price list can be for."""

    id: PatientCategoryId
    code: str
    version: int


class PayerChoices(Model):
    """What a card can say: those that are in use, and those that were."""

    categories: list[PatientCategory]
    payers: list[Payer]


class AddPayer(PayerEntry, Explained):
    code: PayerCode


class ChangePayer(PayerEntry, Explained):
    payer_id: PayerId
    version: Version


class AddCategory(CategoryEntry, Explained):
    code: PayerCode


class ChangeCategory(CategoryEntry, Explained):
    category_id: PatientCategoryId
    version: Version
