import pytest

from shared.permissions import Role


@pytest.fixture
def desk(api):
    return api(Role.RECEPTIONIST)


@pytest.fixture
def doctor(api):
    return api(Role.DOCTOR)
