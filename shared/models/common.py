"""What every model that travels is made of."""

import re
from datetime import date
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")

# PostgreSQL takes no NUL; other control characters and lone surrogates break screens, prints and encoders.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("control characters are not allowed")
    return text


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _filled(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _in_range(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the date must lie between {FIRST_DAY} and {LAST_DAY}")
    return day


FIRST_DAY: Final = date(1880, 1, 1)
LAST_DAY: Final = date(2200, 1, 1)
LONGEST_LINE: Final = 200
LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 300

Line: TypeAlias = Annotated[str, AfterValidator(_one_line), StringConstraints(max_length=LONGEST_LINE)]
"""One line of text, white space folded; may be empty."""

Name: TypeAlias = Annotated[
    str, AfterValidator(_one_line), Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_filled)
]
"""One line that says something."""

Reason: TypeAlias = Annotated[
    str, AfterValidator(_one_line), Field(min_length=3, max_length=LONGEST_REASON), AfterValidator(_filled)
]
"""Why, in the words of whoever did it."""

Prose: TypeAlias = Annotated[
    str, AfterValidator(_printable), StringConstraints(strip_whitespace=True, max_length=20_000)
]
"""Several lines: a note, an advice; may be empty."""

Day: TypeAlias = Annotated[date, AfterValidator(_in_range)]

Version: TypeAlias = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""Which state of a record a command was based on."""


class Model(BaseModel):
    """Base of everything that travels: immutable, closed, readable from entities."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True, defer_build=True)


class Explained(Model):
    """A command by which the house is kept up. Why is never asked for: where it is said, the audit keeps it."""

    reason: Line = ""


class Nothing(Model):
    """A request that says it all by its name, or an answer that says only: done."""


class Page(Model, Generic[Item]):
    """The first rows of a list, and whether there are more than these."""

    items: list[Item]
    more: bool = False


class ListPage(Model, Generic[Item]):
    """Some rows of a list behind a figure, in its order, and what brings those after them."""

    items: list[Item]
    next: str | None
