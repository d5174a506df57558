"""Roles made at random: the server lets in what the role holds, and the client shows what the server says."""

import random
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

import pytest

from client.core.session import Presence, Session, SessionState
from client.desk import Desk
from client.pages import PAGES, pages_for
from shared.contract import Endpoint
from shared.contracts import access, endpoints, people, roles
from shared.errors import ApiError, Forbidden, SignedOut, Unexpected
from shared.ids import WorkstationId
from shared.models.access import Me
from shared.models.roles import RoleChange
from shared.models.workstations import WorkstationKind
from shared.permissions import Access, Permission, Role, Scope
from shared.rules.rights import SCOPES
from tests.contract.requests import a_request
from tests.support.server import Api

HOW_MANY = 10
ALL = list(endpoints())
KeyedApi = Callable[[str | Role], Api]


class Known(Session):
    """Signed in as the server says."""

    def __init__(self, me: Me) -> None:
        super().__init__(cast("Any", None))
        self._show(SessionState(Presence.SIGNED_IN, me))


def desk_of(me: Me) -> Desk:
    """Only what decides about pages; none is built."""
    nothing = cast("Any", None)
    return Desk(
        workstation_id=WorkstationId(UUID(int=4)),
        workstation="Counter 2",
        kind=WorkstationKind.RECEPTION,
        calls=nothing,
        session=Known(me),
        changes=nothing,
        live=nothing,
        clock=nothing,
        printing=nothing,
    )


def some_rights(chance: random.Random) -> dict[Permission, Scope]:
    """Few or many of all there are, each as far as it can reach."""
    held = chance.sample(list(Permission), chance.randrange(1, len(Permission)))
    return {permission: chance.choice(sorted(SCOPES[permission])) for permission in held}


def is_refused(person: Api, endpoint: Endpoint[..., Any, Any]) -> bool:
    """At the door, for want of the call's own right: behind it another one may be asked for as well."""
    try:
        person.send(endpoint.bind(a_request(endpoint)))
    except Forbidden as refusal:
        return refusal.permission == endpoint.allow
    except (SignedOut, Unexpected):
        raise
    except ApiError:
        return False
    return False


@pytest.fixture
def wearer(api: KeyedApi, house: Any):
    """`wearer(rights)`: the nurse, who has a role of just these rights now and no other."""
    office = api(Role.ADMINISTRATOR)
    made = office.send(roles.add(name="Made at random"))
    card = office.send(people.get(employee_id=house.employees["nurse"]))
    assert card.account is not None
    office.send(people.give_roles(user_id=card.account.user_id, version=card.account.version, role_ids=[made.id]))
    nurse = api(Role.NURSE)
    versions = iter(range(1, 100))

    def wear(rights: dict[Permission, Scope]) -> Api:
        change = RoleChange(role_id=made.id, version=next(versions), rights=rights)
        office.send(roles.save(changes=[change]))
        return nurse

    return wear


@pytest.mark.parametrize("seed", range(HOW_MANY))
def test_server_and_client_agree_about_every_call_and_page_of_a_role(qapp: object, wearer: Any, seed: int):
    rights = some_rights(random.Random(seed))
    person = wearer(rights)
    me = person.send(access.me())
    desk = desk_of(me)
    wrong = []

    assert me.permissions == rights
    for endpoint in ALL:
        if not isinstance(endpoint.allow, Permission):
            continue
        may = endpoint.allow in rights
        # What is held for one's own records only may still refuse a stranger's record.
        own_only = may and rights[endpoint.allow] is Scope.OWN
        if is_refused(person, endpoint) is may and not own_only:
            wrong.append((str(endpoint), "the server"))
        if desk.session.can(endpoint) is not may:
            wrong.append((str(endpoint), "the client"))
    shown = {page.key for page in pages_for(desk)}
    held = (*rights, Access.SIGNED_IN)
    expected = {page.key for page in PAGES if any(all(call.allow in held for call in way) for way in page.ways)}

    assert wrong == []
    assert shown == expected


def test_before_a_password_is_chosen_the_client_offers_nothing(qapp: object, api: KeyedApi):
    me = api(Role.DOCTOR).send(access.me()).model_copy(update={"must_change_password": True})
    session = desk_of(me).session

    assert [each for each in ALL if each.allow is Access.SIGNED_IN and session.can(each)] == []
    assert session.can(access.change_password)
