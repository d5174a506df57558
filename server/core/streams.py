"""GET /events: one stream a client; what it may watch is asked of its permissions."""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.core.clock import Clock
from server.core.context import Actor
from server.core.database import Database
from server.core.identity import Identify, proof_of
from server.core.push import Follower, Hub, Watch, stream
from server.core.routes import refusal
from shared.errors import ApiError, Forbidden, InvalidRequest, Unavailable
from shared.permissions import Access, Allow, Permission

MOST_WATCHES: Final = 20
_NEEDS: Final[dict[str, Allow]] = {
    "queue": Permission.QUEUE_VIEW,
    "board": Permission.BOARD_VIEW,
    "topics": Access.SIGNED_IN,
}


def streams(hub: Hub, database: Database, identify: Identify, clock: Clock) -> Callable[..., Any]:
    """The ASGI endpoint of the event stream."""

    def who(request: Request) -> Actor:
        with database.transaction() as session:
            return identify(session, proof_of(request.headers), clock.now())

    async def answer(request: Request) -> Response:
        asked_at = asyncio.get_running_loop().time()
        try:
            watches = parse(request.query_params.getlist("watch"))
            actor = await run_in_threadpool(who, request)
            allowed = _allowed(actor, watches)
        except ApiError as error:
            return refusal(error)
        except (DBAPIError, PoolTimeout):
            return refusal(Unavailable())
        if not await hub.ready():
            return refusal(Unavailable())
        holders: set[UUID] = {actor.device.id} if actor.device else set()
        holders |= {actor.person.session_id} if actor.person else set()
        follower = Follower(allowed, frozenset(holders), asked_at=asked_at)
        return StreamResponse(follower, hub)

    return answer


def _allowed(actor: Actor, watches: frozenset[Watch]) -> frozenset[Watch]:
    """What of these may be followed: whoever has lost a right goes on with the rest. Raises what `Actor.check` does."""
    if actor.person is not None:
        held = {Access.SIGNED_IN, *actor.permissions}
        watches = frozenset(watch for watch in watches if _NEEDS[watch.kind] in held) or watches
    for watch in watches:
        actor.check(_NEEDS[watch.kind])
        if watch.kind == "board" and actor.person is None and (actor.device is None or actor.device.id != watch.id):
            raise Forbidden(Permission.BOARD_VIEW)  # a display sees its own board and nothing else
    return watches


def parse(watches: list[str]) -> frozenset[Watch]:
    """Raises InvalidRequest for a watch of no known kind."""
    if not 1 <= len(watches) <= MOST_WATCHES:
        raise InvalidRequest({"watch": f"give 1 to {MOST_WATCHES}"})
    return frozenset(_watch(text) for text in watches)


def _watch(text: str) -> Watch:
    kind, _, key = text.partition(":")
    if kind not in _NEEDS or (kind == "topics") != (not key):
        raise InvalidRequest({"watch": "queue:<doctor>, board:<workstation> or topics"})
    try:
        return Watch(kind, UUID(key) if key else None)
    except ValueError as error:
        raise InvalidRequest({"watch": "not an id"}) from error


class StreamResponse(Response):
    """Hands the connection over to the hub."""

    def __init__(self, follower: Follower, hub: Hub) -> None:
        super().__init__()
        self._follower = follower
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 the base names it
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await stream(self._follower, self._hub, send, gone)
        finally:
            gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
