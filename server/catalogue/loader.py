"""What a hospital starts with: medicines, instructions, tests with their ranges, services and the ICD-10.

Loading again adds what is new and corrects what the product had wrong. Prices, what is offered at all, sentences to
patients, and ranges that the laboratory has confirmed stay the hospital's own.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from server.catalogue import icd10
from server.catalogue.files import number, rows, several
from server.catalogue.repository import CatalogueRepository
from server.features.consultations.tables import Icd10Class
from server.features.lab.tables import Analyte, Lab, ReferenceRange, TestTypeRow
from server.features.patients.searching import fold
from server.features.prescriptions.tables import InstructionRow, MedicineRow
from server.features.prices.opening import offer_prices
from server.features.prices.tables import ServiceRow
from shared.ids import new_id
from shared.models.prescriptions import DoseForm
from shared.models.prices import PriceKind
from shared.rules.lab_ages import OLDEST_DAYS, days

RANGE_SOURCE: Final = "typical textbook value, confirm locally"
_VALID_FROM: Final = date(2026, 1, 1)


@dataclass(frozen=True)
class CatalogueCounts:
    """Rows that were added or corrected; all zero when everything was there."""

    medicines: int
    instructions: int
    services: int
    test_types: int
    analytes: int
    reference_ranges: int
    icd10: int
    prices: int


def load_catalogue(session: Session) -> CatalogueCounts:
    """In the transaction of `session`."""
    repository = CatalogueRepository(session)
    return CatalogueCounts(
        medicines=_medicines(repository),
        instructions=_instructions(repository),
        services=_services(repository),
        test_types=_test_types(repository),
        analytes=_analytes(repository),
        reference_ranges=_reference_ranges(repository),
        icd10=_icd10(repository),
        prices=_prices(session, repository),
    )


def _medicines(repository: CatalogueRepository) -> int:
    products = [
        {
            "id": new_id(),
            "generic": line["generic"],
            "form": DoseForm(line["form"]),
            "strength": strength,
            "controlled": line["controlled"] == "yes",
            "over_the_counter": line["over_the_counter"] == "yes",
            "pack": number(line["pack"]),
            "is_active": True,
            "search": _search(line["generic"], strength, line["form"]),
        }
        for line in rows("medicines")
        for strength in several(line["strengths"])
    ]
    return repository.upsert(
        MedicineRow,
        products,
        key=("generic", "form", "strength"),
        hospital_owns=("is_active", "over_the_counter", "controlled", "pack"),
    )


def _instructions(repository: CatalogueRepository) -> int:
    sentences = [{"id": new_id(), **line, "is_active": True} for line in rows("instructions")]
    return repository.upsert(InstructionRow, sentences, key=("code", "language"), hospital_owns=("text", "is_active"))


def _services(repository: CatalogueRepository) -> int:
    services = [
        {
            "id": new_id(),
            "code": line["code"],
            "name": line["name"],
            "is_active": True,
        }
        for line in rows("services")
    ]
    return repository.upsert(ServiceRow, services, key=("code",), hospital_owns=("is_active",))


def _test_types(repository: CatalogueRepository) -> int:
    lines = list(rows("test_types"))
    known = repository.labs_of_tests()
    # A laboratory that was given another name does not come back under its old one.
    labs = dict.fromkeys(line["lab"] for line in lines if line["code"] not in known)
    repository.upsert(Lab, [{"id": new_id(), "name": name} for name in labs], key=("name",))
    lab_ids = repository.lab_ids()
    tests = [
        {
            "id": new_id(),
            "code": line["code"],
            "name": line["name"],
            "also": line["also"],
            "lab_id": lab_ids.get(line["lab"]) or known[line["code"]],
            "specimen": line["specimen"],
            "tube": line["tube"],
            "is_active": True,
            "search": _search(line["code"], line["name"], line["also"]),
        }
        for line in lines
    ]
    return repository.upsert(TestTypeRow, tests, key=("code",), hospital_owns=("is_active",))


def _analytes(repository: CatalogueRepository) -> int:
    known = {line["code"]: line for line in rows("analytes")}
    test_ids = repository.test_type_ids()
    retired = repository.analytes_retired()
    analytes = [
        {
            "id": new_id(),
            "test_type_id": test_ids[test["code"]],
            "code": code,
            "name": known[code]["name"],
            "loinc": known[code]["loinc"] or None,
            "unit": known[code]["unit"],
            "decimals": int(known[code]["decimals"]),
            "kind": known[code]["kind"],
            "choices": known[code]["choices"],
            "valid_low": number(known[code]["valid_low"]),
            "valid_high": number(known[code]["valid_high"]),
            "formula": known[code]["formula"],
            "is_share": known[code]["part_of_100"] == "yes",
            **_delta(known[code]),
            "line": place,
        }
        for test in rows("test_types")
        for place, code in enumerate(test["analytes"].split(), start=1)
        if (test_ids[test["code"]], code) not in retired
    ]
    return repository.upsert(
        Analyte, analytes, key=("test_type_id", "code"), among=Analyte.__table__.c.retired_at.is_(None)
    )


def _delta(line: dict[str, str]) -> dict[str, Decimal | int | bool | None]:
    """`2` is a change by 2, `50%` by half of the last result; `never` is for what stays the same for life."""
    written, within = line["delta"], line["delta_days"]
    is_lifelong, is_percent = written == "never", written.endswith("%")
    return {
        "delta_absolute": None if is_lifelong or is_percent else number(written),
        "delta_percent": number(written.removesuffix("%")) if is_percent else None,
        "delta_days": int(within) if within else None,
        "is_lifelong": is_lifelong,
    }


def _reference_ranges(repository: CatalogueRepository) -> int:
    """A range applies to its analyte in every test; those the laboratory has confirmed are left alone."""
    confirmed = repository.analytes_confirmed(RANGE_SOURCE)
    places: dict[str, list[UUID]] = {}
    for code, analyte_id in repository.analytes_with_codes():
        if analyte_id not in confirmed:
            places.setdefault(code, []).append(analyte_id)
    ranges = [
        {
            "id": new_id(),
            "analyte_id": analyte_id,
            "sex": line["sex"],
            "by_hours": False,
            "age_min": days(line["age_from"], unbounded=0),
            "age_max": days(line["age_to"], unbounded=OLDEST_DAYS),
            "condition": line["condition"],
            "low": number(line["low"]),
            "high": number(line["high"]),
            "critical_low": number(line["critical_low"]),
            "critical_high": number(line["critical_high"]),
            "text_range": line["text"],
            "source": RANGE_SOURCE,
            "valid_from": _VALID_FROM,
        }
        for line in rows("reference_ranges")
        for analyte_id in places.get(line["analyte"], ())
    ]
    return repository.upsert(
        ReferenceRange,
        ranges,
        key=("analyte_id", "sex", "by_hours", "age_min", "valid_from", "condition"),
        among=ReferenceRange.__table__.c.replaced_at.is_(None),
    )


def _icd10(repository: CatalogueRepository) -> int:
    classes = [
        {**one, "search": _search(one["code"], one["code"].replace(".", ""), one["title"])} for one in icd10.classes()
    ]
    return repository.upsert(Icd10Class, classes, key=("code",))


def _prices(session: Session, repository: CatalogueRepository) -> int:
    test_ids, service_ids = repository.test_type_ids(), repository.service_ids()
    return offer_prices(
        session,
        {
            **{(PriceKind.TEST, test_ids[line["code"]]): Decimal(line["price"]) for line in rows("test_types")},
            **{(PriceKind.SERVICE, service_ids[line["code"]]): Decimal(line["price"]) for line in rows("services")},
        },
    )


def _search(*parts: str) -> str:
    """Folded as the terms are that are looked for in it."""
    return fold(" ".join(parts))
