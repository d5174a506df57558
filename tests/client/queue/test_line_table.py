"""Reordering a doctor's queue: with the mouse, the only place for it, and without."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from client.viewmodels.queue.acts import Why
from client.views.queue.line_table import LineTable
from client.widgets.rows import Column
from shared.models.appointments import Priority


@pytest.fixture
def table(clinic, shown):
    rows = (
        clinic.arrives(9, "Rahima Begum", priority=Priority.EMERGENCY),
        clinic.arrives(14, "Abdul Karim"),
        clinic.arrives(15, "Sultana Akter"),
        clinic.arrives(16, "Ratan Miah"),
    )
    table = LineTable((Column("Patient", lambda e: e.name),), "Queue")
    table.set_rows(rows)
    return shown(table, 400, 400)


@pytest.fixture
def moved(table):
    told = []
    table.moved.connect(lambda entry, before: told.append((entry.token, before)))
    return told


def middle(table, row):
    return table.visualRect(table.rows_model.index(row, 0)).center()


def drag(table, start, end):
    where = middle(table, start)
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    for place in (where + QPoint(0, 14), end):
        QTest.mouseMove(table.viewport(), place)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_a_row_is_dragged_before_another(table, moved):
    drag(table, 3, middle(table, 1) - QPoint(0, 10))

    assert moved == [("M-016", table.rows_model.rows[1].appointment_id)]
    assert not table.is_dragging


def test_a_row_is_dragged_behind_all(table, moved):
    drag(table, 1, middle(table, 3) + QPoint(0, 60))

    assert moved == [("M-014", None)]


def test_dragged_to_another_class_it_says_why_not(table, moved):
    drag(table, 2, middle(table, 0) - QPoint(0, 10))

    assert moved == [("M-015", Why.OTHER_CLASS)]


def test_a_click_moves_nothing(table, moved):
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle(table, 2))

    assert moved == []
    assert table.current().token == "M-015"


def test_esc_lets_go_of_the_row(table, moved):
    table.setFocus()
    where = middle(table, 3)
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseMove(table.viewport(), where - QPoint(0, 60))
    dragging = table.is_dragging

    QTest.keyClick(table, Qt.Key.Key_Escape)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=where - QPoint(0, 60))

    assert dragging
    assert moved == []


def test_alt_and_an_arrow_go_one_step(table, moved):
    table.setFocus()
    table.select(table.rows_model.rows[2].appointment_id)

    QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert moved == [("M-015", table.rows_model.rows[1].appointment_id), ("M-015", None)]
