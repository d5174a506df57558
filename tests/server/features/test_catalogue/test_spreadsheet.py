"""The catalogue out to a spreadsheet and back: nothing changes by itself, and nothing is taken over by halves."""

import io
import zipfile
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from server.features.test_catalogue import spreadsheet
from shared.contracts import test_catalogue
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.models.spreadsheets import Verdict
from shared.models.test_catalogue import SheetName
from shared.rules.lab_catalogue import CatalogueProblem
from tests.server.features.test_catalogue.conftest import WHY

TODAY = "2026-11-22"


@pytest.fixture
def data(keeper):
    return keeper.api.send(test_catalogue.export()).data


@pytest.fixture
def book(data):
    """What was exported, open in a spreadsheet."""
    return load_workbook(io.BytesIO(data))


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell(book, sheet, column, **known):
    """Of the row that says all that is known."""
    table = book[sheet]
    places = {heading.value: heading.column for heading in table[1]}
    for row in range(2, table.max_row + 1):
        if all(table.cell(row, places[name]).value == value for name, value in known.items()):
            return table.cell(row, places[column])
    raise AssertionError(f"no row has {known}")


def tried(keeper, data):
    return keeper.api.send(test_catalogue.try_import(data=data, reason=WHY))


def imported(keeper, data):
    return keeper.api.send(test_catalogue.import_file(data=data, reason=WHY))


def refused(report):
    return [(row.sheet, row.row, row.column, row.problem) for row in report.rows if row.verdict is Verdict.REFUSED]


def everything(owner):
    tables = ("labs", "test_types", "analytes", "reference_ranges", "test_catalogue_changes")
    return [owner.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables]


def test_what_was_exported_comes_back_unchanged(keeper, book, owner):
    before = everything(owner)

    report = imported(keeper, saved(book))

    assert Counter(row.verdict for row in report.rows) == {Verdict.UNCHANGED: len(report.rows)}
    assert len(report.rows) > 250
    assert not report.imported
    assert everything(owner) == before


def test_the_sheets_say_in_words_what_they_are(book):
    assert book.sheetnames == ["Read me", "Labs", "Tests", "Analytes", "Ranges"]
    assert "first you see what would change" in book["Read me"]["A1"].value
    assert cell(book, "Ranges", "high", test="ELEC", analyte="K", age_from="18y").value == 5.1


def test_a_dry_run_says_what_would_change_and_changes_nothing(keeper, book, owner):
    cell(book, "Tests", "name", code="CBC").value = "Full blood count"
    cell(book, "Ranges", "high", test="ELEC", analyte="K", age_from="18y").value = 5.4
    book["Labs"].append(["Genetics", "yes"])
    before = everything(owner)

    report = tried(keeper, saved(book))

    told = {
        row.subject: [(field.field, field.before, field.after) for field in row.fields]
        for row in report.rows
        if row.verdict is not Verdict.UNCHANGED
    }
    assert told["CBC"] == [("name", "Complete blood count", "Full blood count")]
    assert told["ELEC · K · any 18y–"] == [("high", "5.1", "5.4"), ("valid_from", "2026-01-01", TODAY)]
    assert told["Genetics"] == [("name", None, "Genetics"), ("is_active", None, "yes")]
    assert (len(told), report.imported) == (3, False)
    assert everything(owner) == before


def test_an_import_does_what_the_dry_run_said_with_its_history(keeper, book):
    cell(book, "Ranges", "high", test="ELEC", analyte="K", age_from="18y").value = 5.4
    data = saved(book)

    assert imported(keeper, data).imported

    (ranges,) = keeper.line("ELEC", "K").sets
    (change,) = keeper.api.send(test_catalogue.history()).items
    assert (str(ranges.valid_from), str(ranges.bands[1].high)) == (TODAY, "5.4000")
    assert (change.subject, change.reason) == ("ELEC · K", WHY)
    again = tried(keeper, data)
    assert {row.verdict for row in again.rows} == {Verdict.UNCHANGED}, "the same file a second time is no news"


def test_one_refused_row_and_nothing_is_imported(keeper, book, owner):
    cell(book, "Tests", "name", code="CBC").value = "Full blood count"
    wrong = cell(book, "Ranges", "critical_high", test="ELEC", analyte="K", age_from="18y")
    wrong.value = 5
    before = everything(owner)

    report = imported(keeper, saved(book))

    assert refused(report) == [(SheetName.RANGES, wrong.row, "critical_high", CatalogueProblem.CRITICAL_INSIDE)]
    assert not report.imported
    assert everything(owner) == before


WRONG_CELLS: Any = [
    ("Labs", "is_active", {"name": "Haematology"}, "no", "lab_in_use"),
    ("Tests", "is_active", {"code": "CBC"}, "perhaps", "yes_or_no"),
    ("Tests", "lab", {"code": "CBC"}, "Astrology", "not_known"),
    ("Tests", "target_minutes", {"code": "CBC"}, "soon", "not_possible"),
    ("Tests", "name", {"code": "CBC"}, None, "empty"),
    ("Tests", "code", {"code": "ESR"}, "CBC", "doubled_row"),
    ("Analytes", "kind", {"test": "ELEC", "code": "K"}, "guess", "not_one_of"),
    ("Analytes", "decimals", {"test": "ELEC", "code": "K"}, 9, "not_possible"),
    ("Analytes", "test", {"test": "ELEC", "code": "K"}, "NOPE", "not_known"),
    ("Analytes", "formula", {"test": "ELEC", "code": "K"}, "NA * X1", "formula_unknown_analyte"),
    ("Analytes", "choices", {"test": "URINE", "code": "UPRO"}, "Negative|negative", "choices_doubled"),
    ("Ranges", "sex", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, "child", "sex_unreadable"),
    ("Ranges", "age_from", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, 18, "age_unreadable"),
    ("Ranges", "low", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, "3,5", "number_unreadable"),
    ("Ranges", "low", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, "=B2*10", "number_unreadable"),
    ("Ranges", "valid_from", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, "soon", "day_unreadable"),
    ("Ranges", "analyte", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, "KK", "not_known"),
    ("Ranges", "age_from", {"test": "ELEC", "analyte": "K", "age_from": "18y"}, "17y", "bands_overlap"),
]


def test_a_row_that_is_refused_says_where_and_why(keeper, data, owner):
    before = everything(owner)
    silent = []

    for sheet, column, known, value, problem in WRONG_CELLS:
        book = load_workbook(io.BytesIO(data))
        wrong = cell(book, sheet, column, **known)
        wrong.value = value
        if (sheet, wrong.row, column, problem) not in refused(tried(keeper, saved(book))):
            silent.append((sheet, column, value, problem))

    assert silent == []
    assert everything(owner) == before


def test_a_formula_of_the_spreadsheet_is_text_like_any_other(keeper, owner):
    keeper.change_test("CBC", name="=cmd|'/c calc'!A1")

    data = keeper.api.send(test_catalogue.export()).data

    book = load_workbook(io.BytesIO(data))
    assert cell(book, "Tests", "name", code="CBC").data_type == "s"
    assert {row.verdict for row in tried(keeper, data).rows} == {Verdict.UNCHANGED}


def test_a_range_that_is_not_in_the_file_any_more_is_said(keeper, book):
    row = cell(book, "Ranges", "low", test="ELEC", analyte="K", age_from="0d").row
    book["Ranges"].delete_rows(row)

    report = tried(keeper, saved(book))

    gone = [one for one in report.rows if one.row is None]
    assert [(one.subject, one.fields[0].before) for one in gone] == [
        ("ELEC · K · any 0d–18y", "critical < 2.5; critical > 6.5")
    ]


def test_a_whole_new_test_comes_in_one_file_its_formula_before_what_it_is_made_of(keeper):
    book = Workbook()
    for sheet, columns in spreadsheet.COLUMNS.items():
        book.create_sheet(sheet).append(columns)
    book["Tests"].append(["IRON", "Iron", "", "Biochemistry", "serum", "yellow gel serum", 240, "no", "yes"])
    analyte = dict.fromkeys(spreadsheet.COLUMNS[SheetName.ANALYTES]) | {"test": "IRON", "is_active": "yes"}
    for line, code, formula in ((1, "TSAT", "FE / TIBC * 100"), (2, "FE", ""), (3, "TIBC", "")):
        book["Analytes"].append(
            list((analyte | {"code": code, "line": line, "name": code, "kind": "number", "formula": formula}).values())
        )
    book["Ranges"].append(["iron", "fe", "2026-01-01", "m", "18y", None, None, 60, 170, None, None, None, "kit"])

    report = imported(keeper, saved(book))

    assert refused(report) == []
    assert report.imported
    (found,) = keeper.api.send(test_catalogue.tests(term="iron")).items
    assert found.analytes == 3


def test_retiring_by_the_spreadsheet_leaves_the_line_to_tests_that_have_it(keeper, book, bench):
    (order,) = bench.received("ELEC")
    cell(book, "Analytes", "is_active", test="ELEC", code="CL").value = "no"
    for row in [row for row in range(book["Ranges"].max_row, 1, -1) if book["Ranges"].cell(row, 2).value == "CL"]:
        book["Ranges"].delete_rows(row)

    assert imported(keeper, saved(book)).imported

    assert [line.code for line in bench.sheet(order).lines] == ["NA", "K", "CL"]
    assert [line.is_active for line in keeper.test("ELEC").lines] == [True, True, False]


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def with_entities():
    file = io.BytesIO(saved(Workbook()))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')
    return file.getvalue()


NO_CATALOGUES = {
    "words": b"not a spreadsheet",
    "cut off": b"PK\x03\x04 cut off",
    "no workbook": zipped(hello="world"),
    "bomb": zipped(bomb=b"\0" * 40_000_000),
    "entities": with_entities(),
    "other sheets": saved(Workbook()),
}


def test_what_is_no_catalogue_is_refused_in_words(keeper):
    taken = []

    for name, data in NO_CATALOGUES.items():
        try:
            tried(keeper, data)
        except NoSpreadsheet:
            continue
        taken.append(name)

    assert taken == []


def test_a_missing_column_is_named(keeper, book):
    book["Ranges"].delete_cols(8)

    with pytest.raises(NoSpreadsheet) as missing:
        tried(keeper, saved(book))
    assert missing.value.missing == "Ranges: low"


def test_more_rows_than_a_catalogue_has_are_refused(keeper, book, monkeypatch):
    monkeypatch.setattr("server.core.spreadsheet.MOST_ROWS", 20)

    with pytest.raises(NoSpreadsheet):
        tried(keeper, saved(book))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "code": st.text(
                    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20
                ).filter(lambda text: text == text.strip() and text),
                "name": st.text(alphabet="=+-@'\"0123456789., µ°ক", min_size=1, max_size=12).filter(
                    lambda text: text == text.strip()
                ),
                "target_minutes": st.integers(1, 10_000),
            }
        ),
        max_size=6,
    )
)
def test_whatever_is_written_into_a_sheet_is_read_from_it(rows):
    read = spreadsheet.read(spreadsheet.write({SheetName.TESTS: rows}))[SheetName.TESTS]

    assert [{name: text for name, text in row.cells.items() if text} for row in read] == [
        {**row, "target_minutes": str(row["target_minutes"])} for row in rows
    ]
