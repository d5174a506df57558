from hypothesis import given
from hypothesis import strategies as st

from shared.models.queue import PaceSource
from shared.rules.waiting import minutes_ahead, pace_of

MINUTES = st.floats(0.0, 240.0)
PEOPLE = st.integers(0, 200)
USED = st.none() | MINUTES


@given(PEOPLE, MINUTES, USED, MINUTES)
def test_nobody_waits_less_than_no_time_nor_less_than_the_doctor_is_away(people, pace, used, away):
    minutes = minutes_ahead(people, pace, used=used, away=away)

    assert minutes >= 0
    assert minutes >= round(away) - 1


@given(PEOPLE, MINUTES, USED)
def test_one_more_before_you_is_never_less_to_wait(people, pace, used):
    assert minutes_ahead(people + 1, pace, used=used) >= minutes_ahead(people, pace, used=used)


@given(PEOPLE, MINUTES, MINUTES, MINUTES)
def test_the_wait_only_shrinks_while_one_is_inside_and_never_below_that_of_an_empty_room(people, pace, used, more):
    before, later = (minutes_ahead(people, pace, used=time) for time in (used, used + more))

    assert before >= later >= minutes_ahead(people, pace)


def test_the_time_is_people_ahead_times_the_pace_less_what_the_present_one_has_used():
    assert minutes_ahead(3, 10.0) == 30
    assert minutes_ahead(3, 10.0, used=4.0) == 36
    assert minutes_ahead(0, 10.0, used=25.0) == 0
    assert minutes_ahead(2, 10.0, used=4.0, away=30.0) == 50


@given(st.integers(0, 50), st.none() | MINUTES, st.none() | MINUTES, st.integers(1, 60))
def test_the_pace_is_todays_then_the_usual_then_the_houses(finished, today, usual, house):
    pace = pace_of(finished, today, usual, house)

    if finished >= 3 and today is not None:
        assert (pace.source, pace.minutes) == (PaceSource.TODAY, round(today, 1))
    elif usual is not None:
        assert (pace.source, pace.minutes) == (PaceSource.LAST_30_DAYS, round(usual, 1))
    else:
        assert (pace.source, pace.minutes) == (PaceSource.HOUSE, house)
