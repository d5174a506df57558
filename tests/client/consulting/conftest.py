import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.consulting import visit as visit_module
from client.viewmodels.consulting.room import Room
from client.viewmodels.consulting.visit import Visit
from client.views.consulting.page import build_consulting
from tests.client.consulting.clinic import Clinic
from tests.client.consulting.examples import DOCTOR
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """Seconds between two savings are milliseconds here."""
    monkeypatch.setattr(visit_module, "SAVE_AFTER_MS", 30)


@pytest.fixture
def clinic(qapp):
    return Clinic()


@pytest.fixture
def settle(clinic, qtbot):
    """Let every answer arrive, and what is asked after it."""

    def run() -> None:
        def quiet() -> bool:
            clinic.calls.deliver()
            QTest.qWait(1)
            return not clinic.calls._waiting

        for _ in range(3):  # an answer may be followed by a question a turn later
            qtbot.waitUntil(quiet)

    return run


@pytest.fixture
def room(clinic, settle):
    desk = clinic.desk()
    room = Room(desk.calls, desk.live, desk.session, desk.clock)
    room.open()
    settle()
    assert room.state.doctor == DOCTOR
    return room


@pytest.fixture
def visit(clinic):
    desk = clinic.desk()
    return Visit(desk.calls, desk.changes, desk.session, clinic.drafts)


@pytest.fixture
def patient(clinic):
    """In the room."""
    entry = clinic.arrives(14, "Abdul Karim")
    clinic.let_in(entry)
    return entry


@pytest.fixture
def opened(visit, patient, settle):
    visit.show(patient.appointment_id)
    settle()
    return visit


@pytest.fixture
def page(clinic, shown, settle):
    page = shown(build_consulting(clinic.desk(), clinic.drafts), 1278, 650)
    settle()
    clinic.push()
    return page


@pytest.fixture
def visiting(clinic, page, patient, settle):
    """The page with a patient in the room."""
    clinic.push()
    settle()
    return page


@pytest.fixture
def find(settle, qtbot):
    """Type into a search and take what is marked, as fast as a person who knows it does."""

    def run(search, words: str) -> None:
        search.setFocus()
        QTest.keyClicks(search, words)
        QTest.keyClick(search, Qt.Key.Key_Return)
        settle()

    return run
