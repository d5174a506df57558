from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from client.viewmodels.vitals.entry import BLOOD_PRESSURE, VitalsEntry
from shared.contracts import vitals
from shared.contracts.vitals import TooMuchForAge
from shared.models.patients import Birth
from shared.models.vitals import Vitals
from shared.rules.vitals import Flag, Sign
from tests.client.consulting.clinic import StillClock
from tests.client.fakes import FakeCalls
from tests.client.vitals.sets import ILL, VISIT

ADULT = Birth(date=date(1965, 5, 1))
INFANT = Birth(date=date(2026, 2, 1))


@pytest.fixture
def calls(qapp):
    calls = FakeCalls()
    calls.answers(vitals.record, ILL)
    return calls


@pytest.fixture
def entry(calls):
    clock: Any = StillClock()
    entry = VitalsEntry(calls, clock)
    entry.begin(VISIT, ADULT)
    return entry


@pytest.fixture
def record(entry, calls, qtbot):
    def run():
        entry.record()
        qtbot.waitUntil(lambda: not entry.state.saving or bool(calls._waiting))
        calls.deliver()
        qtbot.waitUntil(lambda: not entry.state.saving)

    return run


@pytest.mark.parametrize("typed", ["158/96", " 158 / 96 ", "158 96"])
def test_the_blood_pressure_is_typed_as_one(entry, calls, record, typed):
    entry.type(BLOOD_PRESSURE, typed)

    record()

    (sent,) = calls.requests(vitals.record)
    assert (sent.appointment_id, sent.systolic, sent.diastolic, sent.pulse) == (VISIT, 158, 96, None)


def test_what_is_unusual_is_said_while_one_types(entry):
    entry.type(Sign.TEMPERATURE, "3")
    half = dict(entry.state.flags)
    entry.type(Sign.TEMPERATURE, "38.4")
    entry.type(Sign.SPO2, "91")

    assert half == {}
    assert entry.state.flags == {Sign.TEMPERATURE: Flag.HIGH, Sign.SPO2: Flag.CRITICAL_LOW}


def test_flags_go_by_the_patients_age(entry):
    entry.type(Sign.PULSE, "150")
    of_adult = entry.state.flags
    entry.begin(VISIT, INFANT)
    entry.type(Sign.PULSE, "150")
    of_infant = entry.state.flags
    entry.begin(VISIT, None)
    entry.type(Sign.PULSE, "150")

    assert (of_adult, of_infant, entry.state.flags) == ({Sign.PULSE: Flag.CRITICAL_HIGH}, {}, {})


def test_the_body_mass_index_comes_with_the_second_of_its_numbers(entry):
    entry.type(Sign.WEIGHT, "78")
    alone = entry.state.bmi
    entry.type(Sign.HEIGHT, "168.5")

    assert (alone, entry.state.bmi) == (None, Decimal("27.5"))


def test_heads_are_measured_of_small_children_only(entry):
    of_adult = entry.state.with_head
    entry.begin(VISIT, INFANT)

    assert (of_adult, entry.state.with_head) == (False, True)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (BLOOD_PRESSURE, "158", "Two numbers: 120/80."),
        (BLOOD_PRESSURE, "96/158", "Upper 30–300, lower 10–200 and less."),
        (Sign.PULSE, "quick", "A number."),
        (Sign.PULSE, "10", "20 or more."),
        (Sign.TEMPERATURE, "98.6", "45 or less."),
        (Sign.TEMPERATURE, "36.65", "At most 1 digit after the point."),
        (Sign.HEIGHT, "1.7", "20 or more."),
    ],
)
def test_what_cannot_be_measured_is_not_sent_and_says_why(entry, calls, record, field, typed, sentence):
    entry.type(field, typed)

    record()

    assert calls.sent == []
    assert entry.state.wrong == {field: sentence}


def test_a_sentence_goes_when_its_field_is_typed_in_again(entry, record):
    entry.type(Sign.PULSE, "10")
    record()

    entry.type(Sign.PULSE, "100")

    assert entry.state.wrong == {}


def test_what_the_server_refuses_stays_typed(entry, calls, record):
    calls.answers(vitals.record, TooMuchForAge(Sign.WEIGHT, Decimal(20)))
    entry.type(Sign.WEIGHT, "75")

    record()

    assert isinstance(entry.state.problem, TooMuchForAge)
    assert entry.state.typed == {Sign.WEIGHT: "75"}


def test_nothing_typed_is_nothing_sent(entry, calls):
    entry.record()

    assert calls.sent == []


def test_the_next_patient_begins_with_an_empty_set(entry, record):
    kept: list[Vitals] = []
    entry.recorded.connect(kept.append)
    entry.type(Sign.PULSE, "104")

    record()

    assert (kept, entry.state.typed) == ([ILL], {})
