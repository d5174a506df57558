"""What loading the catalogue does to the database, the first time and again."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from pydantic import TypeAdapter
from sqlalchemy import func, select, update

from server.catalogue import icd10
from server.catalogue.loader import RANGE_SOURCE, load_catalogue
from server.features.billing.tables import Service
from server.features.consultations.tables import Icd10Class
from server.features.lab.repository import LabRepository
from server.features.lab.tables import Analyte, ReferenceRange, TestTypeRow
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import InstructionRow, MedicineRow
from shared.models.consultations import Icd10Code


@pytest.fixture
def loaded(database, monkeypatch):
    """With two chapters' worth of diagnoses only: their index takes its seconds for twelve thousand."""
    few = [one for one in icd10.classes() if one["code"].startswith(("E1", "H8"))]
    monkeypatch.setattr(icd10, "classes", lambda: few)
    with database.transaction() as session:
        load_catalogue(session)
        yield session


def counted(session):
    tables = (MedicineRow, InstructionRow, Service, TestTypeRow, Analyte, ReferenceRange, Icd10Class)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_loading_again_changes_nothing(loaded):
    before = counted(loaded)

    again = load_catalogue(loaded)

    assert set(asdict(again).values()) == {0}
    assert counted(loaded) == before


def test_a_range_applies_in_every_test_that_measures_its_analyte(loaded):
    ranges = loaded.execute(
        select(TestTypeRow.code, func.count())
        .join(Analyte, Analyte.test_type_id == TestTypeRow.id)
        .join(ReferenceRange, ReferenceRange.analyte_id == Analyte.id)
        .where(Analyte.code == "HGB", ReferenceRange.source == RANGE_SOURCE)
        .group_by(TestTypeRow.code)
    ).all()

    assert sorted(ranges) == [("CBC", 6), ("HGB", 6)]


def test_prices_and_what_is_offered_stay_the_hospitals(loaded):
    loaded.execute(update(TestTypeRow).where(TestTypeRow.code == "CBC").values(price=Decimal(555), is_active=False))
    loaded.execute(update(Service).where(Service.code == "ECG").values(price=Decimal(444)))

    load_catalogue(loaded)

    test = select(TestTypeRow.price, TestTypeRow.is_active).where(TestTypeRow.code == "CBC")
    assert loaded.execute(test).one() == (Decimal(555), False)
    assert loaded.scalar(select(Service.price).where(Service.code == "ECG")) == Decimal(444)


def test_what_the_product_had_wrong_is_corrected(loaded):
    loaded.execute(update(Analyte).where(Analyte.code == "NA").values(loinc="1-8"))

    counts = load_catalogue(loaded)

    assert counts.analytes == 2
    assert set(loaded.scalars(select(Analyte.loinc).where(Analyte.code == "NA"))) == {"2951-2"}


def test_ranges_the_laboratory_has_confirmed_are_left_alone(loaded):
    theirs = loaded.scalars(
        select(ReferenceRange)
        .join(Analyte, Analyte.id == ReferenceRange.analyte_id)
        .where(Analyte.code == "HGB", ReferenceRange.sex == "male")
    ).all()
    for one in theirs:
        one.low, one.age_min_days, one.source = Decimal(14), 6000, "our own 120 donors"
    loaded.flush()

    counts = load_catalogue(loaded)

    assert counts.reference_ranges == 0
    assert {one.low for one in theirs} == {Decimal(14)}


def test_diagnoses_have_their_dot_and_only_leaves_can_be_given(loaded):
    found = dict(
        loaded.execute(
            select(Icd10Class.code, Icd10Class.is_leaf).where(Icd10Class.code.in_(("E11", "E11.9", "E119", "IV")))
        ).all()
    )

    assert found == {"E11": False, "E11.9": True}


def test_searches_find_what_was_loaded(loaded):
    medicines = PrescriptionRepository(loaded).search_medicines("amox 500", 10)
    tests = LabRepository(loaded).search("fbc", 10)
    classes = loaded.scalars(select(Icd10Class.code).where(Icd10Class.search.contains("meniere"))).all()

    assert [(one.generic, one.strength) for one in medicines] == [("Amoxicillin", "500 mg")]
    assert [one.code for one in tests] == ["CBC"]
    assert classes == ["H81.0"]


def test_every_class_of_the_icd_10_is_read_with_a_code_that_can_be_sent():
    classes = icd10.classes()

    code = TypeAdapter(Icd10Code)
    assert len(classes) > 12_000
    assert len({code.validate_python(one["code"]) for one in classes}) == len(classes)
    assert {one["chapter"] for one in classes if one["code"].startswith("E11")} == {"IV"}
