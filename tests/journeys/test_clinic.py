"""Days in the clinic through the real windows.

A child's, from the token to the corrected report in the mother's hand; and of somebody who walks in for tests alone.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.consulting.allergy_sheet import AllergySheet
from client.views.lab.collect_sheet import CollectSheet
from client.views.lab.direct_sheet import DirectSheet
from client.views.lab.sheets import CallSheet, RejectSheet
from client.views.lab.take_sheet import TakeSheet
from client.views.vitals.sheet import VitalsSheet
from client.widgets.dialog import Confirm
from shared.ages import AgeUnit
from shared.contracts import patients
from shared.models.lab import RejectCause, WorkStage
from shared.models.lab_results import Taker, VersionCause
from shared.models.patients import Severity, Sex, TypedAge
from shared.models.workstations import WorkstationKind
from shared.rules.vitals import Sign
from tests.journeys.stations import ALT, CTRL, Station, wait
from tests.support.house import PASSWORD

Key = Qt.Key
NAME = "Imran Hossain"
WALK_IN = "Shahida Begum"
SENDER = "Dr Rahman, Green Road Clinic"
CBC = ["11.8", "4.4", "36", "9.8", "55", "35", "6", "3", "1", "310"]
"""In the order of the sheet, without what is calculated."""
LIPID = ["165", "48", "110"]
ELECTROLYTES = ["139", "6.9", "102"]
VALUES = {"Complete blood count": CBC, "Lipid profile": LIPID, "Electrolytes": ELECTROLYTES}


def registered(reception: Station) -> None:
    """With a token for the doctor."""
    page = reception.page("reception")
    form = page.form
    form.person.name.setFocus()
    reception.write(NAME)
    form.person.sex.button(Sex.MALE).click()
    form.person.age.setFocus()
    reception.write("6")
    form.person.phone.setFocus()
    reception.write("01711402317")
    wait(lambda: form.visit.doctor.count() > 0, "reception knows no doctor")
    reception.press(Key.Key_F7, Key.Key_D, Key.Key_F9)
    wait(lambda: page.last_given is not None, "no token was given")


def called_in(doctor: Station) -> Any:
    page = doctor.page("consulting")
    wait(lambda: page.room.state.waiting == 1, "the doctor did not hear of the token")
    doctor.press(Key.Key_F8)
    wait(lambda: page.room.state.called is not None, "not called")
    doctor.press(Key.Key_F9)
    wait(lambda: page.room.state.entered is not None, "nobody came in")
    wait(lambda: page.visit.state.kept is not None, "the visit did not open")
    return page


def examined(doctor: Station, page: Any) -> None:
    """The mother tells of penicillin; the weight is taken; amoxicillin is warned of and taken off."""
    doctor.press(Key.Key_A, held=ALT)
    sheet = doctor.sheet(AllergySheet)
    doctor.write("Penicillin")
    sheet.severity.set_value(Severity.SEVERE)
    doctor.press(Key.Key_Return, held=CTRL)
    wait(lambda: page.visit.state.kept.patient.allergies, "the allergy was not recorded")
    doctor.come()
    doctor.press(Key.Key_V, held=ALT)
    signs = doctor.sheet(VitalsSheet)
    signs.fields[Sign.WEIGHT].input.setFocus()
    doctor.write("20", Key.Key_Return)
    wait(lambda: page.past.known is not None and page.past.known.vitals, "the weight was not recorded")
    doctor.come()
    page.centre.note.complaint.setFocus()
    doctor.write("Sore throat and tired for two weeks")
    found(doctor, Key.Key_F2, "J02.9")
    found(doctor, Key.Key_F6, "amoxicillin 250 tds 5d")
    wait(lambda: page.visit.state.stops, "nothing warned of amoxicillin")
    doctor.picture("warned")
    assert "penicillin" in page.centre.bar.complete.blocked_reason.casefold()
    page.centre.prescription.table.setFocus()
    doctor.press(Key.Key_Delete)
    wait(lambda: not page.visit.state.sheet.lines, "the line stayed")
    found(doctor, Key.Key_F6, "azithromycin 250 od 3d")
    wait(lambda: page.visit.state.sheet.lines and not page.visit.state.stops, "the other medicine is stopped too")


def found(doctor: Station, key: Qt.Key, words: str) -> None:
    """Typed into the search of this key, the first of what is found taken."""
    doctor.press(key)
    search: Any = doctor.window.focusWidget()
    doctor.write(words, Key.Key_Return)
    wait(lambda: not search.text(), f"nothing was found for {words}")


def sent_for_tests(doctor: Station, page: Any) -> None:
    for words in ("CBC", "LIPID", "ELEC"):
        found(doctor, Key.Key_F7, words)
    doctor.press(Key.Key_O, held=CTRL)
    wait(lambda: len(page.visit.state.ordered) == len(VALUES), "the tests were not ordered")
    doctor.press(Key.Key_L, held=ALT)
    wait(lambda: page.room.state.current is None, "the patient did not leave for the tests")
    wait(lambda: page.visit.state.kept is None, "the visit stayed on the screen")


def opened(bench: Station, test: str, *stages: WorkStage) -> Any:
    """The open test of this name, chosen in the worklist by keyboard, once it is in one of these stages."""
    page = bench.page("lab")
    wait(lambda: any(row.test == test and row.stage in stages for row in page.worklist.list.rows_model.rows), test)
    (item,) = (row for row in page.worklist.list.rows_model.rows if row.test == test)
    page.worklist.list.select(item.id)
    bench.press(Key.Key_F4, Key.Key_Return)
    wait(lambda: page.bench.sheet is not None and page.bench.sheet.item.version >= item.version, "no sheet")
    wait(lambda: page.bench.item.id == item.id and not page.bench.sending, "another sheet")
    return page


def collected(bench: Station, test: str) -> None:
    """All tubes of the visit that are not filled yet, received at the same desk."""
    page = opened(bench, test, WorkStage.COLLECT)
    bench.press(Key.Key_F6)
    wait(lambda: page.bench.stage is WorkStage.RECEIVE, "not collected")


def received(bench: Station, test: str) -> None:
    page = opened(bench, test, WorkStage.RECEIVE)
    bench.press(Key.Key_F7)
    wait(lambda: page.bench.stage is WorkStage.ENTER, "not received")


def rejected(bench: Station, test: str) -> str:
    """The number of the tube that was clotted."""
    page = opened(bench, test, WorkStage.ENTER)
    accession: str = page.bench.item.accession
    bench.press(Key.Key_F8)
    sheet = bench.sheet(RejectSheet)
    sheet.cause.set_value(RejectCause.CLOTTED)
    bench.press(Key.Key_Return, held=CTRL)
    bench.come()
    wait(lambda: page.bench.stage is WorkStage.COLLECT, "not rejected")
    return accession


def entered(bench: Station, test: str) -> Any:
    """The panel by digits and Enter, then Ctrl+S."""
    page = opened(bench, test, WorkStage.ENTER)
    for value in VALUES[test]:
        wait(lambda: any(row.input.hasFocus() and not row.input.text() for row in page.sheet.grid.rows), "no open line")
        bench.write(value, Key.Key_Return)
        skip_calculated(bench, page)
    bench.press(Key.Key_S, held=CTRL)
    wait(lambda: page.bench.stage is WorkStage.VERIFY and not page.bench.new_lines, "not saved")
    return page


def skip_calculated(bench: Station, page: Any) -> None:
    for row, entry in zip(page.sheet.grid.rows, page.bench.lines, strict=True):
        if row.input.hasFocus() and entry.line.formula:
            bench.press(Key.Key_Return)


def told(bench: Station, page: Any) -> None:
    assert page.bench.to_tell == ("Potassium",)
    bench.press(Key.Key_F3)
    sheet = bench.sheet(CallSheet)
    sheet.read_back.setFocus()
    bench.press(Key.Key_Space)
    bench.press(Key.Key_Return, held=CTRL)
    bench.come()
    wait(lambda: not page.bench.to_tell, "the call was not recorded")


def has_left(page: Any, stage: WorkStage) -> bool:
    return page.bench.stage is not stage


def carried_out(bench: Station, test: str, *stages: WorkStage) -> None:
    """F9 for each: verified, reviewed, released."""
    for stage in stages:
        page = opened(bench, test, stage)
        bench.press(Key.Key_F9)
        wait(partial(has_left, page, stage), f"{test} stayed in {stage}")


def handed_over(reception: Station, papers: int) -> None:
    page = reception.show("delivery")
    wait(lambda: page.state.rows, "nothing to hand over")
    page.list.box.setFocus()
    reception.write("imran", Key.Key_Return)
    wait(lambda: page.state.patient is not None and page.state.chosen, "the patient did not open")
    reception.picture("delivery")
    reception.press(Key.Key_P, held=CTRL)
    wait(lambda: len(reception.papers("Potassium")) == papers, "the report was not printed")
    reception.press(Key.Key_F9)
    sheet = reception.sheet(TakeSheet)
    sheet.taker.button(Taker.RELATIVE).click()
    sheet.name.setFocus()
    sheet.name.clear()
    reception.write("Rokeya Hossain", Key.Key_Tab)
    reception.write("mother")
    reception.press(Key.Key_Return, held=CTRL)
    reception.come()
    wait(lambda: not page.state.sending and not page.state.chosen, "not handed over")


def corrected(bench: Station) -> Any:
    """Potassium was read off wrong: 5.9."""
    page = bench.page("lab")
    page.worklist.box.setFocus()
    bench.write("imran", Key.Key_Return)
    wait(lambda: page.bench.item is not None and page.bench.item.test == "Electrolytes", "the released test")
    bench.press(Key.Key_C, held=ALT)
    bench.sheet(Confirm)
    bench.write("read off the wrong line", Key.Key_Return)
    bench.come()
    wait(lambda: page.bench.correcting, "the correction did not begin")
    row = page.sheet.grid.rows[1]
    row.input.setFocus()
    row.input.selectAll()
    bench.write("5.9")
    # digits as fast as a scanner's are held back for a moment
    wait(lambda: page.bench.can_save, "what was typed did not arrive")
    bench.press(Key.Key_S, held=CTRL)
    wait(lambda: page.bench.stage is WorkStage.VERIFY and not page.bench.new_lines, "the correction was not saved")
    return page


def test_a_child_allergic_to_penicillin_from_the_token_to_the_corrected_report(stations):
    reception = stations("receptionist", WorkstationKind.RECEPTION)
    doctor = stations("doctor", WorkstationKind.CONSULTING)
    technician = stations("lab_technician", WorkstationKind.LAB)
    pathologist = stations("pathologist", WorkstationKind.LAB)

    # The doctor warned of penicillin, and the tests ordered.
    registered(reception)
    room = called_in(doctor)
    examined(doctor, room)
    sent_for_tests(doctor, room)

    # One tube rejected and recollected, all resulted by keyboard, the critical one called back.
    collected(technician, "Lipid profile")
    for test in ("Complete blood count", "Lipid profile"):
        received(technician, test)
    clotted = rejected(technician, "Complete blood count")
    collected(technician, "Complete blood count")
    received(technician, "Complete blood count")
    for test in VALUES:
        page = entered(technician, test)
        if test == "Electrolytes":
            technician.picture("bench")
            told(technician, page)
        technician.press(Key.Key_F9)
        assert page.bench.needs_another
    assert page.bench.stage is WorkStage.VERIFY

    # The second person; and the doctor's screen, where nobody touched a key since.
    way = (WorkStage.VERIFY, WorkStage.REVIEW, WorkStage.RELEASE)
    for test in VALUES:
        carried_out(pathologist, test, *way)
    wait(lambda: room.past.unread.state.count == len(VALUES), "the doctor heard of no results")
    wait(lambda: room.room.state.waiting == 1, "the patient did not come back into the queue")
    assert room.past.unread.state.has_critical

    # On paper, into the mother's hand.
    handed_over(reception, papers=1)
    (report,) = reception.papers("Potassium")
    for words in (NAME, "11.8", "6.9", "LDL", "95", "139"):
        assert words in report, words
    assert clotted not in report

    # The doctor goes on where he was and ends the visit.
    doctor.come()
    called_in(doctor)
    wait(lambda: room.past.known is not None and room.past.known.results, "no results beside the note")
    assert room.visit.state.sheet.lines[0].medicine.generic == "Azithromycin"
    doctor.picture("results")
    wait(lambda: room.centre.bar.complete.isEnabled() and not room.visit.state.unsettled, "something is unsettled")
    doctor.press(Key.Key_Return, held=CTRL)
    wait(lambda: room.room.state.current is None, "the visit did not end")
    wait(lambda: doctor.papers("Azithromycin"), "no prescription was printed")
    assert not doctor.papers("Amoxicillin")

    # Read off wrong: corrected, again by two people; the doctor is told, the paper says so.
    corrected(pathologist)
    carried_out(technician, "Electrolytes", WorkStage.VERIFY)
    carried_out(pathologist, "Electrolytes", WorkStage.REVIEW, WorkStage.RELEASE)
    wait(lambda: any(one.cause is VersionCause.CORRECTED for one in room.past.unread.state.items), "not told")
    handed_over(reception, papers=2)
    (again,) = (text for text in reception.papers("Potassium") if "5.9" in text)
    assert "CORRECTED" in again.upper()
    reception.paper("report", "Potassium", "5.9")
    for page in ("turnaround", "test_catalogue"):
        pathologist.show(page)
        pathologist.picture(page)


def ordered_directly(nurse: Station) -> None:
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
    form = patients.register(name=WALK_IN, sex=Sex.FEMALE, age=TypedAge(amount=58, unit=AgeUnit.YEARS), confirmed=True)
    wait(nurse.client.connection.calls.send(form).done, "not registered")

    bench = nurse.show("lab")
    ordered_directly(nurse)
    wait(lambda: bench.bench.item is not None, "the order did not open")
    assert bench.bench.item.requester == SENDER
    visit = bench.bench.item.appointment_id
    wait(lambda: len(bench._worklist.to_collect_of(visit)) == 2, "not both are on the list")

    nurse.come()
    nurse.press(Key.Key_P, held=CTRL)
    wait(lambda: len(nurse.papers(WALK_IN)) == 2, "no label for each tube")
    nurse.press(Key.Key_F6)
    nurse.sheet(CollectSheet)
    nurse.press(Key.Key_1)
    nurse.press(Key.Key_Return, held=CTRL)
    wait(lambda: bench.bench.stage is WorkStage.RECEIVE, "not collected")

    till = cashier.page("cashier").waiting.list.rows_model
    wait(lambda: f"Lab {WALK_IN}" in [till.columns[0].text(bill) for bill in till.rows], "the cashier heard of no bill")
