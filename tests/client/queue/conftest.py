import pytest
from PySide6.QtTest import QTest

from client.viewmodels.queue.live_queue import LiveQueue
from client.viewmodels.queue.moves import QueueMoves
from shared.permissions import Role
from tests.client.consulting.clinic import Clinic
from tests.client.consulting.examples import DOCTOR
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]


@pytest.fixture
def role():
    return Role.DOCTOR


@pytest.fixture
def clinic(qapp, role):
    return Clinic(role)


@pytest.fixture
def settle(clinic, qtbot):
    def run() -> None:
        def quiet() -> bool:
            clinic.calls.deliver()
            QTest.qWait(1)
            return not clinic.calls._waiting

        for _ in range(3):  # an answer may be followed by a question a turn later
            qtbot.waitUntil(quiet)

    return run


@pytest.fixture
def moves(clinic):
    desk = clinic.desk()
    return QueueMoves(desk.calls, desk.session, desk.clock)


@pytest.fixture
def line(clinic, moves):
    """The doctor's queue, followed."""
    desk = clinic.desk()
    line = LiveQueue(desk.calls, desk.live, moves, desk.clock)
    line.follow(DOCTOR.id)
    return line
