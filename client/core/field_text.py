"""What is wrong with one field, said to the person who typed it."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from pydantic import ValidationError

from client.core.i18n import number_text, tr, trn
from shared.errors import InvalidRequest
from shared.models.access import SHORTEST_PASSWORD

NUMBER: Final = r"(-?[\d.]+)"


def field_problems(error: InvalidRequest | ValidationError) -> dict[str, str]:
    """A sentence a field, whoever found it: the server, or the request itself before it was sent."""
    if isinstance(error, InvalidRequest):
        found: Mapping[str, str] = error.fields
    else:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        found = {".".join(map(str, detail["loc"])): detail["msg"] for detail in details}
    return {field: field_text(field, message) for field, message in found.items()}


def field_text(field: str, message: str) -> str:
    """From a field's name and what pydantic says of it; never a word of what was typed."""
    # "Value should have … items" is pydantic's way to count the letters of a text that was folded first
    if re.search(r"Field required|must not be empty|at least 1 character|^Value should have at least 1 item", message):
        return tr("Fill this in.")
    name = field.rpartition(".")[2]
    if name in _OF_FIELD and _LENGTH_OR_PATTERN.search(message):
        return _OF_FIELD[name]()
    for pattern, sentence in _OF_MESSAGE:
        match = re.search(pattern, message)
        if match:
            return sentence(match)
    return tr("This cannot be saved as it is.")


def _number(match: re.Match[str]) -> str:
    return number_text(int(float(match[1])))


_LENGTH_OR_PATTERN: Final = re.compile(r"should match pattern|should have at (least|most)")

_OF_FIELD: Final[dict[str, Callable[[], str]]] = {
    "phone": lambda: tr("Digits, spaces and + only, 5 to 20 of them."),
    "email": lambda: tr("An e-mail address has the form name@place.org."),
    "user_name": lambda: tr("2 to 60 small letters, digits, dots and dashes; a letter or digit first."),
    "new_password": lambda: tr("At least {n} characters.", n=SHORTEST_PASSWORD),
    "password": lambda: tr("At least {n} characters.", n=SHORTEST_PASSWORD),
    "code": lambda: tr("A code of the ICD-10 list, such as J06.9."),
    "diagnosis": lambda: tr("A code of the ICD-10 list, such as J06.9."),
}

_OF_MESSAGE: Final[tuple[tuple[str, Callable[[re.Match[str]], str]], ...]] = (
    (
        rf"at most {NUMBER} characters?|^Value should have at most {NUMBER} item",
        lambda m: trn("At most {n} character.", "At most {n} characters.", int(m[1] or m[2])),
    ),
    (
        rf"at least {NUMBER} characters?|^Value should have at least {NUMBER} item",
        lambda m: trn("At least {n} character.", "At least {n} characters.", int(m[1] or m[2])),
    ),
    (rf"at most {NUMBER} items?", lambda m: trn("At most {n} line.", "At most {n} lines.", int(m[1]))),
    (rf"at least {NUMBER} items?", lambda m: trn("At least {n} line.", "At least {n} lines.", int(m[1]))),
    (rf"greater than or equal to {NUMBER}", lambda m: tr("{n} or more.", n=_number(m))),
    (rf"less than or equal to {NUMBER}", lambda m: tr("{n} or less.", n=_number(m))),
    (rf"greater than {NUMBER}", lambda m: tr("More than {n}.", n=_number(m))),
    (rf"less than {NUMBER}", lambda m: tr("Less than {n}.", n=_number(m))),
    (
        rf"no more than {NUMBER} decimal places?",
        lambda m: trn("At most {n} digit after the point.", "At most {n} digits after the point.", int(m[1])),
    ),
    (r"no more than .* digits", lambda _: tr("This number is too long.")),
    (r"valid date", lambda _: tr("A date, such as 2001-12-31.")),
    (r"date must lie between", lambda _: tr("This date is not possible.")),
    (r"valid (integer|decimal|number)", lambda _: tr("A number.")),
    (r"control characters", lambda _: tr("There is a character in it that cannot be printed.")),
    (r"72 bytes", lambda _: tr("This password is too long: 72 Latin characters at most.")),
    (r"birth date or an age", lambda _: tr("Enter a birth date or an age.")),
    (r"ordered once|given once", lambda _: tr("One of them is there twice.")),
    (r"Input should be '", lambda _: tr("Choose one from the list.")),
)
