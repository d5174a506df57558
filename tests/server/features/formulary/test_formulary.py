from decimal import Decimal

import pytest

from shared.contracts import formulary, prescriptions
from shared.contracts.formulary import MedicineKnown, MedicineMoved
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.errors import Forbidden
from shared.models.formulary import MedicineFacts, RowProblem
from shared.models.prescriptions import DoseForm
from shared.models.spreadsheets import SpreadsheetForm, Verdict

KEEPER = "pharmacist"
SOLD = MedicineFacts(over_the_counter=True)


def add(api, generic="Cetirizine", strength="10 mg", facts=SOLD):
    return api(KEEPER).send(formulary.add(generic=generic, form=DoseForm.TABLET, strength=strength, facts=facts))


def found(api, term):
    return [one.generic for one in api("doctor").send(prescriptions.medicines(term=term)).items]


def test_a_medicine_is_added_and_a_doctor_finds_it(api):
    added = add(api)

    assert added.facts == SOLD
    assert found(api, "cetir 10") == ["Cetirizine"]
    with pytest.raises(MedicineKnown) as refused:
        add(api, "CETIRIZINE", "10 MG")
    assert refused.value.medicine_id == added.id


def test_one_that_is_retired_is_found_by_its_keeper_alone_and_comes_back(api):
    added = add(api)
    retired = SOLD.model_copy(update={"is_active": False})

    api(KEEPER).send(formulary.change(medicine_id=added.id, before=SOLD, after=retired))

    assert found(api, "cetir") == []
    (kept,) = api(KEEPER).send(formulary.medicines(term="cetir")).items
    assert kept.facts == retired
    api("manager").send(formulary.change(medicine_id=added.id, before=retired, after=SOLD))
    assert found(api, "cetir") == ["Cetirizine"]


def test_what_somebody_else_changed_is_not_undone(api):
    added = add(api)
    api("manager").send(formulary.change(medicine_id=added.id, before=SOLD, after=MedicineFacts(controlled=True)))

    with pytest.raises(MedicineMoved):
        api(KEEPER).send(formulary.change(medicine_id=added.id, before=SOLD, after=MedicineFacts()))


def test_each_change_says_who_and_what_was_before(api):
    added = add(api)
    strict = MedicineFacts(controlled=True, pack=Decimal("2.5"))
    api("manager").send(formulary.change(medicine_id=added.id, before=SOLD, after=strict))

    history = api(KEEPER).send(formulary.changes(medicine_id=added.id)).items

    assert [(one.who, one.before, one.after) for one in history] == [
        ("Manager", SOLD, strict),
        ("Pharmacist", None, SOLD),
    ]
    assert history[0].medicine == "Cetirizine 10 mg tablet"


@pytest.mark.parametrize("form", list(SpreadsheetForm))
def test_the_list_goes_out_and_comes_back_unchanged(api, form):
    add(api, facts=MedicineFacts(pack=Decimal("2.5")))
    file = api(KEEPER).send(formulary.export(form=form))
    assert file.name == f"medicines.{form}"

    report = api(KEEPER).send(formulary.try_import(data=file.data))

    assert {row.verdict for row in report.rows} == {Verdict.UNCHANGED}
    assert len(report.rows) == len(api(KEEPER).send(formulary.medicines()).items)


HEAD = "generic,form,strength,controlled,over_the_counter,pack,is_active\n"


def csv(*rows):
    return (HEAD + "\n".join(rows)).encode()


def test_a_file_is_tried_first_and_then_imported_at_once(api):
    data = csv("Loratadine,tablet,10 mg,no,yes,,", "paracetamol,TABLET,500 mg,yes,no,,no")
    tried = api(KEEPER).send(formulary.try_import(data=data))
    assert [row.verdict for row in tried.rows] == [Verdict.NEW, Verdict.CHANGED]
    assert found(api, "lorat") == []

    done = api(KEEPER).send(formulary.import_file(data=data))

    assert done == tried
    assert found(api, "lorat") == ["Loratadine"]
    assert found(api, "paracetamol 500 tab") == []
    again = api(KEEPER).send(formulary.try_import(data=data))
    assert {row.verdict for row in again.rows} == {Verdict.UNCHANGED}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",tablet,10 mg,no,no,,", RowProblem.NO_NAME),
        ("Loratadine,pill,10 mg,no,no,,", RowProblem.NO_FORM),
        ("Loratadine,tablet,10 mg,maybe,no,,", RowProblem.NO_YES),
        ("Loratadine,syrup,5 mg/5 mL,no,no,a lot,", RowProblem.NO_PACK),
        ("Loratadine,syrup,5 mg/5 mL,no,no,-1,", RowProblem.NO_PACK),
        ("AZITHROMYCIN,tablet,250 mg,no,no,,", RowProblem.TWICE),
    ],
)
def test_one_row_that_makes_no_sense_and_nothing_is_imported(api, row, problem):
    data = csv("Azithromycin,tablet,250 mg,no,no,,", row)

    report = api(KEEPER).send(formulary.import_file(data=data))

    assert [(one.row, one.problem) for one in report.rows if one.verdict is Verdict.REFUSED] == [(3, problem)]
    assert found(api, "azithro") == []


def test_what_is_no_spreadsheet_is_said_to_be_none(api):
    with pytest.raises(NoSpreadsheet):
        api(KEEPER).send(formulary.try_import(data=b"PK not a zip"))
    with pytest.raises(NoSpreadsheet) as refused:
        api(KEEPER).send(formulary.try_import(data=b"generic,form\nA,tablet"))
    assert "strength" in refused.value.missing


def test_a_doctor_prescribes_and_keeps_no_list(api):
    with pytest.raises(Forbidden):
        api("doctor").send(formulary.medicines())
