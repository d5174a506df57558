import pytest

from client.core.outbox_view import _texts, command_text
from shared.contracts import endpoints

KEYED = sorted(str(endpoint) for endpoint in endpoints() if endpoint.keyed)


@pytest.mark.parametrize("endpoint", KEYED)
def test_every_command_that_may_wait_has_a_name_for_people(endpoint):
    assert endpoint in _texts(), f"say in outbox_view.py what {endpoint} does"


def test_names_no_command_that_is_gone():
    assert sorted(_texts()) == KEYED


def test_a_command_of_another_version_is_shown_by_its_own_name():
    assert command_text("POST /leeches") == "POST /leeches"
