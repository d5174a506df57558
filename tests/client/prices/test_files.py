"""Lists of prices that come from a file and go into one."""

from decimal import Decimal

import pytest

from client.views.files.import_sheet import FileImportSheet
from shared.contracts import prices
from shared.models.prices import (
    ImportedPrice,
    PriceImport,
    PriceKind,
    RowProblem,
)
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm, Verdict
from tests.client.prices.conftest import DRAFT, GENERAL


class TestFiles:
    ROW = ImportedPrice(
        row=2,
        kind=PriceKind.TEST,
        subject="Complete blood count",
        verdict=Verdict.CHANGED,
        before=Decimal(450),
        after=Decimal(475),
    )
    BAD = ImportedPrice(
        row=3, kind=None, subject="?", verdict=Verdict.REFUSED, problem=RowProblem.KIND_UNKNOWN, detail="tset"
    )

    def opened(self, page, calls, answered, tmp_path, *rows):
        calls.answers(prices.try_import, PriceImport(rows=list(rows)))
        (tmp_path / "p.csv").write_bytes(b"kind,code,name,price,tax")
        page.files.import_from(str(tmp_path / "p.csv"))
        sheet = next(one for one in page.findChildren(FileImportSheet) if one.isVisible())
        answered(lambda: sheet.rows.rows_model.rows)
        return sheet

    def test_what_would_change_is_shown_and_becomes_a_draft(self, page, calls, answered, tmp_path, qtbot):
        calls.answers(prices.import_file, PriceImport(rows=[self.ROW], version=DRAFT))
        sheet = self.opened(page, calls, answered, tmp_path, self.ROW)
        assert sheet.rows.rows_model.data(sheet.rows.rows_model.index(0, 4)) == "450.00 → 475.00"

        with qtbot.waitSignal(page.said) as said:
            sheet.primary.click()
            answered(lambda: calls.requests(prices.import_file))

        assert said.args[0] == "1 price is in a new draft: F9 publishes."
        assert calls.requests(prices.import_file)[0].price_list_id == GENERAL.id

    def test_nothing_is_imported_while_a_row_is_refused(self, page, calls, answered, tmp_path):
        sheet = self.opened(page, calls, answered, tmp_path, self.ROW, self.BAD)

        assert sheet.rows.rows_model.rows[0] == self.BAD
        assert sheet.primary.blocked_reason == "Correct the file first"
        assert "1 row is refused" in sheet.note.text

    @pytest.mark.usefixtures("drafting")
    def test_a_list_with_a_draft_takes_no_file(self, page):
        assert page.import_file.blocked_reason == "Publish or discard the draft first"

    @pytest.mark.parametrize(("name", "form"), [("a.xlsx", SpreadsheetForm.XLSX), ("a.csv", SpreadsheetForm.CSV)])
    def test_a_file_is_written_where_it_was_asked_for(self, page, calls, answered, tmp_path, name, form):
        calls.answers(prices.export, SpreadsheetFile(name="x", data=b"rows"))
        page.files.export_to(str(tmp_path / name))
        answered((tmp_path / name).exists)

        assert (calls.requests(prices.export)[0].form, (tmp_path / name).read_bytes()) == (form, b"rows")
