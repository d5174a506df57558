from client.viewmodels.reception.day import Part, waiting_minutes
from shared.contracts import appointments
from shared.errors import StaleVersion, Unreachable
from shared.models.appointments import AppointmentStatus
from shared.topics import Topic
from tests.client.examples import NOON
from tests.client.reception import people


def statuses(day):
    return [each.status for each in day.state.shown]


def test_the_list_follows_what_changes_elsewhere(day, stream, answered):
    stream.tell(Topic.QUEUE)

    answered(lambda: day.state.known)

    assert len(day.state.appointments) == 3
    assert day.state.figures is not None


def test_the_list_stays_while_the_server_is_away(day, calls, answered):
    day.refresh()
    answered(lambda: day.state.known)
    calls.answers(appointments.of_day, Unreachable())

    day.refresh()
    answered(lambda: day.state.problem is not None)

    assert len(day.state.appointments) == 3


def test_a_chip_shows_its_part_of_the_day(day, answered):
    day.refresh()
    answered(lambda: day.state.known)

    day.choose(Part.BOOKED)

    assert statuses(day) == [AppointmentStatus.SCHEDULED]
    assert day.state.count(Part.WAITING) == 1


def test_only_who_waits_has_minutes():
    assert waiting_minutes(people.row(1, minutes=31), NOON) == 31
    assert waiting_minutes(people.row(1, AppointmentStatus.COMPLETED), NOON) is None
    assert waiting_minutes(people.row(1, AppointmentStatus.SCHEDULED), NOON) is None


def test_check_in_prints_the_token(day, calls, printing, answered):
    calls.answers(appointments.check_in, people.details(3))

    day.check_in(people.row(3, AppointmentStatus.SCHEDULED))
    answered(lambda: printing.tokens)

    assert printing.tokens == [people.details(3)]


def test_a_refused_cancellation_is_said_and_changes_nothing(day, calls, answered):
    calls.answers(appointments.cancel, StaleVersion(4))

    day.cancel(people.row(2), "patient left")
    answered(lambda: day.state.problem is not None)

    assert isinstance(day.state.problem, StaleVersion)
    assert not day.state.busy


def test_undo_takes_the_last_token_back(last, calls, answered):
    last.remember(people.details(12))
    calls.answers(appointments.cancel, people.details(12, AppointmentStatus.CANCELLED))

    last.undo()
    answered(lambda: last.state.is_undone)

    (cancelled,) = calls.requests(appointments.cancel)
    assert (cancelled.version, bool(cancelled.reason)) == (3, True)


def test_an_undo_that_comes_too_late_says_so(last, calls, answered):
    last.remember(people.details(12))
    calls.answers(appointments.cancel, appointments.AppointmentStateConflict(AppointmentStatus.IN_CONSULTATION))

    last.undo()
    answered(lambda: last.state.problem is not None)

    assert not last.state.is_undone
