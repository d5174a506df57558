"""A card that is scanned on any page brings its patient."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from shared.contracts import charts, lab, patients
from shared.models.charts import OpenedBy
from shared.models.common import Page
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.cashier.bills import RAHIMA
from tests.client.lab.reports import to_give
from tests.client.patient import visits
from tests.client.test_shell import open_for
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "open_for", "shown"]


@pytest.fixture
def at(open_for, qtbot):
    """Somebody's desk, with the keyboard in it."""

    def sit(role, kind):
        parts = open_for(role, kind)
        parts.desk.calls.answers(patients.by_number, RAHIMA)
        parts.desk.calls.answers(patients.get, visits.patient())
        parts.desk.calls.answers(charts.open_chart, visits.chart())
        parts.frame.window().activateWindow()
        qtbot.waitUntil(parts.frame.window().isActiveWindow)
        parts.frame.setFocus()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return parts

    return sit


def scan(code="P20260400"):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, code)
    QTest.keyClick(focused, Qt.Key.Key_Return)


def delivered(parts, qtbot, condition):
    def look():
        parts.desk.calls.deliver()
        return bool(condition())

    qtbot.waitUntil(look)


def test_at_the_cashier_it_opens_the_patients_page(at, qtbot):
    parts = at(Role.CASHIER, WorkstationKind.CASHIER)

    scan()
    delivered(parts, qtbot, lambda: parts.desk.calls.requests(charts.open_chart))

    (asked,) = parts.desk.calls.requests(patients.by_number)
    (opened,) = parts.desk.calls.requests(charts.open_chart)
    assert asked.number == "P-2026-0400"
    assert (opened.patient_id, opened.opened_by) == (RAHIMA.id, OpenedBy.CARD)
    assert parts.frame.current == "patient"


def test_at_reception_it_goes_on_to_the_token(at, qtbot):
    parts = at(Role.RECEPTIONIST, WorkstationKind.RECEPTION)
    page = parts.shell.page("reception")

    scan()
    delivered(parts, qtbot, page.form.patient.isVisible)

    assert parts.frame.current == "reception"
    assert page.search.box.text() == ""


def test_where_reports_are_handed_over_it_opens_those_of_the_patient(at, qtbot):
    parts = at(Role.RECEPTIONIST, WorkstationKind.RECEPTION)
    parts.desk.calls.answers(lab.to_deliver, Page(items=[to_give(patient=RAHIMA)]))
    page = parts.shell.page("delivery")
    parts.frame.show_page("delivery")
    page.list.box.setFocus()

    scan()
    delivered(parts, qtbot, lambda: page.state.patient is not None)

    assert parts.frame.current == "delivery"
    assert page.card.name.text() == RAHIMA.name
    assert page.list.box.text() == ""


def test_a_card_of_nobody_is_said(at, qtbot):
    parts = at(Role.CASHIER, WorkstationKind.CASHIER)
    parts.desk.calls.answers(patients.by_number, patients.NoSuchNumber())

    scan()
    delivered(parts, qtbot, lambda: parts.frame.toasts.texts)

    assert "No patient has this number" in parts.frame.toasts.texts[0]
    assert parts.frame.current == "cashier"
