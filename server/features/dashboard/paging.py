"""The pages of a list: one begins after the last row of the page before, whatever has come in between."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Final, NamedTuple, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from shared.errors import InvalidRequest
from shared.models.common import ListPage, Prose

Found = TypeVar("Found")
Row = TypeVar("Row")
Place = TypeVar("Place", bound=tuple[Any, ...])

PAGE: Final = 300


class VisitPlace(NamedTuple):
    """By what visits are in order."""

    came: AwareDatetime
    appointment_id: UUID


class SlowPlace(NamedTuple):
    """`ident` is what this list alone calls a test: whose it is cannot be found out by it."""

    minutes: Annotated[int, Field(ge=-(2**31), lt=2**31)]
    ident: UUID


class BatchPlace(NamedTuple):
    """What lies where: by when it expires."""

    expires_on: date
    batch_id: UUID
    store_id: UUID
    quarantined: bool


class LowPlace(NamedTuple):
    """What a store runs out of: the emptiest first, in whole per cent of what it keeps at least."""

    per_cent: Annotated[int, Field(ge=0, le=100)]
    medicine: Prose
    medicine_id: UUID
    store_id: UUID


def place_in(kind: type[Place], after: str | None) -> Place | None:
    """Where the page before ended. Raises InvalidRequest."""
    if after is None:
        return None
    try:
        return TypeAdapter(kind).validate_json(after)
    except ValidationError as error:
        raise InvalidRequest({"after": "what the page before said is next"}) from error


def page_of(
    rows: Sequence[Found], place: Callable[[Found], Place], told: Callable[[Sequence[Found]], list[Row]]
) -> ListPage[Row]:
    following = None
    if len(rows) > PAGE:
        ends = place(rows[PAGE - 1])
        following = TypeAdapter(type(ends)).dump_json(ends).decode()
    return ListPage(items=told(rows[:PAGE]), next=following)
