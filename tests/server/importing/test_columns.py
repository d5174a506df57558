"""Finding out which column says what."""

import pytest

from server.importing.columns import SYNTHEA, detect, positions, read_mapping
from server.importing.reading import ImportRefused
from shared.models.patients import Sex


def test_the_columns_of_synthea_are_known():
    header = [
        "Id",
        "BIRTHDATE",
        "DEATHDATE",
        "SSN",
        "FIRST",
        "LAST",
        "GENDER",
        "ADDRESS",
        "CITY",
        "STATE",
        "ZIP",
        "HEALTHCARE_EXPENSES",
    ]

    assert detect(header) is SYNTHEA


@pytest.mark.parametrize(
    ("header", "field", "columns"),
    [
        ("Full Name,DOB,Gender", "name", ("Full Name",)),
        ("first_name,Surname,Date of Birth,sex", "name", ("first_name", "Surname")),
        ("Name,Age,Sex", "age", ("Age",)),
        ("Name,Birth Date,Sex,Mobile No.", "phone", ("Mobile No.",)),
        ("MRN,Name,DOB,Sex", "external_id", ("MRN",)),
        ("Name,DOB,Sex,Street,City,ZIP", "address", ("Street", "City", "ZIP")),
        ("Name,DOB,Sex,Father's Name", "next_of_kin", ("Father's Name",)),
    ],
)
def test_headings_are_recognised_by_their_synonyms(header, field, columns):
    assert detect(header.split(",")).columns[field] == columns


@pytest.mark.parametrize("header", ["DOB,Sex", "Name,DOB", "Name,Sex"])
def test_a_file_without_name_sex_or_birth_is_refused(header):
    names = header.split(",")

    with pytest.raises(ImportRefused, match="mapping file"):
        positions(detect(names), names)


def test_a_mapping_file_names_columns_and_words(tmp_path):
    file = tmp_path / "mapping.toml"
    file.write_text(
        """
        source = "old"
        date_order = "mdy"
        [columns]
        name = ["Vor", "Nach"]
        sex = "G"
        age = "A"
        [sex]
        1 = "male"
        """,
        encoding="utf-8",
    )

    mapping = read_mapping(file)

    assert positions(mapping, ["G", "A", "Vor", "Nach"]) == {"name": (2, 3), "sex": (0,), "age": (1,)}
    assert mapping.sex == {"1": Sex.MALE}
    assert mapping.source == "old"


@pytest.mark.parametrize(
    "text", ["[columns", '[columns]\nshoe = "S"\n', 'colour = "red"\n[columns]\n', '[columns]\n[sex]\n1 = "tall"\n']
)
def test_a_wrong_mapping_file_is_refused(tmp_path, text):
    file = tmp_path / "mapping.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ImportRefused, match="mapping file"):
        read_mapping(file)


def test_a_mapping_that_names_a_missing_column_is_refused():
    with pytest.raises(ImportRefused, match="no column BIRTHDATE"):
        positions(SYNTHEA, ["Id", "FIRST", "LAST", "GENDER", "ADDRESS", "CITY", "STATE", "ZIP"])
