from pathlib import Path

import pytest

from server.features.analysers.setup import Setup, SetupRefused, read_setup, set_up
from tests.server.features.analysers.conftest import CHEMISTRY, COUNTER

ROOT = Path(__file__).parents[4]


def setup(*analysers):
    return Setup.model_validate({"analyser": analysers})


def test_what_the_file_does_not_name_is_switched_off_and_comes_back_as_itself(machines, database):
    with database.transaction() as session:
        done = set_up(session, setup(COUNTER))
    assert (done.in_use, done.switched_off) == (1, 3)
    with database.transaction() as session:
        done = set_up(session, setup(COUNTER, CHEMISTRY))

    assert (done.in_use, done.switched_off) == (2, 0)
    assert machines.count("analysers") == 4
    codes = machines.owner.execute("SELECT count(*) FROM analyser_codes").fetchone()
    assert codes[0] >= len(COUNTER["codes"])


def test_an_analyser_is_nobody_who_could_sign_in(machines):
    rows = machines.owner.execute(
        "SELECT e.is_active, u.id FROM analysers a JOIN employees e ON e.id = a.employee_id "
        "LEFT JOIN users u ON u.employee_id = e.id"
    ).fetchall()

    assert rows == [(False, None)] * 4


def test_a_file_that_does_not_fit_the_laboratory_changes_nothing(machines, database):
    before = machines.owner.execute("SELECT * FROM analyser_codes ORDER BY 1, 2").fetchall()

    for change, sentence in (
        ({"lab": "Radiology"}, "there is no laboratory Radiology"),
        ({"codes": {"X": {"analyte": "NOPE"}}}, "there is no analyte NOPE"),
        ({"codes": {"X": {"analyte": "GLUR", "unit": "mmol/L"}}}, "say by which factor"),
        ({"codes": {"X": {"analyte": "HBSAG", "words": {"N": "Nein"}}}}, "is no result of it"),
    ):
        with pytest.raises(SetupRefused, match=sentence), database.transaction() as session:
            set_up(session, setup(CHEMISTRY, {**COUNTER, **change}))

    assert machines.owner.execute("SELECT * FROM analyser_codes ORDER BY 1, 2").fetchall() == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[analyser]", "no TOML file"),
        ('[[analyser]]\nname = "XN"\nlab = "H"\nkind = "hl7"', "needs the address"),
        ('[[analyser]]\nname = "XN"\nlab = "H"\nkind = "hl7"\naddress = "lab-pc"', "does not appear to be"),
        ('[[analyser]]\nname = "XN"\nlab = "H"\nkind = "folder"\nfolder = "../../etc"', "name of its folder"),
        ('[[analyser]]\nname = "XN"\nlab = "H"\nkind = "folder"\nfolder = ".."', "name of its folder"),
        ('[[analyser]]\nname = "XN"\nlab = "H"\nkind = "folder"\nfolder = "a"\ncolumns = {value = "v"}', "accession"),
        (
            (
                '[[analyser]]\nname = "XN"\nlab = "H"\nkind = "folder"\nfolder = "a"\n'
                '[analyser.codes]\nX = {analyte = "WBC", factor = 2}'
            ),
            "a factor needs",
        ),
        (
            (
                '[[analyser]]\nname = "XN"\nlab = "H"\nkind = "hl7"\naddress = "10.0.0.1"\n'
                '[[analyser]]\nname = "XT"\nlab = "H"\nkind = "hl7"\naddress = "10.0.0.1"'
            ),
            "share an address",
        ),
    ],
)
def test_a_file_that_is_wrong_in_itself_says_where(tmp_path, text, sentence):
    file = tmp_path / "analysers.toml"
    file.write_text(text)

    with pytest.raises(SetupRefused, match=sentence):
        read_setup(file)


def test_the_documentations_example_fits(machines, database, tmp_path):
    text = (ROOT / "docs/analysers.md").read_text("utf-8")
    file = tmp_path / "analysers.toml"
    file.write_text(text.split("```toml\n")[1].split("```")[0])

    with database.transaction() as session:
        done = set_up(session, read_setup(file))

    assert (done.in_use, done.switched_off) == (2, 2)
