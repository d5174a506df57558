"""Files in a real folder, taken when they are whole and moved away when they are stored."""

import pytest

from server.features.analysers.astm import read_astm
from server.features.analysers.csv_files import read_csv
from server.features.analysers.folders import Folders
from server.features.analysers.sent import Standing, Unreadable
from shared.models.analysers import MessageProblem
from shared.models.lab import WorkStage
from tests.server.features.analysers.conftest import BY_ROW, BY_SAMPLE

TUBE = "261122000011"
COLUMNS = BY_ROW["columns"]


@pytest.fixture
def lay(machines, folders):
    """A file laid into a folder, and looked at twice: the first look only sees that it is there."""

    def file(name, content, folder="mindray"):
        place = machines.root / folder
        place.mkdir(exist_ok=True)
        path = place / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        folders.look()
        folders.look()
        return path

    return file


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_taken_and_moved_to_done(machines, lay):
    crp, glucose = machines.bench.received("CRP", "RBS")
    rows = f"{machines.accession(crp)},CRP,3.2,mg/L,\n{machines.accession(glucose)},GLU-R,99,mg/dL,\n"

    path = lay("run1.csv", "Sample ID,Test,Result,Unit,Patient ID\n" + rows)

    assert names_in(path.parent / "done") == ["run1.csv"]
    assert not path.exists()
    assert [machines.bench.item(order).stage for order in (crp, glucose)] == [WorkStage.VERIFY] * 2
    assert machines.values(crp)["CRP"] == "3.2"


def test_an_astm_file_is_known_by_its_header(machines, lay):
    (crp,) = machines.bench.received("CRP")
    lines = ["H|\\^&|||BS-230", "P|1", f"O|1|{machines.accession(crp)}||^^^CRP", "R|1|^^^CRP|3.2|mg/L||||F", "L|1|N"]

    path = lay("run1.txt", "\r".join(lines))

    assert names_in(path.parent / "done") == ["run1.txt"]
    assert machines.values(crp)["CRP"] == "3.2"


def test_a_wide_file_has_a_column_for_every_code(machines, lay):
    (order,) = machines.bench.received("CBC")

    lay("h360.csv", f"\ufeffID;Name;WBC;HGB;Flags\r\n{machines.accession(order)};x;7,8;13,5;H\r\n", folder="erba")

    values = machines.values(order)
    assert (values["WBC"], values["HGB"]) == ("7.8", "13.5")
    assert set(machines.states()) == {"WBC", "HGB"}


def test_what_is_still_being_written_is_left_alone(machines, folders):
    folder = machines.root / "mindray"
    folder.mkdir()
    growing = folder / "a.csv"
    for name in ("b.csv.tmp", ".c.csv", "d.part"):
        (folder / name).write_text("Sample ID,Test,Result,Unit\n")
    (folder / "link.csv").symlink_to("/etc/hostname")
    for text in ("Sample ID,Te", "Sample ID,Test,Result,Unit\n", f"Sample ID,Test,Result,Unit\n{TUBE},CRP,3,mg/L\n"):
        growing.write_text(text)
        folders.look()
        assert growing.exists()

    folders.look()

    assert names_in(folder) == [".c.csv", "b.csv.tmp", "d.part", "done", "link.csv", "refused"]
    assert machines.count("analyser_messages") == 1


def test_dying_between_the_commit_and_the_move_repeats_harmlessly(machines, lay):
    (crp,) = machines.bench.received("CRP")
    content = f"Sample ID,Test,Result,Unit\n{machines.accession(crp)},CRP,3.2,mg/L\n"
    path = lay("run1.csv", content)
    (path.parent / "done" / "run1.csv").rename(path)
    after_the_crash = Folders(machines.root, machines.inbox)

    after_the_crash.look()
    after_the_crash.look()
    lay("run1.csv", content)

    assert names_in(path.parent / "done") == ["run1-2.csv", "run1.csv"]
    assert (machines.count("analyser_messages"), machines.count("test_results")) == (1, 1)


def test_a_file_that_cannot_be_read_is_put_aside_with_the_reason(machines, lay):
    for name, content, problem in (
        ("a.csv", "Name,Result\nx,3\n", "no_columns"),
        ("b.csv", "", "no_columns"),
        ("c.txt", "H|\\^&|||BS\rP|1\rO|1|1\rR|1|^^^CRP|3\r", "incomplete"),
        ("d.csv", b"\xff\xfeS\x00a", "unreadable_text"),
        ("e.csv", "x" * 1_000_001, "too_long"),
    ):
        refused = lay(name, content).parent / "refused"

        assert (refused / name).exists()
        assert (refused / f"{name}.reason.txt").read_text().startswith(f"Not taken: {problem}")
        assert machines.problems() == {"Mindray BS-230": problem}
    assert machines.count("analyser_messages") == 0


def test_one_folder_that_cannot_be_used_keeps_no_other_from_its_work(machines, lay):
    (machines.root / "erba").write_text("a file where a folder should be")
    (crp,) = machines.bench.received("CRP")

    lay("run1.csv", f"Sample ID,Test,Result,Unit\n{machines.accession(crp)},CRP,3.2,mg/L\n")

    assert machines.problems() == {"Erba H360": "folder"}
    assert machines.values(crp)["CRP"] == "3.2"


def read(text, columns=COLUMNS, codes=()):
    return read_csv(text.encode(), text, columns, codes).runs


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(delimiter):
    text = f"Sample ID,Test,Result,Unit,Patient ID\r\n{TUBE},CRP,3.2,mg/L,P-2026-0001\r\n".replace(",", delimiter)

    (run,) = read(text)

    assert (run.accession, run.patient) == (TUBE, "P-2026-0001")
    assert (run.values[0].code, run.values[0].text, run.values[0].unit) == ("CRP", "3.2", "mg/L")


@pytest.mark.parametrize(
    ("delimiter", "sent", "text"),
    [
        (";", "7,8", "7.8"),
        (";", "<0,5", "<0.5"),
        (";", "1.234,5", "1.234,5"),
        ("\t", "7,8", "7.8"),
        (",", '"7,8"', "7,8"),
    ],
)
def test_a_decimal_comma_is_one_where_commas_do_not_part_columns(delimiter, sent, text):
    header = delimiter.join(["Sample ID", "Test", "Result", "Unit"])

    (run,) = read(header + "\n" + delimiter.join([TUBE, "CRP", sent, "mg/L"]))

    assert run.values[0].text == text


def test_quoted_cells_short_rows_and_empty_lines_are_read():
    text = f'\n"Sample ID","Test","Result","Unit"\n"{TUBE}","CRP","3.2"\n\n"{TUBE}","TSH",""\n"{TUBE}"\n'

    (run,) = read(text)

    assert [(value.code, value.text, value.standing) for value in run.values] == [
        ("CRP", "3.2", Standing.FINAL),
        ("TSH", "", Standing.NO_VALUE),
    ]


def test_in_a_wide_file_only_known_codes_are_columns():
    (first, second) = read(
        f"ID,Operator,WBC,PLT\n{TUBE},Anna,7.8,\n261122000021,Ben,6,250\n", BY_SAMPLE["columns"], {"WBC", "PLT"}
    )

    assert [value.code for value in first.values] == ["WBC"]
    assert [value.code for value in second.values] == ["WBC", "PLT"]


def records(*lines, head="H|\\^&|||XP-300"):
    text = "\n".join([head, *lines, "L|1|N"])
    return read_astm(text.encode(), text).runs


def test_astm_records_are_read_with_the_delimiters_of_their_header():
    (run,) = records(
        "P!1!!P-2026-0001!!Begum@Amina!!19960301", f"O!1!!@{TUBE}", "C!1!I!fine", "R!1!718-7@@@HGB!13$F$5!g/dL!!H!!C",
        head="H!#@$!!!XP",
    )  # fmt: skip

    assert (run.accession, run.patient, str(run.born)) == (TUBE, "P-2026-0001", "1996-03-01")
    (value,) = run.values
    assert (value.code, value.loinc, value.text, value.unit, value.corrects) == ("HGB", "718-7", "13!5", "g/dL", True)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["R|1|^^^HGB|13"], MessageProblem.SEGMENT_ORDER),
        (["P|1", f"O|1|{TUBE}"], MessageProblem.SEGMENT_ORDER),
        ([f"O|1|{TUBE}", "R|1||13"], MessageProblem.FIELD_MISSING),
        (["H|\\^&"], MessageProblem.INCOMPLETE),
        (["L|1", f"O|1|{TUBE}"], MessageProblem.NO_HEADER),
    ],
)
def test_astm_records_out_of_order_are_refused(lines, problem):
    with pytest.raises(Unreadable) as refused:
        records(*lines)

    assert refused.value.problem is problem
