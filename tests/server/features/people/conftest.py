import pytest
from pydantic import SecretStr

from shared.contracts import access, people, roles
from shared.permissions import Role
from tests.server.features.access.conftest import ended
from tests.support.server import Api

__all__ = ["ended"]

OWN_PASSWORD = SecretStr("my very own words")


@pytest.fixture
def office(api):
    return api(Role.ADMINISTRATOR)


@pytest.fixture
def role_ids(office):
    """By name."""
    return {role.name: role.id for role in office.send(roles.all_roles()).items}


@pytest.fixture
def card(office, house):
    """`card("nurse")`: what the administrator sees of that person now."""

    def of(who):
        return office.send(people.get(employee_id=house.employees[who]))

    return of


@pytest.fixture
def hired(office):
    """`hired("Rina Das", "rina", [role_id])`: somebody new, and their one-time password."""

    def hire(full_name, user_name, role_ids=(), by=None):
        person = office.send(people.add(full_name=full_name))
        asked = people.open_account(employee_id=person.employee_id, user_name=user_name, role_ids=list(role_ids))
        return person.employee_id, (by or office).send(asked)

    return hire


@pytest.fixture
def at_work(client, house):
    """`at_work(one_time)`: signed in with a password of their own."""

    def come(one_time, device="administrator"):
        at = Api(client, house.device_for(device))
        first = SecretStr(one_time.password)
        at.bearer = at.send(access.sign_in(user_name=one_time.user_name, password=first)).access_token
        at.send(access.change_password(password=first, new_password=OWN_PASSWORD))
        return at

    return come
