"""What is written for spreadsheet programs."""

from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from server.core.spreadsheet import Table, write


def test_a_row_is_written_without_looking_through_all_before_it(monkeypatch):
    looked: list[Worksheet] = []
    found: Any = Worksheet.max_row

    def last_row(sheet: Worksheet) -> Any:
        looked.append(sheet)
        return found.fget(sheet)

    monkeypatch.setattr(Worksheet, "max_row", property(last_row))

    write({"Rows": Table(("name",), ({"name": "x"} for _ in range(50)), head=("Newest",))})

    assert len(looked) < 10
