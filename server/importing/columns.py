"""Which column of another system's file says what."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from server.importing.dates import DateOrder
from server.importing.reading import ImportRefused
from shared.models.patients import Sex

FIELDS: Final = (
    "external_id",
    "name",
    "name_local",
    "sex",
    "birth",
    "age",
    "phone",
    "email",
    "next_of_kin",
    "address",
    "blood_group",
)

# By headings with only their letters and digits, lower case; the first that is there is taken.
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "external_id": (
        "externalid",
        "patientid",
        "id",
        "patientno",
        "patientnumber",
        "mrn",
        "hospitalno",
        "regno",
        "uhid",
    ),
    "name": ("name", "fullname", "patientname", "nameofpatient"),
    "name_local": ("namelocal", "localname", "namebangla", "banglaname", "namebn", "nameinlocallanguage"),
    "sex": ("sex", "gender"),
    "birth": ("birth", "birthdate", "dateofbirth", "dob", "bornon", "born", "birthday"),
    "age": ("age", "ageyears", "ageinyears"),
    "phone": ("phone", "mobile", "phonenumber", "phoneno", "mobilenumber", "mobileno", "contactno", "contact", "cell"),
    "email": ("email", "emailaddress", "mail"),
    "next_of_kin": ("nextofkin", "kin", "guardian", "guardianname", "fathername", "fathersname", "father", "husband"),
    "address": ("address", "fulladdress", "presentaddress", "village", "street"),
    "blood_group": ("bloodgroup", "bloodtype", "abo", "blood"),
}
_NAME_PARTS: Final = (
    ("first", "firstname", "givenname", "forename"),
    ("middle", "middlename"),
    ("last", "lastname", "surname", "familyname"),
)
_ADDRESS_PARTS: Final = (
    ("city", "town"),
    ("district", "county"),
    ("state", "province"),
    ("zip", "postcode", "zipcode"),
)


class ColumnMapping(BaseModel):
    """A mapping: the columns of each field, in the order they are joined, and the file's own words for the sexes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str | None = None
    date_order: DateOrder = DateOrder.AUTO
    columns: dict[str, tuple[str, ...]]
    sex: dict[str, Sex] = {}

    @field_validator("columns", mode="before")
    @classmethod
    def _one_or_several(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {field: [named] if isinstance(named, str) else named for field, named in columns.items()}

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, columns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if unknown := columns.keys() - set(FIELDS):
            raise ValueError(f"there is no field {', '.join(sorted(unknown))}; there are {', '.join(FIELDS)}")
        return columns


SYNTHEA: Final = ColumnMapping(
    source="synthea",
    columns={
        "external_id": ("Id",),
        "name": ("FIRST", "LAST"),
        "sex": ("GENDER",),
        "birth": ("BIRTHDATE",),
        "address": ("ADDRESS", "CITY", "STATE", "ZIP"),
    },
)
_SYNTHEA_ONLY: Final = {"Id", "BIRTHDATE", "FIRST", "LAST", "GENDER", "HEALTHCARE_EXPENSES"}


def read_mapping(path: Path) -> ColumnMapping:
    """Raises ImportRefused for a file that is no mapping."""
    try:
        return ColumnMapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImportRefused(f"The mapping file can't be read: {error}.") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False))
        raise ImportRefused(f"The mapping file is wrong: {wrong}.") from error


def detect(header: Sequence[str]) -> ColumnMapping:
    """A mapping for these headings. Raises ImportRefused where name, sex, or birth and age find no column."""
    if set(header) >= _SYNTHEA_ONLY:
        return SYNTHEA
    by_word: dict[str, str] = {}
    for heading in header:
        by_word.setdefault(_word(heading), heading)
    found: dict[str, tuple[str, ...]] = {
        field: (by_word[word],) for field, words in _SYNONYMS.items() if (word := _first(words, by_word)) is not None
    }
    if "name" not in found and (parts := _parts(_NAME_PARTS, by_word)):
        found["name"] = parts
    if parts := _parts(_ADDRESS_PARTS, by_word):
        found["address"] = (*found.get("address", ()), *parts)
    return ColumnMapping(columns=found)


def positions(mapping: ColumnMapping, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Where each field stands in a row. Raises ImportRefused when a column is missing or a field has none."""
    if missing := {name for names in mapping.columns.values() for name in names} - set(header):
        raise ImportRefused(f"The file has no column {', '.join(sorted(missing))}.")
    columns = mapping.columns
    for field in ("name", "sex"):
        if field not in columns:
            raise ImportRefused(f"No column says the {field}: name one in a mapping file.")
    if not columns.keys() & {"birth", "age"}:
        raise ImportRefused("No column says the birth date or the age: name one in a mapping file.")
    return {field: tuple(header.index(name) for name in names) for field, names in columns.items()}


def _word(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading).lower()


def _first(words: Sequence[str], by_word: Mapping[str, str]) -> str | None:
    return next((word for word in words if word in by_word), None)


def _parts(parts: Sequence[Sequence[str]], by_word: Mapping[str, str]) -> tuple[str, ...]:
    found = (_first(words, by_word) for words in parts)
    return tuple(by_word[word] for word in found if word is not None)
