"""What is written on a pack: how many are in it, its batch and its last day."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field, model_validator

from shared.ids import ApprovalId, MedicineId, StockBatchId
from shared.models.common import Day, Model, Name, Reason
from shared.models.stock import Count

MOST_PACKS: Final = 10


PackName = Annotated[Name, Field(max_length=40)]
PackSize = Annotated[Count, Field(ge=1)]
"""Of what is handed out: tablets, bottles."""


class Pack(Model):
    """As it is bought: a box of 100."""

    name: PackName
    units: PackSize


class ListBatches(Model):
    """All that ever came of a medicine, the last to expire first: a strip of any of them may be found."""

    medicine_id: MedicineId
    limit: int = Field(default=50, ge=1, le=200)


class KnownBatch(Model):
    id: StockBatchId
    batch_no: str
    expires_on: date


class ListPacks(Model):
    medicine_id: MedicineId


class SavePacks(Model):
    """All there are of a medicine, the usual one first."""

    medicine_id: MedicineId
    packs: Annotated[list[Pack], Field(max_length=MOST_PACKS)]

    @model_validator(mode="after")
    def _each_once(self) -> "SavePacks":
        names = [pack.name.lower() for pack in self.packs]
        if len(names) != len(set(names)):
            raise ValueError("a pack is named once")
        return self


class CorrectBatch(Model):
    """The pack says otherwise than was typed; two persons have looked at it."""

    batch_id: StockBatchId
    batch_no: PackName
    expires_on: Day
    reason: Reason
    approval_id: ApprovalId | None = None
