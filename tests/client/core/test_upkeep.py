"""One change at a time, each answered."""

from dataclasses import dataclass, replace

import pytest

from client.core.aio import slot
from client.core.upkeep import Upkeep, UpkeepState
from shared.contracts import house
from shared.errors import Unavailable
from shared.ids import DepartmentId, new_id
from shared.models.house import DepartmentDetails
from tests.client.fakes import FakeCalls


@dataclass(frozen=True)
class Read(UpkeepState):
    times: int = 0


class Rooms(Upkeep[Read]):
    @slot
    async def refresh(self):
        self._show(replace(self.state, times=self.state.times + 1))


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(house.add_department, MEDICINE)
    return calls


@pytest.fixture
def rooms(calls, qapp):
    return Rooms(calls, Read())


@pytest.fixture
def heard(rooms):
    heard: list[object] = []
    rooms.saved.connect(heard.append)
    rooms.refused.connect(heard.append)
    return heard


MEDICINE = DepartmentDetails(id=DepartmentId(new_id()), name="Medicine", is_active=True, people=0)
CHANGE = house.add_department(name="Medicine")


def test_a_change_is_told_and_read_anew(rooms, heard, calls, qtbot):
    rooms.save(CHANGE)
    calls.deliver()

    qtbot.waitUntil(lambda: rooms.state == Read(times=1))
    assert heard == [MEDICINE]


def test_a_second_change_before_the_first_is_answered_is_not_sent_and_that_is_told(rooms, calls, qtbot):
    rooms.save(CHANGE)
    with qtbot.waitSignal(rooms.not_sent):
        rooms.save(CHANGE)

    assert rooms.state.busy
    assert calls.sent == [CHANGE]


def test_a_refusal_is_told_and_nothing_is_read_anew(rooms, heard, calls, qtbot):
    calls.answers(house.add_department, Unavailable())
    rooms.save(CHANGE)
    calls.deliver()

    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], Unavailable)
    assert rooms.state == Read()
