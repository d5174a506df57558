"""Roles made at random: no page offers an act, or asks anything by itself, that the server would refuse."""

import ast
import random
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Final, cast
from uuid import UUID

import pytest

import client.pages
import shared.contracts
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.live import Live
from client.core.session import Presence, Session, SessionState
from client.desk import Desk
from client.page_spec import PageSpec
from client.pages import PAGES, pages_for
from shared.contract import Endpoint
from shared.ids import WorkstationId
from shared.models.workstations import WorkstationKind
from shared.permissions import Allow, Permission, Scope
from shared.rules.rights import SCOPES
from tests.client.api.fixtures import garbage_ends_on_this_thread
from tests.client.examples import me
from tests.client.shell_parts import Drafts, Printing, SilentCalls, Stream

__all__ = ["garbage_ends_on_this_thread"]  # nor in the midst of a page that is being built

HOW_MANY: Final = 2
# A sheet of the one feature that only a page of the other opens.
_OPENED_FROM: Final = {"reminders": "patient"}
_ROOT: Final = Path(client.pages.__file__).parent.parent
_CONTRACTS: Final = {
    each.name: import_module(f"shared.contracts.{each.name}") for each in iter_modules(shared.contracts.__path__)
}


class Asked(Session):
    """Signed in with just these rights; remembers which calls the screens asked about."""

    def __init__(self, rights: dict[Permission, Scope]) -> None:
        super().__init__(cast("Any", None))
        self.about: set[Permission] = set()
        self._show(SessionState(Presence.SIGNED_IN, me().model_copy(update={"permissions": rights})))

    def can(self, endpoint: Endpoint[..., Any, Any]) -> bool:
        if isinstance(endpoint.allow, Permission):
            self.about.add(endpoint.allow)
        return super().can(endpoint)

    def scope(self, permission: Permission) -> Scope | None:
        self.about.add(permission)
        return super().scope(permission)


def desk_of(session: Session, calls: SilentCalls) -> Desk:
    stream = cast("Any", Stream())
    return Desk(
        workstation_id=WorkstationId(UUID(int=4)),
        workstation="Counter 2",
        kind=WorkstationKind.RECEPTION,
        calls=calls,
        session=session,
        changes=Changes(stream),
        live=Live(stream),
        clock=Clock(),
        printing=cast("Any", Printing()),
    )


def opened(page: PageSpec, rights: dict[Permission, Scope], qtbot: Any) -> tuple[Asked, set[Permission]]:
    """Built and shown: whose rights it asked about, and the rights of the calls that it made by itself."""
    session, calls = Asked(rights), SilentCalls()
    shown = page.build(desk_of(session, calls), Drafts())
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    for _ in range(3):
        calls.deliver()
        qtbot.wait(0)
    sent = {call.endpoint.allow for call in calls.sent if isinstance(call.endpoint.allow, Permission)}
    shown.hide()
    return session, sent


def builder_of(page: PageSpec) -> Any:
    """The function that makes it, which a lambda may call."""
    build = page.build
    if build.__name__ == "<lambda>":
        (name,) = (name for name in build.__code__.co_names if name.startswith("build_"))
        build = getattr(client.pages, name)
    return build


def _feature(page: PageSpec) -> str:
    return str(builder_of(page).__module__.split(".")[2])


def _sources(feature: str) -> list[ast.Module]:
    folders = (_ROOT / "client" / layer / feature for layer in ("views", "viewmodels"))
    return [ast.parse(path.read_text()) for folder in folders for path in sorted(folder.glob("*.py"))]


def named(node: ast.AST, source: ast.Module) -> set[Endpoint[..., Any, Any]]:
    """The calls of the contract that are written there."""
    imports = (each for each in source.body if isinstance(each, ast.ImportFrom) and each.module == "shared.contracts")
    contracts = {alias.asname or alias.name: alias.name for each in imports for alias in each.names}
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in contracts:
            endpoint = getattr(_CONTRACTS[contracts[each.value.id]], each.attr, None)
            if isinstance(endpoint, Endpoint):
                found.add(endpoint)
    return found


def _asked_about(source: ast.Module) -> set[Allow]:
    """By `can(...)`, where that is asked only once there is something to do."""
    calls = (node for node in ast.walk(source) if isinstance(node, ast.Call))
    asking = (call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) == "can")
    return {endpoint.allow for call in asking for endpoint in named(call, source)}


def test_every_act_of_a_page_is_offered_by_its_own_right(qtbot: Any):
    """Whose right is neither needed to open the page nor asked about would be refused to some at the last step."""
    known: dict[str, set[Allow]] = {}
    for page in PAGES:
        session, _ = opened(page, dict.fromkeys(Permission, Scope.ALL), qtbot)
        needed = {call.allow for way in page.ways for call in way}
        known.setdefault(_feature(page), set()).update(needed, session.about)

    unasked = []
    for feature, asked in known.items():
        sources = _sources(feature)
        acts = {call for source in sources for call in named(source, source) if call.method == "POST"}
        elsewhere = _sources(_OPENED_FROM[feature]) if feature in _OPENED_FROM else []
        offered = asked.union(*map(_asked_about, [*sources, *elsewhere]))
        unasked += [
            (feature, str(act)) for act in acts if isinstance(act.allow, Permission) and act.allow not in offered
        ]

    assert not unasked, sorted(unasked)


@pytest.mark.parametrize("seed", range(HOW_MANY))
def test_a_page_asks_the_server_nothing_that_it_would_refuse(seed: int, qtbot: Any):
    chance = random.Random(seed)
    refused = []

    for page in PAGES:
        opens = {call.allow for call in chance.choice(page.ways) if isinstance(call.allow, Permission)}
        held = sorted({*opens, *chance.sample(list(Permission), chance.randrange(len(Permission)))})
        rights = {permission: chance.choice(sorted(SCOPES[permission])) for permission in held}
        _, sent = opened(page, rights, qtbot)
        refused += [(page.key, right.value) for right in sent - rights.keys()]

    assert not refused, sorted(refused)


@pytest.mark.parametrize("right", [Permission.STAFF_MANAGE, Permission.HOUSE_MANAGE])
def test_settings_open_to_whoever_may_use_one_of_their_tabs_and_ask_nothing_else(right: Permission, qtbot: Any):
    """The rules of the sign-in are of who manages staff, who may have no right to manage the house."""
    (page,) = (each for each in PAGES if each.key == "settings")
    rights = {right: Scope.ALL}

    _, sent = opened(page, rights, qtbot)

    assert page in pages_for(desk_of(Asked(rights), SilentCalls()))
    assert page not in pages_for(desk_of(Asked({Permission.PATIENTS_VIEW: Scope.ALL}), SilentCalls()))
    assert sent == {right}
