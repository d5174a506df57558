import pytest

from client.viewmodels.queue.acts import Why
from client.viewmodels.queue.order import dropped, one_step
from shared.models.appointments import AppointmentStatus, Priority
from tests.client.consulting.clinic import Clinic


@pytest.fixture
def rows(qapp):
    """An emergency, three who wait, one on hold."""
    clinic = Clinic()
    return (
        clinic.arrives(9, "Rahima Begum", priority=Priority.EMERGENCY),
        clinic.arrives(14, "Abdul Karim"),
        clinic.arrives(15, "Sultana Akter"),
        clinic.arrives(16, "Ratan Miah"),
        clinic.arrives(3, "Kamal Uddin", status=AppointmentStatus.ON_HOLD),
    )


def test_one_step_goes_past_the_neighbour(rows):
    _, first, second, third, _ = rows

    assert one_step(rows, second, -1) == first.appointment_id
    assert one_step(rows, first, 1) == third.appointment_id
    assert one_step(rows, second, 1) is None


def test_the_ends_of_a_class_are_ends(rows):
    emergency, first, _, third, _ = rows

    assert one_step(rows, first, -1) is Why.FIRST
    assert one_step(rows, third, 1) is Why.LAST
    assert one_step(rows, emergency, 1) is Why.LAST


def test_only_who_waits_is_moved(rows):
    assert one_step(rows, rows[4], -1) is Why.OTHER_STATE
    assert dropped(rows, rows[4], 1) is Why.OTHER_STATE


@pytest.mark.parametrize(("gap", "before"), [(1, 1), (4, None)])
def test_dropped_between_two_of_the_class(rows, gap, before):
    expected = None if before is None else rows[before].appointment_id

    assert dropped(rows, rows[2], gap) == expected


def test_dropped_in_its_own_place_nothing_happens(rows):
    assert dropped(rows, rows[2], 2) is dropped(rows, rows[2], 3) is Why.SAME_PLACE


def test_before_another_class_takes_a_priority(rows):
    assert dropped(rows, rows[2], 0) is Why.OTHER_CLASS
    assert dropped(rows, rows[2], 5) is Why.OTHER_CLASS
