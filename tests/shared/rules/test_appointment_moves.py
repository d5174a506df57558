from hypothesis import given
from hypothesis import strategies as st

from shared.models.appointments import AppointmentStatus as S
from shared.rules.appointment_moves import Move, may

# Domain §2, written down a second time.
ALLOWED = {
    (S.SCHEDULED, S.SCHEDULED),
    (S.SCHEDULED, S.WAITING),
    (S.SCHEDULED, S.CANCELLED),
    (S.WAITING, S.CALLED),
    (S.WAITING, S.WAITING),
    (S.WAITING, S.NO_SHOW),
    (S.WAITING, S.CANCELLED),
    (S.CALLED, S.CALLED),
    (S.CALLED, S.IN_CONSULTATION),
    (S.CALLED, S.WAITING),
    (S.CALLED, S.ON_HOLD),
    (S.CALLED, S.NO_SHOW),
    (S.IN_CONSULTATION, S.COMPLETED),
    (S.IN_CONSULTATION, S.ON_HOLD),
    (S.ON_HOLD, S.WAITING),
    (S.ON_HOLD, S.NO_SHOW),
    (S.ON_HOLD, S.CANCELLED),
    (S.NO_SHOW, S.WAITING),
}


def test_the_moves_are_those_of_the_house_and_no_other():
    assert {(found, wanted) for found in S for wanted in S if may(found, wanted)} == ALLOWED


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_nobody_is_seen_without_being_called_and_nothing_follows_the_end(moves):
    way = [S.SCHEDULED]
    for move in moves:
        if move.may_start(way[-1]):
            way.append(move.leads_to)

    if S.IN_CONSULTATION in way:
        assert way[way.index(S.IN_CONSULTATION) - 1] is S.CALLED
    assert not {S.COMPLETED, S.CANCELLED} & set(way[:-1])
