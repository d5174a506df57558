"""What a line says while somebody types, before the server has heard of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.lab.comment_sheet import CommentSheet
from shared.contracts import lab
from shared.models.lab import WorkStage
from shared.models.lab_results import Previous
from shared.rules.lab_delta import Change, DeltaLimit
from shared.rules.lab_ranges import Flag
from tests.client.lab import work
from tests.client.lab.test_page import Key, press, row, shows

__all__ = ["shows"]

WEEK_AGO = work.NOON - timedelta(days=7)
RBC = work.line(21, "RBC", unit="10*6/uL", decimals=2)
HCT = work.line(22, "HCT", unit="%", decimals=1)
MCV = work.line(
    23,
    "MCV",
    unit="fL",
    decimals=1,
    band=work.limits(80, 100),
    valid=(30, 180),
    formula="mcv",
    delta=DeltaLimit(absolute=Decimal(5)),
    previous=Previous(value="87.0", at=WEEK_AGO),
)
COUNT = [RBC, MCV, HCT]
SHARES = [work.line(n, name, unit="%", is_share=True) for n, name in ((31, "Neutrophils"), (32, "Lymphocytes"))]


def entry(bench, line):
    return next(each for each in bench.state.lines if each.line.analyte_id == line.analyte_id)


def test_a_formula_follows_what_is_typed_with_its_flag_and_change(opened):
    bench = opened(work.sheet(lines=COUNT))

    bench.type(RBC.analyte_id, "4.5")
    before = entry(bench, MCV)
    bench.type(HCT.analyte_id, "30")

    assert (before.text, before.calculated) == ("", False)
    now = entry(bench, MCV)
    assert (now.text, now.flag, now.change) == ("66.7", Flag.LOW, Change.LEAP)
    assert now.difference == Decimal("-20.3")
    assert [one.line.code for one in bench.state.new_lines] == ["RBC", "HCT"]


def test_who_erases_what_was_calculated_is_let_type(opened):
    bench = opened(work.sheet(lines=COUNT))
    bench.type(RBC.analyte_id, "4.5")
    bench.type(HCT.analyte_id, "41")

    bench.type(MCV.analyte_id, "")
    erased = entry(bench, MCV)
    bench.type(MCV.analyte_id, "90")

    assert (erased.text, erased.calculated) == ("", True)
    assert (entry(bench, MCV).text, entry(bench, MCV).is_new, bench.state.can_save) == ("90", True, True)


def test_an_index_that_cannot_be_of_its_values_is_said_and_not_saved_and_typing_goes_on(opened, calls):
    bench = opened(work.sheet(lines=COUNT))
    bench.type(RBC.analyte_id, "4.5")
    bench.type(MCV.analyte_id, "120")
    before = entry(bench, MCV).expected
    bench.type(HCT.analyte_id, "41")
    bench.save()

    assert before == ""
    assert entry(bench, MCV).expected == "91.1"
    assert not bench.state.can_save
    assert calls.requests(lab.enter_results) == []
    bench.type(HCT.analyte_id, "54")
    assert bench.state.can_save


@pytest.mark.parametrize(
    ("typed", "missing", "can_save"),
    [(("60", ""), 40, True), (("60", "39"), 1, False), (("60", "41"), -1, False), (("60", "40"), 0, True)],
)
def test_a_differential_says_what_it_lacks_from_its_first_part_on(opened, typed, missing, can_save):
    bench = opened(work.sheet(lines=SHARES))

    for line, text in zip(SHARES, typed, strict=True):
        bench.type(line.analyte_id, text)

    assert bench.state.shares.missing == missing
    assert bench.state.can_save is can_save


def test_the_change_goes_by_the_days_between_the_two_tubes(opened):
    soon = work.line(
        41,
        "HGB",
        decimals=1,
        delta=DeltaLimit(absolute=Decimal(2), days=7),
        previous=Previous(value="12.0", at=work.NOON - timedelta(days=6)),
    )
    late = soon.model_copy(update={"previous": Previous(value="12.0", at=work.NOON - timedelta(days=9))})
    bench = opened(work.sheet(lines=[soon]))

    bench.type(soon.analyte_id, "9.0")
    close = entry(bench, soon).change
    bench.drop_typed()
    bench = opened(work.sheet(work.item(42), lines=[late]))
    bench.type(late.analyte_id, "9.0")

    assert (close, entry(bench, late).change) == (Change.LEAP, Change.NONE)


def test_a_comment_is_saved_with_its_value(opened, calls, answered):
    saved = work.SODIUM.model_copy(update={"value": "140", "flag": Flag.NORMAL})
    bench = opened(work.sheet(lines=[saved, work.POTASSIUM]))
    after = work.sheet(work.item(stage=WorkStage.VERIFY, version=4))
    calls.answers(lab.enter_results, after)

    bench.comment(work.SODIUM.analyte_id, "Repeated and confirmed")
    bench.type(work.POTASSIUM.analyte_id, "6.4")
    bench.comment(work.POTASSIUM.analyte_id, "Haemolysed")
    bench.save()
    answered(lambda: bench.state.sheet == after)

    (sent,) = calls.requests(lab.enter_results)
    assert [(one.value, one.comment) for one in sent.values] == [
        ("140", "Repeated and confirmed"),
        ("6.4", "Haemolysed"),
    ]
    assert bench.state.comments == {}


def test_a_comment_stays_when_its_value_is_typed_anew(opened, calls):
    said = work.SODIUM.model_copy(update={"value": "140", "flag": Flag.NORMAL, "comment": "Haemolysed"})
    bench = opened(work.sheet(lines=[said]))
    calls.answers(lab.enter_results, work.sheet())

    bench.type(work.SODIUM.analyte_id, "141")
    bench.save()

    assert calls.requests(lab.enter_results)[0].values[0].comment == "Haemolysed"


def test_enter_alone_walks_a_whole_panel_past_what_is_calculated(shows, page, qtbot):
    twenty = [
        *COUNT,
        *(work.line(60 + n, f"Analyte {n}", band=work.limits(1, 100)) for n in range(15)),
        *SHARES,
    ]
    shows(work.sheet(lines=twenty))

    press("4.5", Key.Key_Return)
    press(key=Key.Key_Return)  # nothing can be calculated yet: its line is there to be typed
    press("41", Key.Key_Return)
    for _ in range(15):
        press("50", Key.Key_Return)
    press("60", Key.Key_Return)
    press("40", Key.Key_Return)

    assert page.bar.save.hasFocus()
    assert page.bench.can_save
    assert len(page.bench.new_lines) == 19
    assert row(page, MCV).input.text() == "91.1"


def test_a_calculated_line_is_passed_over_by_enter_and_reached_by_the_arrow(shows, page):
    shows(work.sheet(lines=[RBC, HCT, MCV, work.SODIUM]))
    press("4.5", Key.Key_Return)
    press("41", Key.Key_Return)
    passed = row(page, work.SODIUM).input.hasFocus()

    press(key=Key.Key_Up)

    assert passed
    assert row(page, MCV).input.hasFocus()


def test_the_line_says_how_far_the_differential_is(shows, page, qtbot):
    shows(work.sheet(lines=SHARES))

    press("87")
    qtbot.waitUntil(page.sheet.grid._sum.isVisible)

    assert page.sheet.grid._sum.text() == "So far 87 %, 13 missing"


def test_a_usual_comment_is_two_keys_and_shows_below_its_line(shows, page, qtbot):
    shows(work.sheet())
    press("140")

    QTest.keyClick(page, Key.Key_F5)
    (sheet,) = page.findChildren(CommentSheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    for number in (Key.Key_1, Key.Key_5):
        QTest.keyClick(sheet, number, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(sheet, Key.Key_1, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(sheet, Key.Key_Return)
    qtbot.waitUntil(row(page, work.SODIUM).note.isVisible)

    assert row(page, work.SODIUM).note.text() == "Repeated and confirmed"
    assert page.bench.can_save
