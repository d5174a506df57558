"""Bringing another system's register in."""

import csv

import pytest
from sqlalchemy import select, text

from server.features.patients.search_repository import PatientSearch
from server.features.patients.tables import Patient
from server.importing.columns import ColumnMapping
from server.importing.dates import DateOrder
from server.importing.patients import ImportOptions, Stage, import_patients
from shared.models.patients import BloodGroup, Sex

HEADER = "MRN,Name,DOB,Sex,Phone,E-mail,Address,Blood Group"
RAHIMA = "17,Rahima Begum,1972-05-09,F,01711-402317,Rahima@example.org,12 Green Road,AB+ve"
KARIM = "18,মোঃ আব্দুল করিম,1965,M,,,,"


@pytest.fixture
def bring(database, clock, tmp_path):
    """Imports these lines with these options."""

    def run(*lines, on_progress=lambda *_: None, **options):
        file = tmp_path / "register.csv"
        file.write_bytes("\n".join(lines).encode())
        return import_patients(database, clock, file, ImportOptions(**options), on_progress)

    return run


@pytest.fixture
def register(database):
    """Everyone who came from a file, in the order of their numbers."""

    def read():
        with database.transaction() as session:
            imported = text("id IN (SELECT patient_id FROM imported_records)")
            return session.scalars(select(Patient).where(imported).order_by(Patient.id)).all()

    return read


def test_a_row_becomes_a_patient_like_any_other(bring, register, database):
    report = bring(HEADER, RAHIMA, KARIM)

    rahima, karim = register()
    assert (report.rows, report.new, report.imported, report.known, report.refused) == (2, 2, 2, 0, ())
    assert (rahima.name, rahima.sex, rahima.blood_group) == ("Rahima Begum", Sex.FEMALE, BloodGroup.AB_POS)
    assert (rahima.email, rahima.address) == ("Rahima@example.org", "12 Green Road")
    assert rahima.email_index is not None
    assert karim.birth is not None
    assert (karim.birth.date.year, karim.birth.precision.value) == (1965, "year")
    assert rahima.patient_no != karim.patient_no
    with database.transaction() as session:
        assert PatientSearch(session).find("01711402317", 5)[0].id == rahima.id


def test_addresses_rest_encrypted(bring, database):
    bring(HEADER, RAHIMA)

    with database.transaction() as session:
        kept = session.scalars(text("SELECT address FROM patients WHERE name = 'Rahima Begum'")).one()
    assert b"Green" not in bytes(kept)


def test_the_same_file_twice_imports_nothing_twice(bring, register):
    bring(HEADER, RAHIMA)

    again = bring(HEADER, RAHIMA, KARIM)

    assert (again.known, again.imported) == (1, 1)
    assert len(register()) == 2


def test_a_file_without_ids_is_not_imported_twice_either(bring, register):
    lines = ("Name,Age,Sex", "Rahima Begum,54,F", "Rahima Begum,33,F")
    bring(*lines)

    again = bring(*lines)

    assert (again.known, again.imported) == (2, 0)
    assert len(register()) == 2


def test_ids_of_two_systems_are_kept_apart(bring, register):
    bring(HEADER, RAHIMA, source="north")
    bring(HEADER, RAHIMA, source="south")

    assert len(register()) == 2


def test_nothing_is_imported_when_one_row_is_wrong(bring, register):
    report = bring(HEADER, RAHIMA, "18,,1965,M,,,,")

    assert report.imported == 0
    assert [refusal.line for refusal in report.refused] == [3]
    assert register() == []


def test_wrong_rows_may_be_skipped(bring, register):
    report = bring(HEADER, RAHIMA, "18,,1965,M,,,,", skip_refused=True)

    assert report.imported == 1
    assert [one.name for one in register()] == ["Rahima Begum"]


def test_a_trial_run_writes_nothing(bring, register):
    report = bring(HEADER, RAHIMA, KARIM, dry_run=True)

    assert (report.new, report.imported) == (2, 0)
    assert register() == []


REFUSED = {
    ",1965,M,,,,": "name",
    "A Man,1965,Q7,,,,": "sex",
    "A Man,soon,M,,,,": "birth",
    "A Man,2199-01-01,M,,,,": "birth",
    "A Man,1890-01-01,M,,,,": "birth",
    "A Man,1801-05-09,M,,,,": "birth",
    "A Man,,M,,,,": "birth date or an age",
    "A Man,1965,M,call me,,,": "phone",
    "A Man,1965,M,,nowhere,,": "email",
    f"A Man,1965,M,,,{'x' * 201},": "address",
    "A Man,1965,M,,,,C+": "blood_group",
    "A Man,1965,M": "4 cells, but 8 headings",
}


def test_a_refused_row_says_why_and_quotes_nobody(bring):
    report = bring(HEADER, *(f"{number},{row}" for number, row in enumerate(REFUSED)), RAHIMA, RAHIMA)

    reasons = [*REFUSED.values(), "the same record as in line 14"]
    assert [refusal.line for refusal in report.refused] == [*range(2, 14), 15]
    for refusal, reason in zip(report.refused, reasons, strict=True):
        assert reason in refusal.reason
        for value in ("A Man", "Q7", "soon", "1801", "05", "call me", "nowhere", "xxx", "Rahima"):
            assert value not in refusal.reason


def test_a_break_inside_quotes_becomes_a_space(bring, register):
    bring(HEADER, '17,Rahima,1972,F,,,"12 Green Road\r\nDhaka",')

    assert register()[0].address == "12 Green Road Dhaka"


def test_other_dates_of_the_column_tell_the_order(bring, register):
    bring("Name,DOB,Sex", "A,03/04/1984,M", "B,02/28/1990,F")

    assert [one.birth_date.isoformat() for one in register()] == ["1984-03-04", "1990-02-28"]


def test_the_order_may_be_told(bring, register):
    bring("Name,DOB,Sex", "A,03/04/1984,M", date_order=DateOrder.DAY_FIRST)

    assert register()[0].birth_date.isoformat() == "1984-04-03"


def test_a_birth_date_counts_more_than_an_age(bring, register):
    bring("Name,DOB,Age,Sex", "A,1984-04-03,12,M", "B,,8 months,F")

    first, second = register()
    assert first.birth_date.isoformat() == "1984-04-03"
    assert second.birth_precision.value == "month"


def test_a_mapping_says_what_the_columns_and_the_words_mean(bring, register):
    mapping = ColumnMapping(columns={"name": ("Vor", "Nach"), "sex": ("G",), "age": ("A",)}, sex={"1": Sex.FEMALE})

    bring("G,A,Vor,Nach", "1,54,Rahima,Begum", mapping=mapping)

    assert [(one.name, one.sex) for one in register()] == [("Rahima Begum", Sex.FEMALE)]


def test_synthea_is_read_as_it_is(bring, register):
    bring(
        "Id,BIRTHDATE,DEATHDATE,SSN,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP,HEALTHCARE_EXPENSES",
        "3edac2e3-d223,2014-10-06,,999-17-5017,Maynard46,Mosciski958,M,784 Stamm Lock,Somerville,Massachusetts,,1.5",
    )

    (patient,) = register()
    assert patient.name == "Maynard46 Mosciski958"
    assert patient.address == "784 Stamm Lock, Somerville, Massachusetts"


def test_the_refusals_are_written_for_whoever_corrects_the_file(bring, tmp_path):
    report = bring(HEADER, "18,,1965,M,,,,", RAHIMA, "19,A,1965,Q7,,,,")

    report.write(tmp_path / "refused.csv")

    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["line"] for line in csv.DictReader(file)] == ["2", "4"]


def test_five_thousand_rows_get_numbers_without_a_double_and_tell_their_progress(bring, register):
    told = []
    rows = [f"{n},Person Number {n},{1930 + n % 90}-05-{1 + n % 28:02d},F,,,," for n in range(5000)]

    report = bring(HEADER, *rows, on_progress=lambda *progress: told.append(progress))

    assert report.imported == 5000
    assert len({one.patient_no for one in register()}) == 5000
    assert (Stage.CHECKING, 5000, 5000) in told
    assert told[-1] == (Stage.WRITING, 5000, 5000)
