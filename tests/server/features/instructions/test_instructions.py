"""The hospital's own sentences to patients: kept, told who changed them, out to a file and back."""

import pytest

from server.catalogue.loader import load_catalogue
from shared.contracts import instructions, prescriptions
from shared.contracts.instructions import InstructionKnown, InstructionMoved
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.errors import Forbidden
from shared.languages import Language
from shared.models.instructions import InstructionFacts, RowProblem
from shared.models.spreadsheets import SpreadsheetForm, Verdict

KEEPER = "pharmacist"
RINSE = InstructionFacts(text="Rinse the mouth with warm salt water, four times a day.")
HEAD = "code,language,text,is_active\n"


def add(api, code="H1", facts=RINSE, language=Language.ENGLISH):
    return api(KEEPER).send(instructions.add(code=code, language=language, facts=facts))


def found(api, term):
    return [one.text for one in api("doctor").send(prescriptions.instructions(term=term)).items]


def csv(*rows):
    return (HEAD + "\n".join(rows)).encode()


def test_a_sentence_is_added_reworded_and_retired_and_each_change_says_who(api):
    added = add(api)
    assert found(api, "salt rinse") == [RINSE.text]
    with pytest.raises(InstructionKnown) as refused:
        add(api, "h1")
    assert refused.value.instruction_id == added.id
    assert add(api, language=Language.BENGALI).id != added.id

    after = InstructionFacts(text="Rinse with warm salt water.", is_active=False)
    api("manager").send(instructions.change(instruction_id=added.id, before=RINSE, after=after))
    with pytest.raises(InstructionMoved):
        api(KEEPER).send(instructions.change(instruction_id=added.id, before=RINSE, after=RINSE))

    assert found(api, "warm water mouth") == [RINSE.text]  # the Bengali one
    assert [one.facts for one in api(KEEPER).send(instructions.instructions(term="rinse with warm")).items][-1] == after
    history = api(KEEPER).send(instructions.changes(instruction_id=added.id)).items
    assert [(one.who, one.before, one.after) for one in history] == [
        ("Manager", RINSE, after),
        ("Pharmacist", None, RINSE),
    ]


@pytest.mark.parametrize("form", list(SpreadsheetForm))
def test_the_list_goes_out_and_comes_back_unchanged(api, form):
    add(api)
    file = api(KEEPER).send(instructions.export(form=form))

    report = api(KEEPER).send(instructions.try_import(data=file.data))

    assert file.name == f"instructions.{form}"
    assert {row.verdict for row in report.rows} == {Verdict.UNCHANGED}
    assert len(report.rows) == len(api(KEEPER).send(instructions.instructions()).items)


def test_a_file_is_tried_first_and_then_imported_at_once(api):
    add(api)
    data = csv("H1,EN,Rinse twice a day.,", "H2,ar,اشرب الماء,yes", "h2,en,Drink water.,no")
    tried = api(KEEPER).send(instructions.try_import(data=data))
    assert [row.verdict for row in tried.rows] == [Verdict.CHANGED, Verdict.NEW, Verdict.NEW]
    assert found(api, "rinse twice") == []

    assert api(KEEPER).send(instructions.import_file(data=data)) == tried

    assert found(api, "rinse twice") == ["Rinse twice a day."]
    assert found(api, "drink") == []
    assert {row.verdict for row in api(KEEPER).send(instructions.try_import(data=data)).rows} == {Verdict.UNCHANGED}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",en,Rinse.,", RowProblem.NO_CODE),
        ("H2,klingon,Rinse.,", RowProblem.NO_LANGUAGE),
        ("H2,en,,", RowProblem.NO_TEXT),
        ("H2,en,Rinse.,maybe", RowProblem.NO_YES),
        ("h1,en,Rinse.,", RowProblem.TWICE),
    ],
)
def test_one_row_that_makes_no_sense_and_nothing_is_imported(api, row, problem):
    report = api(KEEPER).send(instructions.import_file(data=csv("H1,en,Gargle.,", row)))

    assert [(one.row, one.problem) for one in report.rows if one.verdict is Verdict.REFUSED] == [(3, problem)]
    assert found(api, "gargle") == []


def test_what_the_hospital_worded_anew_stays_so_when_the_catalogue_is_loaded_again(api, database):
    with database.transaction() as session:
        load_catalogue(session)
    before = api(KEEPER).send(instructions.instructions(term="after breakfast")).items[0]
    own = before.facts.model_copy(update={"text": "One tablet after breakfast, every day."})
    api(KEEPER).send(instructions.change(instruction_id=before.id, before=before.facts, after=own))

    with database.transaction() as session:
        load_catalogue(session)

    assert own.text in found(api, "one tablet after breakfast")


def test_no_spreadsheet_is_said_to_be_none_and_a_doctor_keeps_no_list(api):
    with pytest.raises(NoSpreadsheet):
        api(KEEPER).send(instructions.try_import(data=b"code,text\nH1,Rinse."))
    with pytest.raises(Forbidden):
        api("doctor").send(instructions.instructions())
