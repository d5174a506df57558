"""What loading the catalogue does to the database, the first time and again."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter
from sqlalchemy import func, select, update

from server.catalogue import icd10
from server.catalogue.loader import RANGE_SOURCE, load_catalogue
from server.features.consultations.tables import Icd10Class
from server.features.lab.repository import LabRepository
from server.features.lab.tables import Analyte, ReferenceRange, TestTypeRow
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import InstructionRow, MedicineRow
from server.features.prices.lookup_repository import LookupRepository
from server.features.prices.tables import PriceRow, ServiceRow
from shared.models.consultations import Icd10Code
from shared.models.patients import Sex
from shared.models.prices import PriceKind
from shared.rules.lab_delta import DeltaLimit
from shared.rules.lab_ranges import Band, Condition
from shared.rules.lab_values import ResultKind, Scale


@pytest.fixture
def loaded(database, monkeypatch):
    """With two chapters' worth of diagnoses only: their index takes its seconds for twelve thousand."""
    few = [one for one in icd10.classes() if one["code"].startswith(("E1", "H8"))]
    monkeypatch.setattr(icd10, "classes", lambda: few)
    with database.transaction() as session:
        load_catalogue(session)
        yield session


def counted(session):
    tables = (MedicineRow, InstructionRow, ServiceRow, TestTypeRow, Analyte, ReferenceRange, Icd10Class, PriceRow)
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

    assert sorted(ranges) == [("CBC", 8), ("HGB", 8)]


def test_what_is_offered_stays_the_hospitals(loaded):
    loaded.execute(update(TestTypeRow).where(TestTypeRow.code == "CBC").values(is_active=False))

    load_catalogue(loaded)

    assert loaded.scalar(select(TestTypeRow.is_active).where(TestTypeRow.code == "CBC")) is False


def test_what_comes_with_the_catalogue_is_priced_from_the_start(loaded):
    ecg = (PriceKind.SERVICE, loaded.scalars(select(ServiceRow.id).where(ServiceRow.code == "ECG")).one())

    assert LookupRepository(loaded).general([ecg], date(2026, 1, 1))[ecg].amount == 300


def test_what_the_product_had_wrong_is_corrected(loaded):
    loaded.execute(update(Analyte).where(Analyte.code == "NA").values(loinc="1-8"))

    counts = load_catalogue(loaded)

    assert counts.analytes == 2
    assert set(loaded.scalars(select(Analyte.loinc).where(Analyte.code == "NA"))) == {"2951-2"}


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("HGB", DeltaLimit(absolute=Decimal(2), days=7)),
        ("CREA", DeltaLimit(percent=Decimal(50))),
        ("ABO", DeltaLimit(is_lifelong=True)),
        ("K", DeltaLimit()),
    ],
)
def test_an_analyte_knows_how_far_it_may_move(loaded, code, limit):
    assert {one.delta_limit for one in loaded.scalars(select(Analyte).where(Analyte.code == code))} == {limit}


def test_an_analyte_knows_how_its_results_are_written_and_what_they_are_made_of(loaded):
    ldl = loaded.scalars(select(Analyte).where(Analyte.code == "LDL")).one()
    protein = loaded.scalars(select(Analyte).where(Analyte.code == "UPRO")).one()
    shares = loaded.scalars(select(Analyte.code).where(Analyte.is_share).distinct()).all()

    assert ldl.scale == Scale(ResultKind.NUMBER, 0, "mg/dL", (), Decimal(0), Decimal(2000))
    assert ldl.formula == "ldl_friedewald"
    assert protein.scale.choices == ("Negative", "Trace", "1+", "2+", "3+", "4+")
    assert set(shares) == {"NEUT", "LYMPH", "MONO", "EOS", "BASO"}


def test_a_range_is_the_band_of_its_ages_sex_and_condition(loaded):
    pregnant = loaded.scalars(
        select(ReferenceRange)
        .join(Analyte, Analyte.id == ReferenceRange.analyte_id)
        .join(TestTypeRow, TestTypeRow.id == Analyte.test_type_id)
        .where(TestTypeRow.code == "CBC", Analyte.code == "HGB", ReferenceRange.condition == "pregnant")
    ).one()

    assert pregnant.band == Band(
        age_min=4383,
        age_max=20454,
        sex=Sex.FEMALE,
        condition=Condition.PREGNANT,
        low=Decimal(11),
        critical_low=Decimal(7),
        critical_high=Decimal(20),
        text="≥ 11.0",
    )


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
