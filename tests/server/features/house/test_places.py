from operator import attrgetter

import pytest

from shared.contracts import house, staff
from shared.contracts.house import DepartmentInUse, DepartmentNotFound, PlaceNameTaken, RoomInUse
from shared.ids import DepartmentId, new_id

NAME = attrgetter("name")


def named(page, name):
    return next(one for one in page.items if one.name == name)


def test_a_department_is_added_renamed_and_put_out_of_use(api):
    office = api("administrator")

    added = office.send(house.add_department(name="Cardiology"))
    office.send(house.change_department(department_id=added.id, name="Heart", is_active=True))
    office.send(house.change_department(department_id=added.id, name="Heart", is_active=False))

    listed = office.send(house.departments()).items
    assert (listed[-1].name, listed[-1].is_active, listed[-1].people) == ("Heart", False, 0)
    told = [(one.before, one.after) for one in office.send(house.changes()).items]
    assert told == [("Heart", "(Heart)"), ("Cardiology", "Heart"), ("", "Cardiology")]


def test_a_department_with_people_stays_in_use(api):
    office = api("administrator")
    theirs = named(office.send(house.departments()), "Department of doctor")

    with pytest.raises(DepartmentInUse) as refused:
        office.send(house.change_department(department_id=theirs.id, name=theirs.name, is_active=False))

    assert refused.value.people == 1
    assert named(office.send(house.departments()), theirs.name).is_active


def test_a_room_moves_to_another_department_and_goes_out_of_use(api):
    office = api("administrator")
    heart = office.send(house.add_department(name="Heart"))

    room = office.send(house.add_room(name="901", department_id=heart.id))
    assert (room.department, room.people) == ("Heart", [])
    assert "901" in map(NAME, api("receptionist").send(staff.rooms()).items)

    office.send(house.change_room(room_id=room.id, name="902", department_id=None, is_active=False))
    assert not {"901", "902"} & set(map(NAME, api("receptionist").send(staff.rooms()).items))


def test_a_room_where_somebody_sits_stays_in_use(api):
    office = api("administrator")
    taken = next(one for one in office.send(house.rooms()).items if "Dr doctor" in one.people)

    with pytest.raises(RoomInUse) as refused:
        office.send(house.change_room(room_id=taken.id, name=taken.name, is_active=False))

    assert refused.value.people == ("Dr doctor",)


def test_a_name_is_given_once_whatever_its_letters(api):
    office = api("administrator")
    office.send(house.add_department(name="Heart"))
    room = office.send(house.add_room(name="Ward a"))

    with pytest.raises(PlaceNameTaken):
        office.send(house.add_department(name="HEART"))
    with pytest.raises(PlaceNameTaken):
        office.send(house.change_room(room_id=room.id, name="101", is_active=True))
    with pytest.raises(DepartmentNotFound):
        office.send(house.add_room(name="903", department_id=DepartmentId(new_id())))
