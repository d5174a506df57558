"""The newest and older ones of a history, asked for at the same moment."""

import pytest

from client.core.history import History
from shared.contracts import house
from shared.models.common import Page
from shared.models.house import HouseChangeKind
from tests.client.fakes import FakeCalls
from tests.client.settings.conftest import change

OLD, NEWER, NEWEST = (change(number, HouseChangeKind.SETTING, "phone", "", "1") for number in (1, 2, 3))


@pytest.fixture
def calls():
    return FakeCalls()


@pytest.fixture
def history(calls, answered):
    calls.answers(house.changes, Page(items=[NEWER], more=True))
    made = History(calls, lambda _, before: house.changes(before=before))
    made.refresh()
    answered(lambda: made.state.known)
    calls.answers(
        house.changes,
        lambda asked: Page(items=[NEWEST, NEWER], more=True) if asked.before is None else Page(items=[OLD]),
    )
    return made


@pytest.mark.parametrize("first", ["refresh", "show_older"])
def test_who_asks_for_the_newest_and_for_older_ones_gets_both(history, answered, first):
    second = {"refresh": "show_older", "show_older": "refresh"}[first]
    getattr(history, first)()
    getattr(history, second)()
    answered(lambda: len(history.state.changes) == 3)

    assert history.state.changes == (NEWEST, NEWER, OLD)
    assert not history.state.more
