from dataclasses import dataclass, replace
from operator import attrgetter

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester

from client.widgets.basics import box, vbox
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.rows import Column, RowsModel
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.theme import tokens


@dataclass(frozen=True)
class Person:
    mrn: int
    name: str
    state: str = "Waiting"


ANNA, BINA, CEM, DINA = (Person(n, name) for n, name in enumerate(("Anna", "Bina", "Cem", "Dina")))
COLUMNS: tuple[Column[Person], ...] = (
    Column("MRN", lambda p: f"{p.mrn}", look="token", width=60),
    Column("Name", attrgetter("name"), detail=attrgetter("state")),
    Column("Due", lambda _p: "1.00", look="money", width=80),
    Column("Ward", lambda _p: "7", width=80, wide_only=True),
    Column("State", attrgetter("state"), tone=lambda _p: "warn", look="pill", width=120),
)


@pytest.fixture
def model(qtmodeltester):
    made: RowsModel[Person] = RowsModel(COLUMNS, attrgetter("mrn"))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield made
    del tester


@pytest.fixture
def table(shown):
    made: RowsTable[Person] = RowsTable(COLUMNS, attrgetter("mrn"), "People")
    shown(made)
    made.set_rows((ANNA, BINA, CEM))
    return made


def test_a_table_of_three_rows_cuts_none_and_leaves_no_room(table, qtbot):
    table.show_rows(3)

    qtbot.waitUntil(lambda: table.viewport().height() == 3 * table.rowHeight(0))
    assert not table.verticalScrollBar().isVisible()


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (ANNA,),
        (DINA, ANNA, BINA, CEM),
        (ANNA, BINA, DINA, CEM),
        (CEM, BINA, ANNA),
        (ANNA, replace(BINA, state="Called"), CEM),
        (DINA,),
    ],
)
def test_replaced_rows_are_the_rows_shown(model, rows):
    model.replace((ANNA, BINA, CEM))

    model.replace(rows)

    assert model.rows == rows
    assert [model.index(r, 1).data() for r in range(model.rowCount())] == [p.name for p in rows]


def test_only_what_differs_is_touched(model, qtbot):
    model.replace((ANNA, BINA, CEM))
    changes: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: changes.append(top.row()))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))

    model.replace((ANNA, replace(BINA, state="Called"), CEM))

    assert changes == [1]
    assert resets == []


def test_a_cell_is_spoken_with_its_column_and_second_line(model):
    model.replace((ANNA,))

    spoken = model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken == "Name, Anna, Waiting"


def test_the_current_row_stays_current_wherever_it_moves(table):
    table.select(BINA.mrn)

    table.set_rows((BINA, DINA, ANNA))

    assert table.current() == BINA


def test_a_row_is_selected_whole_from_right_to_left_too(table, qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    table.select(BINA.mrn)

    assert table.current() == BINA
    assert table.selectionModel().isRowSelected(1)


def test_a_refresh_is_no_move(table):
    table.select(BINA.mrn)
    told: list[Person | None] = []
    table.current_changed.connect(told.append)

    table.set_rows((CEM, BINA, ANNA))

    assert told == []


def test_no_other_row_takes_the_place_of_a_current_one_that_is_gone(table):
    table.select(BINA.mrn)
    told: list[Person | None] = []
    table.current_changed.connect(told.append)

    table.set_rows((ANNA, CEM))

    assert told == [None]
    assert table.current() is None
    assert not table.selectionModel().hasSelection()


def test_down_moves_and_enter_opens(table, qtbot):
    opened: list[Person] = []
    table.opened.connect(opened.append)
    table.select_first()

    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert opened == [BINA]


def test_columns_for_wide_screens_make_way_on_small_ones(table):
    assert table.isColumnHidden(3)

    table.resize(1700, 600)

    assert not table.isColumnHidden(3)


def test_an_empty_table_says_so(table):
    nobody = EmptyState("users", "Nobody is waiting")
    table.set_empty(nobody)
    assert not nobody.isVisible()

    table.set_rows(())

    assert nobody.isVisible()


def test_rows_are_mirrored_from_right_to_left(table, qapp):
    before = table.grab().toImage()

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert table.grab().toImage() != before


@pytest.fixture
def found(shown):
    search = SearchBox("Find", "F2")
    picker: ListPicker[Person] = ListPicker(lambda p: PickFacts(p.name, detail=p.state), attrgetter("mrn"), "Matches")
    search.drive(picker)
    search.submitted.connect(picker.pick_current)
    shown(box(vbox(search, picker)))
    picker.set_rows((ANNA, BINA), "an")
    return search, picker


def marked_words(picker):
    """The marked part of the first item, and the letters before it."""
    image = picker.viewport().grab().toImage()
    ground = QColor(tokens().warn_soft).rgb()
    row = picker.visualRect(picker.model().index(0, 0))
    marked = [(x, y) for x in range(row.width()) for y in range(row.height()) if image.pixel(x, y) == ground]
    (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*marked, strict=True))
    return image.copy(left - 60, top, right - left + 60, bottom - top)


def test_a_match_covers_no_letter_before_it_from_right_to_left(found, qapp):
    _, picker = found
    picker.set_rows((Person(9, "Md. Abdur Rahim"),), "rahim")
    before = marked_words(picker)

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert marked_words(picker) == before


def test_arrows_in_the_search_walk_the_list_and_enter_picks(found, qtbot):
    search, picker = found
    picked: list[Person] = []
    picker.picked.connect(picked.append)
    search.setFocus()

    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)

    assert picked == [BINA]


def test_the_first_match_is_current_so_that_enter_is_enough(found):
    _, picker = found

    picker.set_rows((CEM, DINA), "")

    assert picker.current() == CEM


def test_a_search_waits_for_a_pause_and_asks_once(found, qtbot):
    search, _ = found
    asked: list[str] = []
    search.searched.connect(asked.append)

    qtbot.keyClicks(search, "rahim")
    qtbot.waitUntil(lambda: bool(asked))

    assert asked == ["rahim"]


def test_a_scanners_enter_does_not_wait(found, qtbot):
    search, _ = found
    heard: list[str] = []
    search.searched.connect(lambda text: heard.append(f"searched {text}"))
    search.submitted.connect(lambda text: heard.append(f"submitted {text}"))

    qtbot.keyClicks(search, "260400")
    qtbot.keyClick(search, Qt.Key.Key_Return)

    assert heard == ["searched 260400", "submitted 260400"]


def test_escape_clears_what_was_typed(found, qtbot):
    search, _ = found
    qtbot.keyClicks(search, "rahim")

    qtbot.keyClick(search, Qt.Key.Key_Escape)

    assert search.text() == ""


def test_the_key_on_it_brings_the_cursor_to_the_search(found, qtbot):
    search, picker = found
    picker.setFocus()

    qtbot.keyClick(search.window(), Qt.Key.Key_F2)

    assert search.hasFocus()


def test_nothing_found_gives_nothing_to_pick(found):
    _, picker = found
    picked: list[Person] = []
    picker.picked.connect(picked.append)

    picker.set_rows((), "zz")
    picker.pick_current()

    assert picked == []
    assert picker.currentIndex() == QModelIndex()
