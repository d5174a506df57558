import pytest

from server.core.context import NOBODY
from server.core.identity import Proof
from server.core.tokens import Tokens
from server.features.access.service import Identifier
from shared.errors import SignedOut
from shared.permissions import Permission, Scope
from tests.support.plans import listening


@pytest.fixture
def identify(database, clock, store_home):
    identifier = Identifier(Tokens.load(store_home / "test-keys"))

    def of(**proof):
        with database.transaction() as session:
            return identifier(session, Proof(**proof), clock.now())

    return of


def test_a_display_alone_may_see_the_board_and_nothing_else(identify, house):
    actor = identify(device=house.device_for("display"))

    assert actor.person is None
    assert actor.permissions == {Permission.BOARD_VIEW: Scope.ALL}


def test_any_other_computer_alone_may_nothing(identify, house):
    actor = identify(device=house.device_for("cashier"))

    assert actor.device
    assert actor.device.name == "cashier 1"
    assert actor.permissions == {}


@pytest.mark.parametrize("device", ["", "never-paired"])
def test_an_unknown_computer_is_nobody(identify, house, device):
    assert identify(device=device) == NOBODY


def test_a_token_that_is_not_ours_is_refused(identify, house):
    with pytest.raises(SignedOut):
        identify(bearer="not.a.token", device=house.device_for("cashier"))


def test_of_a_right_held_through_several_roles_the_widest_counts(identify, signed_in, owner):
    _, at = signed_in("doctor")
    owner.execute(
        "INSERT INTO user_roles SELECT u.id, r.id FROM users u, roles r WHERE user_name = 'doctor' AND name = 'nurse'"
    )
    owner.execute("UPDATE role_permissions SET scope = 'all' FROM roles WHERE roles.id = role_id AND name = 'nurse'")

    actor = identify(bearer=at.bearer, device=at.device)

    assert actor.permissions[Permission.QUEUE_CALL] is Scope.ALL
    assert actor.permissions[Permission.CONSULTATIONS_WRITE] is Scope.OWN
    assert Permission.PATIENTS_CREATE in actor.permissions


def test_somebody_without_a_role_may_nothing(identify, signed_in, owner):
    _, at = signed_in("doctor")
    owner.execute("DELETE FROM user_roles")

    actor = identify(bearer=at.bearer, device=at.device)

    assert actor.person
    assert actor.permissions == {}


def test_a_right_that_only_a_newer_server_knows_is_passed_over(identify, signed_in, owner):
    _, at = signed_in("doctor")
    owner.execute("INSERT INTO permissions VALUES ('stars:read')")
    owner.execute("INSERT INTO role_permissions SELECT id, 'stars:read', 'all' FROM roles")

    assert identify(bearer=at.bearer, device=at.device).permissions


def test_finding_out_who_asks_takes_one_statement(identify, signed_in, database):
    _, at = signed_in("doctor")
    with listening(database) as statements:
        identify(bearer=at.bearer, device=at.device)

    assert len(statements) == 1
