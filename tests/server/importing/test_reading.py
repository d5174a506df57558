"""Files of unknown make."""

import pytest

from server.importing.reading import ImportRefused, read_table


@pytest.fixture
def read(tmp_path):
    def run(raw):
        file = tmp_path / "register.csv"
        file.write_bytes(raw)
        return read_table(file)

    return run


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_marks_delimiters_and_line_ends_make_no_difference(read, mark, delimiter, line_end):
    lines = line_end.join((delimiter.join(("Name", "Age", "Sex")), delimiter.join(("মোঃ করিম", "61", "M")), ""))

    table = read(mark + lines.encode())

    assert table.header == ["Name", "Age", "Sex"]
    assert [row.cells for row in table.rows] == [["মোঃ করিম", "61", "M"]]


def test_lines_are_counted_through_breaks_inside_quotes_and_blank_lines(read):
    table = read(b'Name,Address\nA,"12 Green Road\r\nDhaka"\n\n,\nB,\n')

    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "A"), (6, "B")]
    assert table.rows[0].cells[1] == "12 Green Road\r\nDhaka"


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"Name,Age\nJos\xe9,5\n", b'Name,Age\n"A,5\n', b"Name,Name,Age\nA,A,5\n"]
)
def test_what_is_no_csv_in_utf_8_is_refused(read, raw):
    with pytest.raises(ImportRefused):
        read(raw)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ImportRefused):
        read_table(tmp_path / "none.csv")
