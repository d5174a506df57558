"""Somebody sent from outside walks in: a nurse orders with the pathologist's word and draws the blood."""

import pytest
from PySide6.QtCore import Qt

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.lab.collect_sheet import CollectSheet
from client.views.lab.direct_sheet import DirectSheet
from shared.ages import AgeUnit
from shared.contracts import patients
from shared.models.lab import WorkStage
from shared.models.patients import Sex, TypedAge
from shared.models.workstations import WorkstationKind
from tests.journeys.stations import CTRL, Station, wait
from tests.support.house import PASSWORD

pytestmark = pytest.mark.alone

Key = Qt.Key
NAME = "Shahida Begum"
SENDER = "Dr Rahman, Green Road Clinic"


def registered(nurse: Station) -> None:
    form = patients.register(name=NAME, sex=Sex.FEMALE, age=TypedAge(amount=58, unit=AgeUnit.YEARS), confirmed=True)
    known = nurse.client.connection.calls.send(form)  # type: ignore[union-attr]  # signed in: it has one
    wait(known.done, "not registered")


def ordered(nurse: Station) -> None:
    nurse.press(Key.Key_O, held=CTRL)
    sheet = nurse.sheet(DirectSheet)
    nurse.write("shahida", Key.Key_Return)
    wait(sheet.test.hasFocus, "the patient was not found")
    for code in ("CRP", "FBS"):
        nurse.write(code, Key.Key_Return)
        wait(lambda: not sheet.test.text(), "the test was not found")
    nurse.press(Key.Key_F9)
    nurse.write(SENDER, Key.Key_Return)
    nurse.sheet(SecondPersonSheet)
    nurse.write("pathologist", Key.Key_Tab)
    nurse.write(PASSWORD.get_secret_value(), Key.Key_Return)


def test_a_walk_in_is_ordered_for_with_a_second_persons_word_and_drawn_by_keyboard_alone(stations):
    nurse = stations("nurse", WorkstationKind.CONSULTING)
    cashier = stations("cashier", WorkstationKind.CASHIER)
    registered(nurse)

    bench = nurse.show("lab")
    ordered(nurse)
    wait(lambda: bench.bench.item is not None, "the order did not open")
    assert bench.bench.item.requester == SENDER
    visit = bench.bench.item.appointment_id
    wait(lambda: len(bench._worklist.to_collect_of(visit)) == 2, "not both are on the list")

    nurse.come()
    nurse.press(Key.Key_P, held=CTRL)
    wait(lambda: len(nurse.papers(NAME)) == 2, "no label for each tube")
    nurse.press(Key.Key_F6)
    nurse.sheet(CollectSheet)
    nurse.press(Key.Key_1)
    nurse.press(Key.Key_Return, held=CTRL)
    wait(lambda: bench.bench.stage is WorkStage.RECEIVE, "not collected")

    till = cashier.page("cashier").waiting.list.rows_model
    wait(lambda: f"Lab {NAME}" in [till.columns[0].text(bill) for bill in till.rows], "the cashier heard of no bill")
