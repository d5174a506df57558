import pytest

from server.core.database import Encrypted


@pytest.fixture(autouse=True)
def _with_keys(keys, monkeypatch):
    """What the composition root does, and the command line that imports."""
    monkeypatch.setattr(Encrypted, "keys", keys)
