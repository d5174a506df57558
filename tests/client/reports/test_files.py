from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from client.viewmodels.reports.files import paper_of, titles_of
from shared.contracts import reports
from shared.models.billing import ItemKind, PaymentMode
from shared.models.reports import Grouping, ReportRow
from shared.models.spreadsheets import SpreadsheetForm
from tests.client.cashier.conftest import HOSPITAL
from tests.client.reports import figures
from tests.client.reports.conftest import income


def first_page(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()


def test_the_pdf_carries_head_days_filter_person_and_all_figures(page, statistics, answered, tmp_path, qtbot):
    income(page, statistics, answered)
    statistics.compare(wanted=True)
    answered(lambda: statistics.state.table is not None)
    path = tmp_path / "income.pdf"

    page.save_to(str(path))
    answered(path.exists)

    document = pypdfium2.PdfDocument(path)
    text = " ".join(" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    document.close()
    wanted = (
        HOSPITAL.name,
        "Income",
        "Mon 16 Nov 2026 to Sun 22 Nov 2026",
        "Mon 9 Nov 2026 to Sun 15 Nov 2026",
        "The whole house",
        "Salma Khatun",
        "141,200.00 (+1 %)",
        "4,310.75",
        "295,361.25",
        "Page 1 of 1",
    )
    assert [words for words in wanted if words not in text] == [], text


def test_ten_columns_have_room_on_a_page_too(page, statistics, answered, tmp_path):
    statistics.compare(wanted=True)
    answered(lambda: statistics.state.table is not None and statistics.state.table.before is not None)
    path = tmp_path / "register.pdf"

    page.save_to(str(path))
    answered(path.exists)

    text = first_page(path)
    assert "2,691 (+11 %) 2,007 (+11 %)" in text
    assert "Repeat, female" in text


def test_a_spreadsheet_is_asked_for_in_ones_own_words(page, statistics, calls, answered, tmp_path):
    income(page, statistics, answered)
    path = tmp_path / "income.csv"

    page.save_to(str(path))
    answered(path.exists)

    (asked,) = calls.requests(reports.export)
    assert (asked.run_id, asked.form) == (figures.RUN, SpreadsheetForm.CSV)
    assert asked.head[:2] == [HOSPITAL.name, "Income"]
    assert not any("Salma Khatun" in line for line in asked.head)  # the server says it
    assert (asked.titles["net"], asked.titles["row"], asked.titles["total"]) == ("Net", "Department", "Total")
    assert asked.titles[""] == "No department"
    assert path.read_bytes() == b"a spreadsheet"


def test_a_place_that_can_not_be_written_is_said(page, calls, answered, qtbot, tmp_path):
    with qtbot.waitSignal(page.said) as said:
        page.save_to(str(tmp_path / "nowhere" / "report.csv"))
        answered(lambda: calls.requests(reports.export))
        calls.deliver()

    assert said.args == ["The file can't be written there."]


def test_days_have_no_words_in_a_spreadsheet_and_the_same_ones_on_all_of_a_paper(
    page, statistics, calls, answered, tmp_path
):
    statistics.choose_days(figures.LAST - timedelta(days=89), figures.LAST)
    answered(lambda: statistics.state.table is not None)
    path = tmp_path / "register.xlsx"

    page.save_to(str(path))
    answered(path.exists)

    table = statistics.state.table
    assert not calls.requests(reports.export)[-1].titles.keys() & {row.key for row in table.rows}
    days = [date.fromisoformat(row.key) for row in table.rows]
    assert [row[0] for row in paper_of(table).rows] == [f"{day.day} {day:%b %y}" for day in days]
    assert len(days) == 90


@pytest.mark.parametrize("by", [Grouping.HOUR, Grouping.MODE, Grouping.ITEM_KIND, Grouping.CODE])
def test_rows_that_are_words_have_them_all_and_codes_stay_as_they_are(by):
    words: dict[Grouping, list[str]] = {
        Grouping.HOUR: [f"{hour:02d}" for hour in range(24)],
        Grouping.MODE: list(PaymentMode),
        Grouping.ITEM_KIND: list(ItemKind),
        Grouping.CODE: [f"A{place:02d}" for place in range(99)],
    }
    keys = words[by]
    rows = [ReportRow(key=key, label="", cells=[]) for key in keys]
    titles = titles_of(figures.register().model_copy(update={"by": by, "rows": rows}))

    assert len(titles) <= 60
    assert set(keys) & titles.keys() == (set() if by is Grouping.CODE else set(keys))


def test_a_paper_that_has_not_all_rows_says_so_and_comes_to_its_total(page, statistics, calls, answered, tmp_path):
    calls.answers(reports.start, figures.run(figures.income(compare=False).first(2)))
    statistics.make()
    answered(lambda: statistics.state.table is not None)
    path = tmp_path / "income.pdf"
    page.save_to(str(path))
    answered(path.exists)

    text = first_page(path)
    assert "The first 2. The total is of all; XLSX and CSV have more." in text
    assert "Others 66,010.75" in text
    page.save_to(str(tmp_path / "income.csv"))
    answered(lambda: calls.requests(reports.export))
    titles = calls.requests(reports.export)[0].titles
    assert titles["more"] == "The first 10,000 rows are listed. The total is of all."
    assert page.note.text.startswith("More rows than these")
