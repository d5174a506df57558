"""Turns a row of another system's file into a registration, under the limits of the counter."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from server.importing.dates import CannotRead, DateOrder, age_of, birth_of
from shared.models.patients import BloodGroup, RegisterPatient, Sex

_SEXES: Final = {
    **dict.fromkeys(("f", "female", "woman", "girl", "মহিলা", "নারী"), Sex.FEMALE),
    **dict.fromkeys(("m", "male", "man", "boy", "পুরুষ"), Sex.MALE),
    **dict.fromkeys(("o", "other", "x", "third gender"), Sex.OTHER),
    **dict.fromkeys(("", "u", "unknown", "unspecified"), Sex.UNKNOWN),
}
_BLOOD_GROUP: Final = re.compile(r"(AB|A|B|O)\(?(?:RH)?(?:(\+|P)|(-|N))(?:VE|OS|EG|OSITIVE|EGATIVE)?\)?")
_NOTHING: Final = frozenset({"", "-", "null", "n/a", "none", "nil"})
_BETWEEN: Final = {"address": ", "}


class RowRefused(Exception):
    """What is wrong with a row, without the values in it."""


class Reader:
    """Reads rows of one file by its columns."""

    def __init__(
        self, places: Mapping[str, Sequence[int]], order: DateOrder, sexes: Mapping[str, Sex], today: date
    ) -> None:
        self._places = places
        self._order = order
        self._sexes = {**_SEXES, **{word.casefold(): sex for word, sex in sexes.items()}}
        self._today = today

    def text(self, cells: Sequence[str], field: str) -> str:
        """The field's columns joined, white space folded; empty where the file has none of it."""
        parts = (" ".join(cells[place].split()) for place in self._places.get(field, ()))
        return _BETWEEN.get(field, " ").join(part for part in parts if part)

    def registration(self, cells: Sequence[str]) -> RegisterPatient:
        """Raises RowRefused."""
        fields: dict[str, Any] = {"name": self.text(cells, "name"), "confirmed": True}
        for field in ("name_local", "phone", "email", "address"):
            if (text := self.text(cells, field)).casefold() not in _NOTHING:
                fields[field] = text
        if (kin := self.text(cells, "next_of_kin")).casefold() not in _NOTHING:
            fields["next_of_kin"] = {"name": kin}
        for field, read in self._readers.items():
            if field != "sex" and (text := self.text(cells, field)).casefold() in _NOTHING:
                continue
            try:
                fields[field] = read(self.text(cells, field))
            except ValidationError as error:
                raise RowRefused(f"{field}: {_told(error)}") from None  # the cause quotes the value
            except ValueError as error:
                raise RowRefused(f"{field}: {error}") from None
        if "birth" in fields:
            fields.pop("age", None)  # an age grows old, a birth date doesn't
        try:
            return RegisterPatient(**fields)
        except ValidationError as error:
            raise RowRefused(_told(error)) from None  # the cause quotes the values

    @property
    def _readers(self) -> dict[str, Callable[[str], object]]:
        return {"sex": self._sex, "birth": self._birth, "age": age_of, "blood_group": _blood_group}

    def _sex(self, text: str) -> Sex:
        sex = self._sexes.get(text.casefold().rstrip("."))
        if sex is None:
            raise CannotRead("this word is not known; a mapping file can say what it means")
        return sex

    def _birth(self, text: str) -> object:
        return birth_of(text, self._order, self._today)


def _blood_group(text: str) -> BloodGroup:
    written = _BLOOD_GROUP.fullmatch(text.upper().replace(" ", "").replace("−", "-"))
    if written is None:
        raise CannotRead("this is no blood group")
    return BloodGroup(f"{written[1]}{'+' if written[2] else '-'}")


def _told(error: ValidationError) -> str:
    """What is wrong with which field, without the values."""
    problems = error.errors(include_input=False, include_url=False)
    return "; ".join(": ".join((*map(str, problem["loc"]), problem["msg"])) for problem in problems)
