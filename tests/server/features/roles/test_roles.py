"""Roles: a hospital's own, and what each may do."""

import pytest

from shared.contracts import access, roles, vitals
from shared.contracts.roles import BuiltInRole, RoleInUse, RoleNameTaken, RoleNotFound, ScopeNotPossible
from shared.errors import Forbidden, StaleVersion
from shared.models.roles import RoleChange
from shared.permissions import Permission, Role, Scope, held_by


@pytest.fixture
def role(office):
    """`role("nurse")`: as it stands now."""

    def of(name):
        return next(each for each in office.send(roles.all_roles()).items if each.name == name)

    return of


def changed(role, rights):
    return RoleChange(role_id=role.id, version=role.version, rights=rights)


def test_the_list_has_what_each_role_may_do_and_how_many_have_it(role):
    nurse = role("nurse")

    assert (nurse.rights, nurse.people, nurse.is_builtin) == (held_by(Role.NURSE), 1, True)
    assert role("doctor").people == 3


def test_displays_have_no_role_of_people(office, role):
    assert Role.DISPLAY not in [each.name for each in office.send(roles.all_roles()).items]


def test_a_role_of_its_own_begins_empty_or_as_a_copy(office, role):
    empty = office.send(roles.add(name="Ward clerk"))
    copy = office.send(roles.add(name="Head nurse", copy_of=role("nurse").id))

    assert (empty.rights, empty.is_builtin, empty.people) == ({}, False, 0)
    assert copy.rights == role("nurse").rights
    with pytest.raises(RoleNameTaken):
        office.send(roles.add(name="ward CLERK"))


def test_a_changed_role_counts_at_once_for_whoever_has_it_and_their_screens_hear_of_it(office, api, role, ended):
    nurse = api(Role.NURSE)
    me = nurse.send(access.me())
    rights = {**role("nurse").rights, Permission.PATIENTS_ARCHIVE: Scope.ALL}
    del rights[Permission.VITALS_RECORD]

    answer = office.send(roles.save(changes=[changed(role("nurse"), rights)]))

    assert answer.items[0].rights == rights == nurse.send(access.me()).permissions
    with pytest.raises(Forbidden):
        nurse.send(vitals.record(appointment_id=me.user_id, pulse=70))
    assert ended(me.session_id) == "permissions"


def test_several_roles_are_changed_together_or_not_at_all(office, role):
    nurse, cashier = role("nurse"), role("cashier")

    with pytest.raises(StaleVersion):
        office.send(
            roles.save(
                changes=[changed(nurse, {}), changed(cashier, {}).model_copy(update={"version": cashier.version + 1})]
            )
        )

    assert (role("nurse"), role("cashier")) == (nurse, cashier)


@pytest.mark.parametrize(
    ("permission", "scope"),
    [
        (Permission.VITALS_RECORD, Scope.SECOND),
        (Permission.PATIENTS_VIEW, Scope.OWN),
        (Permission.BILLING_PAY, Scope.ALL),
    ],
)
def test_a_right_is_given_only_as_the_house_knows_it(office, role, permission, scope):
    """A second person nobody would ask for, or an own that is not told apart, would be a lie."""
    clerk = office.send(roles.add(name="Ward clerk"))

    with pytest.raises(ScopeNotPossible):
        office.send(roles.save(changes=[changed(clerk, {permission: scope})]))


def test_a_role_is_renamed_and_removed_when_nobody_has_it(office, role, hired):
    clerk = office.send(roles.add(name="Ward clerk"))
    named = office.send(roles.rename(role_id=clerk.id, version=clerk.version, name="Ward Clerk"))
    hired("Rina Das", "rina.das", [clerk.id])

    with pytest.raises(RoleInUse) as refusal:
        office.send(roles.remove(role_id=clerk.id, version=named.version))
    free = office.send(roles.add(name="Porter"))
    office.send(roles.remove(role_id=free.id, version=free.version))

    assert (named.name, refusal.value.people) == ("Ward Clerk", 1)
    with pytest.raises(RoleNotFound):
        office.send(roles.remove(role_id=free.id, version=1))


def test_the_programs_own_roles_keep_their_names(office, role):
    nurse = role("nurse")

    with pytest.raises(BuiltInRole):
        office.send(roles.rename(role_id=nurse.id, version=nurse.version, name="Sister"))
    with pytest.raises(BuiltInRole):
        office.send(roles.remove(role_id=nurse.id, version=nurse.version))
