import pytest

from shared.contracts import people, roles
from shared.models.roles import RoleChange
from shared.permissions import Permission, Scope
from tests.server.features.access.conftest import ended
from tests.server.features.people.conftest import at_work, card, hired, office, role_ids

__all__ = ["at_work", "card", "ended", "hired", "office", "role_ids"]

ADMINISTRATION = (Permission.STAFF_MANAGE, Permission.ROLES_MANAGE, Permission.ROLES_ASSIGN)


@pytest.fixture
def rights_of_all(owner):
    """Who holds what, and what is asked of whom, by the database itself."""

    def now():
        rows = owner.execute(
            "SELECT users.user_name, users.is_active, employees.is_active, permission, scope FROM users "
            "JOIN employees ON employees.id = employee_id LEFT JOIN user_roles ON user_id = users.id "
            "LEFT JOIN role_permissions USING (role_id) ORDER BY 1, 4, 5"
        )
        passwords = owner.execute("SELECT user_id, password_hash FROM accounts ORDER BY 1")
        rules = owner.execute("SELECT * FROM sign_in_rules")
        return rows.fetchall(), passwords.fetchall(), rules.fetchall()

    return now


@pytest.fixture
def clerk(office, hired, at_work):
    """`clerk(STAFF_MANAGE)`: somebody with exactly these rights, the name of the role, and the card."""

    def make(*rights, scope=Scope.ALL):
        role = office.send(roles.add(name="Clerk"))
        office.send(roles.save(changes=[RoleChange(role_id=role.id, version=1, rights=dict.fromkeys(rights, scope))]))
        employee, one_time = hired("Clever Clerk", "clerk", [role.id])
        return at_work(one_time), role.id, office.send(people.get(employee_id=employee))

    return make
