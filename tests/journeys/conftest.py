import gc

import pytest


@pytest.fixture(autouse=True)
def what_is_left_of_a_client_is_collected_here():
    """Not in one of the next client's own threads: Qt's timers belong to this one. The program does the same."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.collect()
