"""Nobody gets more than somebody who may give it has given: tried through every call that administrates."""

from decimal import Decimal
from typing import Any

import pytest

from shared.contract import Call
from shared.contracts import access, endpoints, people, roles, sign_in
from shared.contracts.access import ApprovalNeeded
from shared.contracts.roles import LastAdministrator, MoreThanYouHold, NotYourOwnRights
from shared.contracts.sign_in import NoSecondFactor
from shared.errors import ApiError, Forbidden, SignedOut
from shared.models.roles import RoleChange
from shared.models.sign_in import SIGN_IN_RULES
from shared.permissions import Permission, Role, Scope
from tests.server.features.access.parallel import at_once
from tests.server.features.roles.conftest import ADMINISTRATION
from tests.support.house import PASSWORD


def other_rules(office, **changed) -> Call[Any]:
    """Of signing in, as its settings page saves them."""
    kept = office.send(sign_in.rules()).model_dump(exclude={"roles", "openid_has_secret"})
    return sign_in.save_rules(**{**kept, **changed})


def every_try(office, card, role_ids, own_role, me) -> list[Call[Any]]:
    """What somebody who wants more would send, one or more for each call that administrates."""
    nurse, mine, other = card("nurse"), me.account, card("pharmacist").account
    gone = office.send(people.add(full_name="Left Nurse"))
    office.send(people.open_account(employee_id=gone.employee_id, user_name="gone", role_ids=[role_ids["nurse"]]))
    gone = office.send(people.switch(employee_id=gone.employee_id, version=gone.version, is_active=False))
    off = card("cashier").account
    off = office.send(people.switch_account(user_id=off.user_id, version=off.version, is_active=False)).account
    puppet = office.send(people.add(full_name="Puppet"))
    wide = dict.fromkeys((Permission.PATIENTS_VIEW, *ADMINISTRATION), Scope.ALL)
    role = office.send(roles.all_roles()).items
    own = next(each for each in role if each.id == own_role)
    of_nurses = next(each for each in role if each.name == Role.NURSE)
    office.send(other_rules(office, second_factor_roles=[role_ids["pathologist"]]))
    return [
        people.give_roles(user_id=mine.user_id, version=mine.version, role_ids=[own_role, role_ids["administrator"]]),
        people.give_roles(user_id=nurse.account.user_id, version=nurse.account.version, role_ids=[role_ids["doctor"]]),
        people.open_account(employee_id=puppet.employee_id, user_name="puppet", role_ids=[role_ids["nurse"]]),
        people.reset_password(user_id=nurse.account.user_id),
        people.reset_password(user_id=mine.user_id),
        people.rename_account(user_id=other.user_id, version=other.version, user_name="nobody.else"),
        people.switch_account(user_id=off.user_id, version=off.version, is_active=True),
        people.switch(employee_id=gone.employee_id, version=gone.version, is_active=True),
        people.change(
            employee_id=me.employee_id,
            version=me.version,
            full_name="Clever Clerk",
            is_doctor=True,
            fee_share=Decimal(1),
        ),
        roles.add(name="Mine", copy_of=role_ids["doctor"]),
        roles.save(changes=[RoleChange(role_id=own_role, version=own.version, rights={**own.rights, **wide})]),
        roles.save(
            changes=[
                RoleChange(
                    role_id=of_nurses.id,
                    version=of_nurses.version,
                    rights={**of_nurses.rights, Permission.PATIENTS_ARCHIVE: Scope.ALL},
                )
            ]
        ),
        other_rules(office, second_factor_roles=[]),
    ]


# What changes nothing of what anybody may do, or only less of it.
HARMLESS = {
    people.add, people.sign_out_user, access.revoke_session, roles.rename, roles.remove,
    sign_in.reset_second_factor,  # by a test of its own: nobody here has one
}  # fmt: skip


@pytest.mark.parametrize("only", [(Permission.STAFF_MANAGE,), (Permission.ROLES_MANAGE,), ADMINISTRATION[:2]])
def test_who_administrates_and_may_not_assign_gets_nothing_by_any_call(
    office, card, role_ids, clerk, rights_of_all, only
):
    somebody, own_role, me = clerk(*only)
    tries = every_try(office, card, role_ids, own_role, me)
    before = rights_of_all()

    for call in tries:
        with pytest.raises((MoreThanYouHold, NotYourOwnRights, Forbidden)):
            somebody.send(call)

    assert rights_of_all() == before
    tried = {call.endpoint for call in tries}
    administrating = {each for each in endpoints() if each.allow in ADMINISTRATION and each.method == "POST"}
    assert administrating - tried <= HARMLESS, "try it here, or say that it is harmless"


def test_a_second_proof_is_taken_from_nobody_who_may_more(office, card, clerk, house):
    """Who knows a manager's password would be the manager with the phone of one's own."""
    somebody, _, me = clerk(Permission.STAFF_MANAGE)

    for whose, refusal in ((card("manager"), MoreThanYouHold), (me, NotYourOwnRights)):
        with pytest.raises(refusal):
            somebody.send(sign_in.reset_second_factor(user_id=whose.account.user_id))


def test_nobody_who_may_more_is_shut_out_by_another_name_and_ones_own_is_free(office, card, clerk):
    """The only administrator would be told that name or password is wrong."""
    somebody, _, me = clerk(Permission.STAFF_MANAGE)
    boss = card("administrator").account

    with pytest.raises(MoreThanYouHold):
        somebody.send(people.rename_account(user_id=boss.user_id, version=boss.version, user_name="nobody"))
    mine = somebody.send(
        people.rename_account(user_id=me.account.user_id, version=me.account.version, user_name="clever")
    )

    assert (mine.account.user_name, card("administrator").account.user_name) == ("clever", "administrator")


def test_less_is_asked_at_the_sign_in_of_nobody_who_may_more_and_of_oneself_by_no_one_alone(
    office, role_ids, clerk, rights_of_all
):
    somebody, own_role, _ = clerk(Permission.STAFF_MANAGE)
    asked = [own_role, role_ids["manager"], role_ids["administrator"]]
    office.send(other_rules(office, second_factor_roles=asked, shortest_password=12, session_hours=8))
    before = rights_of_all()
    for refusal, less in (
        (MoreThanYouHold, {"second_factor_roles": asked[:1]}),
        (NotYourOwnRights, {"second_factor_roles": asked[1:]}),
        (MoreThanYouHold, {"shortest_password": 11}),
        (MoreThanYouHold, {"openid_issuer": "https://id.example", "openid_client_id": "mine"}),
    ):
        with pytest.raises(refusal):
            somebody.send(other_rules(office, **less))
    with pytest.raises(ApprovalNeeded):  # though the administrator's word is enough for all others
        office.send(other_rules(office, second_factor_roles=asked[:2]))
    assert rights_of_all() == before

    somebody.send(other_rules(office, second_factor_roles=[*asked, role_ids["nurse"]], session_hours=7))
    office.send(other_rules(office, second_factor_roles=asked[1:], shortest_password=10))
    word = office.send(
        access.approve(
            user_name="manager",
            password=PASSWORD,
            permission=Permission.ROLES_ASSIGN,
            subject_id=SIGN_IN_RULES,
        )
    )
    saved = office.send(other_rules(office, second_factor_roles=asked[1:2], approval_id=word.id))
    assert saved.second_factor_roles == (role_ids["manager"],)


def test_who_may_assign_gives_others_what_they_need_and_oneself_nothing(office, card, role_ids, clerk):
    somebody, own_role, me = clerk(*ADMINISTRATION)
    tries = every_try(office, card, role_ids, own_role, me)
    own = [call for call in tries if call.request.model_dump().get("user_id") == me.account.user_id]
    own += [call for call in tries if call.endpoint is people.change]
    widened = next(call for call in tries if call.endpoint is roles.save)

    for call in [*own, widened]:
        with pytest.raises(NotYourOwnRights):
            somebody.send(call)
    for call in [each for each in tries if each not in own and each is not widened]:
        somebody.send(call)

    assert somebody.send(access.me()).permissions == dict.fromkeys(ADMINISTRATION, Scope.ALL)


def test_where_the_hospital_wants_it_a_second_person_is_asked_for_each(office, card, role_ids, clerk, api, house):
    somebody, _, _ = clerk(Permission.ROLES_ASSIGN, scope=Scope.SECOND)
    role = next(each for each in office.send(roles.all_roles()).items if each.name == "Clerk")
    rights = {**role.rights, Permission.STAFF_MANAGE: Scope.ALL}
    office.send(roles.save(changes=[RoleChange(role_id=role.id, version=role.version, rights=rights)]))
    nurse = card("nurse").account
    ask = {"user_id": nurse.user_id, "version": nurse.version, "role_ids": [role_ids["doctor"]]}
    with pytest.raises(ApprovalNeeded):
        somebody.send(people.give_roles(**ask))
    with pytest.raises(ApprovalNeeded):
        somebody.send(people.reset_password(user_id=card("manager").account.user_id))

    word = somebody.send(
        access.approve(
            user_name="manager", password=PASSWORD, permission=Permission.ROLES_ASSIGN, subject_id=nurse.user_id
        )
    )
    given = somebody.send(people.give_roles(**ask, approval_id=word.id))

    assert [each.name for each in given.account.roles] == ["doctor"]
    boss = card("manager").account.user_id
    with pytest.raises(ApprovalNeeded):
        somebody.send(sign_in.reset_second_factor(user_id=boss))
    by_another = somebody.send(
        access.approve(
            user_name="administrator", password=PASSWORD, permission=Permission.ROLES_ASSIGN, subject_id=boss
        )
    )
    with pytest.raises(NoSecondFactor):  # agreed to: there is none to take away
        somebody.send(sign_in.reset_second_factor(user_id=boss, approval_id=by_another.id))


def test_the_last_who_can_administrate_stays(office, card, role_ids, hired, at_work):
    _, one_time = hired("Second Admin", "second", [role_ids["administrator"]])
    administrator = next(each for each in office.send(roles.all_roles()).items if each.name == "administrator")
    less = {right: scope for right, scope in administrator.rights.items() if right is not Permission.ROLES_MANAGE}
    narrowed = RoleChange(role_id=administrator.id, version=administrator.version, rights=less)

    with pytest.raises(LastAdministrator):
        office.send(roles.save(changes=[narrowed]))
    second = at_work(one_time)
    me = card("administrator")
    second.send(people.switch(employee_id=me.employee_id, version=me.version, is_active=False))

    with pytest.raises(SignedOut):
        office.send(access.me())


def test_who_has_not_chosen_a_password_yet_is_nobody_to_leave_a_hospital_to(office, hired, role_ids):
    """The one-time password may never be used: it is the first administrator who has to stay."""
    hired("Second Admin", "second", [role_ids["administrator"]])
    keeper = office.send(roles.add(name="Keeper"))
    kept = dict.fromkeys(ADMINISTRATION, Scope.ALL)
    office.send(roles.save(changes=[RoleChange(role_id=keeper.id, version=1, rights=kept)]))
    other = office.send(people.search(text="second admin")).items[0]
    account = office.send(people.get(employee_id=other.employee_id)).account
    office.send(people.give_roles(user_id=account.user_id, version=account.version, role_ids=[keeper.id]))
    administrator = next(each for each in office.send(roles.all_roles()).items if each.name == "administrator")

    with pytest.raises(LastAdministrator):
        office.send(
            roles.save(changes=[RoleChange(role_id=administrator.id, version=administrator.version, rights={})])
        )


def test_who_needs_a_second_person_is_nobody_to_leave_a_hospital_to_without_one(office, role_ids, hired, at_work, card):
    at_work(hired("Second Admin", "second", [role_ids["administrator"]])[1])
    assigning = [
        (role, {**role.rights, Permission.ROLES_ASSIGN: Scope.SECOND})
        for role in office.send(roles.all_roles()).items
        if Permission.ROLES_ASSIGN in role.rights
    ]
    administrator, manager = (
        RoleChange(role_id=role.id, version=role.version, rights=rights) for role, rights in assigning
    )
    office.send(roles.save(changes=[administrator]))

    with pytest.raises(LastAdministrator):
        office.send(roles.save(changes=[manager]))

    boss = card("manager").account
    with pytest.raises(LastAdministrator):
        office.send(people.switch_account(user_id=boss.user_id, version=boss.version, is_active=False))


def test_what_a_change_did_not_cause_it_is_not_refused_for(office, role_ids, hired, card, house, owner):
    """The only one who needs nobody's word has a password that ran out, and never comes again."""
    administrator = next(each for each in office.send(roles.all_roles()).items if each.name == "administrator")
    second = {**administrator.rights, Permission.ROLES_ASSIGN: Scope.SECOND}
    change = RoleChange(role_id=administrator.id, version=administrator.version, rights=second)
    saved = office.send(roles.save(changes=[change])).items[0]
    owner.execute("UPDATE users SET must_change_password = true WHERE employee_id = %s", [house.employees["manager"]])
    nurse, keeper = card("nurse").account, office.send(roles.add(name="Keeper"))

    employee, _ = hired("Rina Das", "rina.das", [keeper.id])
    office.send(people.reset_password(user_id=office.send(people.get(employee_id=employee)).account.user_id))
    office.send(people.give_roles(user_id=nurse.user_id, version=nurse.version, role_ids=[keeper.id]))

    less = {right: scope for right, scope in saved.rights.items() if right is not Permission.STAFF_MANAGE}
    boss = card("manager")
    gone = {"version": boss.account.version, "user_id": boss.account.user_id}
    for ending in (  # whoever has only to choose another password is the last one too
        people.switch_account(**gone, is_active=False),
        people.give_roles(**gone, role_ids=[]),
        people.switch(employee_id=boss.employee_id, version=boss.version, is_active=False),
    ):
        with pytest.raises(LastAdministrator):
            office.send(ending)
    with pytest.raises(LastAdministrator):  # for there was somebody who manages people, and this would end it
        office.send(roles.save(changes=[RoleChange(role_id=saved.id, version=saved.version, rights=less)]))


def test_of_two_administrators_who_remove_each_other_at_once_one_is_left(office, card, role_ids, hired, at_work, api):
    employee, one_time = hired("Second Admin", "second", [role_ids["administrator"]])
    second = at_work(one_time)
    me, them = card("administrator").account, office.send(people.get(employee_id=employee)).account

    def remove(by, whom):
        def act():
            try:
                return by.send(people.give_roles(user_id=whom.user_id, version=whom.version, role_ids=[]))
            except ApiError as refusal:
                return refusal

        return act

    answers = at_once([remove(office, them), remove(second, me)])

    refusals = [each for each in answers if isinstance(each, ApiError)]
    assert len(refusals) == 1
    assert isinstance(refusals[0], Forbidden)  # who was stripped while waiting may not do it any more


def test_a_role_may_be_narrowed_by_whoever_manages_roles(office, clerk):
    somebody, _, _ = clerk(Permission.ROLES_MANAGE)
    nurse = next(each for each in somebody.send(roles.all_roles()).items if each.name == "nurse")

    saved = somebody.send(roles.save(changes=[RoleChange(role_id=nurse.id, version=nurse.version, rights={})]))

    assert saved.items[0].rights == {}
