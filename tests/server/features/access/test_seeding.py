"""Rights that come with a new version reach hospitals that have been at work for long."""

import pytest

from server.features.access.service import ensure_roles
from shared.contracts import access
from shared.permissions import Permission, Role, Scope, held_by


@pytest.fixture
def start(database):
    """As a server does that has just been updated."""

    def start():
        with database.transaction() as session:
            ensure_roles(session)

    return start


def test_a_right_that_is_new_in_the_program_gets_its_first_holders_once(api, owner, start):
    owner.execute("DELETE FROM role_permissions WHERE permission IN ('roles:assign', 'approvals:view')")
    owner.execute("DELETE FROM permissions WHERE name IN ('roles:assign', 'approvals:view')")
    assert Permission.ROLES_ASSIGN not in api(Role.MANAGER).send(access.me()).permissions

    start()

    assert api(Role.MANAGER).send(access.me()).permissions == held_by(Role.MANAGER)
    owner.execute("DELETE FROM role_permissions WHERE permission = 'approvals:view'")
    start()
    assert Permission.APPROVALS_VIEW not in api(Role.MANAGER).send(access.me()).permissions


def test_what_a_hospital_changed_stays_and_its_own_roles_get_nothing(api, owner, start):
    owner.execute("INSERT INTO roles (id, name, is_builtin) VALUES (gen_random_uuid(), 'Clerk', false)")
    owner.execute(
        "INSERT INTO role_permissions (role_id, permission, scope) "
        "SELECT id, 'staff:view', 'all' FROM roles WHERE name = 'Clerk'"
    )
    owner.execute(
        "UPDATE role_permissions SET scope = 'own' FROM roles WHERE roles.id = role_id AND name = 'nurse' "
        "AND permission = 'queue:reorder'"
    )
    owner.execute(
        "DELETE FROM role_permissions USING roles WHERE roles.id = role_id AND name = 'nurse' "
        "AND permission = 'vitals:record'"
    )

    start()

    held = api(Role.NURSE).send(access.me()).permissions
    assert held[Permission.QUEUE_REORDER] is Scope.OWN
    assert Permission.VITALS_RECORD not in held
    clerk = owner.execute("SELECT permission FROM role_permissions JOIN roles ON roles.id = role_id AND name = 'Clerk'")
    assert clerk.fetchall() == [("staff:view",)]
