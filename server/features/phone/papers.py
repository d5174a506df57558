"""What is told of a printed report: whether it still counts, and nothing of what stands in it."""

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

from server.features.phone.repository import AnyRow
from shared.models.common import Model


class Standing(StrEnum):
    CURRENT = "current"
    REPLACED = "replaced"
    CORRECTING = "correcting"
    """It counts no more, and what will stand in its place is not released yet."""


class CheckedReport(Model):
    """By its type no name can be in it, no test and no value."""

    accession: Annotated[str, StringConstraints(pattern=r"^[0-9]{11}[0-9A-Z]$")]
    number: int
    newest: int
    released: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$")]
    """On the hospital's wall clock, the year first: read alike in every country."""
    standing: Standing


def checked(row: AnyRow, zone: ZoneInfo) -> CheckedReport:
    standing = Standing.CURRENT
    if row.newest != row.number:
        standing = Standing.REPLACED
    elif row.in_correction:
        standing = Standing.CORRECTING
    return CheckedReport(
        accession=row.accession,
        number=row.number,
        newest=row.newest,
        released=f"{row.released_at.astimezone(zone):%Y-%m-%d %H:%M}",
        standing=standing,
    )
