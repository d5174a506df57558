"""Files of rows as they travel: for spreadsheet programs, and from them."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from shared.models.common import Model

LARGEST_SPREADSHEET: Final = 600_000

SpreadsheetBytes = Annotated[bytes, Field(min_length=1, max_length=LARGEST_SPREADSHEET)]


class SpreadsheetForm(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class Verdict(StrEnum):
    """What becomes, or would become, of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class SpreadsheetFile(Model):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    name: str
    data: bytes
