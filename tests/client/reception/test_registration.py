from datetime import timedelta
from decimal import Decimal

import pytest

from client.viewmodels.reception.form import TokenForm
from client.viewmodels.reception.registration import Registration
from shared.contracts import appointments, patients
from shared.contracts.appointments import AlreadyBooked, DoctorAway, DoctorNotFound, PatientElsewhere, SlotFull
from shared.contracts.patients import PossibleDuplicate
from shared.errors import InvalidRequest, Unreachable
from shared.models.appointments import AppointmentStatus, AppointmentType, VisitSuggestion
from tests.client.examples import NOON, TODAY
from tests.client.reception import people


def test_a_new_patient_is_registered_checked_in_and_gets_a_printed_token(filled, calls, printing, answered, qtbot):
    with qtbot.waitSignal(filled.given) as given:
        filled.issue()
        answered(lambda: printing.tokens)

    (registered,) = calls.requests(patients.register)
    (booked,) = calls.requests(appointments.book)
    assert (registered.name, registered.age.amount) == ("Rahima Begum", 54)
    assert (booked.patient_id, booked.doctor_id, booked.check_in) == (people.RAHIMA.id, people.RAHMAN.id, True)
    assert given.args == [people.details()]
    assert filled.state.form == TokenForm()


def test_a_patient_of_the_register_is_not_registered_again(registration, calls, printing, answered):
    registration.pick(people.KHATUN)
    answered(lambda: registration.state.patient is not None)
    registration.change(doctor_id=people.RAHMAN.id)

    registration.issue()
    answered(lambda: printing.tokens)

    assert calls.requests(patients.register) == []
    assert calls.requests(appointments.book)[0].patient_id == people.KHATUN.id


def test_an_incomplete_form_is_not_sent(registration, calls, qtbot):
    with qtbot.waitSignal(registration.invalid):
        registration.issue()

    assert set(registration.state.errors) == {"name", "sex", "age", "doctor"}
    assert calls.sent == []


def test_the_error_of_a_field_goes_when_it_is_touched(registration):
    registration.issue()

    registration.change(doctor_id=people.RAHMAN.id, age="5")

    assert set(registration.state.errors) == {"name", "sex"}


def test_nothing_is_lost_and_nothing_sent_twice_while_the_answer_is_awaited(filled, calls):
    filled.issue()
    filled.issue()
    filled.clear()
    filled.change(name="Other")

    assert filled.state.busy
    assert filled.state.form.name == "Rahima Begum"
    assert len(calls.requests(patients.register)) == 1


def test_a_refusal_leaves_the_form_as_it_was(filled, calls, answered):
    calls.answers(patients.register, Unreachable())

    filled.issue()
    answered(lambda: not filled.state.busy)

    assert isinstance(filled.state.problem, Unreachable)
    assert filled.state.form.name == "Rahima Begum"


def test_what_the_server_finds_wrong_stands_beside_the_field(filled, calls, answered):
    calls.answers(
        patients.register, InvalidRequest({"birth.date": "bad", "next_of_kin.name": "at most 200 characters"})
    )

    filled.issue()
    answered(lambda: not filled.state.busy)

    assert set(filled.state.errors) == {"age", "kin_name"}


def test_who_was_registered_and_not_booked_is_not_registered_twice(filled, calls, printing, answered):
    calls.answers(appointments.book, DoctorNotFound(people.RAHMAN.id))
    filled.issue()
    answered(lambda: not filled.state.busy)
    calls.answers(appointments.book, people.details())

    filled.issue()
    answered(lambda: printing.tokens)

    assert len(calls.requests(patients.register)) == 1


def test_look_alikes_are_shown_and_one_of_them_can_be_used(filled, calls, printing, answered):
    calls.answers(patients.register, PossibleDuplicate((people.RAHIMA.id, people.KHATUN.id)))
    filled.issue()
    answered(lambda: filled.state.look_alikes)
    filled.issue()  # a second F9 does not answer the question

    filled.use(filled.state.look_alikes[1])
    filled.issue()
    answered(lambda: printing.tokens)

    assert len(calls.requests(patients.register)) == 1
    assert calls.requests(appointments.book)[0].patient_id == people.KHATUN.id


def test_somebody_else_is_registered_after_it_was_confirmed(filled, calls, printing, answered):
    calls.answers(
        patients.register,
        lambda ask: people.card(people.RAHIMA) if ask.confirmed else PossibleDuplicate((people.KHATUN.id,)),
    )
    filled.issue()
    answered(lambda: filled.state.look_alikes)

    filled.register_anyway()
    answered(lambda: printing.tokens)

    assert [ask.confirmed for ask in calls.requests(patients.register)] == [False, True]


def test_an_appointment_there_is_already_gives_its_token_again(filled, calls, printing, answered):
    there = people.details(7)
    calls.answers(appointments.book, AlreadyBooked(there.id))
    calls.answers(appointments.get, there)
    filled.issue()
    answered(lambda: filled.state.booked)

    filled.use_booked()

    assert printing.tokens == [there]


def test_who_booked_for_today_is_checked_in_with_that_appointment(filled, calls, printing, answered):
    there = people.details(7, AppointmentStatus.SCHEDULED)
    calls.answers(appointments.book, AlreadyBooked(there.id))
    calls.answers(appointments.get, there)
    calls.answers(appointments.check_in, people.details(7))
    filled.issue()
    answered(lambda: filled.state.booked)

    filled.use_booked()
    answered(lambda: printing.tokens)

    (check_in,) = calls.requests(appointments.check_in)
    assert (check_in.appointment_id, check_in.version) == (there.id, 3)


def test_a_booking_for_another_day_prints_no_token(filled, calls, printing, answered, qtbot):
    tomorrow = TODAY + timedelta(days=1)
    calls.answers(appointments.book, people.details(7, AppointmentStatus.SCHEDULED))

    with qtbot.waitSignal(filled.given):
        filled.book_for(tomorrow)
        answered(lambda: not filled.state.busy)

    (booked,) = calls.requests(appointments.book)
    assert (booked.date, booked.check_in) == (tomorrow, False)
    assert printing.tokens == []


def test_a_crash_loses_nothing_of_what_was_typed(filled, calls, changes, clock, printing, drafts):
    after_the_crash = Registration(calls, changes, clock, printing, drafts)

    assert after_the_crash.state.form == filled.state.form


def test_a_given_token_takes_the_draft_away(filled, printing, drafts, answered):
    filled.issue()
    answered(lambda: printing.tokens)

    assert drafts.kept == {}


class TestSlots:
    def test_a_slot_is_booked_with_its_day(self, filled, calls, answered):
        at = NOON + timedelta(days=1)
        filled.book_for(at.date(), at)
        answered(lambda: calls.requests(appointments.book))

        (asked,) = calls.requests(appointments.book)
        assert (asked.date, asked.slot_at, asked.check_in) == (at.date(), at, False)

    @pytest.mark.parametrize(
        ("refusal", "known"),
        [
            (SlotFull(NOON), "over_book"),
            (DoctorAway(NOON.date()), "over_book"),
            (PatientElsewhere(people.row(1).id, "Dr. Omar Al-Hassan", NOON), "despite_clash"),
        ],
    )
    def test_what_is_possible_knowingly_is_a_question(self, filled, calls, answered, refusal, known):
        calls.answers(appointments.book, lambda ask: people.details() if getattr(ask, known) else refusal)
        filled.issue()
        answered(lambda: filled.state.doubt is not None)
        assert filled.state.asks

        filled.go_on_knowingly()
        answered(lambda: filled.state.form.name == "")

        assert [getattr(ask, known) for ask in calls.requests(appointments.book)] == [False, True]

    def test_the_question_can_be_left(self, filled, calls, answered):
        calls.answers(appointments.book, SlotFull(NOON))
        filled.issue()
        answered(lambda: filled.state.doubt is not None)

        filled.step_back()

        assert not filled.state.asks
        assert filled.state.form.name == "Rahima Begum"


class TestFollowUp:
    @pytest.fixture
    def free(self, calls):
        last = NOON.date() + timedelta(days=3)
        calls.answers(appointments.suggest, VisitSuggestion(type=AppointmentType.FOLLOWUP, free_until=last))

    def test_one_who_comes_again_soon_is_a_free_follow_up_by_itself(self, registration, free, answered):
        registration.refresh()
        registration.change(doctor_id=people.RAHMAN.id)
        registration.pick(people.RAHIMA)
        answered(lambda: registration.state.suggestion is not None and registration.state.doctors)

        assert (registration.state.form.type, registration.state.fee) == (AppointmentType.FOLLOWUP, 0)
        registration.change(type=AppointmentType.NEW)
        assert registration.state.fee == people.RAHMAN.new_fee

    def test_the_fee_is_that_of_the_patients_price_list(self, registration, calls, answered):
        theirs = VisitSuggestion(
            type=AppointmentType.NEW, free_until=None, new_fee=Decimal(200), follow_up_fee=Decimal(0)
        )
        calls.answers(appointments.suggest, theirs)
        registration.refresh()
        registration.change(doctor_id=people.RAHMAN.id)
        answered(lambda: registration.state.doctors)
        general = registration.state.fee
        registration.pick(people.RAHIMA)
        answered(lambda: registration.state.suggestion is not None)

        assert (general, registration.state.fee) == (800, 200)
        registration.change(type=AppointmentType.FOLLOWUP)
        assert registration.state.fee == 0

    def test_what_was_chosen_by_hand_stays(self, registration, free, answered):
        registration.change(type=AppointmentType.FOLLOWUP)
        registration.change(type=AppointmentType.NEW)
        registration.change(doctor_id=people.RAHMAN.id)
        registration.pick(people.RAHIMA)
        answered(lambda: registration.state.suggestion is not None)

        assert registration.state.form.type is AppointmentType.NEW
