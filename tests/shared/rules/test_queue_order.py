from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import AppointmentId
from shared.rules.queue_order import Standing, placed_before, placed_behind


@st.composite
def lines(draw):
    """A class of a queue, and one of it who waits or comes back."""
    positions = draw(st.lists(st.integers(1, 500), min_size=1, max_size=12, unique=True))
    line = [Standing(AppointmentId(UUID(int=n)), position, draw(st.booleans())) for n, position in enumerate(positions)]
    return line, draw(st.sampled_from(line))


def in_order(line, changed):
    """The line as it stands afterwards."""
    return sorted(line, key=lambda one: changed.get(one.id, one.position))


def check_the_others_kept_their_order(line, who, changed):
    after = [changed.get(one.id, one.position) for one in line]
    assert sorted(after) == sorted(one.position for one in line)
    before = [one for one in sorted(line, key=lambda one: one.position) if one is not who]
    assert [one for one in in_order(line, changed) if one is not who] == before


@given(lines(), st.integers(0, 6))
def test_who_comes_back_stands_behind_the_kth_who_waits(drawn, k):
    line, who = drawn

    changed = placed_behind(line, who.id, k)

    check_the_others_kept_their_order(line, who, changed)
    waiting = [one for one in in_order(line, changed) if one.waits or one is who]
    if len(waiting) > 1:
        assert waiting.index(who) == min(k, len(waiting) - 1)
    else:
        assert changed == {}


@given(lines(), st.data())
def test_who_is_put_before_another_stands_right_before(drawn, data):
    line, who = drawn
    others = [one for one in line if one.waits and one is not who]
    before = data.draw(st.sampled_from([None, *others]))

    changed = placed_before(line, who.id, before and before.id)

    check_the_others_kept_their_order(line, who, changed)
    after = in_order(line, changed)
    if before is not None:
        assert after[after.index(who) + 1] is before
    elif others:
        assert max(after.index(one) for one in others) == after.index(who) - 1


@given(lines())
def test_nobody_changes_place_when_one_is_put_where_he_stands(drawn):
    line, who = drawn
    behind = [one for one in sorted(line, key=lambda one: one.position) if one.position > who.position]

    if behind and behind[0].waits:
        assert placed_before(line, who.id, behind[0].id) == {}
