"""Imports the register of another system: all of a file, or nothing of it."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from server.core.clock import Clock, business_date
from server.core.context import Announcement
from server.core.database import Database, Encrypted
from server.core.house import load_house
from server.core.outbox import post
from server.features.patients.search_repository import PatientSearch
from server.features.patients.searching import digits, kept, words
from server.importing.columns import ColumnMapping, detect, positions
from server.importing.dates import DateOrder, order_of
from server.importing.people import Reader, RowRefused
from server.importing.reading import Row, Table, read_table
from server.importing.repository import ImportRepository
from shared.ages import OLDEST_YEARS, age_on, back
from shared.ids import PatientId, new_id
from shared.models.patients import Birth, RegisterPatient
from shared.topics import Topic

_EVERY: Final = 500
_NO_SOURCE: Final = "import"


class Stage(StrEnum):
    CHECKING = "checking"
    WRITING = "writing"


OnProgress: TypeAlias = Callable[[Stage, int, int], None]


@dataclass(frozen=True)
class ImportOptions:
    """`source` keeps the ids of two systems apart; a mapping is detected by the headings when none is given."""

    mapping: ColumnMapping | None = None
    source: str | None = None
    date_order: DateOrder = DateOrder.AUTO
    dry_run: bool = False
    skip_refused: bool = False


@dataclass(frozen=True)
class Refusal:
    line: int
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What became of the rows: `new` could be imported, `imported` were, `known` were imported before."""

    rows: int
    new: int
    imported: int
    known: int
    refused: tuple[Refusal, ...]

    def write(self, path: Path) -> None:
        """The refused rows as CSV, for whoever corrects the file."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "reason"))
            writer.writerows((refusal.line, refusal.reason) for refusal in self.refused)


@dataclass(frozen=True)
class _Candidate:
    """A row that could be imported, under the id it is known by."""

    external_id: str
    form: RegisterPatient
    birth: Birth


def import_patients(
    database: Database, clock: Clock, path: Path, options: ImportOptions, on_progress: OnProgress
) -> ImportReport:
    """Raises ImportRefused for a file that can't be read.

    With a refused row nothing is imported, unless the options say to skip such rows. What was imported before,
    known by source and id, is left as it is.
    """
    table = read_table(path)
    mapping = options.mapping or detect(table.header)
    with database.transaction() as session:
        house = load_house(session)
    today = business_date(clock.now(), ZoneInfo(house.timezone), house.day_starts)
    candidates, refused = _checked(table, mapping, options.date_order, today, on_progress)
    source = options.source or mapping.source or _NO_SOURCE
    with database.transaction() as session:
        imports = ImportRepository(session)
        imports.lock(source)
        known = imports.known(source, [one.external_id for one in candidates])
        fresh = [one for one in candidates if one.external_id not in known]
        writes = bool(fresh) and not options.dry_run and (options.skip_refused or not refused)
        if writes:
            # In a transaction of its own: reception must not wait for a number or a word until all is imported.
            with database.transaction() as apart:
                PatientSearch(apart).learn(_words(fresh))
                numbers = ImportRepository(apart).reserve_numbers(f"patient:{today.year}", len(fresh))
            writer = _Writer(source, clock, today)
            people = [writer.patient(one, number) for one, number in zip(fresh, numbers, strict=True)]
            origins = [writer.record(one, person) for one, person in zip(fresh, people, strict=True)]
            for done in imports.add(people, origins):
                on_progress(Stage.WRITING, done, len(fresh))
            post(session, Announcement(topics={Topic.PATIENTS}), clock.now())
    return ImportReport(
        rows=len(table.rows),
        new=len(fresh),
        imported=len(fresh) if writes else 0,
        known=len(known),
        refused=tuple(refused),
    )


def _checked(
    table: Table, mapping: ColumnMapping, order: DateOrder, today: date, on_progress: OnProgress
) -> tuple[list[_Candidate], list[Refusal]]:
    places = positions(mapping, table.header)
    width = len(table.header)
    if order is DateOrder.AUTO:
        order = mapping.date_order
    if order is DateOrder.AUTO:
        plain = Reader(places, order, mapping.sex, today)
        order = order_of(plain.text(row.cells, "birth") for row in table.rows if len(row.cells) == width)
    reader = Reader(places, order, mapping.sex, today)
    candidates: list[_Candidate] = []
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    for count, row in enumerate(table.rows, start=1):
        try:
            candidate = _candidate(row, reader, width, today)
            _refuse_second(candidate, row, seen)
            candidates.append(candidate)
        except RowRefused as refusal:
            refused.append(Refusal(row.line, str(refusal)))
        if count % _EVERY == 0 or count == len(table.rows):
            on_progress(Stage.CHECKING, count, len(table.rows))
    return candidates, refused


def _candidate(row: Row, reader: Reader, width: int, today: date) -> _Candidate:
    if len(row.cells) != width:
        raise RowRefused(f"{len(row.cells)} cells, but {width} headings")
    form = reader.registration(row.cells)
    return _Candidate(reader.text(row.cells, "external_id") or _fingerprint(row), form, _birth(form, today))


def _refuse_second(candidate: _Candidate, row: Row, seen: dict[str, int]) -> None:
    first = seen.setdefault(candidate.external_id, row.line)
    if first != row.line:
        raise RowRefused(f"the same record as in line {first}")


def _words(candidates: Iterable[_Candidate]) -> Iterator[str]:
    for one in candidates:
        yield from words(one.form.name)
        yield from words(one.form.name_local)


def _birth(form: RegisterPatient, today: date) -> Birth:
    try:
        if form.birth is None and form.age is not None:
            born, precision = back(today, form.age.amount, form.age.unit)
            return Birth(date=born, precision=precision)
        if form.birth is not None and age_on(today, form.birth.date).years <= OLDEST_YEARS:
            return form.birth
    except ValueError as error:
        raise RowRefused(f"birth: {error}") from None  # no values in reasons
    raise RowRefused(f"birth: more than {OLDEST_YEARS} years ago")


def _fingerprint(row: Row) -> str:
    """Stands for a record without an id; under a key, since a bare hash of a person's data can be guessed back."""
    return _index(json.dumps(row.cells), "imported_records.external_id").hex()


def _index(value: str, place: str) -> bytes:
    if Encrypted.keys is None:
        raise RuntimeError("no key ring: the composition root sets Encrypted.keys")
    return Encrypted.keys.blind_index(value, place)


class _Writer:
    """Rows of the tables, as the counter's registration would make them."""

    def __init__(self, source: str, clock: Clock, today: date) -> None:
        self._source = source
        self._now = clock.now()
        self._today = today

    def patient(self, candidate: _Candidate, number: int) -> dict[str, Any]:
        form, birth = candidate.form, candidate.birth
        patient_no = f"P-{self._today.year}-{number:04d}"
        phone, email = form.phone or "", form.email or ""
        found = kept(patient_no, form.name, form.name_local, birth.date)
        return {
            "id": PatientId(new_id()),
            "patient_no": patient_no,
            "name": form.name,
            "name_local": form.name_local,
            "sex": form.sex,
            "birth_date": birth.date,
            "birth_precision": birth.precision,
            "birth_recorded_on": self._today,
            "phone": phone,
            "phone_digits": digits(phone),
            "email": email,
            "email_index": _index(email.casefold(), "patients.email") if email else None,
            "kin_name": form.next_of_kin.name if form.next_of_kin else "",
            "address": form.address,
            "blood_group": form.blood_group,
            "is_active": True,
            "version": 1,
            "registered_at": self._now,
            "name_folded": found.name_folded,
            "found_by": found.found_by,
        }

    def record(self, candidate: _Candidate, patient: dict[str, Any]) -> dict[str, Any]:
        return {
            "source": self._source,
            "external_id": candidate.external_id,
            "patient_id": patient["id"],
            "imported_at": self._now,
        }
