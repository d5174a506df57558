"""The pharmacy calls a number to its counter."""

import psycopg
import pytest

from shared.contracts import boards, pharmacy, queue
from shared.contracts.pharmacy import NoTokenToday
from shared.models.workstations import WorkstationKind


def test_a_number_is_called_to_the_counter_on_the_walls_of_the_house_and_where_it_is_ticked(counter, api, house, owner):
    hall, desk = house.workstations[WorkstationKind.DISPLAY], api("receptionist")
    given = counter.prescribe()
    before = desk.send(queue.board(workstation_id=hall))

    for _ in range(2):
        counter.pharmacist.send(pharmacy.call(prescription_id=given.id))

    board = desk.send(queue.board(workstation_id=hall))
    (call,) = [each for each in board.last_calls if each.counter]
    assert (call.token, call.room, call.doctor, call.calls) == ("A-001", "", "", 2)
    assert call.counter == owner.execute("SELECT name FROM workstations WHERE kind = 'pharmacy'").fetchone()[0]
    assert board.version > before.version
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("DELETE FROM counter_calls")

    rooms = [room.id for room in desk.send(boards.setup()).rooms]
    desk.send(boards.arrange(workstation_id=hall, room_ids=rooms))
    assert not [each for each in desk.send(queue.board(workstation_id=hall)).last_calls if each.counter]
    arranged = desk.send(boards.arrange(workstation_id=hall, room_ids=rooms, counters=True))
    assert [one.counters for one in arranged.displays if one.workstation_id == hall] == [True]
    assert [each.token for each in desk.send(queue.board(workstation_id=hall)).last_calls if each.counter] == ["A-001"]

    counter.days_pass(1)
    with pytest.raises(NoTokenToday):
        counter.pharmacist.send(pharmacy.call(prescription_id=given.id))
