import hashlib
from functools import partial

import pytest
from pydantic import SecretStr

from server.features.access.service import ensure_roles
from server.features.workstations.tables import Workstation
from shared.contracts import access, fingerprint
from shared.contracts.access import AlreadySetUp
from shared.errors import NotPaired
from shared.ids import WorkstationId, new_id
from shared.models.workstations import WorkstationKind
from shared.permissions import HOLDERS, Permission, Role, held_by
from shared.version import VERSION
from tests.server.features.access.parallel import at_once
from tests.support.server import Api

PASSWORD = "first-password"
DEVICE = "token-of-the-first-computer"


@pytest.fixture
def first_desk(application, database, clock, client):
    """A paired computer in a hospital that nobody has set up yet."""
    with database.transaction() as session:
        session.add(
            Workstation(
                id=WorkstationId(new_id()),
                name="Office 1",
                kind=WorkstationKind.OFFICE,
                token_hash=hashlib.sha256(DEVICE.encode()).digest(),
                paired_at=clock.now(),
            )
        )
    return Api(client, DEVICE)


def request(user_name="admin"):
    return access.set_up(
        hospital="Dhaka Central Hospital", full_name="Rahim Uddin", user_name=user_name, password=SecretStr(PASSWORD)
    )


def test_the_first_administrator_is_signed_in_with_an_administrators_rights(first_desk):
    answer = first_desk.send(request())

    first_desk.bearer = answer.access_token
    me = first_desk.send(access.me())
    assert (me.full_name, me.roles) == ("Rahim Uddin", [Role.ADMINISTRATOR])
    assert me.permissions == held_by(Role.ADMINISTRATOR)


def test_the_server_says_whether_it_needs_to_be_set_up(first_desk, anyone, clock):
    before = anyone.send(access.server_info())
    first_desk.send(request())

    after = anyone.send(access.server_info())

    assert (before.needs_setup, after.needs_setup) == (True, False)
    assert (after.version, after.fingerprint) == (VERSION, fingerprint())


def test_there_is_one_first_administrator_only(first_desk):
    first_desk.send(request())

    with pytest.raises(AlreadySetUp):
        first_desk.send(request("second"))


def test_of_two_administrators_at_once_one_is_the_first(first_desk, owner):
    def set_up(user_name):
        asked = {"hospital": "Dhaka", "full_name": "Rahim Uddin", "user_name": user_name, "password": PASSWORD}
        return first_desk.raw("POST", "/set-up", json=asked).status_code

    answers = at_once([partial(set_up, name) for name in ("one", "two", "three", "four")])

    assert sorted(answers) == [200, 409, 409, 409]
    assert owner.execute("SELECT count(*) FROM users").fetchone() == (1,)


def test_only_a_paired_computer_sets_a_hospital_up(anyone):
    with pytest.raises(NotPaired):
        anyone.send(request())


def test_the_hospitals_name_is_kept(first_desk, owner):
    first_desk.send(request())

    assert owner.execute("SELECT name FROM settings").fetchall() == [("Dhaka Central Hospital",)]


def seed(database):
    with database.transaction() as session:
        ensure_roles(session)


def rights(owner):
    return owner.execute(
        "SELECT name, permission, scope FROM role_permissions JOIN roles ON roles.id = role_id ORDER BY 1, 2"
    ).fetchall()


def test_the_roles_are_the_table_of_rights(database, owner):
    seed(database)

    wanted = [(role, permission, scope) for permission, held in HOLDERS.items() for role, scope in held.items()]
    assert sorted(rights(owner)) == sorted(wanted)


def test_seeding_again_leaves_what_a_hospital_changed(database, owner):
    seed(database)
    owner.execute("DELETE FROM role_permissions WHERE permission = 'patients:edit'")
    owner.execute("UPDATE role_permissions SET scope = 'all' WHERE permission = 'queue:call'")
    changed = rights(owner)

    seed(database)

    assert rights(owner) == changed


def test_a_right_that_is_new_in_the_code_is_given_to_its_roles(database, owner):
    seed(database)
    complete = rights(owner)
    owner.execute("DELETE FROM role_permissions WHERE permission IN ('lab:order', 'patients:edit')")
    owner.execute("DELETE FROM permissions WHERE name = 'lab:order'")

    seed(database)

    assert rights(owner) == [row for row in complete if row[1] != Permission.PATIENTS_EDIT]


def test_seeding_at_once_gives_one_set_of_roles(database, owner):
    at_once([lambda: seed(database)] * 4)

    assert owner.execute("SELECT count(*) FROM roles").fetchone() == (len(Role),)
