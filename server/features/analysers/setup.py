"""Which analysers there are, read from a file that a hospital writes: all of it fits, or nothing is changed."""

import ipaddress
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy.orm import Session

from server.features.analysers.repository import AnalyserRepository
from server.features.analysers.tables import Analyser, AnalyserCode
from server.features.staff.tables import Employee
from shared.ids import AnalyserId, EmployeeId, new_id
from shared.models.analysers import AnalyserKind
from shared.rules.lab_units import factor
from shared.rules.lab_values import ResultKind, Scale, ValueRefused, read

_COLUMNS: Final = {"accession", "code", "value", "unit", "patient"}
_FOLDER: Final = re.compile(r"[\w.-]+(?: [\w.-]+)*")


class SetupRefused(Exception):
    """In a sentence for whoever wrote the file."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _listed(said: object) -> object:
    return [said] if isinstance(said, str) else said


class CodeSetup(_Said):
    """What a code means; a factor is for units that the program can't convert itself."""

    analyte: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
    unit: str = ""
    factor: Decimal | None = Field(default=None, gt=0, max_digits=20, decimal_places=10)
    words: dict[str, str] = {}

    @model_validator(mode="after")
    def _factor_of_what(self) -> Self:
        if self.factor is not None and not self.unit:
            raise ValueError("a factor needs the unit it is for")
        return self


class AnalyserSetup(_Said):
    name: str = Field(min_length=2, max_length=80)
    lab: str
    kind: AnalyserKind
    address: str = ""
    sender: str = ""
    folder: str = ""
    columns: dict[str, str] = {}
    ignore: list[str] = []
    codes: dict[str, CodeSetup] = {}

    @field_validator("address")
    @classmethod
    def _one_address(cls, text: str) -> str:
        return str(ipaddress.ip_address(text)) if text else text

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind is AnalyserKind.HL7 and not self.address:
            raise ValueError("an HL7 analyser needs the address its messages come from")
        if self.kind is AnalyserKind.FOLDER and (not _FOLDER.fullmatch(self.folder) or set(self.folder) == {"."}):
            raise ValueError("an analyser that writes files needs the name of its folder, without slashes")
        if unknown := self.columns.keys() - _COLUMNS:
            raise ValueError(f"columns are {', '.join(sorted(_COLUMNS))}, not {', '.join(sorted(unknown))}")
        if self.columns and "accession" not in self.columns:
            raise ValueError("the column with the accession number is missing")
        if ("code" in self.columns) != ("value" in self.columns):
            raise ValueError("the columns code and value belong together; without them every code is a column")
        return self


class Setup(_Said):
    analyser: list[AnalyserSetup] = []

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [one.name for one in self.analyser]
        places = [(one.address, one.sender) if one.kind is AnalyserKind.HL7 else one.folder for one in self.analyser]
        if len(set(names)) < len(names):
            raise ValueError("two analysers have one name")
        if len(set(places)) < len(places):
            raise ValueError("two analysers share an address without two different senders, or a folder")
        return self


@dataclass(frozen=True)
class SetUp:
    """How many analysers are in use now, and how many are not any more."""

    in_use: int
    switched_off: int


def read_setup(file: Path) -> Setup:
    """Raises SetupRefused."""
    try:
        return Setup.model_validate(tomllib.loads(file.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = " › ".join(str(part) for part in first["loc"])
        raise SetupRefused(f"{place or file.name}: {first['msg']}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupRefused(f"{file.name} is no TOML file: {error}") from error


def set_up(session: Session, setup: Setup) -> SetUp:
    """The file is the whole truth: what it does not name is switched off, and keeps what came from it.

    Raises SetupRefused.
    """
    repository = AnalyserRepository(session)
    known, labs, scales = repository.by_name(), repository.labs(), repository.scales()
    for one in setup.analyser:
        if one.lab not in labs:
            raise SetupRefused(f"{one.name}: there is no laboratory {one.lab}; there are {', '.join(sorted(labs))}")
        for code, meant in one.codes.items():
            _check(f"{one.name}, code {code}", meant, scales)
    for one in setup.analyser:
        row = known.get(one.name) or _hired(repository, one.name)
        row.lab_id, row.kind, row.is_active = labs[one.lab], one.kind, True
        row.address, row.sender, row.folder = one.address, one.sender, one.folder
        row.columns, row.ignored = one.columns, one.ignore
        repository.keep(
            row,
            [
                AnalyserCode(
                    analyser_id=row.id,
                    code=code,
                    analytes=meant.analyte,
                    unit=meant.unit,
                    factor=meant.factor,
                    words=meant.words,
                )
                for code, meant in one.codes.items()
            ],
        )
    gone = [row for name, row in known.items() if row.is_active and name not in {one.name for one in setup.analyser}]
    for row in gone:
        row.is_active = False
    return SetUp(len(setup.analyser), len(gone))


def _hired(repository: AnalyserRepository, name: str) -> Analyser:
    """Not active: nobody signs in as it, and no list of people shows it."""
    employee = Employee(id=EmployeeId(new_id()), full_name=name, is_active=False)
    repository.employ(employee)
    return Analyser(id=AnalyserId(new_id()), employee_id=employee.id, name=name)


def _check(place: str, meant: CodeSetup, scales: dict[str, Scale]) -> None:
    for code in meant.analyte:
        scale = scales.get(code)
        if scale is None:
            raise SetupRefused(f"{place}: there is no analyte {code}")
        needs_factor = scale.kind is ResultKind.NUMBER and meant.unit and meant.factor is None
        if needs_factor and factor(meant.unit, scale.unit) is None:
            into = scale.unit or "no unit"
            raise SetupRefused(f"{place}: {meant.unit} is not known to become {into}: say by which factor")
        for said in meant.words.values():
            try:
                read(said, scale)
            except ValueRefused as refused:
                raise SetupRefused(f"{place}: {said} is no result of it; expected: {refused.expected}") from refused
