"""When a patient is told that the report can be fetched: once all of a visit is out, whichever way that came about."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest

from server.features.lab.telling import ReportNews
from shared.contracts import appointments, consultations, lab, queue
from shared.ids import AppointmentId, TestOrderId
from shared.models.appointments import AppointmentStatus
from tests.server.features.lab.papers import handing_over
from tests.server.features.reminders.conftest import Office
from tests.support.bench import Bench

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}
FBS = {"GLUF": "92"}
TOLD = ("report_ready", "accepted", None)
PLANNED = ("report_ready", "planned", None)
DROPPED = ("report_ready", "skipped", "dropped")


def two_tests(bench: Bench, office: Office) -> tuple[AppointmentId, TestOrderId, TestOrderId]:
    """Of somebody who has gone home."""
    visit = bench.visit(office.patient().id)
    first, last = bench.order(visit, "ELEC", "FBS")
    bench.receive(visit, [first, last])
    bench.doctor.send(consultations.complete(appointment_id=visit, version=1))
    return visit, first, last


def reviewed(bench: Bench, order: TestOrderId, values: dict[str, str]) -> None:
    bench.enter(order, values)
    bench.verify(order)
    bench.review(order)


def out(bench: Bench, order: TestOrderId, values: dict[str, str]) -> None:
    bench.enter(order, values)
    bench.out(order)


def cancel(bench: Bench, order: TestOrderId) -> None:
    bench.path.send(lab.cancel(test_order_id=order, version=bench.version(order), reason="not needed"))


def abandon(bench: Bench, order: TestOrderId) -> None:
    bench.path.send(lab.abandon_correction(test_order_id=order, version=bench.version(order), reason="was right"))


def test_where_the_last_open_test_is_cancelled(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)
    out(bench, first, ELEC)
    assert office.told() == []

    cancel(bench, last)

    assert office.told() == [PLANNED]


def test_not_where_nothing_came_of_any_test(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)

    cancel(bench, first)
    cancel(bench, last)

    assert office.told() == []


def test_where_a_correction_that_held_it_up_is_abandoned(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)
    out(bench, first, ELEC)
    bench.correct(first, {"K": "4.9"})
    out(bench, last, FBS)
    assert office.told() == []

    abandon(bench, first)

    assert office.told() == [PLANNED]


def test_not_again_where_an_abandoned_correction_leaves_what_the_patient_was_told_of(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)
    out(bench, first, ELEC)
    out(bench, last, FBS)
    office.send_due()
    bench.correct(first, {"K": "4.9"})

    abandon(bench, first)

    assert office.told() == [TOLD]


def test_not_while_it_is_being_corrected_and_anew_once_that_is_abandoned(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)
    out(bench, first, ELEC)
    out(bench, last, FBS)
    bench.correct(first, {"K": "4.9"})
    office.send_due()
    assert (office.told(), office.mail.tries) == ([DROPPED], 0)

    abandon(bench, first)
    office.send_due()

    assert office.told() == [DROPPED, TOLD]


def test_again_where_a_correction_is_released(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)
    out(bench, first, ELEC)
    out(bench, last, FBS)
    office.send_due()

    bench.correct(first, {"K": "4.9"})
    bench.out(first)

    assert office.told() == [TOLD, PLANNED]


def test_not_of_what_was_handed_over_meanwhile(bench: Bench, office: Office):
    _, first, last = two_tests(bench, office)
    out(bench, first, ELEC)
    out(bench, last, FBS)

    office.desk.send(handing_over(first, last))
    office.send_due()

    assert (office.told(), office.mail.tries) == ([DROPPED], 0)


def test_where_two_people_release_the_last_two_at_one_moment(bench: Bench, office: Office, monkeypatch):
    _, first, last = two_tests(bench, office)
    reviewed(bench, first, ELEC)
    reviewed(bench, last, FBS)
    both, tell = Barrier(2), ReportNews.tell

    def told(news: ReportNews, visit) -> None:
        """Neither has committed by then, if the other one comes so far."""
        with suppress(BrokenBarrierError):
            both.wait(timeout=1)
        tell(news, visit)

    monkeypatch.setattr(ReportNews, "tell", told)
    with ThreadPoolExecutor(2) as people:
        list(people.map(bench.release, (first, last)))

    assert office.told() == [PLANNED]


class TestWhoIsInTheHouse:
    @pytest.fixture
    def waiting(self, bench: Bench, office: Office) -> TestOrderId:
        """Of a patient who was sent out for it: the test, whose result is there."""
        visit = bench.visit(office.patient().id)
        (order,) = bench.order(visit, "ELEC")
        bench.receive(visit, [order])
        found = bench.doctor.send(appointments.get(appointment_id=visit))
        bench.doctor.send(queue.send_for_tests(appointment_id=visit, version=found.version))
        out(bench, order, ELEC)
        assert bench.doctor.send(appointments.get(appointment_id=visit)).status is AppointmentStatus.WAITING
        assert office.told() == []
        return order

    def test_hears_it_there_unless_the_day_ends_without_that(self, bench: Bench, office: Office, waiting):
        bench.doctor.send(queue.end_day(doctor_id=bench.house.doctor))

        assert office.told() == [PLANNED]
        office.send_due()
        assert office.told() == [TOLD]

    def test_has_nothing_more_to_hear_once_it_was_handed_over(self, bench: Bench, office: Office, waiting):
        office.desk.send(handing_over(waiting))

        bench.doctor.send(queue.end_day(doctor_id=bench.house.doctor))

        assert office.told() == []

    def test_is_in_the_house_today_only(self, bench: Bench, office: Office):
        """Of a day that nobody ended."""
        (order,) = bench.received("ELEC", patient_id=office.patient().id)
        office.advance(timedelta(days=1))
        bench.api = office.api

        out(bench, order, ELEC)

        assert office.told() == [PLANNED]
