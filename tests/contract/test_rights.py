"""Every remote call × every role: let in or refused as the table of permissions says."""

from collections.abc import Callable
from typing import Any

import pytest
from ulid import ULID

from server.app import Application
from shared.contract import Endpoint
from shared.contracts import endpoints
from shared.permissions import HOLDERS, Access, Permission, Role, Scope, held_by
from tests.contract.requests import a_request
from tests.support.server import Api

ALL = list(endpoints())
KeyedApi = Callable[[str | Role], Api]


def _call(api: Api, endpoint: Endpoint[..., Any, Any]) -> int:
    wire = endpoint.encode_request(a_request(endpoint))
    headers = {"Command-Key": str(ULID())} if endpoint.keyed else {}
    return api.raw(endpoint.method, wire.path, params=dict(wire.query), content=wire.body, headers=headers).status_code


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISPLAY])
def test_a_role_may_call_what_the_table_says_and_nothing_else(api: KeyedApi, role: Role):
    person = api(role)
    wrong = []

    for endpoint in ALL:
        if not isinstance(endpoint.allow, Permission):
            continue
        allowed = endpoint.allow in held_by(role)
        status = _call(person, endpoint)
        # A right held for one's own records only may still refuse a stranger's record with 403.
        own_only = allowed and HOLDERS[endpoint.allow][role] is Scope.OWN
        if (status == 403) == allowed and not own_only:
            wrong.append((str(endpoint), status))
        if status >= 500 or status == 401:
            wrong.append((str(endpoint), status))

    assert wrong == []


def test_a_display_sees_the_board_and_nothing_else(api: KeyedApi):
    display = api(Role.DISPLAY)

    let_in = {str(e) for e in ALL if isinstance(e.allow, Permission) and _call(display, e) not in (401, 403)}

    assert let_in == {"GET /boards/{workstation_id}"}


def test_nobody_is_let_in_without_a_sign_in(anyone: Api, house: object):
    wrong = [str(e) for e in ALL if e.allow is not Access.ANYONE and _call(anyone, e) != 401]

    assert wrong == []


def test_every_call_has_exactly_one_handler(application: Application):
    """The application refuses to be built otherwise."""
    assert application.asgi is not None
